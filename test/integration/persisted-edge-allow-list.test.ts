// An edge with OPERATIONS=registered before an origin that runs anything: nothing passes but what operators have added
// (docs/persisted-operations.md).
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf } from '../../src/persisted/id.ts';
import { asGateway } from '../support/gateway.ts';
import {
  counted,
  type Given,
  getFrom,
  newer,
  newText,
  type PersistedScene,
  postTo,
  sendTo,
  startPersistedScene,
  statusOf,
  stream,
  urlOf,
} from '../support/persisted-scene.ts';
import { until } from '../support/until.ts';

let scene: PersistedScene;
let strict: string;
let key: string;

beforeAll(async () => {
  scene = await startPersistedScene({ APQ: 'on' });
  ({ key } = scene);
  strict = urlOf(await scene.edge(scene.url, { OPERATIONS: 'registered' }));
});
afterAll(() => scene?.stop());

it('runs registered operations by id and by text, from its cache too', async () => {
  const text = await scene.registered();
  for (const headers of [{}, newer, stream])
    for (const named of [{ documentId: idOf(text) }, { query: text }])
      for (const given of [
        await getFrom(strict, key, named, headers),
        await postTo(strict, key, named, headers),
        await postTo(strict, key, named, headers),
      ])
        expect([given.status, given.data]).toEqual([200, counted]);
  expect(statusOf(await postTo(strict, key, { query: text }))).toBe('clientele-edge; hit');
});

const hashed = (query: string) => ({
  query,
  extensions: { persistedQuery: { version: 1, sha256Hash: idOf(query) } },
});
const typed = (type: string, body: string) => sendTo(strict, key, { body, headers: { 'content-type': type } });
const cases: readonly (readonly [string, () => Promise<Given>])[] = [
  ['a text', () => postTo(strict, key, { query: newText() })],
  ['a text by GET', () => getFrom(strict, key, { query: newText() })],
  [
    'a text that was asked for its answer’s reasons',
    () => postTo(strict, key, { query: newText(), extensions: { cache: true } }),
  ],
  ['a text for an event stream', () => postTo(strict, key, { query: newText() }, stream)],
  ['a text by GET for an event stream', () => getFrom(strict, key, { query: newText() }, stream)],
  ['a text by GET for a browser', () => getFrom(strict, key, { query: newText() }, { accept: 'text/html' })],
  [
    'a text in an address with escapes',
    () =>
      sendTo(strict, key, {
        method: 'GET',
        path: `/graphql?quer%79=${encodeURIComponent(newText())}`,
        headers: stream,
      }),
  ],
  ['what does not parse', () => postTo(strict, key, { query: '{' })],
  ['a mutation', () => postTo(strict, key, { query: 'mutation { createTag(input: { name: "no" }) { id } }' })],
  [
    'a text that says it is a gateway’s',
    () => postTo(strict, key, { query: newText() }, { 'x-clientele-gateway': 'x' }),
  ],
  ['a text with its hash', () => postTo(strict, key, hashed(newText()))],
  [
    'a hash that clients have registered',
    async () => {
      const { query, extensions } = hashed(newText());
      await postTo(scene.url, key, { query, extensions });
      return postTo(strict, key, { extensions });
    },
  ],
];
it.each(cases)('refuses %s', async (_, ask) => {
  const given = await ask();
  expect([given.status, given.code, given.data]).toEqual([403, 'OPERATION_NOT_REGISTERED', null]);
});

it.each([
  ['a list', () => postTo(strict, key, [{ query: newText() }])],
  [
    'two documents in an address',
    async () =>
      sendTo(strict, key, {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent(await scene.registered())}&query=%7Bcompanies%7BtotalCount%7D%7D`,
        headers: stream,
      }),
  ],
  [
    'a registered document that goes on behind a question mark',
    async () =>
      sendTo(strict, key, {
        method: 'GET',
        path: `/graphql?documentId=${idOf(await scene.registered())}&x=?&query={companies{totalCount}}`,
        headers: stream,
      }),
  ],
] as const)('refuses %s, which it does not read', async (_, ask) => {
  const given = await ask();
  expect([given.data, given.status]).toEqual([null, 400]);
  expect(given.code).toBe('BAD_REQUEST');
});

it.each([
  ['application/x-www-form-urlencoded', `query=${encodeURIComponent('{ companies { totalCount } }')}`],
  ['application/graphql', '{ companies { totalCount } }'],
  ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ a }\r\n--x--'],
])('refuses a body of %s', async (type, body) => {
  expect(await typed(type, body)).toMatchObject({ data: null, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
});

it('asks for a key before anything is looked up', async () => {
  for (const headers of [{}, stream])
    expect((await postTo(strict, null, { query: newText() }, headers)).code).toBe('UNAUTHENTICATED');
});

it('lets gateways pass with their key', async () => {
  expect((await postTo(strict, key, { query: newText() }, asGateway)).data).toEqual(counted);
});

it('lets no other protocol pass', async () => {
  const socket = connect(Number(new URL(strict).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk));
  socket.write(
    `GET /graphql?query=%7Bcompanies%7BtotalCount%7D%7D HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  await until(() => heard.includes('\r\n\r\n'));
  socket.destroy();
  expect(heard).toMatch(/^HTTP\/1\.1 403 /);
});

it('refuses what was removed within 30 s, also while its answer is in the cache', async () => {
  for (const nameOf of [(text: string) => ({ documentId: idOf(text) }), (text: string) => ({ query: text })]) {
    const text = await scene.registered();
    for (let nth = 0; nth < 3; nth++) expect((await postTo(strict, key, nameOf(text))).data).toEqual(counted);
    await scene.remove(text);
    scene.pass(30_000);
    expect((await postTo(strict, key, nameOf(text))).data).toBeNull();
  }
});
