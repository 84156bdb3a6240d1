// The relay: asks, again and again, what was committed since the last time (docs/coherence.md §8).
import { meet, parsePosition, positionBefore, type Position } from '../cache/position.ts';
import { createPool } from '../db/pool.ts';
import type { CommittedChange, Step } from './frame.ts';

export interface Relay {
  start(): Promise<void>;
  sync(timeoutMs?: number): Promise<void>;
  asOf(): number;
  wanted(): void;
  stop(): Promise<void>;
}

export interface RelayOptions {
  readonly url: string;
  readonly role?: string;
  readonly onStep: (step: Step) => void;
  readonly onError?: (error: unknown) => void;
  readonly now?: () => number;
  readonly idleMs?: number;
  readonly busyMs?: number;
}

const columns = `tenant_id as "tenantId", seq, xid::text as xid, type, id, op, before, after, at`;

export function createRelay({
  url,
  role = 'clientele_relay',
  onStep,
  onError = () => {},
  now = () => performance.now(),
  idleMs = 10,
  busyMs = 5,
}: RelayOptions): Relay {
  const pool = createPool({ url, max: 1, role, statementTimeoutMs: 1000 });
  let epoch: string | null = null;
  let position: Position | null = null;
  let asOf = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;

  async function poll(): Promise<number> {
    const startMs = now();
    const client = await pool.connect();
    try {
      const x = position ? `xid >= '${position.xmax}'::xid8${position.xip.length > 0 ? ` or xid = any('{${position.xip.join()}}'::xid8[])` : ''}` : `at > now() - interval '15 minutes'`;
      const { rows } = await client.query({
        text: `with h as materialized (select pg_current_snapshot()::text as position, database_identity() || '.' || (select n from change_epoch) as epoch)
          select h.*, c.* from h left join (select ${columns} from change where ${x}) c on true order by c.seq`,
      });
      const head = rows[0] as { position: string; epoch: string };
      const changes = (rows as (CommittedChange & { xid: unknown })[]).filter((row) => row.xid !== null).map((row) => ({ ...row, xid: Number(row.xid) }));
      const next = parsePosition(head.position);
      if (position && head.epoch === epoch) onStep({ kind: 'frame', epoch, prev: position, next, changes });
      else {
        if (position) {
          position = null;
          return await poll2();
        }
        const x0 = changes.reduce((least, { xid }) => Math.min(least, xid), next.xmax);
        onStep({ kind: 'reset', epoch: head.epoch, floor: meet(positionBefore(x0), next), next, changes });
      }
      epoch = head.epoch;
      position = next;
      asOf = startMs;
      return changes.length;
    } finally {
      client.release();
    }
  }
  const poll2 = async () => 1;

  function run(): Promise<void> {
    clearTimeout(timer);
    running = poll()
      .then(
        (count) => schedule(count > 0 ? busyMs : idleMs),
        (error) => {
          schedule(100);
          throw error;
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  }
  function schedule(ms: number): void {
    if (!isStopped) timer = setTimeout(() => void run().catch(onError), ms);
  }
  return {
    start: () => run(),
    wanted() {},
    async sync(timeoutMs = 1000) {
      again ??= (running ?? Promise.resolve()).catch(() => {}).then(() => {
        again = null;
        return run();
      });
      const late = Promise.withResolvers<never>();
      const limit = setTimeout(() => late.reject(new Error('the change feed is late')), timeoutMs);
      await Promise.race([again, late.promise]).finally(() => clearTimeout(limit));
    },
    asOf: () => asOf,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running?.catch(() => {});
      await pool.end();
    },
  };
}
