// Which history of which database a connection sees: within one identity, transaction ids only rise, so positions compare.
// System, WAL timeline (another after a promotion), database, and a mark that PostgreSQL loses when it recovers from a crash:
// then it hands out again the ids of transactions that were rolled back and had not reached the disk.
import type pg from 'pg';

const known = new WeakMap<object, Promise<string | null>>();

/**
 * Null on a standby. Asked once for each connection, within which it cannot change: no crash and no promotion of a primary
 * leaves a connection alive. Ask outside of a transaction: after a crash the first to ask sets the new mark.
 */
export function identityOf(client: Pick<pg.ClientBase, 'query'>): Promise<string | null> {
  let identity = known.get(client);
  if (!identity) {
    identity = ask(client);
    known.set(client, identity);
    const forget = () => void known.delete(client);
    identity.then((found) => found === null && forget(), forget); // a standby may be promoted
  }
  return identity;
}

async function ask(client: Pick<pg.ClientBase, 'query'>): Promise<string | null> {
  const { rows } = await client.query<{ identity: string | null }>('select database_identity() as identity');
  return rows[0]?.identity ?? null;
}
