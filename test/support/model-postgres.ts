// A PostgreSQL of a few numbers: ids, what is running, what was committed, and snapshots as the real one takes them.
// Invariant: a database is a value. Each step makes another, so that all orders of steps can be tried from each.
import type { Position } from '../../src/cache/position.ts';
import { nameOf } from './model-explore.ts';

/** What became of a transaction: not begun, running with an id, committed, rolled back, or committed and lost in a failover. */
export type Fate = 'idle' | 'running' | 'committed' | 'aborted' | 'lost';

export interface Database {
  /** Another after each crash or failover: positions of one mean nothing in another. */
  readonly history: number;
  /** The counter of the epoch: how often it was raised by something that the triggers do not see. */
  readonly bumps: number;
  /** The last transaction that raised it. */
  readonly bumpXid: number;
  readonly nextXid: number;
  /** The highest id that ended, either way. */
  readonly latestXid: number;
  readonly fates: readonly Fate[];
  readonly xids: readonly number[];
  /** Ids whose changes were dropped for their age, at most. */
  readonly retainedFrom: number;
  readonly name: number;
}

const firstXid = 100;

export function createDatabase(transactions: number): Database {
  return withName({
    history: 1,
    bumps: 0,
    bumpXid: 0,
    nextXid: firstXid,
    latestXid: firstXid - 1,
    fates: Array<Fate>(transactions).fill('idle'),
    xids: Array<number>(transactions).fill(0),
    retainedFrom: 0,
  });
}

function withName(database: Omit<Database, 'name'>): Database {
  const { history, bumps, bumpXid, nextXid, latestXid, fates, xids, retainedFrom } = database;
  const states = fates.map((fate, index) => `${fate[0]}${fate === 'idle' ? '' : xids[index]}`);
  const name = nameOf(`${history}.${bumps}.${bumpXid}/${nextXid}/${latestXid}/${states.join()}/${retainedFrom}`);
  return { ...database, name };
}

/** The first write: it takes the next id. (BEGIN takes none, and nobody can tell it from nothing.) */
export function begin(database: Database, transaction: number): Database {
  const { nextXid } = database;
  return withName({
    ...database,
    nextXid: nextXid + 1,
    fates: database.fates.with(transaction, 'running'),
    xids: database.xids.with(transaction, nextXid),
  });
}

/** Visible to all who look from now on, at once. One that is rolled back counts as ended as well. */
export function end(database: Database, transaction: number, fate: 'committed' | 'aborted'): Database {
  return withName({
    ...database,
    latestXid: Math.max(database.latestXid, database.xids[transaction]!),
    fates: database.fates.with(transaction, fate),
  });
}

/** What runs is rolled back. Ids above the last that reached the disk, which none that was committed is, are handed out again. */
export function crash(database: Database): Database {
  return restart({ ...database, fates: rollBack(database.fates) });
}

/** The standby that takes over never heard of this transaction, though it was committed. */
export function failOver(database: Database, lost: number): Database {
  return restart({ ...database, fates: rollBack(database.fates.with(lost, 'lost')) });
}

const rollBack = (fates: readonly Fate[]): Fate[] => fates.map((fate) => (fate === 'running' ? 'aborted' : fate));

function restart(database: Database): Database {
  const latestXid = Math.max(
    firstXid - 1,
    ...database.xids.filter((_, index) => database.fates[index] === 'committed'),
  );
  return withName({ ...database, history: database.history + 1, latestXid, nextXid: latestXid + 1 });
}

/** Something that the triggers do not see changes every answer; whoever does it raises the counter in the same transaction. */
export function bump(database: Database): Database {
  return withName({
    ...database,
    bumps: database.bumps + 1,
    bumpXid: database.nextXid,
    latestXid: database.nextXid,
    nextXid: database.nextXid + 1,
  });
}

/** Drops what is kept of all changes that were committed until now. */
export function forget(database: Database): Database {
  const ended = database.xids.filter((_, index) => database.fates[index] === 'committed');
  return withName({ ...database, retainedFrom: Math.max(database.retainedFrom, ...ended) + 1 });
}

const isRunning = (database: Database) => (_: number, index: number) => database.fates[index] === 'running';

/** As GetSnapshotData: `xmax` is one above the highest id that ended, `xip` are those below it that still run. */
export function snapshot(database: Database): Position {
  const xmax = database.latestXid + 1;
  const xip = database.xids
    .filter(isRunning(database))
    .filter((xid) => xid < xmax)
    .sort((a, b) => a - b);
  return { xmin: xip[0] ?? xmax, xmax, xip };
}

export const identityOf = (database: Database): string => `h${database.history}`;
export const epochOf = (database: Database): string => `h${database.history}.${database.bumps}`;

/** Bits of what a reader sees now: a transaction has the bit of its index, and each bump one after them. */
export function contentOf(database: Database): number {
  let bits = 0;
  for (const [index, fate] of database.fates.entries()) if (fate === 'committed') bits |= 1 << index;
  for (let each = 0; each < database.bumps; each++) bits |= 1 << (database.fates.length + each);
  return bits;
}
