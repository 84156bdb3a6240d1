// The identity of the database behind a connection: positions of one mean nothing in another (docs/coherence.md §6).
// Invariant: within one connection it cannot change, so it is asked once.
import type pg from 'pg';

const identities = new WeakMap<pg.ClientBase, Promise<string | null>>();

/** Null on a standby. It travels with the statements of the same turn: no round trip of its own. */
export function identityOf(client: pg.ClientBase): Promise<string | null> {
  let identity = identities.get(client);
  if (!identity) {
    identity = client
      .query<{ identity: string | null }>('select database_identity() as identity')
      .then(({ rows }) => rows[0]!.identity);
    identity.catch(() => {}); // whoever waits for it is told; a broken connection is not used again
    identities.set(client, identity);
  }
  return identity;
}
