// Which operations were asked most in the last minutes, and what they took of the node.
// Invariant: bounded, whatever documents clients make up; a hit costs one look-up by identity and a few additions.
import { bucketOf, type LatencyCounts, noLatency, quantilesOf } from './latency.ts';

/** One operation of one document: whoever counts for it holds this object. */
export interface OperationRef {
  /** A part of the SHA-256 of text and name. */
  readonly id: string;
  readonly name: string | null;
  readonly text: string;
  /** For people: the name, or how the text begins. */
  readonly label: string;
}

export interface TopOperation {
  readonly id: string;
  readonly label: string;
  readonly requests: number;
  readonly hits: number;
  readonly statements: number;
  readonly points: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Took {
  readonly ms: number;
  readonly isHit: boolean;
  readonly statements: number;
  readonly points: number;
}

export interface TopOperations {
  add(operation: OperationRef, took: Took, nowMs: number): void;
  /** The most asked first. */
  list(most: number, nowMs: number): TopOperation[];
}

interface Tally {
  readonly operation: OperationRef;
  requests: number;
  hits: number;
  statements: number;
  points: number;
  readonly latency: LatencyCounts;
}

const minutes = 5;
const minuteMs = 60_000;
/** Of a minute, 0.5 KB each. */
const mostTallies = 300;

export function createTopOperations(): TopOperations {
  /** The youngest first. */
  const slots: { readonly minute: number; readonly tallies: Map<OperationRef, Tally> }[] = [];

  function slotAt(nowMs: number): Map<OperationRef, Tally> {
    const minute = Math.floor(nowMs / minuteMs);
    if (slots[0]?.minute !== minute) slots.unshift({ minute, tallies: new Map() });
    while (slots.at(-1)!.minute <= minute - minutes) slots.pop();
    return slots[0]!.tallies;
  }

  /** Space-saving (Metwally and others): a newcomer takes the place of the least asked, and its requests for its own: who is asked often stays. */
  function enter(tallies: Map<OperationRef, Tally>, operation: OperationRef): Tally {
    const tally = { operation, requests: 0, hits: 0, statements: 0, points: 0, latency: noLatency() };
    if (tallies.size >= mostTallies) {
      let least: Tally | undefined;
      for (const each of tallies.values()) if (!least || each.requests < least.requests) least = each;
      tallies.delete(least!.operation);
      tally.requests = least!.requests;
    }
    tallies.set(operation, tally);
    return tally;
  }

  return {
    add(operation, { ms, isHit, statements, points }, nowMs) {
      const tallies = slotAt(nowMs);
      const tally = tallies.get(operation) ?? enter(tallies, operation);
      tally.requests++;
      tally.statements += statements;
      tally.points += points;
      if (isHit) tally.hits++;
      tally.latency[bucketOf(ms)]!++;
    },
    list(most, nowMs) {
      slotAt(nowMs);
      const all = new Map<string, Tally>();
      for (const tally of slots.flatMap(({ tallies }) => [...tallies.values()])) {
        const { id } = tally.operation;
        const sum = all.get(id);
        all.set(id, sum ? summed(sum, tally) : tally);
      }
      const sorted = [...all.values()].sort((one, other) => other.requests - one.requests);
      return sorted.slice(0, most).map(({ operation: { id, label }, latency, requests, hits, statements, points }) => {
        const { p50, p99 } = quantilesOf(latency)!;
        return { id, label, requests, hits, statements, points, p50, p99 };
      });
    },
  };
}

function summed(one: Tally, other: Tally): Tally {
  return {
    operation: one.operation,
    requests: one.requests + other.requests,
    hits: one.hits + other.hits,
    statements: one.statements + other.statements,
    points: one.points + other.points,
    latency: one.latency.map((count, bucket) => count + other.latency[bucket]!),
  };
}
