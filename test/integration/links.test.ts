// What hangs on a record without being part of it: tags, names of other systems, the people of a deal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, type References } from '../support/write-samples.ts';
import { done, everyEntity, refused, rowCounts, send, startRival } from '../support/writes-api.ts';

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
    expect(
      await api.sql('select from tagging where record_id = $1 and record_type = $2', [record.id, name]),
    ).toHaveLength(2);
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
      expect(error, mutation).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
        message: expect.stringContaining('100'),
      });
    }
    const elsewhere = await refused(api, 'addTags', { record: { ...record, type: 'DEAL' }, tagIds: [known] });
    expect(elsewhere.extensions.code).toBe('NOT_FOUND');
    expect(await rowCounts(api)).toEqual(counts);
  });
});

describe('names of other systems', () => {
  const record = (name = 'company', at = 0) => ({ type: name.toUpperCase(), id: references[name]![at]! });
  const add = (to: object, externalId: string) =>
    send(
      api,
      'addExternalId',
      { record: to, externalId: { source: 'erp', externalId } },
      'id externalIds { source externalId }',
    );

  it('lead to one record of an entity; saying it twice is no error', async () => {
    for (const to of [record(), record(), record('deal')]) expect((await add(to, 'one')).errors).toEqual([]);
    const [error] = (await add(record('company', 1), 'one')).errors;
    expect(error?.extensions).toMatchObject({ code: 'ALREADY_EXISTS', id: record().id });
    const document =
      '{ companyByExternalId(source: "erp", externalId: "one") { id } dealByExternalId(source: "erp", externalId: "one") { id } }';
    expect(await api.ask(document)).toEqual({
      companyByExternalId: { id: record().id },
      dealByExternalId: { id: record('deal').id },
    });
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
    const names = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ source: 'many', externalId: `${count} ${at}` }));
    const error = await refused(api, 'createCompany', { input: { name: 'x', externalIds: names(101) } });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    const made = await done(
      api,
      'createCompany',
      { input: { name: 'x', externalIds: names(100) } },
      'externalIds { source }',
    );
    expect(made['externalIds']).toHaveLength(100);
  });
});

describe('people of a deal', () => {
  const rolesOf = async (dealId: string) => {
    const rows = await api.sql<{ id: string; role: string | null }>(
      'select contact_id as id, role from deal_contact where deal_id = $1',
      [dealId],
    );
    return Object.fromEntries(rows.map(({ id, role }) => [id, role]));
  };

  it('are added with a role, get another, keep theirs when none is said, and are taken off', async () => {
    const [ann, bob] = references['contact'] as [string, string];
    const dealId = await make('createDeal', { name: 'People', contactIds: [ann, ann] });
    const add = (contactIds: string[], role?: string) =>
      done(api, 'addDealContacts', { dealId, contactIds, ...(role && { role }) });
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
    const error = await refused(api, 'addDealContacts', {
      dealId: foreign['deal']![0],
      contactIds: references['contact'],
    });
    expect(error.extensions.code).toBe('NOT_FOUND');
  });
});
