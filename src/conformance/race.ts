// The rule that all others are for: an answer that the invalidations leave valid is true. Readers and writers at once; what was
// read is kept with a tag table, as an edge keeps it, and compared with what the subgraph answers when it is asked anew.
import { isDeepStrictEqual } from 'node:util';
import { covers, type Position, printPosition } from '../cache/position.ts';
import { createTagTable, type Stamp, type TagTable } from '../cache/tag-table.ts';
import { numbersOf, tenantOf } from '../edge/contract.ts';
import { type Bench, shown } from './bench.ts';
import type { Rule } from './rule.ts';
import type { Question, Viewer } from './scenario.ts';
import { type Line, openStream } from './stream.ts';
import { Broken, Unchecked } from './verdict.ts';

interface Kept {
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

const readers = 3;
const writers = 2;
/** Answers compared in a pause. */
const atOnce = 8;
/** All answers that are valid are looked at so often in the race, while nobody writes. */
const pauses = 3;
/** The oldest give way: it is the writes that come after an answer that matter. */
const mostKept = 400;
const mostRequests = 50_000;
const caughtUpWithinMs = 2_000;

export const race: Rule = {
  name: 'an answer that no write has made invalid is true',
  async check(bench) {
    const table = createTagTable();
    const kept: Kept[] = [];
    const counts = { read: 0, written: 0, compared: 0 };
    let waiting: { position: Position; resolve: () => void }[] = [];
    const stream = await openStream(bench.subgraph, '', (line) => {
      take(table, line);
      for (const each of waiting) if (covers(table.position(), each.position)) each.resolve();
      waiting = waiting.filter(({ position }) => !covers(table.position(), position));
    });

    /** Until the table knows all that is seen from there. */
    async function follow(position: Position): Promise<void> {
      const isThere = await new Promise<boolean>((resolve) => {
        if (covers(table.position(), position)) return resolve(true);
        const late = setTimeout(() => resolve(false), caughtUpWithinMs);
        const settle = () => {
          clearTimeout(late);
          resolve(true);
        };
        waiting.push({ position, resolve: settle });
      });
      if (isThere) return;
      throw stream.failure() ?? new Broken(`the stream did not come to ${printPosition(position)}, which was told`);
    }

    const isTimeUp = (untilMs: number) =>
      bench.signal.aborted || performance.now() > untilMs || bench.subgraph.asked() > mostRequests;

    async function readUntil(endMs: number): Promise<void> {
      while (!isTimeUp(endMs)) {
        const answer = await readOnce(bench);
        counts.read++;
        if (!answer) continue;
        kept.push(answer);
        if (kept.length > mostKept) kept.shift();
        if (counts.read % 4 === 0) await compare(kept[Math.floor(Math.random() * kept.length)]!);
      }
    }

    async function writeUntil(endMs: number): Promise<void> {
      while (!isTimeUp(endMs)) if (await bench.write(bench.anyViewer())) counts.written++;
    }

    /** Sound while others write: both answers were read between the first reading and what the table knows at the end. */
    async function compare({ question, viewer, data, cache, stamp, readAt, readMs, endsMs }: Kept): Promise<void> {
      if (!table.isValid(stamp)) return;
      const fresh = await bench.read(question, viewer, true);
      await follow(fresh.told.position);
      if (performance.now() > endsMs || !covers(fresh.told.position, readAt) || !table.isValid(stamp)) return;
      counts.compared++;
      if (isDeepStrictEqual(fresh.data, data)) return;
      throw new Broken(
        [
          `an edge would serve what is not true. Asked ${shown(question)} by tenant ${viewer.tenantId}`,
          `kept:  ${JSON.stringify(data)}`,
          `       ${JSON.stringify(cache)}`,
          `fresh: ${JSON.stringify(fresh.data)}`,
          `       ${JSON.stringify(fresh.cache)}`,
          ...stream.lines
            .filter((line) => isTelling(line) && line.atMs > readMs)
            .slice(-12)
            .map(({ text }) => `since: ${text.slice(0, 1_000)}`),
        ].join('\n         '),
      );
    }

    try {
      await stream.next('reset', 'a reset');
      for (let pause = 0; pause < pauses; pause++) {
        const endMs = performance.now() + (bench.seconds * 1_000) / pauses;
        const work = [
          ...Array.from({ length: readers }, () => readUntil(endMs)),
          ...Array.from({ length: writers }, () => writeUntil(endMs)),
        ];
        await Promise.all(work);
        await follow((await bench.subgraph.position()).position);
        const left = [...kept];
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (let each = left.pop(); each; each = left.pop()) await compare(each);
          }),
        );
      }
    } finally {
      await stream.close();
    }
    if (counts.compared === 0)
      throw new Unchecked(`${counts.read} answers were read, and none was still valid to be compared`);
    if (counts.written === 0) throw new Unchecked('no write was accepted');
    return `${counts.read} reads, ${counts.written} writes, ${counts.compared} answers compared`;
  },
};

/** Null: it is not to be kept. */
async function readOnce(bench: Bench): Promise<Kept | null> {
  const viewer = bench.anyViewer();
  const question = bench.anyQuestion(viewer);
  const { data, cache, told } = await bench.read(question, viewer);
  if (told.maxAge === 0) return null;
  const tenantId = tenantOf(told, viewer.tenantId);
  const tags = numbersOf(tenantId, told.tags);
  const readMs = performance.now();
  const { identity, position } = told;
  return {
    question,
    viewer,
    data,
    cache,
    stamp: { identity, tenantId, tags, position, verified: -1 },
    readAt: position,
    readMs,
    endsMs: readMs + told.maxAge * 1_000,
  };
}

function take(table: TagTable, { message, text }: Line): void {
  if (message.kind === 'reset') table.reset(message);
  else if (message.kind === 'frame' && !table.apply(message))
    throw new Broken(
      `a frame does not begin where the one before ended, at ${printPosition(table.position())}: ${text}`,
    );
}

const isTelling = ({ message }: Line) =>
  message.kind === 'reset' || (message.kind === 'frame' && message.invalidations.length > 0);
