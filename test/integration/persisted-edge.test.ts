// Persisted operations at an edge: hits without a parse, by what the origin tells of ids; and an allow-list of its own before an
// origin that runs anything (docs/persisted-operations.md).
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../src/persisted/id.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { type EdgeLine, openEdgeLine } from '../support/edge-nodes-line.ts';
import { asGateway } from '../support/gateway.ts';
import type { Node } from '../support/nodes.ts';
import {
  type Given,
  getFrom,
  type PersistedScene,
  postTo,
  sendTo,
  startPersistedScene,
  statusOf,
  urlOf,
} from '../support/persisted-scene.ts';
import { until } from '../support/until.ts';

const newer = { accept: 'application/graphql-response+json' };
const stream = { accept: 'text/event-stream' };
const consent = { 'cache-control': 'stale-if-error=60' };

let scene: PersistedScene;
let line: EdgeLine;
let edge: Node;
/** Any operation runs there. */
let open: string;
/** Registered ones alone. */
let strict: string;
let key: string;
let turn = 0;

beforeAll(async () => {
  scene = await startPersistedScene({ APQ: 'on' });
  ({ key } = scene);
  line = await openEdgeLine(Number(new URL(scene.url).port));
  edge = await scene.edge(line.url);
  open = urlOf(edge);
  strict = urlOf(await scene.edge(scene.url, { OPERATIONS: 'registered' }));
});
afterAll(async () => {
  await scene?.stop();
  await line?.stop();
});

const newText = () => `query Edge${++turn} { companies { totalCount } }`;
async function registered(): Promise<string> {
  const text = newText();
  await scene.add(text);
  return text;
}
const counted = { companies: { totalCount: 0 } };
/** First lines of what the edge has asked since then. */
const heardSince = (from: number) =>
  line
    .heard()
    .slice(from)
    .map((request) => request.split('\r\n', 1)[0]);

describe('an operation by its id', () => {
  it('is asked of the origin once, and then a hit here, by GET and by POST, beside its text', async () => {
    const text = await registered();
    await getFrom(open, key, { query: newText() }); // then the credential is known
    const from = line.heard().length;
    expect(statusOf(await getFrom(open, key, { documentId: idOf(text) }))).toBe('clientele-edge; fwd=miss; stored');
    expect(heardSince(from)).toEqual([
      `GET /_cache/operation?id=${idOf(text)} HTTP/1.1`,
      expect.stringMatching(/^GET \/graphql\?documentId=/),
    ]);
    for (const given of [
      await getFrom(open, key, { documentId: idOf(text) }),
      await getFrom(open, key, { documentId: `sha256:${idOf(text)}` }),
      await postTo(open, key, { documentId: idOf(text) }),
      await postTo(open, key, { query: text }),
    ])
      expect([statusOf(given), given.data]).toEqual(['clientele-edge; hit', counted]);
    expect(heardSince(from)).toHaveLength(2);
  });

  it('is asked for once by many at the same time', async () => {
    const text = await registered();
    const from = line.heard().length;
    const given = await Promise.all(Array.from({ length: 20 }, () => getFrom(open, key, { documentId: idOf(text) })));
    expect(given.map(({ data }) => data)).toEqual(Array(20).fill(counted));
    expect(heardSince(from).filter((first) => first?.includes('/_cache/operation'))).toHaveLength(1);
  });

  it('is refused in the words of the origin, in each media type', async () => {
    const mutation = `mutation Edge${++turn} { createTag(input: { name: "tag ${turn}" }) { name } }`;
    await scene.add(mutation);
    const cases: Record<string, string>[] = [
      { documentId: idOf(newText()) },
      { documentId: 'abc' },
      { documentId: idOf(await registered()), query: '{ a }' },
      { documentId: idOf(mutation) },
      { documentId: idOf(await registered()), variables: '[]' },
      { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: idOf(newText()) } }) },
    ];
    for (const parameters of cases)
      for (const headers of [{}, newer, stream]) {
        const [wanted, found] = [
          await getFrom(scene.url, key, parameters, headers),
          await getFrom(open, key, parameters, headers),
        ];
        expect([found.status, found.text]).toEqual([wanted.status, wanted.text]);
        for (const name of ['content-type', 'cache-control', 'allow'])
          expect([name, found.headers[name]]).toEqual([name, wanted.headers[name]]);
      }
  });

  it('that is a mutation is written once', async () => {
    const text = `mutation Edge${++turn} { createTag(input: { name: "tag ${turn}" }) { name } }`;
    await scene.add(text);
    expect((await postTo(open, key, { documentId: idOf(text) })).data).toEqual({ createTag: { name: `tag ${turn}` } });
    expect((await postTo(strict, key, { documentId: idOf(text) })).code).toBe('ALREADY_EXISTS');
  });

  it('is not found 30 s after it was removed, and found 2 s after it was added, by this edge’s own knowledge', async () => {
    const text = await registered();
    const ask = () => getFrom(open, key, { documentId: idOf(text) });
    for (let nth = 0; nth < 2; nth++) expect((await ask()).data).toEqual(counted);
    await scene.remove(text);
    scene.pass(30_000);
    expect((await ask()).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    await scene.add(text);
    scene.pass(2_000);
    expect((await ask()).data).toEqual(counted);
  });

  it('stays known while the origin is away, for who takes an old answer', async () => {
    const text = await registered();
    const ask = (headers = {}) => getFrom(open, key, { documentId: idOf(text) }, headers);
    await ask();
    line.close();
    try {
      scene.pass(30_000);
      await until(() => !edge.cache.isLive());
      const given = await ask(consent);
      expect([given.data, statusOf(given)]).toEqual([counted, 'clientele-edge; hit; detail=stale-if-error']);
      expect((await ask()).status).toBe(503);
      const unknown = await getFrom(open, key, { documentId: idOf(newText()) }, consent);
      expect([unknown.status, unknown.code]).toEqual([503, 'UNAVAILABLE']);
    } finally {
      line.open();
      await until(() => edge.cache.isLive(), { withinMs: 10_000 });
    }
  });
});

it('what clients register passes through, and is known here 2 s later', async () => {
  const text = newText();
  const extensions = { persistedQuery: { version: 1, sha256Hash: idOf(text) } };
  expect((await postTo(open, key, { extensions })).code).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect((await postTo(open, key, { query: text, extensions })).data).toEqual(counted);
  scene.pass(2_000);
  for (let nth = 0; nth < 2; nth++) expect((await postTo(open, key, { extensions })).data).toEqual(counted);
  const hit = await getFrom(open, key, { extensions: JSON.stringify(extensions) });
  expect([statusOf(hit), hit.data]).toEqual(['clientele-edge; hit', counted]);
});

it('the origin tells edges alone what an id means, and takes no more ids than it says', async () => {
  const text = await registered();
  const path = `/_cache/operation?id=${idOf(text)}&id=__proto__&id=${'a'.repeat(2_000)}&id=`;
  expect((await fetch(scene.url + path)).status).toBe(404);
  const told = await fetch(scene.url + path, { headers: { 'x-clientele-edge': edgeKey } });
  expect(await told.json()).toEqual({ operations: [[idOf(text), { id: idOf(text), text, source: 'manifest' }]] });
  const none = await fetch(`${scene.url}/_cache/operation`, { headers: { 'x-clientele-edge': edgeKey } });
  expect(await none.json()).toEqual({ operations: [] });
});

describe('an edge with an allow-list, before an origin without', () => {
  it('runs registered operations by id and by text, from its cache too', async () => {
    const text = await registered();
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
        await postTo(open, key, { query, extensions });
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
          path: `/graphql?query=${encodeURIComponent(await registered())}&query=%7Bcompanies%7BtotalCount%7D%7D`,
          headers: stream,
        }),
    ],
    [
      'a registered document that goes on behind a question mark',
      async () =>
        sendTo(strict, key, {
          method: 'GET',
          path: `/graphql?documentId=${idOf(await registered())}&x=?&query={companies{totalCount}}`,
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
      const text = await registered();
      for (let nth = 0; nth < 3; nth++) expect((await postTo(strict, key, nameOf(text))).data).toEqual(counted);
      await scene.remove(text);
      scene.pass(30_000);
      expect((await postTo(strict, key, nameOf(text))).data).toBeNull();
    }
  });
});
