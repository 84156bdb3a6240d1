// What a process knows of persisted operations: an origin asks the database, an edge its origin, both through this.
// Invariant: what was removed is found for `trustedForMs` at most, as long as anybody can be asked; what was added, after `absentForMs`.
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';

export interface PersistedOperation {
  /** The SHA-256 of the text. */
  readonly id: string;
  readonly text: string;
  /** An operator has added it, or a client registered it. */
  readonly source: 'manifest' | 'apq';
}

/** By the ids that were asked for; what is not there is left out. */
export type LookUp = (ids: readonly string[]) => Promise<ReadonlyMap<string, PersistedOperation>>;

export interface Known {
  readonly operation: PersistedOperation;
  /** Monotonic. Afterwards it has to be looked up again. */
  readonly untilMs: number;
}

export interface RegistryOptions {
  readonly lookUp: LookUp;
  /** Others are as if they were not there. @default all are accepted */
  readonly accepts?: (operation: PersistedOperation) => boolean;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

export interface Registry {
  /** By an id of `parseOperationId`: at once if it is known whether there is one. Rejects if nobody can tell. */
  find(id: string): Known | null | Promise<Known | null>;
  /** This process has registered it. */
  note(operation: PersistedOperation): void;
}

export const trustedForMs = 30_000;
const absentForMs = 2_000;
/** After a look-up that failed, what is known stays so, and is asked for again so much later. */
const retryAfterMs = 1_000;
/** A large application has some 2,000 documents of 2 KB. */
const mostBytes = 32 * 1024 * 1024;
const bytesOf = ({ operation }: Known) => 300 + 2 * operation.text.length;
/** Whoever guesses pushes out the guesses of others, and nothing that is there. */
const mostAbsent = 10_000;
/** Ids in one look-up: an edge asks with an address, which has room for 16 KB. */
export const mostIds = 100;

export function createRegistry({
  lookUp,
  accepts = () => true,
  now = () => performance.now(),
}: RegistryOptions): Registry {
  const found = new LRUCache<string, Known>({ maxSize: mostBytes, sizeCalculation: bytesOf });
  /** Until when. */
  const absent = new LRUCache<string, number>({ max: mostAbsent });
  /** Equal questions at the same time are one. */
  const pending = new Map<string, Promise<Known | null>>();

  // One look-up at a time, for all that were asked for meanwhile: ten thousand guesses are a hundred statements in a row.
  let turn: Promise<unknown> = Promise.resolve();
  let underWay: Promise<unknown> = turn;
  const loader = new DataLoader<string, PersistedOperation | null>(
    async (ids) => {
      const looking = lookUp(ids);
      underWay = looking.catch(() => {});
      const operations = await looking;
      return ids.map((id) => operations.get(id) ?? null);
    },
    {
      cache: false,
      maxBatchSize: mostIds,
      batchScheduleFn(start) {
        turn = turn.then(() => {
          start();
          return underWay;
        });
      },
    },
  );

  async function ask(id: string): Promise<Known | null> {
    // Taken before: what comes back may be as old as that.
    const askedMs = now();
    try {
      const operation = await loader.load(id);
      return keep(id, operation && accepts(operation) ? operation : null, askedMs);
    } catch (error) {
      const known = found.get(id);
      if (!known) throw error;
      const longer = { ...known, untilMs: now() + retryAfterMs };
      found.set(id, longer);
      return longer;
    }
  }

  function keep(id: string, operation: PersistedOperation | null, askedMs: number): Known | null {
    if (!operation) {
      found.delete(id);
      absent.set(id, askedMs + absentForMs);
      return null;
    }
    const known = { operation, untilMs: askedMs + trustedForMs };
    absent.delete(id);
    found.set(id, known);
    return known;
  }

  return {
    find(id) {
      const known = found.get(id);
      if (known && now() < known.untilMs) return known;
      if (!known && now() < (absent.get(id) ?? 0)) return null;
      let asked = pending.get(id);
      if (!asked) {
        asked = ask(id).finally(() => pending.delete(id));
        pending.set(id, asked);
      }
      return asked;
    },
    note(operation) {
      if (accepts(operation)) keep(operation.id, operation, now());
    },
  };
}
