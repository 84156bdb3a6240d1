// The migration that cuts the change table into partitions, over a table with rows in it.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { migrate, migrationsFolder } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/uuid.ts';
import { catalogueProblems } from '../support/catalogue.ts';
import { createTestDatabase, onServer } from '../support/postgres.ts';

const tenantId = newId();

it('changes from before there were partitions survive the migration, and numbers go on rising', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-migrations-'));
  const other = await createTestDatabase({ isEmpty: true });
  try {
    // What came before it.
    const filter = (path: string) => path === migrationsFolder || basename(path) < '0011';
    await cp(migrationsFolder, folder, { recursive: true, filter });
    await migrate(other.url, { folder });
    await onServer(other.url, async (client) => {
      const all = async () => (await client.query<{ seq: string }>('select * from change order by seq')).rows;
      await client.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
      await client.query(
        `insert into team (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 50) n`,
        [tenantId],
      );
      await client.query(`update team set region = 'North'`);
      const before = await all();
      expect(before).toHaveLength(101);
      await migrate(other.url);
      expect(await all()).toMatchObject(before);
      await client.query(`update team set region = 'South' where name = '1'`);
      const after = await all();
      expect(after.slice(0, 101)).toMatchObject(before);
      expect(after.slice(101)).toMatchObject([{ seq: '102', before: { region: 'North' }, after: { region: 'South' } }]);
      const [past] = (
        await client.query<{ name: string; lower: null; upper: Date }>('select * from change_partitions()')
      ).rows;
      expect(past).toMatchObject({ name: 'change_partition.past', lower: null });
      expect(past!.upper.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
      expect(await catalogueProblems(async (text) => (await client.query(text)).rows)).toEqual([]);
    });
  } finally {
    await other.drop();
    await rm(folder, { recursive: true, force: true });
  }
});
