// PostgreSQL: the pool, the schema when there is none yet, and the identity of each connection.
import { readFileSync } from 'node:fs';
import pg from 'pg';

export interface Database {
  /** `identity`: of the history in which positions and versions mean something (schema.sql). */
  run<T>(work: (client: pg.ClientBase, identity: string) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** One statement at a time, as a connection takes them; resolvers ask for many at once. */
export function inTurns(client: pg.ClientBase): Query {
  let last: Promise<unknown> = Promise.resolve();
  return (text, values) => {
    const rows = last.then(async () => (await client.query(text, [...values])).rows);
    last = rows.catch(() => {});
    return rows;
  };
}

export async function createDatabase(connectionString: string): Promise<Database> {
  await install(connectionString);
  // Asked once for each connection: no crash and no failover of the server leaves one alive.
  const identities = new WeakMap<pg.ClientBase, string>();
  const pool = new pg.Pool({
    connectionString,
    application_name: 'billing',
    max: 10,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 5_000,
    async onConnect(client) {
      const { rows } = await client.query<{ identity: string | null }>('select billing.identity() as identity');
      if (rows[0]?.identity == null) throw new Error('billing needs the primary: a standby cannot tell what it sees');
      identities.set(client, rows[0].identity);
    },
  });
  pool.on('error', () => {}); // of an idle connection: whoever asks next gets another one
  return {
    async run(work) {
      const client = await pool.connect();
      try {
        return await work(client, identities.get(client)!);
      } finally {
        client.release();
      }
    },
    stop: () => pool.end(),
  };
}

/** Two that start at once take turns. */
async function install(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'billing' });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('billing'))`); // freed with the connection
    const { rowCount } = await client.query(`select from pg_namespace where nspname = 'billing'`);
    if (rowCount === 0) await client.query(readFileSync(`${import.meta.dirname}/schema.sql`, 'utf8'));
  } finally {
    await client.end();
  }
}
