// Before the first test file: a PostgreSQL server, and on it a template database with all migrations applied.
// TEST_DATABASE_URL (a superuser's) names the server; without it one is started for this run and thrown away after it.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, migrationsFolder } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { databaseUrl, onServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testPostgres: { url: string; template: string; strategy: 'file_copy' | 'wal_log' };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? { url: given, stop: async () => undefined } : await startThrowawayPostgres();
  try {
    const template = await createTemplate(server.url);
    // Copying files needs two checkpoints: half the time of logging without fsync, and a burden on a real server.
    project.provide('testPostgres', { url: server.url, template, strategy: given ? 'wal_log' : 'file_copy' });
    return server.stop;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

// Named after the content of the migrations: a server that outlives the run keeps the template for the next one.
async function createTemplate(serverUrl: string): Promise<string> {
  const template = `clientele_template_${await hashMigrations()}`;
  await onServer(serverUrl, async (server) => {
    // Runs on one server take turns here (a session lock, freed with the connection).
    await server.query(`select pg_advisory_lock(hashtext('clientele test template'))`);
    const { rowCount } = await server.query('select from pg_database where datname = $1', [template]);
    if (rowCount) return;
    // Renamed when complete, so that a run cut short leaves no half-made template under the real name.
    const draft = `${template}_draft`;
    await server.query(`drop database if exists ${draft} with (force)`);
    await server.query(`create database ${draft} template template0 encoding 'UTF8'`);
    await migrate(databaseUrl(serverUrl, draft));
    // A template that anyone is connected to cannot be cloned.
    await server.query(`alter database ${draft} with allow_connections false`);
    await server.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

async function hashMigrations(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(migrationsFolder)).filter((file) => file.endsWith('.sql')).sort()) {
    hash.update(name).update(await readFile(join(migrationsFolder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
