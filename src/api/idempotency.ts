// Mutations with an Idempotency-Key: the reply is stored in the transaction of the write, so a retry finds either both or
// neither. A twin that comes meanwhile waits on the row, then gets the first one's reply.
import { hash } from 'node:crypto';
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Pool } from '../db/pool.ts';
import { type OpenTransaction, openReader, openTransaction, type Patience, type Reader } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import type { ExecutionOutcome } from './operations.ts';

/** How long a reply is kept for retries. */
const keptFor = '24 hours';
const longestKey = 255;

export interface KeyedRequest {
  readonly pool: Pool;
  readonly viewer: Viewer;
  readonly key: string;
  /** What was asked, as text: another text under the same key is refused. */
  readonly asked: string;
  readonly patience: Patience;
}

/** A reply, with the transaction that wrote it: undefined if that was undone. */
interface Kept extends ExecutionOutcome {
  readonly committed?: readonly number[];
}

export interface Replay extends Kept {
  readonly isReplayed: true;
}

const replayOf = (reply: Kept): Replay => ({ ...reply, isReplayed: true });

/** Runs `work` once for a key; later calls within 24 h get what the first one answered. Failed mutations are not stored. */
export async function once(
  request: KeyedRequest,
  work: (transaction: OpenTransaction) => Promise<ExecutionOutcome>,
): Promise<Kept | Replay> {
  const { pool, viewer, key, patience } = request;
  const requestHash = hashOf(request);
  const transaction = await openTransaction(pool, viewer.tenantId, rightsOf(viewer), patience);
  try {
    const replayed = await claim(transaction, key, requestHash);
    if (replayed) {
      await transaction.rollback();
      return replayOf(replayed);
    }
    const outcome = await work(transaction);
    if (!hasHappened(outcome)) {
      await transaction.rollback().catch(() => {}); // a connection that broke has told so in the outcome
      return outcome;
    }
    // A read below the written field that failed in the database: the write stands, and its reply can be stored.
    if (outcome.errors?.length)
      await transaction.query({ text: 'rollback to savepoint written', values: [], prepare: false });
    // With the transaction's id: whoever is told, now or by a replay, finds the write in place (own-writes.ts).
    const [stored] = await transaction.query<{ xid: string }>({
      text: `update idempotent_reply
        set reply = ('{"committed":[' || pg_current_xact_id() || '],' || substr($3, 2))::json
        where tenant_id = $1 and key = $2 returning pg_current_xact_id() as xid`,
      values: [viewer.tenantId, key, JSON.stringify(outcome)],
    });
    await transaction.commit();
    return { ...outcome, committed: [Number(stored!.xid)] };
  } catch (error) {
    await transaction.rollback().catch(() => {});
    throw error;
  }
}

/** What an earlier call answered; null if there is none yet. */
export async function replyTo(request: KeyedRequest): Promise<Replay | null> {
  const { pool, viewer, key, patience } = request;
  const requestHash = hashOf(request);
  const reader = await openReader(pool, viewer.tenantId, rightsOf(viewer), patience);
  try {
    const reply = await find(reader, key, requestHash);
    return reply && replayOf(reply);
  } finally {
    await reader.end();
  }
}

/** With the rights: a reply is not shown again to who may see less by now. */
function hashOf({ viewer, key, asked }: KeyedRequest): Buffer {
  if (key.length < 1 || key.length > longestKey || !/^[\x20-\x7e]+$/.test(key))
    throw new ClientError('BAD_REQUEST', `An Idempotency-Key is 1 to ${longestKey} printable ASCII characters.`);
  return Buffer.from(hash('sha256', JSON.stringify([viewer.subject, viewer.scope, asked]), 'hex'), 'hex');
}

/** Takes the key for this transaction, or answers the stored reply. */
async function claim(transaction: OpenTransaction, key: string, requestHash: Buffer): Promise<Kept | null> {
  const mine = [transaction.tenantId, key];
  await transaction.query({
    text: `delete from idempotent_reply where tenant_id = $1 and key = $2 and created_at < now() - interval '${keptFor}'`,
    values: mine,
  });
  const claimed = await transaction
    .query({
      text: `insert into idempotent_reply (tenant_id, key, request_hash) values ($1, $2, $3)
        on conflict (tenant_id, key) do nothing returning key`,
      values: [...mine, requestHash],
    })
    .catch((error: { code?: string }) => {
      if (error.code !== '55P03') throw error;
      throw inProgress(error);
    });
  if (claimed.length > 0) return null;
  const reply = await find(transaction, key, requestHash);
  if (!reply) throw inProgress(); // it ended between the two statements
  return reply;
}

function inProgress(cause?: unknown): ClientError {
  const message = 'The first request with this Idempotency-Key is still running; try again.';
  return new ClientError('IDEMPOTENCY_IN_PROGRESS', message, { retryable: true }, cause);
}

async function find(
  reader: Pick<Reader, 'query' | 'tenantId'>,
  key: string,
  requestHash: Buffer,
): Promise<Kept | null> {
  const [stored] = await reader.query<{ requestHash: Buffer; reply: Kept }>({
    text: `select request_hash as "requestHash", reply from idempotent_reply
      where tenant_id = $1 and key = $2 and created_at >= now() - interval '${keptFor}'`,
    values: [reader.tenantId, key],
  });
  if (!stored) return null;
  if (!stored.requestHash.equals(requestHash)) {
    throw new ClientError(
      'IDEMPOTENCY_MISMATCH',
      'This Idempotency-Key was used for another request: take a new key for each write.',
    );
  }
  return stored.reply;
}

/** The root field gave something: the write stands, even if a field below it failed. */
function hasHappened({ data }: ExecutionOutcome): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).every((value) => value !== null);
}
