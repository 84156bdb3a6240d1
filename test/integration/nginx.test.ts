// Several origins behind nginx, with the configuration of deploy/nginx: clients notice neither which answers nor that one is gone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { listenByEvents, listenBySocket } from '../support/live-clients.ts';
import { startNginx, type TestNginx } from '../support/nginx.ts';
import { findProgram } from '../support/programs.ts';
import { until } from '../support/until.ts';

const program = await findProgram('nginx');
if (program === null) console.info('nginx is not on this machine: apt-get install nginx');

describe.skipIf(program === null)('behind nginx', () => {
  let api: TestApi;
  let other: Awaited<ReturnType<typeof startOrigin>>;
  let nginx: TestNginx;
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    api = await startApi();
    stops.unshift(api.stop);
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'error',
      OPERATOR_KEY: 'operator key of the tests, 32 characters',
    });
    other = await startOrigin({ config, databaseUrl: api.databaseUrl, pepper, graphiql: null });
    stops.unshift(() => other.stop());
    nginx = await startNginx(program!, [Number(new URL(api.url).port), other.port]);
    stops.unshift(nginx.stop);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const key = () => api.tenants[0].key;
  const post = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${nginx.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key()}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const changed = 'subscription { companyChanged { kind } }';
  const create = () => post('mutation { createCompany(input: { name: "Through nginx" }) { id } }');

  it('answers come as they are, with what the cache did and where the node stands', async () => {
    const query = '{ companies(first: 1) { totalCount } __typename }';
    await until(async () => (await post(query)).headers.get('cache-status')?.includes('; hit') ?? false);
    expect((await create()).headers.get('x-clientele-position')).toBeTruthy();
  });

  it('live updates arrive at once, over sockets and event streams', async () => {
    const bySocket = await listenBySocket(nginx.url, changed, { key: key() });
    const byEvents = await listenByEvents(nginx.url, changed, { key: key() });
    // The socket does not say when the subscription stands.
    await until(async () => (await create()).ok && bySocket.told.length > 0 && byEvents.told.length > 0);
    bySocket.close();
    byEvents.close();
  });

  it('refusals are those of the node, with their codes', async () => {
    const long = await post(`{ __typename } # ${'x'.repeat(280_000)}`);
    expect([long.status, (await long.json()) as unknown]).toMatchObject([
      413,
      { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
    ]);
    const wide = await post('{ __typename }', { 'x-wide': 'x'.repeat(15_000) });
    expect(wide.status).toBe(200);
  });

  it('what is for operators and edges is not there', async () => {
    for (const path of ['/metrics', '/console', '/_cache/position'])
      expect((await fetch(`${nginx.url}${path}`)).status).toBe(404);
    expect((await fetch(`${nginx.url}/livez`)).status).toBe(200);
  });

  it('when one of them has gone, nobody is told of it', async () => {
    await other.stop();
    for (let each = 0; each < 40; each++) {
      expect((await post(`{ companies(first: 1) { totalCount } n${each}: __typename }`)).status).toBe(200);
      expect(await (await create()).json()).not.toHaveProperty('errors');
    }
  });
});
