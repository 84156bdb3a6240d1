// The database gets the next version's tables while this version runs: it expands, and contracts again, with a reader in the way.
// Nobody may notice: who needs a table that a migration waits for waits with it, and no longer than it does.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { migrate, migrationsFolder, migrationsTable } from '../../src/db/migrate.ts';
import { underFault } from './under-fault.ts';
import type { Scenario } from './verdict.ts';

const expand = `alter table contact add column nickname text;
create index contact_nickname on contact (tenant_id, nickname);
create table nickname (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));`;
const contract = `drop table nickname;
drop index contact_nickname;
alter table contact drop column nickname;`;

/** Longer than a migration waits for a lock. */
const heldMs = 3_000;

export const migration: Scenario = {
  number: 18,
  name: 'the database is migrated under the version before',
  async run(stage, seed) {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-migrations-'));
    const waited: number[] = [];
    async function apply(name: string, text: string): Promise<void> {
      await writeFile(join(folder, `${name}.sql`), text);
      const reader = new pg.Client(stage.postgres.url);
      await reader.connect();
      await reader.query('begin; select from contact limit 1');
      const fromMs = performance.now();
      const applied = migrate(stage.postgres.url, { folder });
      await pause(heldMs);
      await reader.end();
      await applied;
      waited.push(performance.now() - fromMs);
    }
    try {
      await cp(migrationsFolder, folder, { recursive: true });
      const { verdict } = await underFault(stage, seed, {
        recoveredWithinMs: 1_000,
        async fault() {
          await apply('0901_expand', expand);
          await pause(1_000);
          await apply('0902_contract', contract);
        },
      });
      const notes = [
        ...verdict.notes,
        `migrated in ${waited.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(' and ')}`,
      ];
      return { ...verdict, notes };
    } finally {
      await stage.sql(`delete from ${migrationsTable} where name like '09%'`);
      await rm(folder, { recursive: true });
    }
  },
};
