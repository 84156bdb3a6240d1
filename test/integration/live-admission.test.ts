// Who may open a WebSocket, and on what terms its operations run: those of any request.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startApi, type TestApi } from '../support/api.ts';
import { startTestEdge } from '../support/edge-scene.ts';
import { listenByEvents } from '../support/live-clients.ts';
import { onServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let api: TestApi;
const open: WebSocket[] = [];
const listed = 'https://app.example.com';

beforeAll(async () => {
  const settings = {
    CORS_ORIGINS: listed,
    HOSTS: '127.0.0.1,api.example.com',
    COST_CEILING: '2000',
    EDGE_KEY: 'edge key of the tests, 32 characters long',
  };
  api = await startApi({ settings });
});
afterAll(() => api?.stop());
afterEach(() => {
  for (const each of open.splice(0)) each.terminate();
});

interface Answered {
  readonly status: number;
  readonly code: string | null;
}

/** 101, or the refusal with its code. */
async function upgrade(headers: Record<string, string>, { base = api.url, path = '/graphql' } = {}): Promise<Answered> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
  open.push(socket);
  socket.on('error', () => {});
  const opened = once(socket, 'open').then(() => ({ status: 101, code: null }));
  const refused = new Promise<Answered>((resolve) => {
    socket.once('unexpected-response', (_, response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, code: JSON.parse(text || 'null')?.error.code ?? null }),
      );
    });
  });
  return Promise.race([opened, refused]);
}

it.each([
  ['a program, which has no origin', {}, [101, null]],
  ['a page that is listed', { origin: listed }, [101, null]],
  ['a page of another origin', { origin: 'https://evil.example' }, [403, 'FORBIDDEN']],
  ['a page without an origin', { origin: 'null' }, [403, 'FORBIDDEN']],
  ['a page of the service itself', { origin: 'http://api.example.com', host: 'api.example.com' }, [101, null]],
  ['a page whose own name points here', { origin: 'http://evil.example', host: 'evil.example' }, [400, 'BAD_REQUEST']],
])('%s', async (_, headers, wanted) => {
  const { status, code } = await upgrade(headers);
  expect([status, code]).toEqual(wanted);
});

it('there are WebSockets at /graphql alone', async () => {
  expect(await upgrade({}, { path: '/other' })).toEqual({ status: 404, code: 'NOT_FOUND' });
});

it('an edge judges pages by its own list', async () => {
  const edge = await startTestEdge(api.url);
  const base = `http://127.0.0.1:${edge.port}`;
  try {
    expect((await upgrade({ origin: listed }, { base })).status).toBe(403);
    expect((await upgrade({ origin: base }, { base })).status).toBe(101);
    for (const each of open.splice(0)) each.terminate();
  } finally {
    await edge.stop();
  }
});

type Message = { readonly id?: string; readonly type: string; readonly payload?: unknown };

async function operate(query: string, headers: Record<string, string> = {}, base = api): Promise<Message> {
  const socket = new WebSocket(`${base.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  open.push(socket);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${base.tenants[0].key}` } }));
  await until(() => messages.length > 0);
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
  await until(() => messages.some(({ id }) => id === '1'));
  return messages.find(({ id }) => id === '1')!;
}

const codeOf = ({ type, payload }: Message) => {
  const errors = (type === 'next' ? (payload as { errors?: unknown }).errors : payload) as
    | { extensions: { code: string } }[]
    | undefined;
  return errors?.[0]?.extensions.code;
};

it.each([
  ['depth', `{ viewer ${'{ user '.repeat(20)} { id } ${'}'.repeat(20)} }`, 'LIMIT_EXCEEDED'],
  ['aliases', `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: __typename`).join(' ')} }`, 'LIMIT_EXCEEDED'],
  [
    'aliases of a subscription',
    `subscription { changes { ${Array.from({ length: 60 }, (_, at) => `a${at}: id`).join(' ')} } }`,
    'LIMIT_EXCEEDED',
  ],
  ['length', `{ __typename } ${' '.repeat(60_000)}`, 'LIMIT_EXCEEDED'],
  ['cost', '{ deals(first: 100) { nodes { contacts(first: 100) { nodes { id } } } } }', 'COST_EXCEEDED'],
  [
    'cost of a subscription',
    'subscription { companyChanged { node { deals(first: 100) { nodes { contacts(first: 100) { nodes { id } } } } } } }',
    'COST_EXCEEDED',
  ],
])('the bounds of documents hold: %s', async (_, query, code) => {
  expect(codeOf(await operate(query))).toBe(code);
});

it('the headers of the upgrade are the terms of its operations', async () => {
  await onServer(api.databaseUrl, async (client) => {
    await client.query('begin; lock table tag');
    const late = await operate('{ tags { totalCount } }', { 'x-clientele-deadline-ms': '200' });
    expect(codeOf(late)).toBe('DEADLINE_EXCEEDED');
    await client.query('rollback');
  });
  expect(await upgrade({ 'x-clientele-lane': 'fast' })).toEqual({ status: 400, code: 'BAD_REQUEST' });
});

it('where only registered operations run, no other is subscribed to', async () => {
  const registered = await startApi({ settings: { OPERATIONS: 'registered' } });
  try {
    const query = 'subscription { changes { id } }';
    expect(codeOf(await operate(query, {}, registered))).toBe('OPERATION_NOT_REGISTERED');
    await expect(listenByEvents(registered.url, query, { key: registered.tenants[0].key })).rejects.toThrow(
      'OPERATION_NOT_REGISTERED',
    );
    for (const each of open.splice(0)) each.terminate();
  } finally {
    await registered.stop();
  }
});
