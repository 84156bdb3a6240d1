// What writes must keep true beside the fields themselves: trees, unique names, e-mail addresses, custom values.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, customKinds, type References } from '../support/write-samples.ts';
import { done, type Record_, refused, send } from '../support/writes-api.ts';

let api: TestApi;
let references: References;
let foreign: References;

beforeAll(async () => {
  api = await startApi({ poolMax: 8 });
  references = await createReferences(api);
  foreign = await createReferences(api, api.tenants[1].key);
});
afterAll(() => api?.stop());

const make = async (mutation: string, input: object) => (await done(api, mutation, { input })).id;

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
      expect(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'written').sort()).toEqual([
        'RULE_VIOLATED',
        'written',
      ]);
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
  expect(error.message).toMatch(/first name.*last name.*e-mail/);
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
  for (const given of field === 'key' ? [value] : [value, value.toUpperCase()])
    expect((await create(given)).errors[0]?.extensions).toMatchObject(isTaken);
  await done(api, `delete${typename}`, { id });
  expect((await create()).errors).toEqual([]);
  expect((await refused(api, `restore${typename}`, { id })).extensions).toMatchObject(isTaken);
});

it('an activity is about a record that exists, also when only the id changes', async () => {
  const about = (id: string, type = 'COMPANY') => ({ about: { type, id } });
  const id = await make('createActivity', { kind: 'NOTE', subject: 'x', ...about(references['company']![0]!) });
  for (const input of [
    about(foreign['company']![0]!),
    about(references['deal']![0]!),
    about(references['company']![0]!, 'DEAL'),
  ]) {
    expect((await refused(api, 'updateActivity', { id, input })).extensions, JSON.stringify(input)).toMatchObject({
      code: 'NOT_FOUND',
      field: 'about',
    });
  }
  for (const type of ['TAG', 'CUSTOM_FIELD']) {
    const error = await refused(api, 'updateActivity', { id, input: about(references[type.toLowerCase()]![0]!, type) });
    expect(error.extensions.code, type).toBe('BAD_USER_INPUT');
  }
});

describe('custom values', () => {
  it('are taken from variables inside a literal', async () => {
    const document =
      'mutation ($note: String) { createCompany(input: { name: "x", custom: { note: $note, vip: true } }) { custom } }';
    expect(await api.ask(document, { note: 'a' })).toEqual({ createCompany: { custom: { note: 'a', vip: true } } });
  });

  const accepted = {
    TEXT: ['', 'ä'.repeat(2000)],
    NUMBER: [0, -1.5, 1e308, 5e-324],
    DATE: ['2024-02-29', '0001-01-01'],
    SELECT: ['gold'],
    BOOLEAN: [true, false],
  };
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
    const set = (value: unknown) =>
      send<Record_>(api, 'updateCompany', { id, input: { custom: { [key]: value } } }, 'custom');
    for (const value of accepted[kind])
      expect((await set(value)).data?.result?.['custom'], String(value)).toEqual({ [key]: value });
    for (const value of refusedValues[kind]) {
      const [error] = (await set(value)).errors;
      expect(error?.extensions, JSON.stringify(value)).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: `custom.${key}`,
      });
    }
    expect((await set(null)).data?.result?.['custom']).toEqual({});
  });

  it('are changed one by one, and unknown keys are told which there are', async () => {
    const id = await make('createCompany', { name: 'x', custom: { note: 'a', score: 1 } });
    const set = (custom: unknown) => send<Record_>(api, 'updateCompany', { id, input: { custom } }, 'custom');
    expect((await set({ score: 2, note: null, vip: true })).data?.result?.['custom']).toEqual({ score: 2, vip: true });
    const [error] = (await set({ nope: 1 })).errors;
    expect(error).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'custom.nope' },
      message: expect.stringContaining('tier'),
    });
    for (const wrong of [[], 'text', 7, true])
      expect((await set(wrong)).errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'custom' });
  });

  it('may be called like something that every object has', async () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      await make('createCustomField', { recordType: 'COMPANY', key, label: 'x', kind: 'TEXT' });
      const id = await make('createCompany', { name: 'x' });
      const { custom, version } = await done(
        api,
        'updateCompany',
        { id, input: { custom: { [key]: 'v' } } },
        'custom version',
      );
      expect(custom).toEqual({ [key]: 'v' });
      const error = await refused(api, 'updateCompany', {
        id,
        expectedVersion: (version as number) - 1,
        input: { custom: { [key]: 'w' } },
      });
      expect(error.extensions['fields']).toEqual([{ field: `custom.${key}`, yours: 'w', theirs: 'v', was: null }]);
    }
  });
});
