// What a group of subscribers sees, kept as the feed goes on: who is in the team is looked up, and again when that has changed.
// Invariant: a change is judged by a team that is as new as the change, or newer.
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Pool } from '../db/pool.ts';
import { read } from '../db/transaction.ts';
import type { ToldChange } from './event.ts';
import { isMove, type Sight, sightOf } from './rights.ts';

export interface StandingSight {
  /** Null: it has to be looked up. */
  now(): Sight | null;
  /** Rejects if nobody can tell. */
  ready(): Promise<Sight>;
  /** Call before anything is judged by it. */
  take(changes: readonly ToldChange[]): void;
  /** Changes may have been missed. */
  lookAgain(): void;
}

export function createStandingSight(pool: Pool, viewer: Viewer): StandingSight {
  const rights = rightsOf(viewer);
  let sight: Sight | null = null;
  let looking: Promise<Sight> | null = null;
  let isStale = false;

  async function look(): Promise<Sight> {
    try {
      let found: Sight;
      do {
        isStale = false;
        found = await read(pool, viewer.tenantId, sightOf, rights);
      } while (isStale);
      sight = found;
      return found;
    } finally {
      looking = null;
    }
  }

  function lookAgain(): void {
    if (rights.visibility !== 'team') return;
    sight = null;
    isStale = true;
  }

  if (rights.visibility !== 'team') {
    const { tenantId } = viewer;
    sight = { tenantId, rights, owners: rights.visibility === 'own' ? new Set([rights.userId!]) : null };
  }
  return {
    now: () => sight,
    async ready() {
      if (sight) return sight;
      looking ??= look();
      return looking;
    },
    take(changes) {
      if (changes.some((told) => isMove(rights, told))) lookAgain();
    },
    lookAgain,
  };
}
