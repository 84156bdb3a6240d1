// `clientele backup` and `clientele restore`: what comes back is what was there, into a database that has nothing of it; which keys open then.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { createProcesses } from '../support/processes.ts';

const processes = createProcesses();
let api: TestApi;
let folder: string;
let file: string;
let target: TestDatabase;

beforeAll(async () => {
  api = await startApi();
  folder = await mkdtemp(join(tmpdir(), 'clientele-backup-'));
  file = join(folder, 'all.gz');
  const [ours, theirs] = api.tenants;
  for (const { id } of [ours, theirs]) {
    const [parent, child] = [newId(), newId()];
    await api.sql(
      `insert into company (tenant_id, id, name, parent_id) values ($1, $2, 'Child "ü" \\ 1', $3), ($1, $3, 'Parent', null)`,
      [id, child, parent],
    );
    await api.sql(`insert into contact (tenant_id, id, first_name, company_id) values ($1, $2, 'Zoë', $3)`, [
      id,
      newId(),
      child,
    ]);
  }
});
beforeEach(async () => {
  target = await createTestDatabase();
});
afterEach(() => target.drop());
afterAll(async () => {
  await api?.stop();
  await rm(folder, { recursive: true, force: true });
});

const environment = (url: string, secret = pepper) => ({ DATABASE_URL: url, KEY_PEPPER: secret });
const backUp = (...args: string[]) => processes.run(['backup', '--to', file, ...args], environment(api.databaseUrl));
const restore = (...args: string[]) => processes.run(['restore', '--from', file, ...args], environment(target.url));
const rowsIn = (url: string, text: string) => onServer(url, async (client) => (await client.query(text)).rows);
const companies = `select tenant_id, id, name, parent_id, created_at::text from company order by id`;
const openKeys = `select id from api_key where revoked_at is null order by id`;

it('restores all tenants as they were, and tells how much time was lost and taken', async () => {
  expect(await backUp()).toMatch(/^All tenants, .* \d+ rows of \d+ tables/);
  const printed = await restore('--keep-keys');
  expect(printed).toMatch(
    /Restored \d+ rows of \d+ tables; counts and hashes are those of the backup, 0 keys were revoked/,
  );
  expect(printed).toMatch(/2 tenants were read back/);
  expect(printed).toMatch(/Lost \(RPO\): .*Taken \(RTO\): \d+\.\d s/);
  for (const text of [companies, openKeys, 'select * from contact order by id', 'select * from tenant order by id'])
    expect(await rowsIn(target.url, text)).toEqual(await rowsIn(api.databaseUrl, text));
});

it('restores one tenant beside others, once', async () => {
  const [ours, theirs] = api.tenants;
  const epoch = 'select n from change_epoch';
  await backUp('--tenant', ours.id);
  await restore('--keep-keys');
  expect(await rowsIn(target.url, 'select id from tenant')).toEqual([{ id: ours.id }]);
  await expect(restore('--keep-keys')).rejects.toThrow(`The tenant ${ours.id} is there already`);
  const before = await rowsIn(target.url, epoch);
  await backUp('--tenant', theirs.id);
  await restore('--keep-keys');
  expect(await rowsIn(target.url, companies)).toEqual(await rowsIn(api.databaseUrl, companies));
  expect(await rowsIn(target.url, epoch)).not.toEqual(before); // nothing that was cached is believed
});

it('revokes keys that were revoked in the database that is given up, or all if that is lost', async () => {
  await backUp();
  const [first] = await rowsIn(api.databaseUrl, openKeys);
  await api.sql('update api_key set revoked_at = now() where id = $1', [first.id]);
  const left = await rowsIn(api.databaseUrl, openKeys);
  expect(await restore('--keys-of', api.databaseUrl)).toContain(', 1 keys were revoked');
  expect(await rowsIn(target.url, openKeys)).toEqual(left);
  await target.drop();
  target = await createTestDatabase();
  await restore('--revoke-keys');
  expect(await rowsIn(target.url, openKeys)).toEqual([]);
});

it('restores nothing without a word about keys, with another pepper, over tenants, or from a file that is cut off', async () => {
  await backUp();
  await expect(restore()).rejects.toThrow('Which keys shall open?');
  const other = environment(target.url, `another ${pepper}`);
  await expect(processes.run(['restore', '--from', file, '--keep-keys'], other)).rejects.toThrow(
    'KEY_PEPPER is not that of the backup',
  );
  const over = environment(api.databaseUrl);
  await expect(processes.run(['restore', '--from', file, '--keep-keys'], over)).rejects.toThrow('has tenants already');
  await writeFile(file, (await readFile(file)).subarray(0, -200));
  await expect(restore('--keep-keys')).rejects.toThrow('Nothing was restored');
  expect(await rowsIn(target.url, 'select id from tenant')).toEqual([]);
});
