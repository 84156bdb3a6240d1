// What all servers are asked, in the same order: reads by Zipf, and writes to what such reads show, so that hot reads are hot writes.
// Made before the run from a seed and the rows of the scene alone.
import { createRandom, type Random } from '../../../test/support/random.ts';
import type { Write } from './mutations.ts';
import type { Operation } from './operations.ts';
import type { Scene } from './scene.ts';
import { createWriter } from './writes.ts';

/** A read; before it, on the same connection, perhaps a write that the read shows. */
export interface Unit {
  readonly operation: number;
  readonly write?: Write;
}

export interface Batch {
  readonly units: readonly Unit[];
  /** Operations that are asked again when all is quiet; drawn by Zipf too, so some come more than once. */
  readonly check: readonly number[];
  /** Not measured: caches and compiled code begin to fill. */
  readonly isWarmUp: boolean;
}

export interface TraceOptions {
  readonly seed: number;
  /** Measured requests, writes included. */
  readonly requests: number;
  readonly warmUp: number;
  readonly batch: number;
  readonly checks: number;
}

/** 5 % of all requests are writes: a unit with a write is two requests. */
const writeShare = 0.05 / 0.95;

export function createTrace(scene: Scene, operations: readonly Operation[], options: TraceOptions): Batch[] {
  const random = createRandom(options.seed);
  const writer = createWriter(scene, operations, random);
  const draw = createZipf(operations.length, random);
  const batches: Batch[] = [];
  let isDue = false;
  const batchOf = (size: number, isWarmUp: boolean): Batch => {
    const units: Unit[] = [];
    for (let requests = 0; requests < size; ) {
      const operation = draw();
      isDue ||= chance(random) < writeShare;
      const write = isDue ? writer(operations[operation]!) : null;
      if (write) isDue = false; // otherwise nothing in that answer could be written, and the next unit writes
      units.push(write ? { operation, write } : { operation });
      requests += write ? 2 : 1;
    }
    return { units, isWarmUp, check: isWarmUp ? [] : Array.from({ length: options.checks }, draw) };
  };
  for (let left = options.warmUp; left > 0; left -= options.batch)
    batches.push(batchOf(Math.min(left, options.batch), true));
  for (let left = options.requests; left > 0; left -= options.batch)
    batches.push(batchOf(Math.min(left, options.batch), false));
  return batches;
}

/** From 0, with a chance of 1 / (rank + 1) of the whole. */
function createZipf(length: number, random: Random): () => number {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= length; rank++) {
    sum += 1 / rank;
    sums.push(sum);
  }
  return () => {
    const wanted = chance(random) * sum;
    const at = sums.findIndex((reached) => reached > wanted);
    return at < 0 ? length - 1 : at;
  };
}

function chance(random: Random): number {
  return random.below(2 ** 32) / 2 ** 32;
}
