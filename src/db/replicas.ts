// Which replica a read may be tried at. It is judged afterwards, by what it saw (src/cache/requirement.ts): here it is only foreseen, so that
// what would be in vain is not begun. Invariant: whoever is told null asks the primary, and nobody is told why but the metrics.
import type { ReplicaReadings } from '../observability/replica-metrics.ts';
import type { Pool } from './pool.ts';
import { type ReplicaOptions, startReplica } from './replica.ts';

/** A read that was begun; call one of these, once. */
export interface ReplicaRead {
  readonly pool: Pool;
  /** Aborted when the replica does not answer any more. */
  readonly signal: AbortSignal;
  /** It was read there: by a snapshot with this `xmin`. `isMet`: and is new enough. */
  read(identity: string | null, xmin: number, isMet: boolean): void;
  /** It cannot be judged, or is an error that the client has made: the primary has the last word. */
  leave(): void;
  /** The replica could not. */
  fail(error: unknown): void;
  /** Nobody waits for it any more. */
  giveUp(): void;
}

export interface Replicas {
  /** For what must be seen up to this transaction. Null: only the primary will do. */
  begin(tenantId: string, xid: number): ReplicaRead | null;
  /** A query was read on the primary. */
  onPrimary(): void;
  readings(): ReplicaReadings;
  /** By name, why each is not asked; null: it is. */
  troubles(): ReadonlyMap<string, string | null>;
  stop(): Promise<void>;
}

export interface ReplicasOptions extends Omit<ReplicaOptions, 'url'> {
  readonly urls: readonly string[];
}

/** Beyond, most of what is read there would be read again. */
const mostLagSeconds = 1;
/** Tenants of which it is known that a replica lacks something; beyond, all are forgotten, which costs some reads in vain. */
const mostTenants = 10_000;

export function startReplicas({ urls, known, ...options }: ReplicasOptions): Replicas {
  const replicas = urls.map((url) => startReplica({ ...options, url, known }));
  /** By tenant, up to where a replica must be before it is asked again: it was asked, and too far behind. */
  const behind = new Map<string, number>();
  const reads = { primary: 0, replica: 0 };
  const fallbacks = { away: 0, behind: 0, outdated: 0, failed: 0, unfit: 0 };

  function choose(tenantId: string, xid: number) {
    const { identity } = known();
    const least = Math.max(xid, behind.get(tenantId) ?? 0);
    let reason: 'away' | 'behind' = 'away';
    let best: (typeof replicas)[number] | null = null;
    for (const replica of replicas) {
      const standing = replica.standing();
      if (!standing || standing.identity !== identity) continue;
      if (standing.lagSeconds > mostLagSeconds || standing.xmin <= least) reason = 'behind';
      else if (!best || replica.reading() < best.reading()) best = replica;
    }
    if (!best) fallbacks[reason]++;
    else behind.delete(tenantId);
    return best;
  }

  return {
    begin(tenantId, xid) {
      const replica = choose(tenantId, xid);
      if (!replica) return null;
      const { signal, end } = replica.begin();
      return {
        pool: replica.pool,
        signal,
        read(identity, xmin, isMet) {
          end();
          replica.saw(identity, xmin);
          if (isMet) {
            reads.replica++;
            return;
          }
          fallbacks.outdated++;
          if (behind.size >= mostTenants) behind.clear();
          behind.set(tenantId, known().xmax - 1);
        },
        leave() {
          end();
          fallbacks.unfit++;
        },
        fail(error) {
          end();
          fallbacks.failed++;
          replica.failed(error);
        },
        giveUp: end,
      };
    },
    onPrimary: () => void reads.primary++,
    readings: () => ({
      reads,
      fallbacks,
      open: Object.fromEntries(replicas.map(({ name, standing }) => [name, standing() ? 1 : 0])),
      lagSeconds: Object.fromEntries(
        replicas.flatMap(({ name, standing }) => {
          const found = standing();
          return found ? [[name, found.lagSeconds]] : [];
        }),
      ),
    }),
    troubles: () => new Map(replicas.map(({ name, trouble }) => [name, trouble()])),
    stop: async () => void (await Promise.all(replicas.map((replica) => replica.stop()))),
  };
}
