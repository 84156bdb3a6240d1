// What is too large is refused in the same words wherever it comes in: by POST and GET, in each media type, as an event stream, at an
// edge, and by gateways, whose bounds are wider.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { asGateway, gatewayKey } from '../support/gateway.ts';
import { type Client, createClient, type Given } from '../support/http.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let origin: RunningOrigin;
let edge: RunningEdge;

beforeAll(async () => {
  api = await startApi();
  client = createClient(api);
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    POOL_MAX: '2',
    EDGE_KEY: edgeKey,
    GATEWAY_KEY: gatewayKey,
  });
  origin = await startOrigin({ config, databaseUrl: api.databaseUrl, pepper, graphiql: null });
  const originUrl = `http://127.0.0.1:${origin.port}`;
  edge = await startEdge({ config: readConfig({ PORT: '0', LOG_LEVEL: 'error' }), originUrl, edgeKey });
  await until(() => edge.cache.isLive(), { what: 'that the edge has heard of its origin' });
});
afterAll(async () => {
  await edge?.stop();
  await origin?.stop();
  await api?.stop();
});

const times = (count: number, each: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => each(nth)).join(' ');
const companies = (selection: string) => `{ companies { nodes { ${selection} } } }`;

interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string;
}

const tooLarge: [string, Asked][] = [
  ['characters', { query: `{ viewer { subject } } ${'#'.repeat(50_000)}` }],
  ['tokens', { query: companies('id '.repeat(10_001)) }],
  ['brackets', { query: '{a'.repeat(61) }],
  ['nameLength', { query: companies(`${'x'.repeat(201)}: id`) }],
  ['depth', { query: companies(`${'parent { '.repeat(14)} id ${'}'.repeat(14)}`) }],
  ['fields', { query: companies(`${'parent { id '.repeat(10)} ${`${'id '.repeat(50)} }`.repeat(10)}`) }],
  ['width', { query: companies('id '.repeat(201)) }],
  ['rootFields', { query: `{ ${times(26, (nth) => `a${nth}: viewer { subject }`)} }` }],
  ['aliases', { query: companies(times(51, (nth) => `a${nth}: id`)) }],
  ['directives', { query: companies('id @skip(if: false) '.repeat(101)) }],
  ['directivesOfOne', { query: companies(`id ${'@skip(if: false) '.repeat(6)}`) }],
  ['fragments', { query: `${companies('...F0')} ${times(51, (nth) => `fragment F${nth} on Company { id }`)}` }],
  ['definitions', { query: times(61, (nth) => `query Q${nth} { viewer { subject } }`), operationName: 'Q0' }],
  ['variables', { query: `query (${times(101, (nth) => `$v${nth}: Int`)}) { viewer { subject } }` }],
  ['operationName', { query: '{ viewer { subject } }', operationName: 'x'.repeat(201) }],
  ['variableDepth', { query: '{ viewer { subject } }', variables: { a: JSON.parse('['.repeat(41) + ']'.repeat(41)) } }],
  [
    'variableNames',
    {
      query: '{ viewer { subject } }',
      variables: Object.fromEntries(Array.from({ length: 101 }, (_, nth) => [`v${nth}`, 1])),
    },
  ],
  ['textLength', { query: '{ viewer { subject } }', variables: { a: 'x'.repeat(20_001) } }],
];

const asAddress = ({ query, variables, operationName }: Asked): Record<string, string> => ({
  query,
  ...(operationName !== undefined && { operationName }),
  ...(variables !== undefined && { variables: JSON.stringify(variables) }),
});

describe.each(tooLarge)('%s beyond the bound', (limit, asked) => {
  const limitOf = ({ body }: Given) => body.errors?.[0]?.extensions;
  const refusal = { code: 'LIMIT_EXCEEDED', limit, most: expect.any(Number) };

  it('is an answer in the older media type, a bad request in the newer, and an event in a stream', async () => {
    const older = await client.post(asked, { accept: 'application/json' });
    expect([older.status, limitOf(older)]).toEqual([200, expect.objectContaining(refusal)]);
    expect(older.body.errors![0]!.message).toMatch(/\d/);
    const newer = await client.post(asked, { accept: 'application/graphql-response+json' });
    expect([newer.status, newer.body]).toEqual([400, older.body]);
    const stream = await client.post(asked, { accept: 'text/event-stream' });
    expect(limitOf(stream)).toMatchObject(refusal);
  });

  it('is refused at an edge in the same words, by POST and by GET', async () => {
    const base = `http://127.0.0.1:${edge.port}`;
    const atOrigin = await client.post(asked);
    expect((await client.send({ base, body: JSON.stringify(asked) })).body).toEqual(atOrigin.body);
    const path = `/graphql?${new URLSearchParams(asAddress(asked))}`;
    // An address that is longer than all headers may be is refused as such.
    if (path.length > 14_000) return;
    expect((await client.send({ method: 'GET', path, body: null })).body).toEqual(atOrigin.body);
    expect((await client.send({ base, method: 'GET', path, body: null })).body).toEqual(atOrigin.body);
  });
});

it('gateways may ask what is deeper and has more aliases, and not without end', async () => {
  const base = `http://127.0.0.1:${origin.port}`;
  const ask = (query: string) => client.send({ base, headers: asGateway, body: JSON.stringify({ query }) });
  const aliased = (count: number) => companies(times(count, (nth) => `a${nth}: id`));
  expect((await ask(aliased(60))).code).toBeUndefined();
  expect((await ask(aliased(501))).code).toBe('LIMIT_EXCEEDED');
  expect((await ask(companies(`${'parent { '.repeat(14)} id ${'}'.repeat(14)}`))).code).toBeUndefined();
});

it('a list of operations is refused: there is no batching', async () => {
  const body = JSON.stringify([{ query: '{ viewer { subject } }' }]);
  for (const base of [api.url, `http://127.0.0.1:${edge.port}`])
    for (const accept of ['application/json', 'text/event-stream'])
      expect(await client.send({ base, body, headers: { accept } }), `${base} ${accept}`).toMatchObject({
        status: 400,
        code: 'BAD_REQUEST',
      });
});

it('documents that are refused push out none that run', async () => {
  const asked = { query: '{ viewer { subject } }' };
  await client.post(asked);
  const nonsense = Array.from({ length: 40 }, (_, nth) => `{ ${'x'.repeat(100)}${nth} } ${'#'.repeat(45_000)}`);
  for (const query of nonsense) expect((await client.post({ query })).code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect((await client.post(asked)).code).toBeUndefined();
});
