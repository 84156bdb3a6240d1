// Batches: a result for each row, all or nothing or as many as are good, and nothing half written.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, type References, sampleInput } from '../support/write-samples.ts';
import { done, everyEntity, type Record_, refused, rowCounts, startRival } from '../support/writes-api.ts';

interface Result {
  readonly index: number;
  readonly created: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly details: Record<string, unknown> } | null;
  readonly record: Record_ | null;
}

interface Batch {
  readonly results: readonly Result[];
  readonly succeeded: number;
  readonly failed: number;
}

let api: TestApi;
let references: References;

beforeAll(async () => {
  api = await startApi();
  references = await createReferences(api);
});
afterAll(() => api?.stop());

const batch = (mutation: string, args: Record<string, unknown>, one = 'company', more = '') =>
  done<Batch>(
    api,
    mutation,
    args,
    `succeeded failed results { index created error { code message details } record: ${one} { id version ${more} } }`,
  );
const codes = ({ results }: Batch) => results.map(({ error }) => error?.code ?? null);
const companies = (count: number, mark: string) =>
  Array.from({ length: count }, (_, at) => ({ name: `${mark} ${at}` }));
const count = async (like: string) =>
  (await api.sql<{ count: number }>('select count(*)::int as count from company where name like $1', [`${like}%`]))[0]!
    .count;

describe.each(everyEntity.map((each) => [each.typename, each] as const))('%s', (typename, of) => {
  it('is created, changed, deleted, restored and upserted in batches', async () => {
    const inputs = [0, 1].map((turn) => sampleInput(of, of.create, turn, references, `batch ${typename}`));
    const made = await batch(`create${of.many}`, { input: inputs }, of.one);
    expect(made).toMatchObject({ succeeded: 2, failed: 0 });
    const ids = made.results.map(({ index, created, error, record }, at) => {
      expect({ index, created, error, version: record?.version }).toEqual({
        index: at,
        created: true,
        error: null,
        version: 1,
      });
      return record!.id;
    });
    const versions = (result: Batch) =>
      result.results.map(({ created, record }) => [record?.id, record?.version, created]);
    const expected = (version: number) => ids.map((id) => [id, version, false]);
    const input = {
      [of.name === 'custom_field'
        ? 'label'
        : of.name === 'activity'
          ? 'subject'
          : of.name === 'contact'
            ? 'firstName'
            : 'name']: 'New',
    };
    const rows = ids.map((id, at) => ({
      id,
      expectedVersion: 1,
      input: { ...input, [Object.keys(input)[0]!]: `New ${typename} ${at}` },
    }));
    expect(versions(await batch(`update${of.many}`, { input: rows }, of.one))).toEqual(expected(2));
    expect(versions(await batch(`delete${of.many}`, { ids }, of.one))).toEqual(expected(3));
    expect(versions(await batch(`restore${of.many}`, { ids }, of.one))).toEqual(expected(4));
    const externalId = inputs.map((each) => (each['externalIds'] as object[])[0]);
    const fresh = sampleInput(of, of.update, 3, references, `fresh ${typename}`);
    const upserts = [
      { externalId: externalId[0], input: {} },
      { externalId: { source: 'batch', externalId: 'fresh' }, input: fresh },
      { externalId: { source: 'batch', externalId: 'fresh' }, input: {} },
    ];
    const { results } = await batch(`upsert${of.many}`, { input: upserts }, of.one);
    expect(results.map(({ created, record }) => [created, record?.version])).toEqual([
      [false, 4],
      [true, 1],
      [false, 1],
    ]);
    expect(results[1]!.record!.id).toBe(results[2]!.record!.id);
  });
});

it('a batch is atomic unless it says otherwise', async () => {
  const input = [{ name: 'atomic a' }, { name: '' }];
  expect(await batch('createCompanies', { input })).toMatchObject({ succeeded: 0, failed: 2 });
  expect(await count('atomic')).toBe(0);
});

it('an atomic batch with a bad row tells every bad row, and changes nothing at all', async () => {
  const [kept] = (await batch('createCompanies', { input: companies(1, 'kept') })).results;
  const counts = await rowCounts(api);
  const input = [
    { id: kept!.record!.id, input: { city: 'Bonn', custom: { note: 'x' } } },
    { id: kept!.record!.id, expectedVersion: 1, input: { city: 'Ulm' } },
    { id: references['deal']![0], input: { city: 'Ulm' } },
    { id: kept!.record!.id, input: { employees: -1 } },
    { id: 'no id', input: {} },
    { id: kept!.record!.id, input: { custom: { nope: 1 } } },
    { id: kept!.record!.id, input: { parentId: kept!.record!.id } },
    { id: kept!.record!.id, input: { ownerId: references['deal']![0] } },
  ];
  const result = await batch('updateCompanies', { input });
  expect(codes(result)).toEqual([
    'NOT_APPLIED',
    'CONFLICT',
    'NOT_FOUND',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'RULE_VIOLATED',
    'BAD_USER_INPUT',
  ]);
  expect(result).toMatchObject({ succeeded: 0, failed: 8 });
  expect(result.results.every(({ record, created }) => record === null && !created)).toBe(true);
  expect(result.results[1]!.error!.details['fields']).toEqual([
    { field: 'city', yours: 'Ulm', theirs: 'Bonn', was: null },
  ]);
  expect(result.results[3]!.error!.details).toEqual({ field: 'employees' });
  expect(await rowCounts(api)).toEqual(counts);
  expect(await api.sql('select city, version from company where id = $1', [kept!.record!.id])).toEqual([
    { city: null, version: 1 },
  ]);
});

it('a batch that is not atomic keeps its good rows and undoes all that a bad row had begun', async () => {
  const tagIds = references['tag'];
  const bad = references['deal']![0];
  const input = [
    { name: 'partly 0', tagIds },
    { name: 'partly 1', tagIds: [tagIds![0], bad] },
    { name: 'partly 2', externalIds: [{ source: 'x', externalId: 'partly' }] },
    { name: 'partly 3', tagIds, externalIds: [{ source: 'x', externalId: 'partly' }] },
    { name: 'partly 4' },
  ];
  const result = await batch('createCompanies', { input, atomic: false });
  expect(codes(result)).toEqual([null, 'NOT_FOUND', null, 'ALREADY_EXISTS', null]);
  expect(result).toMatchObject({ succeeded: 3, failed: 2 });
  expect(await count('partly')).toBe(3);
  const links = await api.sql(
    `select from tagging l where not exists (select from company c where c.id = l.record_id) and record_type = 'company'`,
  );
  expect(links).toEqual([]);
});

it('the result of each row has its place, also when records below are asked for', async () => {
  const input = [
    { name: 'below 0', parentId: references['company']![0] },
    { name: '' },
    { name: 'below 2', ownerId: references['user']![0] },
  ];
  const { results } = await batch(
    'createCompanies',
    { input, atomic: false },
    'company',
    'name parent { id } owner { id } tags { nodes { id } }',
  );
  expect(results.map(({ index, record }) => [index, record?.['name'] ?? null, record?.['parent'] ?? null])).toEqual([
    [0, 'below 0', { id: references['company']![0] }],
    [1, null, null],
    [2, 'below 2', null],
  ]);
});

it('rows see what rows before them wrote', async () => {
  const input = [{ name: 'twin', domain: 'x' }].flatMap((each) =>
    [0, 1].map(() => ({ externalId: { source: 'twin', externalId: '1' }, input: each })),
  );
  const { results } = await batch('upsertCompanies', { input });
  expect(results.map(({ created, record }) => [created, record?.id])).toEqual([
    [true, results[0]!.record!.id],
    [false, results[0]!.record!.id],
  ]);
  const tags = await batch('createTags', { input: [{ name: 'Same' }, { name: 'same' }], atomic: false }, 'tag');
  expect(codes(tags)).toEqual([null, 'ALREADY_EXISTS']);
});

it.each([true, false])('a hundred rows are taken, a hundred and one are refused whole (atomic: %s)', async (atomic) => {
  const mark = `hundred ${atomic}`;
  expect(await batch('createCompanies', { input: companies(100, mark), atomic })).toMatchObject({
    succeeded: 100,
    failed: 0,
  });
  expect(await count(mark)).toBe(100);
  for (const [mutation, args] of [
    ['createCompanies', { input: companies(101, mark) }],
    ['updateCompanies', { input: Array(101).fill({ id: references['company']![0], input: {} }) }],
    ['deleteCompanies', { ids: Array(101).fill(references['company']![0]) }],
    ['restoreCompanies', { ids: Array(101).fill(references['company']![0]) }],
    [
      'upsertCompanies',
      { input: Array(101).fill({ externalId: { source: 's', externalId: 'e' }, input: { name: 'x' } }) },
    ],
  ] as const) {
    const error = await refused(api, mutation, { ...args, atomic }, {}, 'succeeded');
    expect(error.extensions.code, mutation).toBe('BAD_USER_INPUT');
    expect(error.message, mutation).toMatch(/100.*101/);
  }
  expect(await count(mark)).toBe(100);
});

it('an empty batch does nothing', async () => {
  expect(await batch('createCompanies', { input: [] })).toEqual({ results: [], succeeded: 0, failed: 0 });
  expect(await batch('deleteCompanies', { ids: [], atomic: false })).toEqual({ results: [], succeeded: 0, failed: 0 });
});

it('a batch whose connection breaks in the middle changes nothing and may be sent again', async () => {
  const held = references['company']![0];
  const named = (externalId: string, input: object) => ({ externalId: { source: 'broken', externalId }, input });
  await done(
    api,
    'addExternalId',
    { record: { type: 'COMPANY', id: held }, externalId: named('held', {}).externalId },
    'id',
  );
  const input = [...companies(3, 'broken').map((each, at) => named(`${at}`, each)), named('held', {})];
  const rival = await startRival(api);
  await rival.sql('select from company where id = $1 for update', [held]);
  const answer = refused(api, 'upsertCompanies', { input, atomic: false }, {}, 'succeeded');
  await rival.othersWait();
  await rival.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  expect((await answer).extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  await rival.end('rollback');
  expect(await count('broken')).toBe(0);
  expect(await batch('upsertCompanies', { input, atomic: false })).toMatchObject({ succeeded: 4, failed: 0 });
});

it('batches over the same records or names in opposite order wait for each other, and all succeed', async () => {
  const ids = (await batch('createCompanies', { input: companies(10, 'crossing') })).results.map(
    ({ record }) => record!.id,
  );
  const rows = (mark: string) => ids.map((id) => ({ id, input: { city: mark } }));
  const all = [rows('a'), rows('b').reverse(), rows('c'), rows('d').reverse()].map((input) =>
    batch('updateCompanies', { input }),
  );
  for (const result of await Promise.all(all)) expect(result).toMatchObject({ succeeded: 10, failed: 0 });
  const upserts = ids.map((_, at) => ({
    externalId: { source: 'crossing', externalId: `${at}` },
    input: { name: `crossing ${at}` },
  }));
  const both = [upserts, upserts.toReversed()].map((input) => batch('upsertCompanies', { input }));
  for (const result of await Promise.all(both)) expect(result).toMatchObject({ succeeded: 10, failed: 0 });
  const versions = await api.sql<{ version: number }>('select version from company where id = any($1)', [ids]);
  expect(new Set(versions.map(({ version }) => version))).toEqual(new Set([5]));
});
