// One line that says how true the board is: whether it is told of changes, and when it last was.
import type { Line } from './connection.ts';
import type { LogEntry } from './state.ts';
import { useNow } from './use-board.ts';

interface StatusProps {
  readonly line: Line;
  readonly heardAt: number | null;
  readonly last: LogEntry | undefined;
  readonly problem: string | null;
}

const words = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…', ended: 'No live updates' };

export function StatusLine({ line, heardAt, last, problem }: StatusProps) {
  const now = useNow();
  return (
    <div className="status" data-state={problem ? 'ended' : line.state}>
      <span role="status">{problem ? 'No board' : words[line.state]}</span>
      <span className="aside">{problem ?? aside(line, heardAt, last, now)}</span>
    </div>
  );
}

function aside(line: Line, heardAt: number | null, last: LogEntry | undefined, now: number): string {
  if (line.state === 'ended') return line.reason;
  if (line.state === 'live') return lastChange(last, now);
  return heardAt === null ? '' : `Nothing heard for ${ago(now - heardAt)}. What is missed will be told.`;
}

function lastChange(last: LogEntry | undefined, now: number): string {
  if (!last) return 'Up to date. Nothing has changed yet.';
  return `Up to date. Last change ${ago(now - Date.parse(last.writtenAt))} ago, told ${delayText(last)}.`;
}

/** By two clocks, so it may be off by what they differ. */
function delayText({ writtenAt, heardAt }: LogEntry): string {
  return `${ago(Math.max(0, heardAt - Date.parse(writtenAt)))} after it was written`;
}

export function ago(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
