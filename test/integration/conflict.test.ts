// Optimistic concurrency: changes to different fields merge, changes to the same field answer CONFLICT with both values.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, type References, sampleInput, sampleValue } from '../support/write-samples.ts';
import { done, entity, everyEntity, get, type Record_, refused, send } from '../support/writes-api.ts';

let api: TestApi;
let references: References;

beforeAll(async () => {
  api = await startApi({ poolMax: 20 });
  references = await createReferences(api);
});
afterAll(() => api?.stop());

type Input = Readonly<Record<string, unknown>>;

/** A company (or another record) that one caller has seen at `version`, and others have changed since. */
async function changed(input: Input, theirs: readonly Input[], typename = 'Company') {
  const { id, version } = await done(api, `create${typename}`, { input: { name: 'Seen', ...input } });
  for (const each of theirs) await done(api, `update${typename}`, { id, input: each });
  const args = (mine: Input) => ({ id, expectedVersion: version, input: mine });
  return {
    id,
    seen: version,
    write: (mine: Input, selection?: string) => done(api, `update${typename}`, args(mine), selection),
    conflict: async (mine: Input) => (await refused(api, `update${typename}`, args(mine))).extensions,
  };
}

it('changes to different fields merge', async () => {
  const { write } = await changed({ city: 'Ulm', employees: 5 }, [{ city: 'Bonn' }, { phone: '1' }]);
  expect(await write({ employees: 6 }, 'version city phone employees')).toEqual({
    version: 4,
    city: 'Bonn',
    phone: '1',
    employees: 6,
  });
});

it('a change to a field that others changed answers CONFLICT with both values, and writes nothing', async () => {
  const { id, conflict } = await changed({ city: 'Ulm', phone: '1' }, [{ city: 'Bonn' }, { city: 'Trier' }]);
  const before = await get(api, entity('company'), id);
  expect(await conflict({ city: 'Mainz', phone: '2' })).toEqual({
    code: 'CONFLICT',
    id,
    expectedVersion: 1,
    version: 3,
    fields: [{ field: 'city', yours: 'Mainz', theirs: 'Trier', was: 'Ulm' }],
  });
  expect(await conflict({ city: null })).toMatchObject({
    fields: [{ field: 'city', yours: null, theirs: 'Trier', was: 'Ulm' }],
  });
  expect(await get(api, entity('company'), id)).toEqual(before);
});

it('every field that overlaps is told', async () => {
  const { conflict } = await changed({}, [{ city: 'Bonn', phone: '1' }, { name: 'New' }]);
  const { fields } = await conflict({ name: 'Mine', city: 'Ulm', phone: null, country: 'DE' });
  expect((fields as { field: string }[]).map(({ field }) => field).sort()).toEqual(['city', 'name', 'phone']);
});

it('the same value from both sides is no conflict, and neither is a field that went back to what was seen', async () => {
  const { write } = await changed({ city: 'Ulm', phone: '1' }, [{ city: 'Bonn' }, { phone: '2' }, { phone: '1' }]);
  expect(await write({ city: 'Bonn' }, 'version city')).toEqual({ version: 4, city: 'Bonn' });
  expect(await write({ phone: '3' }, 'phone')).toEqual({ phone: '3' });
});

it('without a version the last write wins', async () => {
  const { id } = await changed({}, [{ city: 'Bonn' }]);
  expect(await done(api, 'updateCompany', { id, expectedVersion: null, input: { city: 'Ulm' } }, 'city')).toEqual({
    city: 'Ulm',
  });
});

it('money is one field: a change of the amount and a change of the currency overlap', async () => {
  const amount = (minor: number, currency: string) => ({ annualRevenue: { minor, currency } });
  const { conflict, write } = await changed(amount(100, 'EUR'), [amount(200, 'EUR')]);
  expect(await conflict(amount(100, 'USD'))).toMatchObject({
    fields: [
      {
        field: 'annualRevenue',
        yours: { minor: 100, currency: 'USD' },
        theirs: { minor: 200, currency: 'EUR' },
        was: { minor: 100, currency: 'EUR' },
      },
    ],
  });
  expect(await conflict(amount(200, 'USD'))).toMatchObject({ fields: [{ field: 'annualRevenue' }] });
  expect(await conflict({ annualRevenue: null })).toMatchObject({ fields: [{ field: 'annualRevenue', yours: null }] });
  expect((await write(amount(200, 'EUR'))).version).toBe(2);
});

it('what an activity is about is one field', async () => {
  const about = (type: string) => ({ about: { type, id: references[type.toLowerCase()]![0] } });
  const bare = { name: undefined, kind: 'NOTE', subject: 'x' };
  const { conflict } = await changed({ ...bare, ...about('COMPANY') }, [about('CONTACT')], 'Activity');
  expect(await conflict(about('DEAL'))).toMatchObject({
    fields: [
      { field: 'about', yours: about('DEAL').about, theirs: about('CONTACT').about, was: about('COMPANY').about },
    ],
  });
});

it('custom values merge and conflict key by key', async () => {
  const { write, conflict } = await changed({ custom: { note: 'a', score: 1 } }, [
    { custom: { note: 'b', since: '2024-01-01' } },
  ]);
  expect(await conflict({ custom: { note: 'c', score: 2 } })).toMatchObject({
    fields: [{ field: 'custom.note', yours: 'c', theirs: 'b', was: 'a' }],
  });
  expect(await conflict({ custom: { since: '2024-02-02' } })).toMatchObject({
    fields: [{ field: 'custom.since', yours: '2024-02-02', theirs: '2024-01-01', was: null }],
  });
  expect(await conflict({ custom: null })).toMatchObject({
    fields: [
      { field: 'custom.note', yours: null, theirs: 'b' },
      { field: 'custom.since', yours: null },
    ],
  });
  expect(await write({ custom: { note: 'b', score: 2, vip: true } }, 'custom')).toEqual({
    custom: { note: 'b', score: 2, since: '2024-01-01', vip: true },
  });
});

it('times are told in one form', async () => {
  const due = (time: string) => ({ dueAt: `2024-01-0${time}T00:00:00.000Z` });
  const { conflict } = await changed(
    { name: undefined, kind: 'TASK', subject: 'x', ...due('1') },
    [due('2')],
    'Activity',
  );
  const [field] = (await conflict(due('3')))['fields'] as Input[];
  expect(field).toEqual({ field: 'dueAt', yours: due('3').dueAt, theirs: due('2').dueAt, was: due('1').dueAt });
});

it.each([7, 2_147_483_647, 0, -1])(
  'version %i, which never was, counts every field as changed',
  async (expectedVersion) => {
    const { id } = await changed({ city: 'Ulm' }, [{ phone: '1' }]);
    const write = (input: Input) => send(api, 'updateCompany', { id, expectedVersion, input });
    const [error] = (await write({ city: 'Bonn' })).errors;
    expect(error?.message).toMatch(/^There is no version .*: read version 2, decide/);
    expect(error?.extensions).toMatchObject({
      code: 'CONFLICT',
      version: 2,
      fields: [{ field: 'city', yours: 'Bonn', theirs: 'Ulm', was: null }],
    });
    expect((await write({ city: 'Ulm' })).errors).toEqual([]);
  },
);

it.each([
  ['all of it', 'true'],
  ['a part', `(before ->> 'version')::int = 1`],
  ['another part', `(before ->> 'version')::int = 2`],
])('where the log is lost (%s) every field counts as changed, custom ones too', async (_, lost) => {
  const { id, conflict } = await changed({ custom: { note: 'a', score: 1 } }, [
    { city: 'Bonn' },
    { custom: { score: 2 } },
  ]);
  await api.sql(`delete from change where id = $1 and ${lost}`, [id]);
  const fields = async (input: Input) =>
    ((await conflict(input))['fields'] as { field: string }[]).map(({ field }) => field);
  expect(await fields({ phone: '1' })).toEqual(['phone']);
  expect(await fields({ custom: { note: 'b' } })).toEqual(['custom.note']);
  expect(await fields({ custom: { score: 3, vip: true } })).toEqual(['custom.score', 'custom.vip']);
});

it('a delete of a version that is no more is refused, a delete of the present one is not', async () => {
  const { id } = await changed({}, [{ city: 'Bonn' }]);
  expect((await refused(api, 'deleteCompany', { id, expectedVersion: 1 })).extensions).toEqual({
    code: 'CONFLICT',
    id,
    expectedVersion: 1,
    version: 2,
  });
  await done(api, 'deleteCompany', { id, expectedVersion: 2 });
});

it('a move of a deal that others moved is a conflict, a move of one that others renamed is not', async () => {
  const [one, two] = references['stage'] as [string, string];
  const { id } = await done(api, 'createDeal', { input: { name: 'x', stageId: one } });
  await done(api, 'updateDeal', { id, input: { name: 'y' } });
  await done(api, 'moveDeal', { id, stageId: two, expectedVersion: 1 });
  const { extensions } = await refused(api, 'moveDeal', { id, stageId: one, expectedVersion: 1 });
  expect(extensions).toMatchObject({
    code: 'CONFLICT',
    fields: [{ field: 'stageId', yours: one, theirs: two, was: one }],
  });
});

describe.each(everyEntity.map((each) => [each.typename, each] as const))('%s', (typename, of) => {
  it('answers CONFLICT for each of its fields', async () => {
    const create = sampleInput(of, of.create, 0, references, `conflict`);
    const { id } = await done(api, `create${typename}`, { input: create });
    for (const [field, { type }] of Object.entries(of.update)) {
      if (of.name === 'custom_field' && ['recordType', 'key', 'kind'].includes(field)) continue;
      const value = (turn: number) => sampleValue(of, field, type, turn, references, 'conflict');
      const { version } = (await get(api, of, id)) as Record_;
      await done(api, `update${typename}`, { id, input: { [field]: value(1) } });
      const mine = { [field]: value(0) };
      const { extensions } = await refused(api, `update${typename}`, { id, expectedVersion: version, input: mine });
      const fields = (extensions['fields'] as { field: string }[]).map((each) => each.field.replace(/\..*/, ''));
      expect(new Set(fields), field).toEqual(new Set([field]));
      await done(api, `update${typename}`, { id, input: mine });
    }
  });
});

it('twenty writers that try again on CONFLICT lose no update', async () => {
  const { id } = await done(api, 'createCompany', { input: { name: 'Guests', description: '', custom: { note: '' } } });
  let conflicts = 0;
  const sign = async (guest: string): Promise<void> => {
    const { company } = await api.ask<{ company: { version: number; description: string; custom: { note: string } } }>(
      'query ($id: ID!) { company(id: $id) { version description custom } }',
      { id },
    );
    const input = {
      description: `${company.description}${guest},`,
      custom: { note: `${company.custom.note}${guest},` },
    };
    const [error] = (await send(api, 'updateCompany', { id, expectedVersion: company.version, input })).errors;
    if (!error) return;
    expect(error.extensions.code).toBe('CONFLICT');
    conflicts++;
    await sign(guest);
  };
  const guests = Array.from({ length: 20 }, (_, at) => `guest ${at}`).sort();
  await Promise.all(guests.map(sign));
  const after = await get(api, entity('company'), id);
  const names = (list: unknown) => String(list).split(',').slice(0, -1).sort();
  expect(names(after?.['description'])).toEqual(guests);
  expect(names((after!['custom'] as Input)['note'])).toEqual(guests);
  expect(after?.version).toBe(21);
  expect(conflicts).toBeGreaterThan(0);
});

it('twenty writers of twenty fields need not try again', async () => {
  const { id, version } = await done(api, 'createCompany', { input: { name: 'Everybody' } });
  const fields = ['domain', 'website', 'industry', 'country', 'city', 'phone', 'description'];
  const custom = [{ note: 'x' }, { score: 1 }, { since: '2024-01-01' }, { tier: 'gold' }, { vip: true }];
  const inputs: Input[] = [
    ...fields.map((field) => ({ [field]: field })),
    ...custom.map((each) => ({ custom: each })),
    { employees: 1 },
    { foundedYear: 1999 },
  ];
  await Promise.all(inputs.map((input) => done(api, 'updateCompany', { id, expectedVersion: version, input })));
  expect(await get(api, entity('company'), id)).toMatchObject({
    ...Object.assign({}, ...inputs),
    custom: Object.assign({}, ...custom),
    version: inputs.length + 1,
  });
});
