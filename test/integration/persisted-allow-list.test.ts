// OPERATIONS=registered at an origin: what operators have added runs, and nothing else (docs/persisted-operations.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from '../support/persisted-scene.ts';

const introspection = '{ __schema { queryType { name } } }';

let scene: PersistedScene;
let url: string;
let key: string;

beforeAll(async () => {
  scene = await startPersistedScene({ OPERATIONS: 'registered', APQ: 'on', GRAPHIQL: 'on' });
  ({ url, key } = scene);
});
afterAll(() => scene?.stop());

it('a registered operation runs by id and by its text, from the cache too', async () => {
  const text = await scene.registered();
  for (const headers of [{}, newer, stream])
    for (const named of [{ documentId: idOf(text) }, { query: text }])
      for (const given of [
        await getFrom(url, key, named, headers),
        await postTo(url, key, named, headers),
        await postTo(url, key, named, headers),
      ])
        expect([given.status, given.data]).toEqual([200, counted]);
  expect(statusOf(await postTo(url, key, { query: text }))).toBe('clientele; hit');
});

describe('refused, with what to do, before it is parsed, is', () => {
  const cases: readonly (readonly [string, () => Promise<Given>])[] = [
    ['a text', () => postTo(url, key, { query: newText() })],
    ['a text by GET', () => getFrom(url, key, { query: newText() })],
    ['a text for an event stream', () => postTo(url, key, { query: newText() }, stream)],
    ['a text by GET for an event stream', () => getFrom(url, key, { query: newText() }, stream)],
    ['introspection', () => postTo(url, key, { query: introspection })],
    ['what does not parse', () => postTo(url, key, { query: '{' })],
    ['a registered text with one blank more', async () => postTo(url, key, { query: `${await scene.registered()} ` })],
    [
      'a hash that is not known',
      () => postTo(url, key, { extensions: { persistedQuery: { version: 1, sha256Hash: idOf('x') } } }),
    ],
    [
      'a text with its hash',
      () =>
        postTo(url, key, { query: '{ a }', extensions: { persistedQuery: { version: 1, sha256Hash: idOf('{ a }') } } }),
    ],
    ['a mutation', () => postTo(url, key, { query: 'mutation { createTag(input: { name: "x" }) { id } }' })],
  ];

  it.each(cases)('%s', async (_, ask) => {
    const given = await ask();
    expect([given.code, given.data]).toEqual(['OPERATION_NOT_REGISTERED', null]);
    expect(given.errors[0]!.message).toContain('clientele operations add');
    if (!String(given.headers['content-type']).startsWith('text/event-stream')) expect(given.status).toBe(403);
  });

  it('and what clients registered elsewhere', async () => {
    const text = newText();
    await scene.sql.query('insert into persisted_operation (id, text) values ($1, $2)', [idOf(text), text]);
    expect((await getFrom(url, key, { documentId: idOf(text) })).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    expect((await postTo(url, key, { query: text })).code).toBe('OPERATION_NOT_REGISTERED');
    const { rows } = await scene.sql.query(`select source from persisted_operation where source = 'apq'`);
    expect(rows).toHaveLength(1);
  });
});

it.each([
  ['its id by GET', (text: string) => getFrom(url, key, { documentId: idOf(text) })],
  ['its id by POST', (text: string) => postTo(url, key, { documentId: idOf(text) })],
  ['its text by GET', (text: string) => getFrom(url, key, { query: text })],
  ['its text by POST', (text: string) => postTo(url, key, { query: text })],
  [
    'its text, written with escapes',
    (text: string) => sendTo(url, key, { body: `{"\\u0071uery":${JSON.stringify(text)}}` }),
  ],
  [
    'its id, written with escapes',
    (text: string) => sendTo(url, key, { method: 'GET', path: `/graphql?document%49d=${idOf(text)}` }),
  ],
  ['its id for an event stream', (text: string) => getFrom(url, key, { documentId: idOf(text) }, stream)],
] as const)('what was removed is refused within 30 s by %s, also while its answer is in the cache', async (_, ask) => {
  const text = await scene.registered();
  for (let nth = 0; nth < 3; nth++) expect((await ask(text)).data).toEqual(counted);
  await scene.remove(text);
  expect((await ask(text)).data).toEqual(counted);
  scene.pass(30_000);
  expect((await ask(text)).data).toBeNull();
  await scene.add(text);
  scene.pass(2_000);
  expect((await ask(text)).data).toEqual(counted);
});

it('gateways make their own documents, and are not asked', async () => {
  const text = newText();
  expect((await postTo(url, key, { query: text }, asGateway)).data).toEqual(counted);
  expect((await postTo(url, key, { query: '{ _service { sdl } }' }, asGateway)).data).toBeTruthy();
  expect((await postTo(url, key, { query: text }, { 'x-clientele-gateway': 'not the key' })).code).toBe(
    'OPERATION_NOT_REGISTERED',
  );
  // What they have asked is not open to others then.
  expect((await postTo(url, key, { query: text })).code).toBe('OPERATION_NOT_REGISTERED');
});

it('the page of GraphiQL is served; what it asks is refused like anything else', async () => {
  const page = await sendTo(url, null, { method: 'GET', headers: { accept: 'text/html' } });
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
});
