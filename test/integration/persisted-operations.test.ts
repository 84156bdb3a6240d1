// Documents that are named by their hash, at an origin (docs/persisted-operations.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, sha1Of } from '../../src/persisted/id.ts';
import {
  counted,
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

/** What urql sends. */
const many = {
  accept:
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
};

let scene: PersistedScene;
let url: string;
let key: string;
let turn = 0;

beforeAll(async () => {
  scene = await startPersistedScene();
  ({ url, key } = scene);
});
afterAll(() => scene?.stop());

describe('a registered operation', () => {
  it.each([
    ['sha256:<hash>', idOf, (text: string) => scene.add(text)],
    ['<hash>', idOf, (text: string) => scene.add(text)],
    ['the SHA-1 of its manifest', sha1Of, (text: string) => scene.addBySha1(text)],
  ] as const)('runs by %s, in an address and in a body, in each media type', async (form, hashOf, add) => {
    const text = newText();
    await add(text);
    const documentId = form.startsWith('sha256:') ? `sha256:${hashOf(text)}` : hashOf(text);
    for (const headers of [{}, newer, stream, many, { accept: 'text/html, */*' }]) {
      const given = [await getFrom(url, key, { documentId }, headers), await postTo(url, key, { documentId }, headers)];
      for (const { status, data } of given) expect([status, data]).toEqual([200, counted]);
    }
  });

  it('takes variables and the name of one of its operations', async () => {
    const text = 'query One($n: Int!) { companies(first: $n) { totalCount } } query Two { deals { totalCount } }';
    await scene.add(text);
    const documentId = `sha256:${idOf(text)}`;
    const one = { documentId, operationName: 'One', variables: '{"n":1}' };
    expect((await getFrom(url, key, one)).data).toEqual(counted);
    expect((await postTo(url, key, { ...one, variables: { n: 1 } })).data).toEqual(counted);
    expect((await getFrom(url, key, { documentId, operationName: 'Two' })).data).toEqual({ deals: { totalCount: 0 } });
    expect((await getFrom(url, key, { ...one, variables: '{"n":"x"}' })).code).toBe('BAD_USER_INPUT');
    expect((await getFrom(url, key, { documentId })).code).toBe('BAD_REQUEST');
  });

  it('by id and by text is one entry of the cache, with the variables in any order', async () => {
    const text = `query Count${++turn}($n: Int, $f: CompanyFilter) { companies(first: $n, filter: $f) { totalCount } }`;
    await scene.add(text);
    const documentId = idOf(text);
    const [one, other] = ['{"n":3,"f":{"name":{"eq":"x"}}}', '{ "f": {"name": {"eq":"x"}}, "n": 3 }'];
    expect(statusOf(await getFrom(url, key, { query: text, variables: one }))).toBe('clientele; fwd=miss; stored');
    for (const again of [
      await getFrom(url, key, { documentId, variables: one }),
      await getFrom(url, key, { documentId: `sha256:${documentId}`, variables: other }),
      await sendTo(url, key, { body: `{"documentId":"${documentId}","variables":${other}}` }),
      await postTo(url, key, { query: text, variables: JSON.parse(other) }),
    ])
      expect(statusOf(again)).toBe('clientele; hit');
  });

  it('answers 304 to who has the answer', async () => {
    const documentId = idOf(await scene.registered());
    const { etag } = (await getFrom(url, key, { documentId })).headers;
    const again = await getFrom(url, key, { documentId }, { 'if-none-match': String(etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('that is a mutation runs by POST alone', async () => {
    const text = `mutation M${++turn} { createCompany(input: { name: "By id ${turn}" }) { name } }`;
    await scene.add(text);
    const documentId = idOf(text);
    for (const headers of [{}, newer, stream]) {
      const refused = await getFrom(url, key, { documentId }, headers);
      expect([headers === stream || refused.status === 405, refused.data]).toEqual([true, null]);
    }
    expect(await scene.sql.query('select from company').then(({ rowCount }) => rowCount)).toBe(0);
    expect((await postTo(url, key, { documentId })).data).toEqual({ createCompany: { name: `By id ${turn}` } });
    await scene.sql.query('delete from company');
  });

  it('that no longer fits the schema is told, and nothing breaks', async () => {
    const text = `query Old${++turn} { companies { totalCount oldField } }`;
    await scene.sql.query(`insert into persisted_operation (id, text, source) values ($1, $2, 'manifest')`, [
      idOf(text),
      text,
    ]);
    for (const headers of [{}, newer, stream])
      expect((await getFrom(url, key, { documentId: idOf(text) }, headers)).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('an id that is not known', () => {
  it('is told with a stable code, and nobody keeps that', async () => {
    const documentId = idOf(newText());
    for (const [headers, status] of [
      [{}, 200],
      [newer, 404],
      [{ ...newer, ...many }, 404],
      [stream, 200],
    ] as const)
      for (const given of [
        await getFrom(url, key, { documentId }, headers),
        await postTo(url, key, { documentId }, headers),
      ]) {
        expect([given.status, given.code]).toEqual([status, 'PERSISTED_OPERATION_NOT_FOUND']);
        expect(given.errors).toHaveLength(1);
        if (headers !== stream) expect(given.headers['cache-control']).toContain('no-store');
      }
  });

  it('is found 2 s after it was registered, at the latest', async () => {
    const text = newText();
    expect((await getFrom(url, key, { documentId: idOf(text) })).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    await scene.add(text);
    scene.pass(2_000);
    expect((await getFrom(url, key, { documentId: idOf(text) })).data).toEqual(counted);
  });

  it('is not found 30 s after it was removed, at the latest, also where the answer is in the cache', async () => {
    const text = await scene.registered();
    const ask = () => getFrom(url, key, { documentId: idOf(text) });
    await ask();
    expect(statusOf(await ask())).toBe('clientele; hit');
    await scene.remove(text);
    scene.pass(30_000);
    expect((await ask()).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    expect(statusOf(await getFrom(url, key, { query: text }))).toBe('clientele; hit');
  });

  it('costs a guesser his requests and nobody else theirs', async () => {
    const text = await scene.registered();
    const guesses = Array.from({ length: 2_000 }, (_, nth) => idOf(`guess ${nth}`));
    const work = async (): Promise<void> => {
      for (let id = guesses.pop(); id; id = guesses.pop())
        expect((await getFrom(url, key, { documentId: id })).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    };
    await Promise.all(Array.from({ length: 50 }, work));
    expect((await getFrom(url, key, { documentId: idOf(text) })).data).toEqual(counted);
  });

  it('is nothing to who has no key', async () => {
    for (const accept of ['*/*', 'text/event-stream'])
      expect((await getFrom(url, null, { documentId: idOf(newText()) }, { accept })).code).toBe('UNAUTHENTICATED');
  });
});

describe('what is wrong is told', () => {
  const ids: readonly (readonly [string, unknown])[] = [
    ['a list', ['a']],
    ['an object', { a: 1 }],
    ['a number', 7],
    ['upper case', idOf('x').toUpperCase()],
    ['a line end', `${idOf('x')}\n`],
    ['the name of a prototype', '__proto__'],
    ['a huge one', 'a'.repeat(100_000)],
  ];

  it.each(ids)('an id that is %s', async (_, documentId) => {
    for (const headers of [{}, newer, stream, many]) {
      const given = await postTo(url, key, { documentId }, headers);
      expect(given.code).toBe('BAD_REQUEST');
      if (headers !== stream) expect(given.status).toBe(400);
    }
  });

  it('an id beside another text, and two parameters that are not JSON', async () => {
    const documentId = idOf(await scene.registered());
    for (const headers of [{}, newer, stream]) {
      expect((await postTo(url, key, { documentId, query: '{ __typename }' }, headers)).code).toBe('BAD_REQUEST');
      expect((await getFrom(url, key, { documentId, query: '{ __typename }' }, headers)).code).toBe('BAD_REQUEST');
      expect((await getFrom(url, key, { documentId, variables: '{' }, headers)).code).toBe('BAD_REQUEST');
      expect((await getFrom(url, key, { documentId, extensions: '{' }, headers)).code).toBe('BAD_REQUEST');
    }
  });

  it('a request without a document', async () => {
    for (const headers of [{}, newer, stream]) {
      expect((await postTo(url, key, {}, headers)).code).toBe('BAD_REQUEST');
      expect((await getFrom(url, key, { variables: '{}' }, headers)).code).toBe('BAD_REQUEST');
    }
  });
});

it('while the database is away, what is known stays known', async () => {
  const text = await scene.registered();
  const other = await scene.origin();
  const ask = (headers = {}) => getFrom(urlOf(other), key, { documentId: idOf(text) }, headers);
  await ask();
  await scene.sql.query('alter table persisted_operation rename to persisted_operation_away');
  scene.pass(30_000);
  expect((await ask()).data).toEqual(counted);
  await scene.sql.query('alter table persisted_operation_away rename to persisted_operation');
});
