// The read replicas of an origin, as they are wired: what is known of the primary, who hears of their troubles, what operators are told.
import type pino from 'pino';
import type { TagTable } from '../cache/tag-table.ts';
import type { Config } from '../config.ts';
import { type Replicas, startReplicas } from '../db/replicas.ts';
import type { Parts } from '../http/health.ts';

export interface OriginReplicasOptions {
  readonly config: Pick<Config, 'replicaUrls' | 'pool'>;
  readonly table: TagTable;
  readonly log: Pick<pino.Logger, 'info' | 'warn'>;
}

/** Null: there are none. */
export function startOriginReplicas({ config, table, log }: OriginReplicasOptions): Replicas | null {
  const { replicaUrls: urls, pool } = config;
  if (urls.length === 0) return null;
  return startReplicas({
    ...pool,
    urls,
    known: () => ({ identity: table.identity(), xmax: table.position().xmax }),
    onTurn(replica, trouble) {
      if (trouble === null) log.info({ replica }, 'the replica is read from');
      else log.warn({ replica, trouble }, 'the replica is left alone; the primary answers');
    },
  });
}

/** For /readyz: the primary answers without them. */
export function replicaParts(replicas: Pick<Replicas, 'troubles'> | null): Parts {
  if (!replicas) return {};
  const away = [...replicas.troubles()].filter(([, trouble]) => trouble !== null);
  const reason = away.map(([name, trouble]) => `${name}: ${trouble}`).join('; ');
  return { replicas: away.length === 0 ? { status: 'ok' } : { status: 'degraded', reason } };
}
