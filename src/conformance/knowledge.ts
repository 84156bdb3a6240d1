// What an edge would know of the writes of the subgraph under test: a tag table, fed by the stream or by posts.
// Invariant: whoever waits for it hears why it will never come.
import { covers, type Position, printPosition } from '../cache/position.ts';
import { createTagTable, type TableStep, type TagTable } from '../cache/tag-table.ts';
import { type Line, openStream } from './stream.ts';
import type { Subgraph } from './subgraph.ts';
import { Broken } from './verdict.ts';

/** What brought a step, as it came. */
export interface Told {
  readonly text: string;
  readonly atMs: number;
}

export interface Knowledge {
  readonly table: () => TagTable;
  /** Until all that is committed by now is known. */
  catchUp(): Promise<void>;
  /** Until all that is seen there is known. */
  reach(position: Position): Promise<void>;
  /** What told of writes since then. */
  since(ms: number): readonly Told[];
  stop(): Promise<void>;
}

const withinMs = 2_000;

/** Those who wait until a table covers a position. */
export function createReach(table: () => TagTable, failure: () => Error | null = () => null) {
  let waiting: { readonly position: Position; resolve(isThere: boolean): void }[] = [];
  const isThere = ({ position }: { position: Position }) => covers(table().position(), position);
  return {
    /** After each step. */
    settle(): void {
      for (const each of waiting) if (isThere(each)) each.resolve(true);
      waiting = waiting.filter((each) => !isThere(each));
    },
    async reach(position: Position): Promise<void> {
      if (isThere({ position })) return;
      let timer: NodeJS.Timeout | undefined;
      const came = await new Promise<boolean>((resolve) => {
        waiting.push({ position, resolve });
        timer = setTimeout(() => resolve(false), withinMs);
      });
      clearTimeout(timer);
      if (!came) throw failure() ?? new Broken(`${printPosition(position)} was told, and no frame came up to it`);
    },
  };
}

export const isTelling = (step: TableStep): boolean => step.kind === 'reset' || step.invalidations.length > 0;

export async function knowByStream(subgraph: Subgraph): Promise<Knowledge> {
  const table = createTagTable();
  function take({ message, text }: Line): void {
    if (message.kind === 'reset') table.reset(message);
    else if (message.kind === 'frame' && !table.apply(message)) {
      const at = printPosition(table.position());
      throw new Broken(`a frame does not begin where the one before ended, ${at}: ${text}`);
    }
    reaching.settle();
  }
  const reaching = createReach(
    () => table,
    () => stream.failure(),
  );
  const stream = await openStream(subgraph, '', take);
  await stream.next('reset', 'a reset');
  return {
    table: () => table,
    reach: reaching.reach,
    catchUp: async () => reaching.reach((await subgraph.position()).position),
    since: (ms) =>
      stream.lines.filter(
        ({ message, atMs }) =>
          atMs > ms && (message.kind === 'reset' || (message.kind === 'frame' && isTelling(message))),
      ),
    stop: stream.close,
  };
}
