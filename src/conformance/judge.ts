// Answers that were kept with a tag table, as an edge keeps them, and whether what the table calls valid is true.
// Invariant: sound while others write: both answers were read between the first reading and what the table knows at the end.
import { isDeepStrictEqual } from 'node:util';
import { covers, type Position, printPosition } from '../cache/position.ts';
import { createTagTable, type Stamp } from '../cache/tag-table.ts';
import { numbersOf, tenantOf } from '../edge/contract.ts';
import { type Bench, shown } from './bench.ts';
import type { Question, Viewer } from './scenario.ts';
import { type Line, openStream } from './stream.ts';
import { Broken } from './verdict.ts';

export interface Kept {
  readonly question: Question;
  readonly viewer: Viewer;
  readonly data: unknown;
  /** `extensions.cache`, as it came. */
  readonly cache: unknown;
  readonly stamp: Stamp;
  /** Where it was read; the stamp moves on. */
  readonly readAt: Position;
  readonly readMs: number;
  readonly endsMs: number;
}

export interface Judge {
  /** Null: it is not to be kept. */
  read(question: Question, viewer: Viewer): Promise<Kept | null>;
  /** Those that are still valid beside fresh answers, one for each question. Throws a Broken that shows both. */
  compare(kept: readonly Kept[]): Promise<void>;
  /** Until the table knows all that is committed now. */
  catchUp(): Promise<void>;
  /** Answers compared so far. */
  compared(): number;
  stop(): Promise<void>;
}

const caughtUpWithinMs = 2_000;
const mostShown = 12;

export async function createJudge(bench: Bench): Promise<Judge> {
  const table = createTagTable();
  let waiting: { position: Position; resolve: (isThere: boolean) => void }[] = [];
  let compared = 0;

  function take({ message, text }: Line): void {
    if (message.kind === 'reset') table.reset(message);
    else if (message.kind === 'frame' && !table.apply(message))
      throw new Broken(
        `a frame does not begin where the one before ended, ${printPosition(table.position())}: ${text}`,
      );
    const isThere = ({ position }: { position: Position }) => covers(table.position(), position);
    for (const each of waiting) if (isThere(each)) each.resolve(true);
    waiting = waiting.filter((each) => !isThere(each));
  }

  const stream = await openStream(bench.subgraph, '', take);
  await stream.next('reset', 'a reset');

  async function reach(position: Position): Promise<void> {
    if (covers(table.position(), position)) return;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), caughtUpWithinMs);
    const isThere = await new Promise<boolean>((resolve) => {
      late.signal.addEventListener('abort', () => resolve(false));
      waiting.push({ position, resolve });
    });
    clearTimeout(timer);
    if (isThere) return;
    throw stream.failure() ?? new Broken(`the stream did not come to ${printPosition(position)}, which was told`);
  }

  function describe(kept: Kept, fresh: { data: unknown; cache: unknown }): string {
    const isTelling = ({ message: { kind, ...rest } }: Line) =>
      kind === 'reset' || ('invalidations' in rest && rest.invalidations.length > 0);
    const since = stream.lines.filter((line) => isTelling(line) && line.atMs > kept.readMs);
    return [
      `an edge would serve what is not true. Asked ${shown(kept.question)} by tenant ${kept.viewer.tenantId}`,
      `kept:  ${JSON.stringify(kept.data)}`,
      `       ${JSON.stringify(kept.cache)}`,
      `fresh: ${JSON.stringify(fresh.data)}`,
      `       ${JSON.stringify(fresh.cache)}`,
      ...since.slice(-mostShown).map(({ text }) => `since: ${text.slice(0, 1_000)}`),
    ].join('\n         ');
  }

  async function compareAlike(alike: readonly Kept[]): Promise<void> {
    const valid = alike.filter(({ stamp }) => table.isValid(stamp));
    if (valid.length === 0) return;
    const { question, viewer } = valid[0]!;
    const fresh = await bench.read(question, viewer, true);
    await reach(fresh.told.position);
    for (const each of valid) {
      const isJudged = performance.now() < each.endsMs && covers(fresh.told.position, each.readAt);
      if (!isJudged || !table.isValid(each.stamp)) continue;
      compared++;
      if (!isDeepStrictEqual(fresh.data, each.data)) throw new Broken(describe(each, fresh));
    }
  }

  return {
    async read(question, viewer) {
      const { data, cache, told } = await bench.read(question, viewer);
      if (told.maxAge === 0) return null;
      const { identity, position } = told;
      const tenantId = tenantOf(told, viewer.tenantId);
      const stamp: Stamp = { identity, tenantId, tags: numbersOf(tenantId, told.tags), position, verified: -1 };
      const readMs = performance.now();
      return { question, viewer, data, cache, stamp, readAt: position, readMs, endsMs: readMs + told.maxAge * 1_000 };
    },
    async compare(kept) {
      const alike = Map.groupBy(kept, ({ question, viewer }) => `${viewer.tenantId} ${shown(question)}`);
      await Promise.all([...alike.values()].map(compareAlike));
    },
    catchUp: async () => reach((await bench.subgraph.position()).position),
    compared: () => compared,
    stop: stream.close,
  };
}
