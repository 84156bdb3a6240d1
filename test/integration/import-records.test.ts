// Which record a row is about and which ones it names: modes, matches, references, and never another tenant's.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createImportScene, type ImportScene, told } from '../support/import-scene.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let scene: ImportScene;

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await createImportScene(database.url);
});

afterAll(async () => {
  await scene?.stop();
  await database?.drop();
});

it('nothing is made for a row that is refused for another reason', async () => {
  const tenantId = await scene.createTenant();
  const map = { fields: { name: 'n', owner: { column: 'o', create: true }, parent: { column: 'p', by: 'id' } } };
  const file = 'n,o,p\nA,New owner,no id\n';
  const wrong = {
    entity: 'contact',
    file: 'n,o,c\nA,New owner,Nowhere\n',
    map: { fields: { lastName: 'n', owner: { column: 'o', create: true }, company: 'c' } },
  };
  expect((await scene.import(tenantId, wrong)).counts.failed).toBe(1);
  expect((await scene.import(tenantId, { entity: 'company', file, map })).counts).toMatchObject({
    created: 1,
    failed: 1,
  });
  expect(await scene.sql('select name from "user" where tenant_id = $1', [tenantId])).toEqual([{ name: 'New owner' }]);
});

it('insert refuses what is there, update what is not, upsert takes both and leaves what is equal alone', async () => {
  const tenantId = await scene.createTenant();
  const map = { externalIds: { crm: 'id' }, fields: { lastName: 'name', email: 'mail', phone: 'phone' } };
  const request = { entity: 'contact', map };
  const first = 'id,name,mail,phone\n1,Adams,ADAMS@x.org,11\n2,Baker,baker@x.org,22\n';
  const second =
    'id,name,mail,phone\n1,Adams,adams@x.org,11\n2,Baker,baker@x.org,23\n3,Clark,clark@x.org,33\n3,Clarke,clark@x.org,\n';
  expect((await scene.import(tenantId, { ...request, file: first })).counts).toMatchObject({ created: 2 });
  const refused = await scene.import(tenantId, { ...request, file: second });
  expect(refused.counts).toMatchObject({ created: 1, failed: 3 });
  await scene.sql(`delete from external_id where tenant_id = $1 and external_id = '3'`, [tenantId]);
  await scene.sql(`delete from contact where tenant_id = $1 and last_name like 'Clark%'`, [tenantId]);

  const update = { ...request, mode: 'update', match: 'external:crm', isRestart: true } as const;
  const updated = await scene.import(tenantId, { ...update, file: second });
  expect(updated.counts).toEqual({ created: 0, updated: 1, unchanged: 1, failed: 2 });
  expect(told(updated.failures)[0]).toBe('4 NOT_FOUND There is no contact "3".');

  const upserted = await scene.import(tenantId, { ...update, mode: 'upsert', file: second });
  expect(upserted.counts).toEqual({ created: 1, updated: 1, unchanged: 2, failed: 0 });
  const byEmail = { entity: 'contact', map: { fields: map.fields }, mode: 'upsert', match: 'email' } as const;
  const other = 'name,mail,phone\nBaker,BAKER@x.org,99\n';
  expect((await scene.import(tenantId, { ...byEmail, file: other })).counts).toMatchObject({ updated: 1 });
  expect(await scene.sql('select name, phone from contact where tenant_id = $1 order by name', [tenantId])).toEqual([
    { name: 'Adams', phone: '11' },
    { name: 'Baker', phone: '99' },
    { name: 'Clarke', phone: '33' },
  ]);
});

it('an upsert brings back what was deleted, and a name that two records have is no match', async () => {
  const tenantId = await scene.createTenant();
  const map = { externalIds: { crm: 'id' }, fields: { name: 'name' } };
  await scene.import(tenantId, { entity: 'company', map, file: 'id,name\n1,Twin\n2,Twin\n' });
  await scene.sql(
    `update company set deleted_at = now() where tenant_id = $1 and id = (select record_id from external_id where tenant_id = $1 and external_id = '1')`,
    [tenantId],
  );
  const upsert = { entity: 'company', map, mode: 'upsert' } as const;
  const back = await scene.import(tenantId, { ...upsert, match: 'external:crm', file: 'id,name\n1,Twin \n' });
  expect(back.counts).toMatchObject({ updated: 1, failed: 0 });
  expect(await scene.sql('select from company where tenant_id = $1 and deleted_at is null', [tenantId])).toHaveLength(
    2,
  );
  const twins = await scene.import(tenantId, { ...upsert, match: 'name', file: 'id,name\n,Twin\n' });
  expect(told(twins.failures)).toEqual([
    '2 RULE_VIOLATED Two or more records are "Twin": match by id or by an external id.',
  ]);
});

it('a parent may come in a later batch of the same file, and a circle of parents is refused', async () => {
  const tenantId = await scene.createTenant();
  const map = { fields: { name: 'name', parent: { column: 'parent', create: { country: 'Kenya' } } } };
  const file = 'name,parent\nLeaf,Branch\nBranch,Root\nSelf,Self\nX,Y\nY,X\nZ,Outside\n';
  const { counts, failures, made } = await scene.import(tenantId, { entity: 'company', file, map, batchSize: 1 });
  expect(counts).toMatchObject({ created: 6, failed: 2 });
  expect(told(failures).map((line) => line.slice(0, 31))).toEqual([
    '4 RULE_VIOLATED Imported, but: ',
    '5 RULE_VIOLATED Imported, but: ',
  ]);
  expect(made).toEqual({ company: 2 });
  const parents = await scene.sql<{ name: string; parent: string }>(
    'select c.name, p.name as parent from company c join company p on p.id = c.parent_id where c.tenant_id = $1 order by 1',
    [tenantId],
  );
  expect(parents.map(({ name, parent }) => `${name} < ${parent}`)).toEqual([
    'Branch < Root',
    'Leaf < Branch',
    'Y < X',
    'Z < Outside',
  ]);
  expect(await scene.sql('select from import_reference where tenant_id = $1', [tenantId])).toEqual([]);
});

it('what no text can hold is refused where it is used, and does no harm where it is not', async () => {
  const tenantId = await scene.createTenant();
  const file = String.raw`{"name":"A","parent":"Later","note":"\u0000 \ud800 \\u0000"}
{"name":"B\ud800"}
{"name":"C\u0000"}
{"name":"D","parent":"\ud800"}
`;
  const map = { fields: { name: 'name', parent: 'parent' } };
  const { counts, failures } = await scene.import(tenantId, { entity: 'company', file, map, format: 'jsonl' });
  expect(counts).toMatchObject({ created: 1, failed: 4 });
  expect(failures.map(({ row, code }) => `${row.line} ${code}`)).toEqual([
    '2 BAD_USER_INPUT',
    '3 BAD_USER_INPUT',
    '4 BAD_USER_INPUT',
    '1 NOT_FOUND',
  ]);
  expect(failures[3]!.row.cells['note']).toBe('\u0000 \ud800 \\u0000');
});

it('no row can reach into another tenant', async () => {
  const [ours, theirs] = [await scene.createTenant(), await scene.createTenant('Theirs')];
  const map = { externalIds: { crm: 'id' }, fields: { name: 'name' } };
  await scene.import(theirs, { entity: 'company', file: 'id,name\n1,Secret\n', map });
  const [{ id }] = (await scene.sql<{ id: string }>('select id from company where tenant_id = $1', [theirs])) as [
    { id: string },
  ];
  const contacts = `name,company,by id\nA,Secret,\nB,,${id}\n`;
  for (const company of ['company', { column: 'by id', by: 'id' }, { column: 'by id', by: 'external:crm' }]) {
    const { counts } = await scene.import(ours, {
      entity: 'contact',
      file: contacts,
      map: { fields: { lastName: 'name', company } },
      isRestart: true,
    });
    expect(counts).toMatchObject({ created: 1, failed: 1 });
  }
  const upsert = { entity: 'company', file: 'id,name\n1,Ours\n', map, mode: 'upsert', match: 'external:crm' } as const;
  expect((await scene.import(ours, upsert)).counts).toMatchObject({ created: 1 });
  expect(await scene.sql('select name from company where tenant_id = $1', [theirs])).toEqual([{ name: 'Secret' }]);
});
