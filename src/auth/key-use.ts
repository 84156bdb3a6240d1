// When keys were last used: noted when a key is looked up, which one in use is every 30 s, and written at most once a minute.
// Invariant: no request waits for it, and what is written invalidates nothing.
import { LRUCache } from 'lru-cache';
import type { Pool } from '../db/pool.ts';
import { write } from '../db/transaction.ts';

const everyMs = 60_000;
/** As many as there are verdicts on keys. */
const mostKeys = 10_000;

export interface KeyUseOptions {
  readonly pool: Pool;
  readonly onError: (error: unknown) => void;
  /** Milliseconds on a clock that never jumps. @default performance.now */
  readonly now?: () => number;
}

export interface KeyUse {
  note(tenantId: string, keyId: string): void;
  /** Resolves when all that was noted is written. */
  stop(): Promise<void>;
}

export function createKeyUse({ pool, onError, now = () => performance.now() }: KeyUseOptions): KeyUse {
  const writtenMs = new LRUCache<string, number>({ max: mostKeys });
  const pending = new Set<Promise<void>>();

  /** Other origins write it too: one of them is enough for a minute. */
  const save = (tenantId: string, keyId: string) =>
    write(pool, tenantId, (tx) =>
      tx.query({
        text: `insert into api_key_use as u (tenant_id, id, last_used_at) values ($1, $2, now())
          on conflict (tenant_id, id) do update set last_used_at = now() where u.last_used_at < now() - interval '${everyMs} milliseconds'`,
        values: [tenantId, keyId],
      }),
    );

  return {
    note(tenantId, keyId) {
      const last = writtenMs.get(keyId);
      if (last !== undefined && now() - last < everyMs) return;
      writtenMs.set(keyId, now());
      const saving = save(tenantId, keyId)
        .catch(onError)
        .then(() => void pending.delete(saving));
      pending.add(saving);
    },
    async stop() {
      await Promise.all(pending);
    },
  };
}
