// What keys spend, by day and operation: counted in memory, and handed over every few seconds.
// Invariant: bounded, whatever names clients make up; a count is handed over once, and kept if that fails.
import type { Payer } from './budget.ts';

export interface UsageCount {
  readonly tenantId: string;
  readonly subject: string;
  /** UTC, `2026-01-31`. */
  readonly day: string;
  readonly operation: string;
  executed: number;
  hits: number;
  throttled: number;
  points: number;
}

export interface Usage {
  add(payer: Payer, operation: string | undefined, kind: 'executed' | 'hits' | 'throttled', points?: number): void;
  /** What was counted since the last time; `add` begins anew. */
  take(): UsageCount[];
  /** It could not be handed over. */
  putBack(counts: readonly UsageCount[]): void;
}

/** Of a key: others are counted together. */
const mostNames = 200;
const longestName = 100;
const otherOperations = '(other)';
/** Of all keys, between two times that it is handed over; more are not counted. */
const mostCounts = 50_000;

export function createUsage(today: () => string = () => new Date().toISOString().slice(0, 10)): Usage {
  let byPayer = new Map<string, Map<string, UsageCount>>();
  let size = 0;

  function find({ tenantId, subject }: Payer, operation: string, day: string): UsageCount | null {
    const key = `${tenantId} ${subject} ${day}`;
    let byName = byPayer.get(key);
    if (!byName) {
      byName = new Map();
      byPayer.set(key, byName);
    }
    const known = byName.get(operation);
    if (known) return known;
    if (size >= mostCounts) return null;
    const name = byName.size < mostNames ? operation : otherOperations;
    const found = byName.get(name) ?? {
      tenantId,
      subject,
      day,
      operation: name,
      executed: 0,
      hits: 0,
      throttled: 0,
      points: 0,
    };
    if (!byName.has(name)) size++;
    byName.set(name, found);
    return found;
  }

  return {
    add(payer, operation = '', kind, points = 0) {
      const count = find(payer, operation.slice(0, longestName), today());
      if (!count) return;
      count[kind]++;
      count.points += points;
    },
    take() {
      const counts = [...byPayer.values()].flatMap((byName) => [...byName.values()]);
      byPayer = new Map();
      size = 0;
      return counts;
    },
    putBack(counts) {
      for (const { executed, hits, throttled, points, operation, day, ...payer } of counts) {
        const count = find(payer, operation, day);
        if (!count) continue;
        count.executed += executed;
        count.hits += hits;
        count.throttled += throttled;
        count.points += points;
      }
    },
  };
}
