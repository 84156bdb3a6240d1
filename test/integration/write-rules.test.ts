// What writes must keep true beside the fields themselves: links, names of other systems, trees, unique names, custom values.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, customKinds, type References } from '../support/write-samples.ts';
import { done, everyEntity, type Record_, refused, rowCounts, send, startRival } from '../support/writes-api.ts';

let api: TestApi;
let references: References;
let foreign: References;

beforeAll(async () => {
  api = await startApi({ poolMax: 8 });
  references = await createReferences(api);
  foreign = await createReferences(api, api.tenants[1].key);
});
afterAll(() => api?.stop());

const ids = (records: unknown) => (records as { nodes: { id: string }[] }).nodes.map(({ id }) => id).sort();
const make = async (mutation: string, input: object) => (await done(api, mutation, { input })).id;

describe('tags', () => {
  const selection = '... on Company { tags(first: 100) { nodes { id } } }';

  it('are put on once, stay when put on again, and are taken off', async () => {
    const [one, two] = references['tag'] as [string, string];
    const record = { type: 'COMPANY', id: await make('createCompany', { name: 'Tagged' }) };
    const tagsAfter = async (mutation: string, tagIds: string[]) =>
      ids((await done(api, mutation, { record, tagIds }, selection))['tags']);
    expect(await tagsAfter('addTags', [one])).toEqual([one]);
    expect(await tagsAfter('addTags', [two, one.toUpperCase(), two])).toEqual([one, two].sort());
    expect(await tagsAfter('addTags', [])).toEqual([one, two].sort());
    expect(await tagsAfter('removeTags', [one, one])).toEqual([two]);
    expect(await tagsAfter('removeTags', [one])).toEqual([two]);
  });

  it.each(everyEntity.map(({ name, typename }) => [typename, name] as const))('hang on a %s', async (_, name) => {
    const record = { type: name.toUpperCase(), id: references[name]![0] };
    await done(api, 'addTags', { record, tagIds: references['tag'] }, 'id');
    expect(await api.sql('select from tagging where record_id = $1 and record_type = $2', [record.id, name])).toHaveLength(2);
  });

  it('that are unknown, of another tenant or too many are refused, and none is put on', async () => {
    const record = { type: 'COMPANY', id: await make('createCompany', { name: 'Untagged' }) };
    const counts = await rowCounts(api);
    const [known] = references['tag'] as [string];
    const notFound = async (tagIds: string[]) => (await refused(api, 'addTags', { record, tagIds })).extensions;
    expect(await notFound([known, foreign['tag']![0]!])).toEqual({ code: 'NOT_FOUND', ids: [foreign['tag']![0]] });
    expect(await notFound([known, record.id])).toEqual({ code: 'NOT_FOUND', ids: [record.id] });
    for (const mutation of ['addTags', 'removeTags']) {
      const error = await refused(api, mutation, { record, tagIds: Array(101).fill(known) });
      expect(error, mutation).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('100') });
    }
    const elsewhere = await refused(api, 'addTags', { record: { ...record, type: 'DEAL' }, tagIds: [known] });
    expect(elsewhere.extensions.code).toBe('NOT_FOUND');
    expect(await rowCounts(api)).toEqual(counts);
  });
});

describe('names of other systems', () => {
  const record = (name = 'company', at = 0) => ({ type: name.toUpperCase(), id: references[name]![at]! });
  const add = (to: object, externalId: string) =>
    send(api, 'addExternalId', { record: to, externalId: { source: 'erp', externalId } }, 'id externalIds { source externalId }');

  it('lead to one record of an entity; saying it twice is no error', async () => {
    for (const to of [record(), record(), record('deal')]) expect((await add(to, 'one')).errors).toEqual([]);
    const [error] = (await add(record('company', 1), 'one')).errors;
    expect(error?.extensions).toMatchObject({ code: 'ALREADY_EXISTS', id: record().id });
    const document = '{ companyByExternalId(source: "erp", externalId: "one") { id } dealByExternalId(source: "erp", externalId: "one") { id } }';
    expect(await api.ask(document)).toEqual({ companyByExternalId: { id: record().id }, dealByExternalId: { id: record('deal').id } });
  });

  it('that two records take at once go to one of them, and the other is told', async () => {
    const rival = await startRival(api);
    await rival.sql(
      `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, gen_random_uuid(), 'company', $2, 'erp', 'race')`,
      [api.tenants[0].id, record('company', 1).id],
    );
    const answer = add(record(), 'race');
    await rival.othersWait();
    await rival.end('commit');
    expect((await answer).errors[0]?.extensions).toMatchObject({ code: 'ALREADY_EXISTS', id: record('company', 1).id });
  });

  it('are forgotten, by the record that has them alone', async () => {
    const externalId = { source: 'erp', externalId: 'gone' };
    await add(record(), 'gone');
    const remove = (from: object) => done(api, 'removeExternalId', { record: from, externalId }, 'id');
    const find = () => api.ask('{ companyByExternalId(source: "erp", externalId: "gone") { id } }');
    await remove(record('company', 1));
    expect(await find()).toEqual({ companyByExternalId: { id: record().id } });
    await remove(record());
    expect(await find()).toEqual({ companyByExternalId: null });
  });

  it('are at most 100 for a new record', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => ({ source: 'many', externalId: `${count} ${at}` }));
    const error = await refused(api, 'createCompany', { input: { name: 'x', externalIds: names(101) } });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    const made = await done(api, 'createCompany', { input: { name: 'x', externalIds: names(100) } }, 'externalIds { source }');
    expect(made['externalIds']).toHaveLength(100);
  });
});

describe('people of a deal', () => {
  const rolesOf = async (dealId: string) => {
    const rows = await api.sql<{ id: string; role: string | null }>('select contact_id as id, role from deal_contact where deal_id = $1', [dealId]);
    return Object.fromEntries(rows.map(({ id, role }) => [id, role]));
  };

  it('are added with a role, get another, keep theirs when none is said, and are taken off', async () => {
    const [ann, bob] = references['contact'] as [string, string];
    const dealId = await make('createDeal', { name: 'People', contactIds: [ann, ann] });
    const add = (contactIds: string[], role?: string) => done(api, 'addDealContacts', { dealId, contactIds, ...(role && { role }) });
    expect(await rolesOf(dealId)).toEqual({ [ann]: null });
    await add([ann, bob, ann], 'buyer');
    expect(await rolesOf(dealId)).toEqual({ [ann]: 'buyer', [bob]: 'buyer' });
    await add([ann], 'decision maker');
    await add([ann, bob]);
    expect(await rolesOf(dealId)).toEqual({ [ann]: 'decision maker', [bob]: 'buyer' });
    const after = await done(api, 'removeDealContacts', { dealId, contactIds: [ann] }, 'contacts { nodes { id } }');
    expect(ids(after['contacts'])).toEqual([bob]);
  });

  it('must be contacts of the tenant', async () => {
    const dealId = references['deal']![0]!;
    for (const id of [foreign['contact']![0]!, dealId]) {
      const error = await refused(api, 'addDealContacts', { dealId, contactIds: [id] });
      expect(error.extensions).toEqual({ code: 'NOT_FOUND', ids: [id] });
    }
    const error = await refused(api, 'addDealContacts', { dealId: foreign['deal']![0], contactIds: references['contact'] });
    expect(error.extensions.code).toBe('NOT_FOUND');
  });
});

describe.each([
  ['companies', 'Company', 'parentId'],
  ['users', 'User', 'managerId'],
] as const)('the tree of %s', (_, typename, field) => {
  const create = (above: string | null = null) => make(`create${typename}`, { name: 'Node', [field]: above });
  const put = (id: string, above: string | null) => send(api, `update${typename}`, { id, input: { [field]: above } });

  it('has no cycle: not of one, of two, of five', async () => {
    const chain = [await create()];
    for (let at = 1; at < 5; at++) chain.push(await create(chain[at - 1]));
    for (const below of chain) {
      const [error] = (await put(chain[0]!, below)).errors;
      expect(error?.extensions).toMatchObject({ code: 'RULE_VIOLATED', field });
    }
    expect((await put(chain[4]!, chain[0]!)).errors).toEqual([]);
    expect((await put(chain[0]!, null)).errors).toEqual([]);
  });

  it('has no cycle either when two moves would close it together', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await create(), await create()];
      const answers = await Promise.all([put(a, b), put(b, a)]);
      expect(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'written').sort()).toEqual(['RULE_VIOLATED', 'written']);
    }
  });
});

it('e-mail addresses are kept in lower case, and must look like one', async () => {
  for (const typename of ['Contact', 'User']) {
    const of = { name: 'x', email: `Ann.${typename}@Example.COM` };
    const input = typename === 'Contact' ? { email: of.email } : of;
    const { id, ...made } = await done(api, `create${typename}`, { input }, 'id email');
    expect(made['email']).toBe(of.email.toLowerCase());
    for (const email of ['', 'ann', 'ann@', '@example.com', 'a b@example.com', 'a@b@c']) {
      const error = await refused(api, `update${typename}`, { id, input: { email } });
      expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'email' });
    }
  }
});

it('a contact without any name or address is told what it needs', async () => {
  const error = await refused(api, 'createContact', { input: { title: 'Nobody' } });
  expect(error.extensions.code).toBe('BAD_USER_INPUT');
  expect(error.message).toMatch(/firstName.*lastName.*email/);
});

it.each([
  ['Team', 'name', {}],
  ['User', 'email', { name: 'x' }],
  ['Product', 'sku', { name: 'x' }],
  ['Pipeline', 'name', {}],
  ['Tag', 'name', {}],
  ['CustomField', 'key', { recordType: 'DEAL', label: 'x', kind: 'TEXT' }],
] as const)('a %s has its %s alone, until it is deleted', async (typename, field, rest) => {
  const value = field === 'email' ? 'only@example.com' : 'onlyOne';
  const create = (given = value) => send(api, `create${typename}`, { input: { ...rest, [field]: given } });
  const { id } = (await create()).data!.result!;
  const isTaken = { code: 'ALREADY_EXISTS', field };
  for (const given of field === 'key' ? [value] : [value, value.toUpperCase()]) expect((await create(given)).errors[0]?.extensions).toMatchObject(isTaken);
  await done(api, `delete${typename}`, { id });
  expect((await create()).errors).toEqual([]);
  expect((await refused(api, `restore${typename}`, { id })).extensions).toMatchObject(isTaken);
});

it('an activity is about a record that exists, also when only the id changes', async () => {
  const about = (id: string, type = 'COMPANY') => ({ about: { type, id } });
  const id = await make('createActivity', { kind: 'NOTE', subject: 'x', ...about(references['company']![0]!) });
  for (const input of [about(foreign['company']![0]!), about(references['deal']![0]!), about(references['company']![0]!, 'DEAL')]) {
    expect((await refused(api, 'updateActivity', { id, input })).extensions, JSON.stringify(input)).toMatchObject({ code: 'NOT_FOUND', field: 'about' });
  }
  for (const type of ['TAG', 'CUSTOM_FIELD']) {
    const error = await refused(api, 'updateActivity', { id, input: about(references[type.toLowerCase()]![0]!, type) });
    expect(error.extensions.code, type).toBe('BAD_USER_INPUT');
  }
});

describe('custom values', () => {
  it('are taken from variables inside a literal', async () => {
    const document = 'mutation ($note: String) { createCompany(input: { name: "x", custom: { note: $note, vip: true } }) { custom } }';
    expect(await api.ask(document, { note: 'a' })).toEqual({ createCompany: { custom: { note: 'a', vip: true } } });
  });

  const accepted = { TEXT: ['', 'ä'.repeat(2000)], NUMBER: [0, -1.5, 1e308, 5e-324], DATE: ['2024-02-29', '0001-01-01'], SELECT: ['gold'], BOOLEAN: [true, false] };
  const refusedValues: Record<keyof typeof customKinds, unknown[]> = {
    TEXT: ['x'.repeat(2001), 1, true, {}, [], ['a']],
    NUMBER: ['1', true, {}, []],
    DATE: ['2023-02-29', '2024-1-1', '', 20240101, '2024-01-01T00:00:00Z'],
    SELECT: ['Gold', '', 0, ['gold'], { length: 1 }],
    BOOLEAN: ['true', 0, 1, {}],
  };

  it.each(Object.keys(customKinds) as (keyof typeof customKinds)[])('of kind %s', async (kind) => {
    const key = customKinds[kind];
    const id = await make('createCompany', { name: kind });
    const set = (value: unknown) => send<Record_>(api, 'updateCompany', { id, input: { custom: { [key]: value } } }, 'custom');
    for (const value of accepted[kind]) expect((await set(value)).data?.result?.['custom'], String(value)).toEqual({ [key]: value });
    for (const value of refusedValues[kind]) {
      const [error] = (await set(value)).errors;
      expect(error?.extensions, JSON.stringify(value)).toMatchObject({ code: 'BAD_USER_INPUT', field: `custom.${key}` });
    }
    expect((await set(null)).data?.result?.['custom']).toEqual({});
  });

  it('are changed one by one, and unknown keys are told which there are', async () => {
    const id = await make('createCompany', { name: 'x', custom: { note: 'a', score: 1 } });
    const set = (custom: unknown) => send<Record_>(api, 'updateCompany', { id, input: { custom } }, 'custom');
    expect((await set({ score: 2, note: null, vip: true })).data?.result?.['custom']).toEqual({ score: 2, vip: true });
    const [error] = (await set({ nope: 1 })).errors;
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'custom.nope' }, message: expect.stringContaining('tier') });
    for (const wrong of [[], 'text', 7, true]) expect((await set(wrong)).errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'custom' });
  });

  it('may be called like something that every object has', async () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      await make('createCustomField', { recordType: 'COMPANY', key, label: 'x', kind: 'TEXT' });
      const id = await make('createCompany', { name: 'x' });
      const { custom, version } = await done(api, 'updateCompany', { id, input: { custom: { [key]: 'v' } } }, 'custom version');
      expect(custom).toEqual({ [key]: 'v' });
      const error = await refused(api, 'updateCompany', { id, expectedVersion: (version as number) - 1, input: { custom: { [key]: 'w' } } });
      expect(error.extensions['fields']).toEqual([{ field: `custom.${key}`, yours: 'w', theirs: 'v', was: null }]);
    }
  });
});
