// Search: what is found, what is not, in which order, and what the answer depends on.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { company } from '../../src/crm/company.ts';
import { tagOfRow, tagsOfChange } from '../../src/db/tags.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
const ids = new Map<string, string>();

async function insert(table: string, row: Record<string, unknown>, tenantId = api.tenants[0].id): Promise<string> {
  const id = newId();
  const columns = ['tenant_id', 'id', ...Object.keys(row)];
  const places = columns.map((_, index) => `$${index + 1}`);
  await api.sql(`insert into "${table}" (${columns}) values (${places})`, [tenantId, id, ...Object.values(row)]);
  ids.set(String(row['name'] ?? row['last_name']), id);
  return id;
}

beforeAll(async () => {
  api = await startApi();
  const owner = { owner_id: await insert('user', { name: 'Cassey Cress' }) };
  await insert('company', { name: 'Northwind Traders Ltd', domain: 'nw.example', city: 'Genève', ...owner });
  await insert('company', { name: 'Northwind Deleted', deleted_at: '2024-01-01T00:00:00Z' });
  await insert('company', { name: 'Müller & Söhne' });
  await insert('company', { name: '株式会社 東京商事' });
  await insert('company', { name: 'Acme' });
  await insert('company', { name: 'Acme Rockets' });
  await insert('company', { name: 'New Acme' });
  await insert('company', { name: 'Globex', domain: 'acme.example', city: 'Acme City' });
  await insert('contact', {
    first_name: 'Jana',
    last_name: 'Tanaka',
    email: 'jana.tanaka@old-harbour.example',
    title: 'Head of IT',
  });
  await insert('contact', { first_name: 'Conan', last_name: "O'Brien", ...owner });
  const pipeline_id = await insert('pipeline', { name: 'Sales' });
  const stage_id = await insert('stage', { name: 'Lead', pipeline_id });
  await insert('deal', { name: 'GTX-500 rollout', description: 'Trains naïve users', pipeline_id, stage_id, ...owner });
  await insert('company', { name: 'Northwind of others' }, api.tenants[1].id);
});

afterAll(() => api?.stop());

const named = `record { __typename ... on Company { name } ... on Contact { name } ... on Deal { name } }`;
const document = `query ($text: String!, $types: [SearchType!], $first: Int!) { search(text: $text, types: $types, first: $first) { score ${named} } }`;

interface Found {
  search: { score: number; record: { __typename: string; name: string } }[];
}

async function hits(text: string, more: Record<string, unknown> = {}) {
  const { search } = await api.ask<Found>(document, { text, first: 20, ...more });
  return search;
}

const names = async (text: string, more: Record<string, unknown> = {}) =>
  (await hits(text, more)).map((hit) => hit.record.name);

it('finds by the beginnings of words, in any order and case', async () => {
  expect(await names('trad NORTH')).toEqual(['Northwind Traders Ltd']);
});

it('wants every word', async () => {
  expect(await names('head nowhere')).toEqual([]);
});

it('finds companies by domain and city, contacts by address and title, deals by description', async () => {
  expect(await names('nw.example')).toEqual(['Northwind Traders Ltd']);
  expect(await names('genè')).toEqual(['Northwind Traders Ltd']);
  expect(await names('jana.tanaka@old-harbour.example')).toContain('Jana Tanaka');
  expect(await names('jana.tanaka@old-h')).toContain('Jana Tanaka');
  expect(await names('head of')).toEqual(['Jana Tanaka']);
  expect(await names('naïve train')).toEqual(['GTX-500 rollout']);
});

it('finds words that PostgreSQL splits in its own way', async () => {
  expect(await names('gtx-500')).toEqual(['GTX-500 rollout']);
  expect(await names("o'bri")).toEqual(["Conan O'Brien"]);
});

it('finds names in spite of a typing error, also when the name goes on', async () => {
  expect(await names('Nothwind')).toEqual(['Northwind Traders Ltd']);
  expect(await names('Nothwind Tradrs')).toEqual(['Northwind Traders Ltd']);
  expect(await names('Tanakka')).toEqual(['Jana Tanaka']);
  expect(await names('rolout')).toEqual(['GTX-500 rollout']);
});

it('finds letters beyond ASCII, composed or not, in either case', async () => {
  for (const text of ['müller', 'MÜLLER', 'Mu\u0308ller', 'söh']) expect(await names(text)).toEqual(['Müller & Söhne']);
  expect(await names('東京')).toEqual(['株式会社 東京商事']);
});

it('leaves out deleted rows and other tenants', async () => {
  expect(await names('northwind')).toEqual(['Northwind Traders Ltd']);
  const theirs = await api.ask<Found>(document, { text: 'northwind', first: 20 }, { key: api.tenants[1].key });
  expect(theirs.search.map((hit) => hit.record.name)).toEqual(['Northwind of others']);
});

it('puts the whole name before its beginning, that before words in it, those before words elsewhere', async () => {
  const found = await hits('acme');
  expect(found.map((hit) => hit.record.name)).toEqual(['Acme', 'Acme Rockets', 'New Acme', 'Globex']);
  expect(found.map((hit) => Math.floor(hit.score))).toEqual([5, 3, 2, 1]);
});

it('orders equals by id', async () => {
  for (let made = 0; made < 5; made++) await insert('company', { name: 'Twin Peaks' });
  const { search } = await api.ask<{ search: { record: { id: string } }[] }>(
    '{ search(text: "Twin Peaks") { record { id } } }',
  );
  const found = search.map((hit) => hit.record.id);
  expect(found).toHaveLength(5);
  expect(found).toEqual([...found].sort());
});

it('looks among the wanted types only, each once', async () => {
  expect(await names('gtx', { types: ['COMPANY', 'CONTACT'] })).toEqual([]);
  expect(await names('gtx', { types: ['DEAL', 'DEAL'] })).toEqual(['GTX-500 rollout']);
  expect(await names('gtx', { types: null })).toEqual(['GTX-500 rollout']);
  expect(await names('gtx', { types: [] })).toEqual([]);
});

it('gives the best of all types when asked for few', async () => {
  expect(await names('acme', { first: 1 })).toEqual(['Acme']);
});

it('takes signs of a query language as text', async () => {
  for (const text of [
    "'",
    "''",
    '\\',
    "\\'",
    'a & b',
    '!acme',
    'a | b',
    'a <-> b',
    'acme:*',
    ':*',
    '(',
    '$1',
    '%',
    '_',
    '"',
  ])
    expect((await api.query(document, { text, first: 1 })).errors, text).toEqual([]);
  expect(await names('%_%')).toEqual([]);
  expect(await names("'acme' | rockets & !x")).not.toContain('New Acme');
  expect(await names('\\acme')).toContain('Acme');
});

it('refuses what is no text, too long a text and too many hits', async () => {
  for (const wrong of [
    { text: '' },
    { text: ' \t\n ' },
    { text: 'x'.repeat(201) },
    { text: 'a\0b' },
    { text: '\ud800' },
  ]) {
    const { errors } = await api.query(document, { first: 20, ...wrong });
    expect(errors[0]?.extensions.code, JSON.stringify(wrong)).toBe('BAD_USER_INPUT');
  }
  for (const first of [0, -1, 101]) {
    const { errors } = await api.query(document, { text: 'acme', first });
    expect(errors[0]).toMatchObject({ path: ['search'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } });
  }
  expect((await api.query(document, { text: '😀'.repeat(200), first: 1 })).errors).toEqual([]);
});

it('follows edges of what it found, with as many statements for one hit as for many', async () => {
  const deep = `query ($text: String!) { search(text: $text, first: 100) { record { id
    ... on Company { name owner { name } deals(first: 2) { nodes { name } } }
    ... on Contact { owner { name } } ... on Deal { stage { name } owner { name } } } } }`;
  type Deep = { search: { record: { name?: string; owner?: { name: string } | null } }[] };
  const few = await api.measure<Deep>(deep, { text: 'northwind' });
  for (let made = 0; made < 30; made++) {
    await insert('company', { name: `Northwind ${made}`, owner_id: ids.get('Cassey Cress') });
  }
  const many = await api.measure<Deep>(deep, { text: 'northwind' });
  expect(few.data?.search).toEqual([
    expect.objectContaining({ record: expect.objectContaining({ owner: { name: 'Cassey Cress' } }) }),
  ]);
  expect(many.data?.search).toHaveLength(31);
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeLessThanOrEqual(5); // thresholds, hits, companies, their owners, their deals
});

it('depends on the rows it found and on the words of all others, and on nothing else', async () => {
  const { tags } = await api.measure(document, { text: 'globex', first: 20 });
  expect(tags).toContain(tagOfRow(company, ids.get('Globex')!));
  const meets = (before: Record<string, unknown> | null, after: Record<string, unknown>, op: 'update' | 'insert') =>
    tagsOfChange(company, { type: 'company', id: newId(), op, before, after }).some((tag) => tags.has(tag));
  expect(meets({ name: 'Globus' }, { name: 'Globex' }, 'update')).toBe(true);
  expect(meets({ deletedAt: null }, { deletedAt: '2024-01-01T00:00:00.000Z' }, 'update')).toBe(true);
  expect(meets(null, { name: 'Globex' }, 'insert')).toBe(true);
  expect(meets({ phone: '1' }, { phone: '2', name: 'Globex' }, 'update')).toBe(false);
});
