// The only two ways to the database: read() and write(). Both open a transaction, set tenant and visibility in its first round
// trip for that transaction alone (SET LOCAL), and give the connection back clean. A session setting would leak to the next tenant.
import type pg from 'pg';
import { ClientError } from '../errors.ts';
import { gather } from './gather.ts';
import { identityOf } from './identity.ts';
import { meterOf } from './meter.ts';
import { cutWhenAborted, type Patience, timeoutOf } from './patience.ts';
import { isOfReplica, type Pool, statementTimeoutOf } from './pool.ts';
import { createReader, type Reader, type State } from './reader.ts';
import { settingOf, unlimited } from './rights.ts';

export type { Patience } from './patience.ts';
export type { BuildRow, Reader, Statement } from './reader.ts';

/** A reader that may also write: functions that write say so by asking for it. */
export interface Transaction extends Reader {
  readonly writable: true;
}

/** A read transaction that is open until end(). */
export interface OpenReader extends Reader {
  /** Of all its answers, as PostgreSQL prints it: `xmin:xmax:xip,…`. They show at least what is visible there; on the primary, just that. */
  readonly position: Promise<string>;
  /** The database, and its history, in which that means something; null on a standby that is not read as a replica. */
  readonly identity: Promise<string | null>;
  /** Ends the transaction; rejects if it never began. Call once, also after errors. */
  end(): Promise<void>;
}

async function connect(pool: Pool, { signal }: Patience): Promise<pg.PoolClient> {
  signal?.throwIfAborted();
  const askedMs = performance.now();
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
    meterOf(pool).waited((performance.now() - askedMs) / 1_000);
  } catch (error) {
    throw new ClientError('UNAVAILABLE', 'The database cannot be reached now; try again.', { retryable: true }, error);
  }
  if (!signal?.aborted) return client;
  client.release();
  throw signal.reason;
}

/** In the write of the begin. */
function limit(client: pg.PoolClient, pool: Pool, patience: Patience): void {
  const timeout = timeoutOf(patience, statementTimeoutOf(pool));
  if (timeout) client.query(timeout).catch(() => {}); // then the next statement fails as well
}

const beginRead = 'begin isolation level repeatable read read only';
/** For this transaction alone (`true`), and with its snapshot: the position of everything that is read in it. */
const settings = `select set_config('app.tenant_id', $1, true), set_config('app.visibility', $2, true), set_config('app.actor', $3, true)`;
const enter = `${settings}, pg_current_snapshot()::text as position`;
/**
 * The snapshot of a standby names no transactions in progress, though it does not see them: only what is below all of them is
 * certain to be seen (docs/coherence.md §14). Its history is read in the same snapshot; one that was promoted has another.
 */
const enterReplica = `${settings}, format('%1$s:%1$s:', pg_snapshot_xmin(pg_current_snapshot())) as position,
  case when pg_is_in_recovery() then (select identity from change_identity) end as identity`;

interface Entered {
  readonly position: string;
  readonly identity?: string | null;
}

/**
 * Opens a REPEATABLE READ, READ ONLY transaction: everything read through it is one snapshot of one tenant.
 * begin, tenant and snapshot travel together with the first statement of the caller: no round trip of their own.
 */
export async function openReader(
  pool: Pool,
  tenantId: string,
  rights = unlimited,
  patience: Patience = {},
): Promise<OpenReader> {
  const client = await connect(pool, patience);
  const keep = cutWhenAborted(client, patience.signal);
  gather(client);
  const isReplica = isOfReplica(pool);
  const ofConnection = isReplica ? null : identityOf(client);
  client.query(beginRead).catch(() => {}); // then the next statement fails as well
  const entered = client
    .query<Entered>({
      name: 'tenant',
      text: isReplica ? enterReplica : enter,
      values: [tenantId, settingOf(rights), rights.actor ?? ''],
    })
    .then((result) => result.rows[0]!);
  const position = entered.then((found) => found.position);
  const identity = ofConnection ?? entered.then((found) => found.identity ?? null);
  position.catch(() => {}); // end() reports it
  identity.catch(() => {});
  limit(client, pool, patience);
  const state: State = { isOver: false, target: isReplica ? 'replica' : 'primary', pending: 0 };
  const meter = meterOf(pool);
  meter.began.read++;
  return {
    ...createReader(client, tenantId, rights, state, meter, patience.trace),
    position,
    identity,
    async end() {
      try {
        await position;
        keep();
        state.isOver = true;
        // Not awaited: the answer is complete, and whoever gets this connection next sends its statements behind the commit.
        const isClean = state.pending === 0 && state.failure === undefined;
        gather(client, isClean);
        const done = client.query('commit').catch(() => {});
        // Statements still unanswered behind a failed one were never parsed, but pg takes them as parsed until it hears so.
        if (isClean) client.release();
        else void done.then(() => client.release());
      } catch (error) {
        keep();
        state.isOver = true;
        client.release(true);
        throw error;
      }
    },
  };
}

/** Runs `work` in one read transaction. */
export async function read<T>(
  pool: Pool,
  tenantId: string,
  work: (reader: OpenReader) => Promise<T>,
  rights = unlimited,
): Promise<T> {
  const reader = await openReader(pool, tenantId, rights);
  try {
    return await work(reader);
  } finally {
    await reader.end();
  }
}

/** A write transaction that is open until commit() or rollback(). */
export interface OpenTransaction extends Transaction {
  /** Answers the transaction's id, or null if it wrote nothing. */
  commit(): Promise<number | null>;
  rollback(): Promise<void>;
}

const askXid = { name: 'xid', text: 'select pg_current_xact_id_if_assigned() as xid' };

/** READ COMMITTED: writes lock the rows that they judge, so a version is compared with what is there and not with a snapshot. */
export async function openTransaction(
  pool: Pool,
  tenantId: string,
  rights = unlimited,
  patience: Patience = {},
): Promise<OpenTransaction> {
  const client = await connect(pool, patience);
  const keep = cutWhenAborted(client, patience.signal);
  gather(client);
  // They leave with the first statement. Should one of them fail, that one fails too: there is no tenant without them.
  client.query('begin').catch(() => {});
  client
    .query({ name: 'tenant', text: enter, values: [tenantId, settingOf(rights), rights.actor ?? ''] })
    .catch(() => {});
  limit(client, pool, patience);
  const state: State = { isOver: false, target: 'primary', pending: 0 };
  const meter = meterOf(pool);
  meter.began.write++;
  const finish = async (statement: 'commit' | 'rollback'): Promise<void> => {
    if (state.isOver) return; // a commit that failed has given the connection back already
    keep(); // what is being committed is not cut off any more
    state.isOver = true;
    const result = await client.query(statement).catch((error) => {
      client.release(true);
      throw error;
    });
    client.release();
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and without an error.
    if (statement === 'commit' && result.command !== 'COMMIT') throw new Error('the transaction was rolled back');
  };
  return {
    ...createReader(client, tenantId, rights, state, meter, patience.trace),
    writable: true,
    async commit() {
      if (state.isOver) return null;
      // In the same write as the commit; of a failed transaction the commit tells.
      const asked = client.query<{ xid: string | null }>(askXid).catch(() => null);
      gather(client);
      await finish('commit');
      const xid = (await asked)?.rows[0]?.xid ?? null;
      return xid === null ? null : Number(xid);
    },
    rollback: () => finish('rollback'),
  };
}

/** Serialisation failure and deadlock: nobody is at fault, a second try succeeds. */
const retried = new Set(['40001', '40P01']);

/**
 * Runs `work` in one write transaction: all of it is committed, or nothing. Deadlocks are tried again, three times in all.
 * `onCommit` is told the transaction's id, if it wrote anything.
 */
export async function write<T>(
  pool: Pool,
  tenantId: string,
  work: (tx: Transaction) => Promise<T>,
  onCommit: (xid: number) => unknown = () => {},
  rights = unlimited,
  patience: Patience = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const tx = await openTransaction(pool, tenantId, rights, patience);
    try {
      const result = await work(tx);
      const xid = await tx.commit();
      if (xid !== null) onCommit(xid);
      return result;
    } catch (error) {
      await tx.rollback().catch(() => {});
      if (attempt === 3 || !retried.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
