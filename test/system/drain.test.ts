// A process that is told to stop, or has met an error that nobody caught: what it still answers, what it tells those who listen, and how it ends.
import { request } from 'node:http';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, type TestTenant } from '../support/api.ts';
import { edgeArgs, edgeEnvironment, originArgs, originEnvironment } from '../support/edge-processes.ts';
import { listenByEvents, listenBySocket } from '../support/live-clients.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createProcesses, type Processes, type RunningProcess } from '../support/processes.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let sql: pg.Pool;
let tenant: TestTenant;
let processes: Processes;
let release = async () => {};
const id = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 3 });
  tenant = await createTenant(database.url, 'Ours');
  await sql.query(`insert into company (tenant_id, id, name) values ($1, $2, 'Alpha')`, [tenant.id, id]);
});
beforeEach(() => {
  processes = createProcesses();
});
afterEach(() => release());
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});

const start = (env: Record<string, string> = {}, before: string[] = []) =>
  processes.start({
    name: 'origin',
    args: [...before, ...originArgs],
    env: { ...originEnvironment({ databaseUrl: database.url }), ...env },
    readyAt: '/livez',
  });

const rename = (name: string) => ({
  query: 'mutation ($id: ID!, $name: String!) { updateCompany(id: $id, input: { name: $name }) { name } }',
  variables: { id, name },
});
const changed = 'subscription { companyChanged { recordId } }';

const ask = async ({ url }: RunningProcess, body: object) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [response.status, await response.json()];
};

/** Of a connection of its own; 0: nobody takes it. */
const statusOf = ({ port }: RunningProcess, path: string) =>
  new Promise<number>((resolve) => {
    const asked = request({ port, path, agent: false }, (response) => resolve(response.resume().statusCode ?? 0));
    asked.once('error', () => resolve(0)).end();
  });

/** Nobody changes the company until the function returned is called. */
async function hold(): Promise<() => Promise<void>> {
  const client = await sql.connect();
  await client.query('begin');
  await client.query('select from company where id = $1 for update', [id]);
  let isHeld = true;
  release = async () => {
    if (isHeld) await client.query('rollback');
    if (isHeld) client.release();
    isHeld = false;
  };
  return release;
}

const waiting = (count: number) =>
  until(
    async () =>
      (await sql.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
        .rowCount === count,
    { withinMs: 10_000, what: `that ${count} statements wait` },
  );

/** The mutation over a WebSocket: what the server says, to the code with which it closes. */
async function askBySocket({ url }: RunningProcess, payload: object) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
  const said: string[] = [];
  const closed = new Promise<void>((resolve) =>
    socket.once('close', (code) => {
      said.push(String(code));
      resolve();
    }),
  );
  socket.on('message', (data) => {
    const { type } = JSON.parse(String(data)) as { type: string };
    said.push(type);
    if (type === 'connection_ack') socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
  });
  socket.once('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tenant.key}` } })),
  );
  await until(() => said.length > 0);
  return { said, closed };
}

describe('an origin that is told to stop', () => {
  it('says so, answers what came and what comes until nobody new is taken, and ends with 0', async () => {
    const origin = await start({ DRAIN_DELAY_MS: '800' });
    const letGo = await hold();
    const overHttp = ask(origin, rename('Beta'));
    const overSocket = await askBySocket(origin, rename('Beta'));
    await waiting(2);
    const ended = origin.end('SIGTERM');
    await until(async () => (await statusOf(origin, '/readyz')) === 503);
    expect(await statusOf(origin, '/livez')).toBe(200);
    expect(await ask(origin, { query: '{ __typename }' })).toEqual([200, { data: { __typename: 'Query' } }]);
    await until(async () => (await statusOf(origin, '/livez')) === 0);
    await letGo();
    const name = { data: { updateCompany: { name: 'Beta' } } };
    expect(await overHttp).toMatchObject([200, name]);
    await overSocket.closed;
    expect(overSocket.said.filter((type) => type !== 'ping')).toEqual(['connection_ack', 'next', 'complete', '1001']);
    expect(await ended).toBe(0);
    await processes.stop();
  });

  it('tells those who listen to come back: a time over events, 1001 over a WebSocket', async () => {
    const origin = await start();
    const options = { key: tenant.key };
    const [events, socket] = await Promise.all([
      listenByEvents(origin.url, changed, options),
      listenBySocket(origin.url, changed, options),
    ]);
    expect(await origin.end('SIGTERM')).toBe(0);
    await until(() => events.ended() !== null && socket.ended() !== null);
    expect(events.ended()).toMatch(/^retry \d{3,4}$/);
    expect(socket.ended()).toMatch(/^1001 /);
    await processes.stop();
  });

  it('ends at once when it is told again', async () => {
    const origin = await start({ DRAIN_DELAY_MS: '60000' });
    const ended = origin.end('SIGTERM');
    await until(async () => (await statusOf(origin, '/readyz')) === 503);
    const again = setInterval(() => void origin.end('SIGTERM'), 100); // within half a second it would be an echo
    expect(await ended).toBe(143);
    clearInterval(again);
    await processes.stop();
  });
});

it('an edge that is told to stop tells those who listen through it to come back', async () => {
  const origin = await start();
  const edge = await processes.start({ name: 'edge', args: edgeArgs, env: edgeEnvironment(origin.url) });
  const options = { key: tenant.key };
  const [events, socket] = await Promise.all([
    listenByEvents(edge.url, changed, options),
    listenBySocket(edge.url, changed, options),
  ]);
  const fromMs = performance.now();
  expect(await edge.end('SIGTERM')).toBe(0);
  expect(performance.now() - fromMs).toBeLessThan(15_000); // at 20 s it would have been cut off
  await until(() => events.ended() !== null && socket.ended() !== null);
  expect(events.ended()).toMatch(/^retry \d{3,4}$/);
  expect(socket.ended()).toMatch(/^1001 /);
  await processes.stop();
});

const thrower = (code: string) => ['--import', `data:text/javascript,process.on('SIGUSR2', () => { ${code} })`];

it.each([
  ['an exception', `throw new Error('of nobody')`],
  ['a rejection', `Promise.reject(new Error('of nobody'))`],
])('%s that nobody caught is logged, and ends the process in good order with 1', async (_, code) => {
  const origin = await start({ DRAIN_DELAY_MS: '500' }, thrower(code));
  const letGo = await hold();
  const answer = ask(origin, rename('Gamma'));
  await waiting(1);
  const ended = origin.exited();
  origin.signal('SIGUSR2');
  await until(async () => (await statusOf(origin, '/readyz')) === 503);
  await letGo();
  expect(await answer).toMatchObject([200, { data: { updateCompany: { name: 'Gamma' } } }]);
  expect(await ended).toBe(1);
  expect(origin.log()).toContain('an error that nobody caught: the process stops');
  expect(origin.log()).toContain('of nobody');
});
