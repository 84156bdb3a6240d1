// Merging duplicates: what the survivor takes over, what follows it, and where the ids of the others lead from then on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, type References, sampleInput } from '../support/write-samples.ts';
import {
  done,
  type Entity,
  entity,
  everyEntity,
  get,
  type Record_,
  refused,
  rowCounts,
  schema,
  send,
} from '../support/writes-api.ts';

const mergeable: readonly Entity[] = everyEntity.filter(
  ({ many }) => `merge${many}` in schema.getMutationType()!.getFields(),
);

let api: TestApi;
let references: References;

beforeAll(async () => {
  api = await startApi({ poolMax: 8 });
  references = await createReferences(api);
});
afterAll(() => api?.stop());

const make = async (typename: string, input: object) => (await done(api, `create${typename}`, { input })).id;
const company = (input: object = {}) => make('Company', { name: 'Company', ...input });
const merge = (of: Entity, into: string, ids: string[], more: object = {}) =>
  done(api, `merge${of.many}`, { into, ids, ...more }, of.everything);
const mergeCompanies = (into: string, ids: string[], more?: object) => merge(entity('company'), into, ids, more);
const refusedMerge = async (into: string, ids: string[], options?: object) =>
  (await refused(api, 'mergeCompanies', { into, ids }, options)).extensions;

describe.each(mergeable.map((each) => [each.typename, each] as const))('%s', (typename, of) => {
  const bare = (mark: string) => ({
    ...sampleInput(of, of.create, 0, references, mark, true),
    ...(of.name === 'contact' && { firstName: mark }),
  });

  it('takes what it lacks from the duplicates in their order, and keeps what it has', async () => {
    const into = await make(typename, bare('into'));
    const full = [0, 1].map((turn) => sampleInput(of, of.create, turn, references, `full ${turn}`));
    const [first, second] = [await make(typename, full[0]!), await make(typename, full[1]!)];
    const [survivor, one] = [await get(api, of, into), await get(api, of, first)];
    const dry = await merge(of, into, [first, second], { dryRun: true });
    expect(await get(api, of, into)).toEqual(survivor);
    const merged = await merge(of, into, [first, second]);
    expect({ ...dry, updatedAt: '', tags: '', externalIds: '' }).toEqual({
      ...merged,
      updatedAt: '',
      tags: '',
      externalIds: '',
    });
    for (const [field, value] of Object.entries(merged)) {
      if (['version', 'updatedAt', 'tags', 'externalIds', 'name'].includes(field)) continue;
      expect(value, field).toEqual(survivor![field] === null || field === 'custom' ? one![field] : survivor![field]);
    }
    if (of.name === 'contact') expect(merged['name']).toBe(`into ${one!['lastName']}`);
    expect(merged['externalIds']).toHaveLength(2);
    expect((merged['tags'] as { nodes: [] }).nodes).toHaveLength(2);
  });

  it('answers for the ids and names of the others, also after further merges', async () => {
    const name = (id: string) => ({ source: 'chain', externalId: id });
    const ids: string[] = [];
    for (const mark of ['w', 'x', 'y', 'z']) {
      const id = await make(typename, bare(mark));
      await done(api, 'addExternalId', { record: { type: of.name.toUpperCase(), id }, externalId: name(id) }, 'id');
      ids.push(id);
    }
    for (let at = 0; at < 3; at++) await merge(of, ids[at + 1]!, [ids[at]!]);
    const last = await get(api, of, ids[3]!);
    for (const id of ids) {
      const found = await api.ask<Record<string, { id: string }>>(
        `query ($id: ID!) { one: ${of.one}(id: $id) { id } node(id: $id) { id } named: ${of.one}ByExternalId(source: "chain", externalId: "${id}") { id } }`,
        { id },
      );
      expect(found).toEqual({ one: { id: ids[3] }, node: { id: ids[3] }, named: { id: ids[3] } });
      const upserted = await done(api, `upsert${typename}`, { externalId: name(id), input: {} });
      expect(upserted).toEqual({ id: ids[3], version: last!.version });
    }
    const { nodes } = await api.ask<{ nodes: { id: string }[] }>('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids,
    });
    expect(nodes.map(({ id }) => id)).toEqual(Array(4).fill(ids[3]));
  });

  it('refuses writes to what was merged away, and says where it went', async () => {
    const [into, gone] = [await make(typename, bare('in')), await make(typename, bare('gone'))];
    await merge(of, into, [gone]);
    const counts = await rowCounts(api);
    const record = { type: of.name.toUpperCase(), id: gone };
    const writes: [string, Record<string, unknown>][] = [
      [`update${typename}`, { id: gone, input: {} }],
      [`restore${typename}`, { id: gone }],
      ['addTags', { record, tagIds: references['tag'] }],
      ['removeTags', { record, tagIds: references['tag'] }],
      ['addExternalId', { record, externalId: { source: 's', externalId: 'gone' } }],
      ...(of.name === 'deal'
        ? ([['addDealContacts', { dealId: gone, contactIds: references['contact'] }]] as [
            string,
            Record<string, unknown>,
          ][])
        : []),
    ];
    for (const [mutation, args] of writes) {
      const error = await refused(api, mutation, args);
      expect(error.extensions, mutation).toMatchObject({ code: 'RULE_VIOLATED', mergedIntoId: into });
      expect(error.message).toContain(into);
    }
    expect(await rowCounts(api)).toEqual(counts);
  });
});

it('two duplicates that share a tag, a person or a name elsewhere leave one of each', async () => {
  const [into, ...ids] = [
    await company(),
    await company({ tagIds: references['tag'] }),
    await company({ tagIds: references['tag'] }),
  ] as [string, ...string[]];
  const merged = await mergeCompanies(into, ids);
  expect((merged['tags'] as { nodes: [] }).nodes).toHaveLength(2);
});

it('a role in a deal is not lost with the duplicate', async () => {
  const [into, gone] = [await make('Contact', { lastName: 'Into' }), await make('Contact', { lastName: 'Gone' })];
  const dealId = await make('Deal', { name: 'x', contactIds: [into] });
  await done(api, 'addDealContacts', { dealId, contactIds: [gone], role: 'buyer' });
  await merge(entity('contact'), into, [gone]);
  expect(await api.sql('select contact_id as id, role from deal_contact where deal_id = $1', [dealId])).toEqual([
    { id: into, role: 'buyer' },
  ]);
});

it('custom values are filled key by key, and the first duplicate that has one gives it', async () => {
  const into = await company({ custom: { note: 'mine' } });
  const ids = [await company({ custom: { note: 'a', score: 1 } }), await company({ custom: { score: 2, vip: true } })];
  expect((await mergeCompanies(into, ids))['custom']).toEqual({ note: 'mine', score: 1, vip: true });
});

it('a survivor that takes nothing keeps its version', async () => {
  const into = await company({ custom: { note: 'a', score: 1 } });
  expect((await mergeCompanies(into, [await company({ custom: { score: 2 } })])).version).toBe(1);
});

describe('a tree of companies', () => {
  const parentOf = async (id: string) => (await get(api, entity('company'), id))?.['parent'];

  it('has no record above itself when it was below or above its duplicate', async () => {
    const top = await company();
    const above = await company({ parentId: top });
    const below = await company({ parentId: above });
    await mergeCompanies(below, [above]);
    expect(await parentOf(below)).toEqual({ id: top });
    const child = await company({ parentId: below });
    await mergeCompanies(below, [child]);
    expect(await parentOf(below)).toEqual({ id: top });
    await mergeCompanies(below, [top]);
    expect(await parentOf(below)).toBeNull();
  });

  it('refuses a merge that would close a cycle, dry or not', async () => {
    const top = await company();
    const middle = await company({ parentId: top });
    const bottom = await company({ parentId: middle });
    const counts = await rowCounts(api);
    for (const dryRun of [true, false]) {
      const { extensions } = await refused(api, 'mergeCompanies', { into: bottom, ids: [top], dryRun });
      expect(extensions).toMatchObject({ code: 'RULE_VIOLATED', field: 'parentId' });
    }
    const lonely = await company();
    const far = await company({ parentId: await company({ parentId: lonely }) });
    const twin = await company({ parentId: far });
    expect(await refusedMerge(lonely, [twin])).toMatchObject({ code: 'RULE_VIOLATED', field: 'parentId' });
    expect((await rowCounts(api))['tagging']).toBe(counts['tagging']);
    expect(await parentOf(bottom)).toEqual({ id: middle });
  });
});

it('what cannot be merged is refused, and nothing changes', async () => {
  const [into, dead, gone] = [await company(), await company(), await company()];
  await done(api, 'deleteCompany', { id: dead });
  await mergeCompanies(await company(), [gone]);
  const theirs = { key: api.tenants[1].key };
  const foreign = (await done(api, 'createCompany', { input: { name: 'Foreign' } }, 'id', theirs)).id;
  const counts = await rowCounts(api);
  const unknown = 'ffffffff-0000-7000-8000-000000000000';
  expect(await refusedMerge(into, [into])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
  expect(await refusedMerge(into, [into.toUpperCase()])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
  expect(await refusedMerge(into, [])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
  expect(
    await refusedMerge(
      into,
      Array.from({ length: 11 }, (_, at) => unknown.replace('ffff', String(1000 + at))),
    ),
  ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
  for (const id of [unknown, foreign, references['contact']![0]!]) {
    expect(await refusedMerge(into, [id])).toEqual({ code: 'NOT_FOUND', id });
    expect(await refusedMerge(id, [into])).toEqual({ code: 'NOT_FOUND', id });
  }
  expect(await refusedMerge(into, [foreign], theirs)).toEqual({ code: 'NOT_FOUND', id: into });
  for (const id of [dead, gone]) {
    expect(await refusedMerge(into, [id])).toMatchObject({ code: 'RULE_VIOLATED', id });
    expect(await refusedMerge(id, [into])).toMatchObject({ code: 'RULE_VIOLATED', id });
  }
  expect(await rowCounts(api)).toEqual(counts);
});

it('a dry run writes nothing', async () => {
  const [into, gone] = [await company(), await company({ city: 'Ulm', tagIds: references['tag'] })];
  const counts = await rowCounts(api);
  expect(await mergeCompanies(into, [gone], { dryRun: true })).toMatchObject({ id: into, city: 'Ulm' });
  expect(await rowCounts(api)).toEqual(counts);
  expect(await get(api, entity('company'), gone)).toMatchObject({ id: gone, deletedAt: null });
});

it('merges of the same records at once leave one survivor, and the others are told', async () => {
  for (let round = 0; round < 4; round++) {
    const ids = [await company(), await company(), await company()];
    const answers = await Promise.all(
      ids.map((into, at) =>
        send<Record_>(api, 'mergeCompanies', {
          into,
          ids: round % 2 ? ids.filter((id) => id !== into) : [ids[(at + 1) % 3]!],
        }),
      ),
    );
    const survivors = await api.sql('select from company where id = any($1) and deleted_at is null', [ids]);
    expect(survivors).toHaveLength(
      answers.filter(({ errors }) => errors.length === 0).length === 2 ? 1 : round % 2 ? 1 : 2,
    );
    for (const { errors } of answers) expect(errors[0]?.extensions.code ?? 'RULE_VIOLATED').toBe('RULE_VIOLATED');
    const ends = await api.sql<{ dead: boolean }>(
      'select i.deleted_at is not null as dead from company c join company i on i.id = c.merged_into_id where c.id = any($1)',
      [ids],
    );
    expect(ends.every(({ dead }) => !dead)).toBe(true);
  }
});
