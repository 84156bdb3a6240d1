// Input made to break things: whatever is sent, the answer is an error with a code, tells nothing of our insides, and nothing is
// written. Driven from the schema, so that a new mutation or input field is attacked without a word.
import { type GraphQLArgument, getNamedType, isInputObjectType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi, type TestError } from '../support/api.ts';
import { hostileValues, raw, toBody } from '../support/hostile-values.ts';
import { createRandom } from '../support/random.ts';
import { createReferences, type Given, type References, sampleInput } from '../support/write-samples.ts';
import { documentOf, type Entity, everyEntity, rowCounts, schema } from '../support/writes-api.ts';

let api: TestApi;
let references: References;
let foreign: References;
let counts: Record<string, number>;

beforeAll(async () => {
  api = await startApi({ poolMax: 8 });
  references = await createReferences(api);
  foreign = await createReferences(api, api.tenants[1].key);
});
afterAll(() => api?.stop());

beforeEach(async () => {
  counts = await rowCounts(api);
});

afterEach(async () => {
  expect(await rowCounts(api)).toEqual(counts);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

interface Refusal {
  readonly data?: {
    readonly result: {
      failed?: number;
      succeeded?: number;
      results?: { error: TestError['extensions'] | null }[];
    } | null;
  } | null;
  readonly errors?: readonly TestError[];
}

async function post(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}`, ...headers },
    body,
  });
  // Every write tells its position, which is none of these tests' business.
  const text = (await response.text()).replace(/,"extensions":\{"position":"[^"]+"\}/, '');
  return { status: response.status, text };
}

/** Our SQL is in lower case, as PostgreSQL's messages are. */
const insides =
  /select .* from |insert into |delete from |constraint|violates|relation |syntax error|"stack|node_modules|\.ts:\d|\bat (?:async )?\w+ \(|pg_|INTERNAL/;

/** What is wrong with an answer to something hostile, or null. */
function faultOf({ status, text }: { status: number; text: string }): string | null {
  if (status >= 500) return `status ${status}`;
  const { data, errors = [] } = JSON.parse(text) as Refusal;
  const rows = data?.result?.results?.flatMap(({ error }) => error ?? []) ?? [];
  const codes = [...errors.map(({ extensions }) => extensions?.code), ...rows.map(({ code }) => code)];
  if (codes.length === 0) return 'was accepted';
  if (data?.result?.succeeded) return 'was partly accepted';
  if (!codes.every((code) => /^[A-Z_]+$/.test(code ?? '') && !/INTERNAL|UNAVAILABLE|DEADLINE/.test(code!)))
    return `codes ${codes.join()}`;
  return insides.exec(text)?.[0] ?? null;
}

interface Attack {
  readonly mutation: string;
  readonly args: Given;
}

async function faultsOf(attacks: readonly Attack[]): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...attacks];
  const work = async () => {
    for (let attack = waiting.pop(); attack; attack = waiting.pop()) {
      const { mutation, args } = attack;
      const isBatch = getNamedType(schema.getMutationType()!.getFields()[mutation]!.type).name.endsWith('Batch');
      const selection = isBatch ? 'succeeded failed results { error { code message details } }' : '__typename';
      const body = toBody({ query: documentOf(mutation, Object.keys(args), selection), variables: args });
      const fault = faultOf(await post(body));
      if (fault) faults.push(`${mutation} ${body.slice(body.indexOf('"variables"')).slice(0, 300)}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return faults.sort();
}

const mutations = Object.values(schema.getMutationType()!.getFields());
const entityOf = (mutation: string): Entity =>
  everyEntity.find(({ typename, many }) => mutation.endsWith(typename) || mutation.endsWith(many)) ??
  everyEntity.find(({ name }) => name === (mutation.includes('Deal') ? 'deal' : 'company'))!;

/** An argument that would do. */
function goodArgument(of: Entity, { name, type }: GraphQLArgument): unknown {
  const [own, other] = references[of.name] as [string, string];
  const named = getNamedType(type);
  const input = (fields: Entity['create']) => sampleInput(of, fields, 0, references, 'hostile');
  const externalId = { source: 'hostile', externalId: of.name };
  const row = { id: own, expectedVersion: 1, externalId, input: input(of.update) };
  if (name === 'record') return { type: of.name.toUpperCase(), id: own };
  if (name === 'tagIds' || name === 'contactIds') return [...references[name.slice(0, -3)]!];
  if (name === 'ids') return [other];
  if (name === 'stageId') return references['stage']![1];
  if (name === 'externalId') return externalId;
  if (isInputObjectType(named)) {
    const fields = named.getFields();
    const isRow = 'input' in fields;
    const good = isRow
      ? Object.fromEntries(Object.keys(fields).map((field) => [field, row[field as keyof typeof row]]))
      : input(fields);
    return String(type).startsWith('[') ? [good] : good;
  }
  return { expectedVersion: 1, atomic: true, dryRun: false, role: 'buyer', closeDate: '2024-01-01' }[name] ?? own;
}

/** Fields that every entity has and that one code takes: attacked with the first entity alone. */
const shared = ['custom', 'tagIds', 'externalIds'];

function attacksOn(mutation: string): Attack[] {
  const of = entityOf(mutation);
  const { args } = mutations.find(({ name }) => name === mutation)!;
  const good = Object.fromEntries(args.map((each) => [each.name, goodArgument(of, each)]));
  return args.flatMap((arg) => {
    const place = {
      field: arg.name,
      good: good[arg.name],
      foreignIds: [foreign[of.name]![0]!],
      spared: of === everyEntity[0] ? [] : shared,
    };
    return hostileValues(arg.type, place).map((value) => ({ mutation, args: { ...good, [arg.name]: value } }));
  });
}

describe.each(everyEntity.map((each) => [each.typename, each] as const))('%s', (typename, { many }) => {
  it('refuses every hostile value in every field of a create, and many in an update', async () => {
    const random = createRandom(typename.length);
    const attacks = [...attacksOn(`create${typename}`), ...random.shuffle(attacksOn(`update${typename}`)).slice(0, 60)];
    expect(await faultsOf(attacks)).toEqual([]);
  });

  it('refuses them in its other mutations, one by one and in batches', async () => {
    const random = createRandom(typename.length);
    const others = mutations
      .map(({ name }) => name)
      .filter((name) =>
        new RegExp(`^(?:delete|restore|upsert|merge|create|update)(?:${typename}|${many})$`).test(name),
      );
    const attacks = others
      .filter((name) => ![`create${typename}`, `update${typename}`].includes(name))
      .flatMap((name) => random.shuffle(attacksOn(name)).slice(0, 10));
    expect(await faultsOf(attacks)).toEqual([]);
  });
});

it('refuses them in what can be put on any record', async () => {
  expect(await faultsOf(['addTags', 'addExternalId', 'addDealContacts'].flatMap(attacksOn))).toEqual([]);
});

it.each([[300_000], [1_000_000], [20_000_000]])('a body of %i characters is refused by its size', async (length) => {
  const body = toBody({
    query: 'mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }',
    variables: { input: { name: 'x'.repeat(length) } },
  });
  const answer = await post(body).catch((error: Error) => error);
  // The answer may be cut off, since the server does not read on: then the connection broke, and nothing else happened.
  if (answer instanceof Error) return expect(String(answer.cause)).toMatch(/EPIPE|ECONNRESET|socket|other side/i);
  expect(answer).toMatchObject({ status: 413, text: expect.stringContaining('PAYLOAD_TOO_LARGE') });
});

it('negative zero is zero', async () => {
  const document =
    'mutation ($input: CreateCompanyInput!, $into: ID!) { createCompany(input: $input) { employees annualRevenue { minor } } }';
  const input = { name: '', employees: raw('-0'), annualRevenue: { minor: raw('-0'), currency: 'EUR' } };
  expect(faultOf(await post(toBody({ query: document.replace(', $into: ID!', ''), variables: { input } })))).toBeNull();
  const { id } = (
    await api.sql<{ id: string }>('select id from company where tenant_id = $1 limit 1', [api.tenants[0].id])
  )[0]!;
  await api.sql(
    'update company set employees = 0, annual_revenue_minor = 0, annual_revenue_currency = $2 where id = $1',
    [id, 'EUR'],
  );
  counts = await rowCounts(api);
  const update =
    'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { employees annualRevenue { minor } } }';
  const { text } = await post(
    toBody({
      query: update,
      variables: { id, input: { employees: raw('-0'), annualRevenue: { minor: raw('-0'), currency: 'EUR' } } },
    }),
  );
  expect(text).toBe('{"data":{"updateCompany":{"employees":0,"annualRevenue":{"minor":0}}}}');
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
  'a variable, alias or operation called %s is one like others',
  async (name) => {
    const id = references['company']![0];
    const variables = raw(`{"${name}":"${id}"}`);
    const query = `mutation ${name}($${name}: ID!) { ${name}: updateCompany(id: $${name}, input: {}) { ${name}: id } }`;
    const answer = await post(toBody({ query, operationName: name, variables }));
    // As an alias it is refused: it would be lost on the way.
    if (name === '__proto__')
      expect(answer.text).toMatch(/An alias is not called `__proto__`.*GRAPHQL_VALIDATION_FAILED/);
    else expect(answer).toEqual({ status: 200, text: `{"data":{"${name}":{"${name}":"${id}"}}}` });
    const missing = await post(toBody({ query, operationName: name, variables: {} }));
    expect(faultOf(missing)).toBeNull();
    const optional = `mutation ($${name}: String) { updateCompany(id: "${id}", input: { domain: $${name} }) { version } }`;
    expect((await post(toBody({ query: optional, variables: {} }))).text).toMatch(
      /^\{"data":\{"updateCompany":\{"version":\d+\}\}\}$/,
    );
  },
);

it('nodes answers what it can: an id that is none is null, with an error at its place', async () => {
  const [id, other] = references['company']!;
  const { text } = await post(
    toBody({
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: [id, 'x', other, "' or 1=1"] },
    }),
  );
  expect(JSON.parse(text)).toMatchObject({
    data: { nodes: [{ id }, null, { id: other }, null] },
    errors: [1, 3].map((at) => ({ path: ['nodes', at], extensions: { code: 'BAD_USER_INPUT', field: 'id' } })),
  });
});

it.each([
  ['an array', '[]'],
  ['a string', '"x"'],
  ['a number', '1e999'],
  ['a prototype', '{"__proto__":{"input":{"name":"x"}}}'],
  ['nothing', '{}'],
  ['null', 'null'],
  ['nesting', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a deep value', `{"input":{"name":"x","custom":${'[{"a":'.repeat(20_000)}1${'}]'.repeat(20_000)}}}`],
  ['a deep unknown variable', `{"input":{"name":""},"nope":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
])('variables that are %s are refused, with an Idempotency-Key and without', async (_, variables) => {
  const body = `{"query":"mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }","variables":${variables}}`;
  expect(faultOf(await post(body))).toBeNull();
  expect(faultOf(await post(body, { 'idempotency-key': 'hostile' }))).toBeNull();
});

it.each([
  ['numbers', 'name: 1e999'],
  ['NUL', 'name: "\\u0000"'],
  ['nesting', `name: "x", custom: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['a prototype', 'name: "x", custom: { __proto__: { polluted: 1 } }'],
  ['an unknown number', 'name: "x", employees: 99999999999999999999'],
  ['money', 'name: "x", annualRevenue: { minor: 9007199254740993, currency: "EUR" }'],
  ['a list', 'name: ["x", "y"]'],
])('literals that are %s are refused like variables', async (_, fields) => {
  expect(
    faultOf(await post(JSON.stringify({ query: `mutation { createCompany(input: { ${fields} }) { id } }` }))),
  ).toBeNull();
});
