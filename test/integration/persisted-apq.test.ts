// Apollo's automatic persisted queries: who may register what, and how much of it (docs/persisted-operations.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../src/persisted/id.ts';
import {
  counted,
  type Given,
  getFrom,
  newer,
  newText,
  type PersistedScene,
  postTo,
  startPersistedScene,
  statusOf,
  stream,
  urlOf,
} from '../support/persisted-scene.ts';

let scene: PersistedScene;
let url: string;
let key: string;
let turn = 0;

beforeAll(async () => {
  scene = await startPersistedScene({ APQ: 'on' });
  ({ url, key } = scene);
});
afterAll(() => scene?.stop());

const hashOf = (text: string, sha256Hash = idOf(text)) => ({ persistedQuery: { version: 1, sha256Hash } });
const byHash = (text: string, at = url, headers = {}) => postTo(at, key, { extensions: hashOf(text) }, headers);
const register = (text: string, asked = key, headers = {}) =>
  postTo(url, asked, { query: text, extensions: hashOf(text) }, headers);
const rowOf = async (text: string) =>
  (await scene.sql.query('select text, name, source from persisted_operation where id = $1', [idOf(text)])).rows[0];

describe('a client of Apollo', () => {
  it.each([
    ['JSON', {}, 200],
    ['the newer type', newer, 404],
    ['an event stream', stream, 200],
  ])('is told in its words that a hash is not known, with %s', async (_, headers, status) => {
    for (const given of [
      await byHash(newText(), url, headers),
      await getFrom(url, key, { extensions: JSON.stringify(hashOf(newText())) }, headers),
    ]) {
      expect([given.status, given.errors[0]]).toMatchObject([
        status,
        { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
      ]);
      if (headers !== stream) expect(given.headers['cache-control']).toContain('no-store');
    }
  });

  it.each([
    ['JSON', {}],
    ['an event stream', stream],
  ])('sends the text along, and from then on the hash will do for everybody, with %s', async (_, headers) => {
    const text = newText();
    expect((await register(text, key, headers)).data).toEqual(counted);
    expect(await rowOf(text)).toEqual({ text, name: text.split(' ')[1], source: 'apq' });
    const others = await scene.keyWith(['companies:read']);
    for (const asked of [key, others]) {
      expect((await postTo(url, asked, { extensions: hashOf(text) }, headers)).data).toEqual(counted);
      const given = await getFrom(url, asked, { extensions: JSON.stringify(hashOf(text)) }, headers);
      expect(given.data).toEqual(counted);
    }
    expect((await getFrom(url, key, { documentId: idOf(text) })).data).toEqual(counted);
  });

  it('registers by GET too, and gets a hit for what is in the cache by its text', async () => {
    const text = newText();
    await getFrom(url, key, { query: text });
    const first = await getFrom(url, key, { query: text, extensions: JSON.stringify(hashOf(text)) });
    expect(statusOf(first)).toBe('clientele; hit');
    expect(await rowOf(text)).toMatchObject({ source: 'apq' });
    expect(statusOf(await getFrom(url, key, { extensions: JSON.stringify(hashOf(text)) }))).toBe('clientele; hit');
  });

  it('is served by another origin, 2 s after that was asked in vain', async () => {
    const other = urlOf(await scene.origin({ APQ: 'on' }));
    const text = newText();
    expect((await byHash(text, other)).code).toBe('PERSISTED_QUERY_NOT_FOUND');
    await register(text);
    scene.pass(2_000);
    expect((await byHash(text, other)).data).toEqual(counted);
  });

  it('may do so with a mutation by POST, and by GET neither runs nor registers it', async () => {
    const text = `mutation Auto${++turn} { createTag(input: { name: "tag ${turn}" }) { name } }`;
    for (const headers of [{}, stream]) {
      const refused = await getFrom(url, key, { query: text, extensions: JSON.stringify(hashOf(text)) }, headers);
      expect(refused.data).toBeNull();
    }
    expect(await rowOf(text)).toBeUndefined();
    expect((await register(text)).data).toEqual({ createTag: { name: `tag ${turn}` } });
    expect(await rowOf(text)).toBeDefined();
  });
});

describe('what is refused', () => {
  it('a hash of another text, and nothing of it is kept', async () => {
    const [text, other] = [newText(), newText()];
    for (const headers of [{}, newer, stream]) {
      const given = await postTo(url, key, { query: text, extensions: hashOf(text, idOf(other)) }, headers);
      expect([given.code, given.data]).toEqual(['BAD_REQUEST', null]);
    }
    expect([await rowOf(text), await rowOf(other)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['does not parse', () => `{ ${newText()}`, 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', () => `query Wrong${++turn} { nothing }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['is too long', () => `${newText()}${' '.repeat(50_000)}`, 'LIMIT_EXCEEDED'],
    ['nests too deep', () => `{${'a{'.repeat(100)}`, 'LIMIT_EXCEEDED'],
    ['holds a NUL', () => `${newText()} # \0`, 'BAD_USER_INPUT'],
  ])('a text that %s', async (_, textOf, code) => {
    for (const headers of [{}, stream]) {
      const text = textOf();
      expect((await register(text, key, headers)).code).toBe(code);
      expect(await rowOf(text)).toBeUndefined();
    }
  });

  it.each([null, [], 'x', { version: 1 }, { version: 2, sha256Hash: idOf('x') }, { version: 1, sha256Hash: ['x'] }])(
    'an extension that is %j',
    async (persistedQuery) => {
      for (const headers of [{}, newer, stream])
        expect((await postTo(url, key, { extensions: { persistedQuery } }, headers)).code).toBe('BAD_REQUEST');
    },
  );
});

describe('who may register', () => {
  it.each([[['*']], [['operations:register']], [['companies:read', 'operations:register']]])(
    'a key with the scopes %j may',
    async (scopes) => {
      const text = newText();
      await register(text, await scene.keyWith(scopes));
      expect(await rowOf(text)).toBeDefined();
    },
  );

  it.each([
    [['*:read']],
    [['companies:read']],
    [['operations', 'companies:read']],
    [['operations:register:not', 'companies:read']],
  ])('a key with the scopes %j may not, and is answered all the same', async (scopes) => {
    const asked = await scene.keyWith(scopes);
    for (const headers of [{}, stream]) {
      const text = newText();
      expect((await register(text, asked, headers)).data).toEqual(counted);
      expect(await rowOf(text)).toBeUndefined();
      expect((await byHash(text)).code).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });
});

describe('what is registered', () => {
  const fill = (count: number, age: string) =>
    scene.sql.query(
      `insert into persisted_operation (id, text, registered_at)
       select encode(sha256(convert_to('# ' || $2 || n, 'UTF8')), 'hex'), '# ' || $2 || n, now() - $2::interval - n * interval '1 ms' from generate_series(1, $1) n`,
      [count, age],
    );
  const count = async () =>
    Number((await scene.sql.query(`select count(*) from persisted_operation where source = 'apq'`)).rows[0].count);

  it('is 5,000 documents at most: the oldest go, never those of an operator', async () => {
    const [mine, oldest] = [newText(), newText()];
    await scene.add(mine);
    await register(oldest);
    await scene.sql.query(
      `update persisted_operation set registered_at = now() - interval '20 days' where id = any ($1)`,
      [[idOf(mine), idOf(oldest)]],
    );
    await fill(6_000, '1 day');
    const newest = newText();
    await register(newest);
    expect(await count()).toBe(5_000);
    expect([await rowOf(mine), await rowOf(newest)]).toMatchObject([{ source: 'manifest' }, { source: 'apq' }]);
    expect(await rowOf(oldest)).toBeUndefined();
  });

  it('is found for 30 days, and is away when the next one is registered', async () => {
    const text = newText();
    await register(text);
    await scene.sql.query(`update persisted_operation set registered_at = now() - interval '30 days' where id = $1`, [
      idOf(text),
    ]);
    scene.pass(30_000);
    expect((await byHash(text)).code).toBe('PERSISTED_QUERY_NOT_FOUND');
    await register(newText());
    expect(await rowOf(text)).toBeUndefined();
    await register(text);
    expect((await byHash(text)).data).toEqual(counted);
  });

  it('is the operator’s from when they add it', async () => {
    const text = newText();
    await register(text);
    await scene.add(text);
    expect(await rowOf(text)).toMatchObject({ source: 'manifest' });
    await register(text);
    expect(await rowOf(text)).toMatchObject({ source: 'manifest' });
  });
});

it('an origin without APQ says so in Apollo’s words, and registers nothing; what is registered it serves', async () => {
  const off = urlOf(await scene.origin());
  const [text, other] = [newText(), newText()];
  await register(text);
  expect((await byHash(text, off)).data).toEqual(counted);
  for (const [headers, status] of [
    [{}, 200],
    [newer, 400],
    [stream, 200],
  ] as const) {
    const asked: Given[] = [
      await byHash(other, off, headers),
      await postTo(off, key, { query: other, extensions: hashOf(other) }, headers),
    ];
    for (const given of asked)
      expect([given.status, given.errors[0]]).toMatchObject([
        status,
        { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
      ]);
  }
  expect(await rowOf(other)).toBeUndefined();
});
