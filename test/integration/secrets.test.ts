// What nobody is told: keys that were sent to the wrong place, the schema where it is not shown, and anything to strangers.
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../src/auth/api-key.ts';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/observability/log.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { type Client, createClient } from '../support/http.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let closed: RunningOrigin;
let edge: RunningEdge;

beforeAll(async () => {
  api = await startApi();
  client = createClient(api);
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', POOL_MAX: '2', INTROSPECTION: 'off', EDGE_KEY: edgeKey });
  closed = await startOrigin({ config, databaseUrl: api.databaseUrl, pepper, graphiql: null });
  edge = await startEdge({ config, originUrl: `http://127.0.0.1:${closed.port}`, edgeKey });
  await until(() => edge.cache.isLive(), { what: 'that the edge has heard of its origin' });
});
afterAll(async () => {
  await edge?.stop();
  await closed?.stop();
  await api?.stop();
});

describe('strangers', () => {
  it.each([
    ['introspection', getIntrospectionQuery()],
    ['a name of a type', '{ __typename }'],
    ['a field that is nearly right', '{ compani { id } }'],
    ['what does not parse', '{'],
    ['what is too deep', '{a'.repeat(100)],
  ])('are told nothing of %s but that they need a key', async (_, query) => {
    for (const accept of ['application/json', 'text/event-stream', 'text/html'])
      for (const init of [
        { method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify({ query }) },
        { headers: { accept }, path: `?${new URLSearchParams({ query })}` },
      ]) {
        const response = await fetch(`${api.url}/graphql${'path' in init ? init.path : ''}`, init);
        const text = await response.text();
        expect([response.status, text]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
        expect(text).not.toMatch(/Did you mean|companies|Query|__schema|brackets/);
      }
  });
});

describe('with INTROSPECTION=off', () => {
  const bases = () => [closed, edge].map(({ port }) => `http://127.0.0.1:${port}`);

  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Company") { name } }',
    '{ ...F } fragment F on Query { a: __schema { queryType { name } } }',
  ])('nobody is told of the schema by %s', async (query) => {
    for (const base of bases())
      for (const accept of ['application/json', 'text/event-stream']) {
        const given = await client.send({ base, body: JSON.stringify({ query }), headers: { accept } });
        expect([given.code, given.body.data]).toEqual(['GRAPHQL_VALIDATION_FAILED', undefined]);
      }
  });

  it('no error suggests what there is', async () => {
    const wrong = [
      { query: '{ compani { totalCount } }' },
      { query: '{ companies(frst: 1) { totalCount } }' },
      { query: 'query ($f: CompanyFiltr) { companies(filter: $f) { totalCount } }' },
      { query: '{ companies(orderBy: [{ field: NAM }]) { totalCount } }' },
      { query: '{ companies(filter: { nam: { eq: "x" } }) { totalCount } }' },
      { query: 'query ($f: CompanyFilter) { companies(filter: $f) { totalCount } }', variables: { f: { nam: {} } } },
      {
        query: 'query ($o: [CompanyOrder!]) { companies(orderBy: $o) { totalCount } }',
        variables: { o: [{ field: 'NAM' }] },
      },
    ];
    for (const asked of wrong) {
      const body = JSON.stringify(asked);
      expect(JSON.stringify((await client.send({ body })).body), body).toMatch(/Did you mean/);
      for (const base of bases()) {
        const given = await client.send({ base, body });
        expect(given.code, body).toMatch(/GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/);
        expect(JSON.stringify(given.body), body).not.toMatch(/Did you mean/);
      }
    }
  });

  it('all else is answered', async () => {
    for (const base of bases())
      expect(
        (await client.send({ base, body: '{"query":"{ __typename viewer { __typename } }"}' })).code,
      ).toBeUndefined();
  });
});

describe('a key', () => {
  const key = createApiKey({ environment: 'live' }).key;
  const misplaced: [string, object][] = [
    ['a field', { query: `{ ${key} }` }],
    ['an argument', { query: `{ company(${key}: 1) { id } }` }],
    ['a text', { query: `{ company(id: "${key}") { id } }` }],
    ['an enum', { query: `{ companies(orderBy: [{ field: ${key} }]) { totalCount } }` }],
    ['a variable', { query: 'query ($n: Int) { companies(first: $n) { totalCount } }', variables: { n: key } }],
    [
      'a variable of an enum',
      {
        query: 'query ($o: [CompanyOrder!]) { companies(orderBy: $o) { totalCount } }',
        variables: { o: [{ field: key }] },
      },
    ],
    ['the name of an operation', { query: '{ __typename }', operationName: key }],
    ['a cursor', { query: `{ companies(first: 1, after: "${key}") { totalCount } }` }],
    ['a custom field', { query: `mutation { createCompany(input: { name: "x", custom: { ${key}: 1 } }) { id } }` }],
    ['an id of a document', { documentId: key }],
  ];
  it.each(misplaced)('in the place of %s does not come back', async (_, asked) => {
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream']) {
      const given = await client.post(asked, { accept });
      expect(given.code).toMatch(/^[A-Z_]+$/);
      expect(JSON.stringify(given.body)).not.toContain(key.slice(24));
    }
  });

  it('is not written to the log, wherever it stands', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.info(`a request of ${key}`);
    log.error({ err: new Error(`Bearer ${key} is wrong`, { cause: new Error(key) }), deep: { list: [{ key }] } }, key);
    log.error({ req: { headers: { authorization: 'Bearer of another kind' }, authorization: 'the same' } });
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain(key.slice(24));
    expect(lines.join('')).not.toMatch(/another kind|the same/);
    expect(lines[0]).toContain(key.slice(0, 18));
  });
});
