// How long the lists of a tenant are, from what was read: an account with three contacts a company is not refused for what a
// hundred would cost. Invariant: bounded memory, and never more than the arguments say.
import { LRUCache } from 'lru-cache';
import { mostListed, type SizeOf } from './cost.ts';
import type { Place } from './cost-plan.ts';

export interface FanOut {
  /** Rows of an average page that was read at a place. `isCut`: there were more rows than were asked for. */
  observe(tenantId: string, place: Place, rows: number, isCut: boolean): void;
  /** What is known of this tenant, of places that were read often enough. */
  sizesOf(tenantId: string): SizeOf;
}

interface Learned {
  count: number;
  /** The most seen, forgotten by one percent each time. */
  peak: number;
}

/** Lists that are known, of all tenants together: 100 bytes each. */
const mostKept = 20_000;
/** Before, a list is taken to be as long as it may be. */
const leastObserved = 20;
const forgetting = 0.99;

export function createFanOut(): FanOut {
  const known = new LRUCache<string, Learned>({ max: mostKept });

  return {
    observe(tenantId, place, rows, isCut) {
      const key = keyOf(tenantId, place);
      let learned = known.get(key);
      if (!learned) {
        learned = { count: 0, peak: 0 };
        known.set(key, learned);
      }
      learned.count++;
      // How much was cut off nobody knows.
      learned.peak = Math.max(isCut ? mostListed : rows, learned.peak * forgetting);
    },
    sizesOf: (tenantId) => (place, bound) => {
      if (place.sized.size === 0) return null;
      const learned = known.get(keyOf(tenantId, place));
      return learned && learned.count >= leastObserved ? Math.min(bound, Math.ceil(learned.peak)) : null;
    },
  };
}

/** A filter makes lists short, so what is filtered tells nothing of what is not. */
const keyOf = (tenantId: string, { coordinate, nodes }: Place) =>
  `${tenantId}${coordinate}${nodes[0]?.arguments?.some(({ name }) => name.value === 'filter') ? '?' : ''}`;
