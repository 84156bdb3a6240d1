// The page of one pipeline: what state the line is in, the columns, what was refused, what was told last.

import type { LiveBoard } from './board.ts';
import { Columns } from './columns.tsx';
import { EventLog } from './event-log.tsx';
import { Refusals } from './refusals.tsx';
import type { Board } from './state.ts';
import { StatusLine } from './status-line.tsx';
import { useBoard, useBoardState } from './use-board.ts';

interface PageProps {
  readonly url: string;
  readonly apiKey: string;
  readonly pipelineId: string | null;
  readonly onChoose: (pipelineId: string) => void;
  readonly onLeave: () => void;
}

export function BoardPage({ url, apiKey, pipelineId, onChoose, onLeave }: PageProps) {
  const live = useBoard({ url, apiKey, pipelineId });
  return live ? <OpenBoard {...{ live, onChoose, onLeave }} /> : null;
}

function OpenBoard({ live, ...acts }: { readonly live: LiveBoard } & Pick<PageProps, 'onChoose' | 'onLeave'>) {
  const { board, moving, refusals, line, heardAt, problem } = useBoardState(live);
  return (
    <>
      <Header board={board} {...acts} />
      <main>
        <StatusLine line={line} heardAt={heardAt} last={board?.log[0]} problem={problem} />
        <Refusals refusals={refusals} onDismiss={live.dismiss} onMove={live.move} />
        {board ? (
          <>
            <Columns board={board} moving={moving} onMove={live.move} />
            <EventLog log={board.log} />
          </>
        ) : (
          problem === null && <p className="waiting">Reading the board…</p>
        )}
      </main>
    </>
  );
}

function Header({
  board,
  onChoose,
  onLeave,
}: { readonly board: Board | null } & Pick<PageProps, 'onChoose' | 'onLeave'>) {
  const hasOthers = board !== null && board.pipelines.length > 1;
  return (
    <header>
      <h1 className={hasOthers ? 'unseen' : ''}>{board?.pipeline.name ?? 'Pipeline board'}</h1>
      {hasOthers && (
        <select aria-label="Pipeline" value={board.pipeline.id} onChange={(event) => onChoose(event.target.value)}>
          {board.pipelines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <button type="button" className="quiet" onClick={onLeave}>
        Sign out
      </button>
    </header>
  );
}
