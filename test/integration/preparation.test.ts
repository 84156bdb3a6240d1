// A client that sends another document each time pays for that with time of its own: it waits, then is refused, and nobody else notices.
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTenant, startApi, type TestApi } from '../support/api.ts';
import { hostileDocuments } from '../support/hostile-documents.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let nth = 0;

beforeAll(async () => {
  api = await startApi({ settings: { PREPARATION_PERCENT: '1' } });
});
afterAll(() => api?.stop());

async function send(body: string, key = api.tenants[0].key): Promise<{ status: number; text: string; ms: number }> {
  const beganMs = performance.now();
  // Past the cache, which has what was asked before.
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache', authorization: `Bearer ${key}` };
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, text, ms: performance.now() - beganMs };
}

const hostile = () => hostileDocuments['a field 199 times']!(++nth);
const known = JSON.stringify({ query: '{ companies(first: 1) { nodes { name } } }' });

/** Sends new documents until one is refused. */
async function spend(key: string): Promise<{ statuses: Set<number>; refusal: string }> {
  const statuses = new Set<number>();
  let refusal = '';
  await until(
    async () => {
      const { status, text } = await send(hostile(), key);
      statuses.add(status);
      refusal = text;
      return status === 429;
    },
    { withinMs: 20_000, what: 'a refusal' },
  );
  return { statuses, refusal };
}

it('who sends nothing but new documents is refused in the end, what it sent before is answered, and others are not held up', async () => {
  expect((await send(known)).status).toBe(200);
  const { statuses, refusal } = await spend(api.tenants[0].key);
  expect(statuses).toEqual(new Set([200, 429]));
  expect(JSON.parse(refusal).errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });

  expect((await send(known)).status).toBe(200);
  const other = await send(
    JSON.stringify({ query: '{ contacts(first: 1) { nodes { lastName } } }' }),
    api.tenants[1].key,
  );
  expect([other.status, other.ms < 1_500]).toEqual([200, true]);
});

it('who asks for the schema again and again waits for it too, though its document is known', async () => {
  const { key } = await createTenant(api.databaseUrl, 'Curious');
  const schema = JSON.stringify({ query: getIntrospectionQuery() });
  const statuses = new Set<number>();
  const several = async () => {
    for (const { status } of await Promise.all(Array.from({ length: 8 }, () => send(schema, key))))
      statuses.add(status);
    return statuses.has(429);
  };
  await until(several, { withinMs: 20_000, what: 'a refusal' });
  expect(statuses).toEqual(new Set([200, 429]));
});

it('an estimate is free of points and not of time', async () => {
  const estimate = (query: string) =>
    JSON.stringify({
      query: 'query ($query: String!) { estimateCost(query: $query) { requested } }',
      variables: { query },
    });
  const { key } = api.tenants[1];
  expect((await send(estimate('{ viewer { tenant { name } } }'), key)).status).toBe(200);
  await spend(key);
  const { text } = await send(estimate('{ companies(first: 3) { nodes { id name domain } } }'), key);
  expect(JSON.parse(text).errors[0]).toMatchObject({ path: ['estimateCost'], extensions: { code: 'RATE_LIMITED' } });
});
