// One step through the change table: the frame from a position on, or a reset where there is no way on from it.
// Invariant: one statement, one snapshot: it answers with its own snapshot, and with exactly the changes that the one before
// did not see. So nothing is missed, nothing comes twice, and a transaction that stays open holds nobody up.
import type pg from 'pg';
import { isVisible, meet, type Position, parsePosition, positionBefore } from '../cache/position.ts';
import { identityOf } from '../db/identity.ts';
import { createPool, type Pool } from '../db/pool.ts';
import type { CommittedChange, Reset, Step } from './frame.ts';

/** More changes than this are not worth telling one by one: whoever is so far behind starts anew. */
const mostChanges = 50_000;

export type ChangeClient = Pick<pg.ClientBase, 'query'>;

export interface ChangePoolOptions {
  readonly url: string;
  /** @default 'clientele_relay' */
  readonly role?: string;
  readonly max?: number;
  readonly connectTimeoutMs?: number;
}

const settings = `set enable_seqscan = off; set application_name = 'clientele change feed'`;

/** Connections that may read the changes of all tenants and nothing else. */
export function createChangePool({ url, role = 'clientele_relay', ...options }: ChangePoolOptions): Pool {
  const pool = createPool({ url, role, statementTimeoutMs: 30_000, ...options });
  // Plans are made once, for any position, of which PostgreSQL expects a third of the table: it would rather read all of it.
  pool.on('connect', (client) => void client.query(settings).catch(() => {}));
  return pool;
}

const columns = `c.tenant_id, c.seq, c.xid, c.type, c.id, c.op, c.before, c.after, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

// `xid >= xmax or xid in xip` is what "not seen" means, said so that the index serves it: from xmin on, a transaction that is
// open for an hour would make each poll read that hour again. A row comes back even without changes, for snapshot, epoch and floor.
const frameText = (unseen: string) => `
  select pg_current_snapshot()::text, e.n, f.xid, null, ${columns}
  from change_epoch e cross join change_floor f left join (${unseen}) c on true order by c.seq limit ${mostChanges + 1}`;
const since = 'select * from change where xid >= $1::xid8';
const frameSince = frameText(since);
const frameSinceWithOpen = frameText(`${since} union all select * from change where xid = any ($2::xid8[])`);

// From where on? After all that was dropped, after the epoch began, after what is older than 15 minutes (entries that live
// longer are few), and not more than so many changes; of the transaction at that limit some might be missing.
const resetText = `
  with newest as materialized (
    select xid, at from change where xid > (select greatest(e.xid, f.xid) from change_epoch e, change_floor f)
    order by xid desc limit ${mostChanges + 1}
  ), start as materialized (
    select greatest(e.xid, f.xid, (select max(xid) from newest where at < clock_timestamp() - interval '15 minutes'),
      (select min(xid) from newest having count(*) > ${mostChanges})) as xid from change_epoch e, change_floor f
  )
  select pg_current_snapshot()::text, e.n, f.xid, s.xid, ${columns}
  from start s cross join change_epoch e cross join change_floor f
  left join change c on c.xid > (select xid from start) order by c.seq`;

/** PostgreSQL's own text for everything, whatever the types that the connection was set up with. */
const types = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

type Fields = readonly (string | null)[];

interface Polled {
  readonly next: Position;
  readonly counter: string;
  /** The highest transaction of which changes were dropped. */
  readonly dropped: number;
  /** Of a reset: the highest transaction that is not told of. */
  readonly untold: number;
  readonly changes: readonly CommittedChange[];
}

async function poll(client: ChangeClient, name: string, text: string, values: unknown[]): Promise<Polled> {
  const { rows } = await client.query<string[]>({ name, text, values, rowMode: 'array', types });
  const [snapshot, counter, dropped, untold, tenantId] = rows[0] as Fields;
  return {
    next: parsePosition(snapshot!),
    counter: counter!,
    dropped: Number(dropped),
    untold: Number(untold),
    changes: tenantId === null ? [] : (rows as Fields[]).map(changeOf),
  };
}

const parse = (image: string | null | undefined) => (image == null ? null : JSON.parse(image));

function changeOf([, , , , tenantId, seq, xid, type, id, op, before, after, at]: Fields): CommittedChange {
  return {
    tenantId: tenantId!,
    seq: Number(seq),
    xid: Number(xid),
    type: type!,
    id: id!,
    op: op as CommittedChange['op'],
    before: parse(before),
    after: parse(after),
    at: at!,
  };
}

/** Thrown where positions mean nothing: on a standby transactions in progress do not show. */
const notPrimary = () => new Error('the change table can be followed on the primary only, and this is a standby');

/** What a follower that stands at `after` takes next. Not inside a transaction that has a snapshot already. */
export async function stepFrom(
  client: ChangeClient,
  after: { readonly epoch: string; readonly position: Position } | null,
): Promise<Step> {
  const identity = await identityOf(client);
  if (identity === null) throw notPrimary();
  if (!after?.epoch.startsWith(`${identity}.`)) return resetAt(client, identity);
  const prev = after.position;
  const { next, counter, dropped, changes } =
    prev.xip.length === 0
      ? await poll(client, 'change_frame', frameSince, [prev.xmax])
      : await poll(client, 'change_frame_open', frameSinceWithOpen, [prev.xmax, prev.xip]);
  const epoch = `${identity}.${counter}`;
  // Of the epoch before nothing is kept, and what is being read in it must not be: no floor but the present one will do.
  if (epoch !== after.epoch) return { kind: 'reset', epoch, floor: next, next, changes: [] };
  if (changes.length > mostChanges || isHole(prev, next, dropped)) return resetAt(client, identity);
  return { kind: 'frame', epoch, prev, next, changes };
}

/** Whether changes may have been dropped that belong between the two: of a transaction that only the later one sees. */
export function isHole(prev: Position, next: Position, dropped: number): boolean {
  return prev.xmax <= dropped || prev.xip.some((xid) => xid <= dropped && isVisible(xid, next));
}

async function resetAt(client: ChangeClient, identity: string): Promise<Reset> {
  const { next, counter, untold, changes } = await poll(client, 'change_reset', resetText, []);
  // Those in progress may stay unseen: they are not committed by `next`. Or an open transaction would make all readings too old.
  const floor = meet(next, positionBefore(untold + 1));
  return { kind: 'reset', epoch: `${identity}.${counter}`, floor, next, changes };
}
