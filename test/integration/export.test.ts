// `clientele export`: what is written comes back in equal, and no cell becomes a formula.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transferable } from '../../src/commands/transferable.ts';
import { type ExportOptions, startExport } from '../../src/crm/export/run-export.ts';
import { tableOf } from '../../src/crm/index.ts';
import { create } from '../../src/crm/write.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { type Transaction, write } from '../../src/db/transaction.ts';
import { createImportScene, type ImportScene } from '../support/import-scene.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let scene: ImportScene;
let pool: Pool;
let ours: string;

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await createImportScene(database.url);
  pool = createPool({ url: database.url, max: 2 });
  ours = await scene.createTenant('Ours');
  await write(pool, ours, fill);
});

afterAll(async () => {
  await pool?.end();
  await scene?.stop();
  await database?.drop();
});

const customFields: [entity: string, key: string, kind: string, options: string[]][] = [
  ['company', 'seats', 'NUMBER', []],
  ['company', 'note', 'TEXT', []],
  ['deal', 'plan', 'SELECT', ['basic', 'plus']],
  ['deal', 'signed', 'BOOLEAN', []],
  ['contact', 'birthday', 'DATE', []],
];

async function defineFields(tx: Transaction): Promise<void> {
  for (const [recordType, key, kind, options] of customFields)
    await create(tx, tableOf('custom_field'), { recordType, key, kind, options, label: key });
}

/** A small world with something in every column, and everything that CSV and spreadsheets stumble over. */
async function fill(tx: Transaction): Promise<void> {
  await defineFields(tx);
  const make = async (entity: string, input: Record<string, unknown>) => (await create(tx, tableOf(entity), input)).id;
  const teamId = await make('team', { name: 'East', region: '+East' });
  const managerId = await make('user', { name: 'Zoë Manager', email: 'zoe@x.org', teamId });
  const ownerId = await make('user', { name: 'Anna', managerId, teamId, title: '@home' });
  const tagIds = [await make('tag', { name: 'hot', color: '#ff0000' }), await make('tag', { name: 'new, shiny' })];
  const parentId = await make('company', { name: '=SUM(A1)', custom: { note: "'=already" } });
  const companyId = await make('company', {
    name: ' Müller "Söhne",\r\nGmbH ',
    parentId,
    ownerId,
    employees: 12,
    annualRevenue: { minor: 123_456_789, currency: 'JPY' },
    custom: { seats: 0.1, note: '-dash' },
    tagIds,
    externalIds: [
      { source: 'crm', externalId: 'A-1' },
      { source: 'crm', externalId: 'A-2' },
      { source: 'erp', externalId: '0007' },
    ],
  });
  const contactId = await make('contact', {
    firstName: 'Ann',
    lastName: "O'Hara",
    email: 'ann@x.org',
    companyId,
    custom: { birthday: '1970-01-01' },
  });
  const productId = await make('product', {
    name: 'GTX',
    sku: 'g-1',
    price: { minor: -5, currency: 'KWD' },
    active: false,
  });
  const pipelineId = await make('pipeline', { name: 'Sales', position: 3 });
  const stageId = await make('stage', { name: 'Won', pipelineId, status: 'WON', probability: 100 });
  const dealId = await make('deal', {
    name: 'Deal',
    companyId,
    ownerId,
    productId,
    stageId,
    amount: { minor: -1, currency: 'USD' },
    openedOn: '2020-02-29',
    closeDate: '2021-01-01',
    contactIds: [contactId],
    custom: { plan: 'plus', signed: false },
    tagIds: tagIds.slice(0, 1),
  });
  await make('activity', {
    kind: 'CALL',
    subject: 'About it',
    body: 'a\nb',
    about: { type: 'deal', id: dealId },
    dueAt: '2024-01-31T11:30:00.250Z',
    ownerId,
  });
}

async function exported(entity: string, options: Partial<ExportOptions> = {}, tenantId = ours) {
  const started = await startExport({
    pool,
    tenantId,
    table: tableOf(entity),
    format: 'csv',
    fields: null,
    filter: null,
    formulaGuard: true,
    signal: new AbortController().signal,
    ...options,
  });
  return { file: await text(started.stream), mapping: started.mapping };
}

/** The tenant as its export shows it, without the ids that differ and what an import cannot set. */
async function world(tenantId: string) {
  const all: Record<string, unknown> = {};
  for (const entity of transferable) {
    const { file } = await exported(entity, { format: 'jsonl' }, tenantId);
    const rows = file
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    all[entity] = rows
      .map((row) =>
        Object.entries(row).filter(([name]) => !/^id$|Ids?$|^updatedAt$|^externalIds\.clientele/.test(name)),
      )
      .map((row) => JSON.stringify(row))
      .sort();
  }
  return all;
}

it.each(['csv', 'jsonl'] as const)(
  'a tenant that is exported as %s and imported into another one is equal',
  async (format) => {
    const copy = await scene.createTenant(`Copy by ${format}`);
    await write(pool, copy, defineFields);
    for (const entity of transferable) {
      const { file, mapping } = await exported(entity, { format });
      const { failures } = await scene.import(copy, { entity, file, map: mapping, format });
      expect(failures).toEqual([]);
    }
    const original = await world(ours);
    expect(await world(copy)).toEqual(original);
    expect(JSON.stringify(original)).toContain('Müller');
  },
);

it('CSV holds amounts as decimals beside their currency, references as ids and names', async () => {
  const { file } = await exported('deal', {
    fields: ['name', 'amount', 'company', 'stageId', 'custom.signed', 'status'],
  });
  const [row] = parse(file, { columns: true }) as Record<string, string>[];
  expect(row).toEqual({
    name: 'Deal',
    amount: '-0.01',
    amountCurrency: 'USD',
    company: ' Müller "Söhne",\r\nGmbH ',
    stageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'custom.signed': 'false',
    status: 'WON',
  });
  const { file: products } = await exported('product', { fields: ['price'] });
  expect(products).toBe('price,priceCurrency\n-0.005,KWD\n');
});

it('text that a spreadsheet would take for a formula gets an apostrophe, numbers do not', async () => {
  const fields = ['name', 'custom.note'];
  const { file } = await exported('company', { fields });
  expect(file).toContain(`'=SUM(A1),''=already\n`);
  expect(file).toContain(`,'-dash\n`);
  const { file: bare } = await exported('company', { fields, formulaGuard: false });
  expect(bare).toContain(`=SUM(A1),'=already\n`);
});

it('a filter is that of the API, and what is wrong is told before anything is written', async () => {
  const filter = { parent: { name: { startsWith: '=' } } };
  const { file } = await exported('company', {
    filter,
    format: 'jsonl',
    fields: ['employees', 'tags', 'externalIds.crm'],
  });
  expect(JSON.parse(file)).toEqual({ employees: 12, tags: ['hot', 'new, shiny'], 'externalIds.crm': ['A-1', 'A-2'] });
  await expect(exported('company', { filter: { nmae: { eq: 'x' } } })).rejects.toThrow("cannot be filtered by 'nmae'");
  const nowhere = { custom: [{ key: 'nowhere', text: { eq: 'x' } }] };
  await expect(exported('company', { filter: nowhere })).rejects.toThrow("no custom field 'nowhere'");
  await expect(exported('company', { fields: ['nmae'] })).rejects.toThrow('there is no nmae; there are: id,');
});

it('more rows than a page come each once and in order, and another tenant sees none of them', async () => {
  const [many, none] = [await scene.createTenant('Many'), await scene.createTenant('None')];
  const names = Array.from({ length: 2500 }, (_, at) => `Tag ${String(at).padStart(4, '0')}`);
  await scene.import(many, { entity: 'tag', file: `name\n${names.join('\n')}\n`, map: { fields: { name: 'name' } } });
  const { file } = await exported('tag', { fields: ['name'] }, many);
  expect(file.trim().split('\n').slice(1)).toEqual(names);
  expect((await exported('tag', { fields: ['name'] }, none)).file).toBe('name\n');
});

it('the command writes the file and its mapping, or to standard output, and leaves no half of a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-export-'));
  try {
    const [path, map] = [join(folder, 'tags.csv'), join(folder, 'tags.json')];
    const args = ['export', '--tenant', ours, '--entity', 'tag'];
    const done = await scene.run([...args, '--file', path, '--map', map]);
    expect(done).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('Ours, tag: 2 rows') });
    expect(await readFile(path, 'utf8')).toContain(',hot,#ff0000,');
    expect(JSON.parse(await readFile(map, 'utf8'))).toMatchObject({ fields: { name: 'name' } });
    const printed = await scene.run([...args, '--file', '-', '--fields', 'name', '--format', 'jsonl']);
    expect(printed.stdout).toBe('{"name":"hot"}\n{"name":"new, shiny"}\n');
    const wrong = await scene.run([...args, '--file', join(folder, 'no/such/tags.csv')]);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('folder does not exist') });
    expect(await scene.run([...args, '--file', '-', '--filter', '[1]'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--filter takes'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
