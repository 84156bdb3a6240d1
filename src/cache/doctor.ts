// The doctor asks again what is kept, in production: a sample of live entries is executed anew, and one that the node would still
// serve although its bytes differ is wrong (docs/coherence.md §15).
// Invariant: nobody notices. Two executions at once, at a bounded rate, for a bounded time; nothing is changed.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Cache } from './cache.ts';
import { type Answer, type Entry, etagOf } from './entry.ts';
import { printPosition } from './position.ts';

export interface DoctorOptions {
  readonly cache: Cache;
  /** Resolves when the cache knows of everything that was committed before the call. */
  readonly sync: (timeoutMs: number) => Promise<void>;
  /** What may be kept for less time than this shows something without tags, which may differ meanwhile. @default an hour */
  readonly exactFromMs?: number;
}

export interface Examination {
  /** Live entries to be executed again. */
  readonly sample: number;
  /** Executions begun in a second. */
  readonly perSecond: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export interface Findings {
  /** Whether the node serves from its cache at all. */
  isLive: boolean;
  /** Entries in memory, live or not. */
  entries: number;
  sampled: number;
  equal: number;
  /** Differ, and the node knows. */
  changedAndInvalid: number;
  /** Differ, and may: statistics, for example, which change without a write. */
  inexact: number;
  /** Could not be executed again without errors. */
  uncacheable: number;
  /** The change feed did not answer in time: they were executed, and nothing follows. */
  unjudged: number;
  readonly wrong: Wrong[];
}

/** An entry that would be served and is not true; without what it shows. */
export interface Wrong {
  readonly key: string;
  readonly tags: number;
  /** As of which it counts as valid. */
  readonly position: string;
  readonly freshPosition: string;
  readonly ageSeconds: number;
  /** Where the two differ first: fields and places in lists. */
  readonly path: string;
  readonly kept: { readonly bytes: number; readonly etag: string };
  readonly fresh: { readonly bytes: number; readonly etag: string };
}

export type Doctor = (examination: Examination) => Promise<Findings>;

const atOnce = 2;
const syncMs = 1_000;
/** Drawn for each that is wanted: of a node under writes most entries may be invalid, and are passed over. */
const drawn = 8;

export function createDoctor({ cache, sync, exactFromMs = 3_600_000 }: DoctorOptions): Doctor {
  async function judge(entry: Entry, findings: Findings): Promise<void> {
    const answer = await entry.question.run().catch(() => null);
    if (!answer?.reading || answer.body === null) return void findings.uncacheable++;
    // Whatever the execution saw is in the table then: an entry that differs for it is no longer valid.
    const isKnown = await sync(syncMs).then(
      () => true,
      () => false,
    );
    const fresh = Buffer.from(answer.body as string);
    if (fresh.equals(entry.body)) findings.equal++;
    else if (!isKnown) findings.unjudged++;
    else if (!cache.isServable(entry)) findings.changedAndInvalid++;
    else if (answer.reading.ttlMs < exactFromMs) findings.inexact++;
    else findings.wrong.push(describe(entry, fresh, answer.reading));
  }

  return async ({ sample, perSecond, withinMs, signal }) => {
    const candidates = draw(cache.store.entries(), sample * drawn);
    const findings: Findings = {
      isLive: cache.isLive(),
      entries: cache.store.count(),
      sampled: 0,
      equal: 0,
      changedAndInvalid: 0,
      inexact: 0,
      uncacheable: 0,
      unjudged: 0,
      wrong: [],
    };
    const untilMs = performance.now() + withinMs;
    let nextMs = 0;
    async function work(): Promise<void> {
      for (let entry = candidates.pop(); entry && findings.sampled < sample; entry = candidates.pop()) {
        if (!cache.isServable(entry)) {
          await turn(); // so that passing over thousands holds up nobody
          continue;
        }
        const atMs = Math.max(nextMs, performance.now());
        if (signal.aborted || atMs > untilMs) return;
        nextMs = atMs + 1000 / perSecond;
        findings.sampled++;
        await pause(Math.max(atMs - performance.now(), 0));
        await judge(entry, findings);
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work));
    return findings;
  };
}

/** A fair sample in random order, in one pass (Vitter's algorithm R, then a shuffle). */
function draw(entries: Iterable<Entry>, size: number): Entry[] {
  const found: Entry[] = [];
  let seen = 0;
  for (const entry of entries) {
    seen++;
    if (found.length < size) found.push(entry);
    else {
      const at = Math.floor(Math.random() * seen);
      if (at < size) found[at] = entry;
    }
  }
  for (let last = found.length - 1; last > 0; last--) {
    const at = Math.floor(Math.random() * (last + 1));
    [found[last], found[at]] = [found[at]!, found[last]!];
  }
  return found;
}

function describe(entry: Entry, fresh: Buffer, { position }: NonNullable<Answer['reading']>): Wrong {
  return {
    key: entry.key,
    tags: entry.stamp.tags.length,
    position: printPosition(entry.stamp.position),
    freshPosition: printPosition(position),
    ageSeconds: Math.round((performance.now() - entry.madeMs) / 100) / 10,
    path: firstDifference(JSON.parse(entry.body.toString()), JSON.parse(fresh.toString())) ?? 'the form alone',
    kept: { bytes: entry.body.length, etag: entry.etag },
    fresh: { bytes: fresh.length, etag: etagOf(fresh) },
  };
}

/** Null if there is none. */
function firstDifference(a: unknown, b: unknown): string | null {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? null : '';
  const [some, others] = [a, b] as Readonly<Record<string, unknown>>[];
  for (const name of new Set([...Object.keys(some!), ...Object.keys(others!)])) {
    const inside = firstDifference(some![name], others![name]);
    if (inside !== null) return inside === '' ? name : `${name}.${inside}`;
  }
  return null;
}
