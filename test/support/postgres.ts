// A database for each test file: cloned from a template that global-setup migrated once.
// Invariant: whoever drops it proves that no connection to it was left open.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { until } from './until.ts';

export interface TestDatabase {
  /** A superuser's URL; the pool under test lowers itself to its role. */
  readonly url: string;
  /** Fails, and says which, when connections are still open. */
  drop(): Promise<void>;
}

/** `isEmpty`: nothing in it, not even the schema. @default false */
export async function createTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  const { url: serverUrl, template, strategy } = inject('testPostgres');
  const name = `clientele_test_${randomBytes(6).toString('hex')}`;
  const source = isEmpty ? 'template0' : template;
  await onServer(serverUrl, (server) =>
    server.query(`create database ${name} template ${source} strategy ${strategy}`),
  );
  return { url: databaseUrl(serverUrl, name), drop: () => onServer(serverUrl, (server) => dropDatabase(server, name)) };
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'clientele test support' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function dropDatabase(server: pg.Client, name: string): Promise<void> {
  const openConnections = async () => {
    const { rows } = await server.query<{ application_name: string; state: string; query: string }>(
      'select application_name, state, query from pg_stat_activity where datname = $1 and backend_type = $2',
      [name, 'client backend'],
    );
    return rows;
  };
  // A client that has said goodbye lives on in the server for some milliseconds.
  const isQuiet = await until(async () => (await openConnections()).length === 0, { withinMs: 2_000 }).then(
    () => true,
    () => false,
  );
  const leaked = isQuiet ? [] : await openConnections();
  await server.query(`drop database ${name} with (force)`);
  if (leaked.length === 0) return;
  const list = leaked.map((row) => `  ${row.application_name || '(no application name)'}, ${row.state}: ${row.query}`);
  throw new Error(
    `${leaked.length} connection(s) to the test database were left open; close pools and clients before drop():\n` +
      list.join('\n'),
  );
}
