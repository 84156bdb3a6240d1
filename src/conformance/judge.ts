// Answers that were kept with a tag table, as an edge keeps them, and whether what the table calls valid is true.
// Invariant: sound while others write: both answers were read between the first reading and what the table knows at the end.
import { isDeepStrictEqual } from 'node:util';
import { covers, type Position } from '../cache/position.ts';
import type { Stamp } from '../cache/tag-table.ts';
import { numbersOf, tenantOf } from '../edge/contract.ts';
import { type Bench, shown } from './bench.ts';
import { knowByStream } from './knowledge.ts';
import type { Question, Viewer } from './scenario.ts';
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

const mostShown = 12;

export async function createJudge(bench: Bench): Promise<Judge> {
  const { table, reach, catchUp, since, stop } = bench.posts?.know() ?? (await knowByStream(bench.subgraph));
  let compared = 0;

  function describe(kept: Kept, fresh: { data: unknown; cache: unknown }): string {
    return [
      `an edge would serve what is not true. Asked ${shown(kept.question)} by tenant ${kept.viewer.tenantId}`,
      `kept:  ${JSON.stringify(kept.data)}`,
      `       ${JSON.stringify(kept.cache)}`,
      `fresh: ${JSON.stringify(fresh.data)}`,
      `       ${JSON.stringify(fresh.cache)}`,
      ...since(kept.readMs)
        .slice(-mostShown)
        .map(({ text }) => `since: ${text.slice(0, 1_000)}`),
    ].join('\n         ');
  }

  async function compareAlike(alike: readonly Kept[]): Promise<void> {
    const valid = alike.filter(({ stamp }) => table().isValid(stamp));
    if (valid.length === 0) return;
    const { question, viewer } = valid[0]!;
    const fresh = await bench.read(question, viewer, true);
    await reach(fresh.told.position);
    for (const each of valid) {
      const isJudged = performance.now() < each.endsMs && covers(fresh.told.position, each.readAt);
      if (!isJudged || !table().isValid(each.stamp)) continue;
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
    catchUp,
    compared: () => compared,
    stop,
  };
}
