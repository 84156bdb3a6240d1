// A database for each server and run, copied from one that nobody writes to, and dropped again.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { SharedOptions } from '../command-line.ts';

export interface Database {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

export interface Databases {
  /** As the seed left it, and brought to the schema of the Clientele that takes part. */
  readonly forOurs: Database;
  /** The same without Clientele's triggers for its change log: the peers need not pay for what they do not use. */
  readonly forPeers: Database;
  copy(of: Database, label: string): Promise<Database>;
}

export async function createDatabases(options: SharedOptions): Promise<Databases> {
  const source: Database = { ...at(options.databaseUrl, nameOf(options.databaseUrl)), stop: async () => {} };
  const copy = async ({ name: from, url }: Database, label: string): Promise<Database> => {
    const name = `bench_${process.pid}_${label.replaceAll('-', '_')}`;
    await admin(url, `create database "${name}" template "${from}"`).catch((error: Error & { code?: string }) => {
      if (error.code !== '55006') throw error;
      throw new Error(`The database ${from} is in use, so it cannot be copied: stop what is connected to it.`);
    });
    return { ...at(url, name), stop: () => admin(url, `drop database if exists "${name}" with (force)`) };
  };
  const forOurs = await copy(source, 'ours');
  await migrate(options, forOurs.url);
  const forPeers = await copy(forOurs, 'peers');
  await withoutCapture(forPeers.url);
  return { forOurs, forPeers, copy };
}

const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

function at(url: string, name: string): { readonly name: string; readonly url: string } {
  const own = new URL(url);
  own.pathname = `/${encodeURIComponent(name)}`;
  return { name, url: own.href };
}

async function admin(url: string, statement: string): Promise<void> {
  await using(at(url, 'postgres').url, (client) => client.query(statement));
}

async function using(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function migrate({ checkout }: SharedOptions, url: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: url, MIGRATE_DATABASE_URL: url };
  await promisify(execFile)(process.execPath, [resolve(checkout, 'src/main.ts'), 'migrate'], { cwd: checkout, env });
}

async function withoutCapture(url: string): Promise<void> {
  await using(url, async (client) => {
    const { rows } = await client.query<{ statement: string }>(
      `select format('drop trigger %I on %s', tgname, tgrelid::regclass) as statement
       from pg_trigger where tgname like 'capture\\_%' and not tgisinternal`,
    );
    for (const { statement } of rows) await client.query(statement);
  });
}
