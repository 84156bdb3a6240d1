// GraphQL over HTTP, as its own audits see it: every MUST and every SHOULD, at an origin and at an edge.
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let origin: RunningOrigin;
let edge: RunningEdge;

beforeAll(async () => {
  api = await startApi();
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', POOL_MAX: '2', EDGE_KEY: edgeKey });
  origin = await startOrigin({ config, databaseUrl: api.databaseUrl, pepper, graphiql: null });
  edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  await until(() => edge.cache.isLive(), { what: 'that the edge has heard of its origin' });
});
afterAll(async () => {
  await edge?.stop();
  await origin?.stop();
  await api?.stop();
});

/** Nobody is answered without a key, so the audits have one. */
function withKey(input: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(input as string, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${api.tenants[0].key}` },
  });
}

describe.each([
  ['an origin', () => origin],
  ['an edge', () => edge],
])('%s', (_, node) => {
  const audits = serverAudits({ url: () => `http://127.0.0.1:${node().port}/graphql`, fetchFn: withKey });

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (name, audit) => {
    const result = await audit.fn();
    const found = 'response' in result ? `${result.reason}: ${await result.response.clone().text()}` : '';
    expect([name, result.status], found).toEqual([name, 'ok']);
  });
});
