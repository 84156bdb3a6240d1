// Why the cache had no answer, told afterwards from what was kept before: nothing is noted for it while requests are served.
// Invariant: it decides nothing. What it cannot tell any more it does not guess.
import type { Keeping, ToldChange, Why } from '../observability/why.ts';
import type { Cache, CacheRequest, Served } from './cache.ts';
import type { Entry } from './entry.ts';
import type { Note } from './tag-log.ts';

export interface Told {
  readonly why: Why | null;
  readonly keeping: Keeping | null;
}

export interface Witness {
  /** Before the cache is asked; then what became of it. */
  see(request: Asked): (served: Served) => Told;
  /** The latest change that makes an entry invalid, if it is still known. */
  changeOf(entry: Entry): ToldChange | null;
}

type Asked = Pick<CacheRequest, 'tenantId' | 'key' | 'personalKey' | 'mayServe' | 'mayKeep'>;

/** What a note says of records; null: nothing, as at an edge, which is told numbers. */
export type NameOf = (tenantId: string, note: Note) => ToldChange['record'];

const told = { why: null, keeping: null };

export function createWitness(cache: Cache, nameOf: NameOf, now = () => performance.now()): Witness {
  const { store, sources } = cache;

  function changed(tenantId: string, note: Note | null): Why | null {
    return note && { kind: 'changed', transaction: note.xid, record: nameOf(tenantId, note) };
  }

  function whyStale(entry: Entry, replaced: Entry | null): Why {
    const { stamp, expiresMs, madeMs } = entry;
    const change = changed(stamp.tenantId, replaced?.replacedFor ?? sources.causeOf(stamp));
    if (change) return change;
    if (now() >= expiresMs) return { kind: 'expired', afterSeconds: Math.round((expiresMs - madeMs) / 1_000) };
    return sources.isValid(stamp) ? { kind: 'behind' } : { kind: 'forgotten' };
  }

  function keepingOf({ mayKeep }: Asked, { entry, isStored, answer }: Served): Keeping {
    if (entry) return isStored ? 'kept' : entry.body.length > store.largestBodyBytes ? 'large' : 'full';
    const { body, reading } = answer;
    if (!mayKeep) return 'client';
    if (body === null || !reading) return 'errors';
    if (reading.ttlMs <= 0) return 'policy';
    return reading.identity === null ? 'standby' : 'outdated';
  }

  return {
    see(request) {
      const before = store.get(request.key) ?? store.get(request.personalKey) ?? null;
      const wasLive = cache.isLive();
      return (served) => {
        const { outcome } = served;
        if (outcome === 'hit' || outcome === 'shared' || outcome === 'collapsed' || outcome === 'consented')
          return told;
        const keeping = keepingOf(request, served);
        if (outcome === 'bypass')
          return { why: { kind: !request.mayServe ? 'refused' : wasLive ? 'behind' : 'blind' }, keeping };
        if (outcome === 'stale' && before) return { why: whyStale(before, served.entry), keeping };
        return { why: { kind: store.wasEvicted(request.key) ? 'evicted' : 'first' }, keeping };
      };
    },
    changeOf({ stamp }) {
      const note = sources.causeOf(stamp);
      return note && { transaction: note.xid, record: nameOf(stamp.tenantId, note) };
    },
  };
}
