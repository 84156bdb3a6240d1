// How the node is, in words: the first thing that is read, and often the last.
import type { ConsoleState } from '../state.ts';
import type { Line } from './connection.ts';
import { milliseconds, number, percent, seconds } from './format.ts';
import type { History } from './history.ts';
import { hitRatio } from './measures.ts';

/** Of the last ten seconds: one alone jumps. */
function ratioOf(history: History): number | null {
  const ratios = history
    .slice(-10)
    .map(hitRatio)
    .filter((ratio) => ratio !== null);
  return ratios.length === 0 ? null : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

interface Said {
  readonly mood: 'good' | 'warn' | 'bad';
  readonly words: string;
}

function freshness({ feed, node }: ConsoleState, line: Line): Said {
  if (line === 'lost') return { mood: 'bad', words: 'no word from the node' };
  if (node.role === 'edge' && !node.isOriginThere) return { mood: 'bad', words: 'the origin does not answer' };
  if (!feed.isLive) return { mood: 'bad', words: `blind: nothing heard for ${milliseconds(feed.ageMs)}` };
  return { mood: 'good', words: `fresh: ${milliseconds(feed.ageMs)} behind` };
}

export function Summary({
  state,
  history,
  line,
  onLeave,
}: {
  state: ConsoleState;
  history: History;
  line: Line;
  onLeave: () => void;
}) {
  const { node, spend } = state;
  const { mood, words } = freshness(state, line);
  const ratio = ratioOf(history);
  const waiting = (spend?.waitingForTurns ?? 0) + (spend?.waitingForPoints ?? 0);
  return (
    <header class="summary">
      <h1>
        Clientele <span>{node.role}</span>
      </h1>
      <p class="state" data-mood={mood}>
        <b>{words}</b>
        <span>hit ratio {ratio === null ? '–' : percent(ratio)}</span>
        <span>{number(waiting)} waiting</span>
        {state.redis?.isOpen && <span class="alarm">Redis is away</span>}
        {state.postgres?.database === null && <span class="alarm">PostgreSQL does not answer</span>}
      </p>
      <p class="node">
        {node.origin && <span>before {node.origin}</span>}
        <span>build {node.build.slice(0, 8)}</span>
        <span>up {seconds(node.upSeconds)}</span>
        <button type="button" class="plain" onClick={onLeave}>
          Sign out
        </button>
      </p>
    </header>
  );
}
