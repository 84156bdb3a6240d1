// Persisted operations at an edge: hits without a parse, by what the origin tells of ids (docs/persisted-operations.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../src/persisted/id.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { type EdgeLine, openEdgeLine } from '../support/edge-nodes-line.ts';
import type { Node } from '../support/nodes.ts';
import {
  counted,
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
import { until } from '../support/until.ts';

const consent = { 'cache-control': 'stale-if-error=60' };

let scene: PersistedScene;
let line: EdgeLine;
let edge: Node;
/** Of the edge. */
let url: string;
let key: string;
let turn = 0;

beforeAll(async () => {
  scene = await startPersistedScene({ APQ: 'on' });
  ({ key } = scene);
  line = await openEdgeLine(Number(new URL(scene.url).port));
  edge = await scene.edge(line.url);
  url = urlOf(edge);
});
afterAll(async () => {
  await scene?.stop();
  await line?.stop();
});

/** First lines of what the edge has asked since then. */
const heardSince = (from: number) =>
  line
    .heard()
    .slice(from)
    .map((request) => request.split('\r\n', 1)[0]);

describe('an operation by its id', () => {
  it('is asked of the origin once, and then a hit here, by GET and by POST, beside its text', async () => {
    const text = await scene.registered();
    await getFrom(url, key, { query: newText() }); // then the credential is known
    const from = line.heard().length;
    expect(statusOf(await getFrom(url, key, { documentId: idOf(text) }))).toBe('clientele-edge; fwd=miss; stored');
    expect(heardSince(from)).toEqual([
      `GET /_cache/operation?id=${idOf(text)} HTTP/1.1`,
      expect.stringMatching(/^GET \/graphql\?documentId=/),
    ]);
    for (const given of [
      await getFrom(url, key, { documentId: idOf(text) }),
      await getFrom(url, key, { documentId: `sha256:${idOf(text)}` }),
      await postTo(url, key, { documentId: idOf(text) }),
      await postTo(url, key, { query: text }),
    ])
      expect([statusOf(given), given.data]).toEqual(['clientele-edge; hit', counted]);
    expect(heardSince(from)).toHaveLength(2);
  });

  it('is asked for once by many at the same time', async () => {
    const text = await scene.registered();
    const from = line.heard().length;
    const given = await Promise.all(Array.from({ length: 20 }, () => getFrom(url, key, { documentId: idOf(text) })));
    expect(given.map(({ data }) => data)).toEqual(Array(20).fill(counted));
    expect(heardSince(from).filter((first) => first?.includes('/_cache/operation'))).toHaveLength(1);
  });

  it('is refused in the words of the origin, in each media type', async () => {
    const mutation = `mutation Edge${++turn} { createTag(input: { name: "tag ${turn}" }) { name } }`;
    await scene.add(mutation);
    const cases: Record<string, string>[] = [
      { documentId: idOf(newText()) },
      { documentId: 'abc' },
      { documentId: idOf(await scene.registered()), query: '{ a }' },
      { documentId: idOf(mutation) },
      { documentId: idOf(await scene.registered()), variables: '[]' },
      { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: idOf(newText()) } }) },
    ];
    for (const parameters of cases)
      for (const headers of [{}, newer, stream]) {
        const [wanted, found] = [
          await getFrom(scene.url, key, parameters, headers),
          await getFrom(url, key, parameters, headers),
        ];
        expect([found.status, found.text]).toEqual([wanted.status, wanted.text]);
        for (const name of ['content-type', 'cache-control', 'allow'])
          expect([name, found.headers[name]]).toEqual([name, wanted.headers[name]]);
      }
  });

  it('that is a mutation is written once', async () => {
    const text = `mutation Edge${++turn} { createTag(input: { name: "tag ${turn}" }) { name } }`;
    await scene.add(text);
    expect((await postTo(url, key, { documentId: idOf(text) })).data).toEqual({ createTag: { name: `tag ${turn}` } });
    expect((await postTo(url, key, { documentId: idOf(text) })).code).toBe('ALREADY_EXISTS');
  });

  it('is not found 30 s after it was removed, and found 2 s after it was added, by this edge’s own knowledge', async () => {
    const text = await scene.registered();
    const ask = () => getFrom(url, key, { documentId: idOf(text) });
    for (let nth = 0; nth < 2; nth++) expect((await ask()).data).toEqual(counted);
    await scene.remove(text);
    scene.pass(30_000);
    expect((await ask()).code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    await scene.add(text);
    scene.pass(2_000);
    expect((await ask()).data).toEqual(counted);
  });

  it('stays known while the origin is away, for who takes an old answer', async () => {
    const text = await scene.registered();
    const ask = (headers = {}) => getFrom(url, key, { documentId: idOf(text) }, headers);
    await ask();
    line.close();
    try {
      scene.pass(30_000);
      await until(() => !edge.cache.isLive());
      const given = await ask(consent);
      expect([given.data, statusOf(given)]).toEqual([counted, 'clientele-edge; hit; detail=stale-if-error']);
      expect((await ask()).status).toBe(503);
      const unknown = await getFrom(url, key, { documentId: idOf(newText()) }, consent);
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
  expect((await postTo(url, key, { extensions })).code).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect((await postTo(url, key, { query: text, extensions })).data).toEqual(counted);
  scene.pass(2_000);
  for (let nth = 0; nth < 2; nth++) expect((await postTo(url, key, { extensions })).data).toEqual(counted);
  const hit = await getFrom(url, key, { extensions: JSON.stringify(extensions) });
  expect([statusOf(hit), hit.data]).toEqual(['clientele-edge; hit', counted]);
});

it('the origin tells edges alone what an id means, and takes no more ids than it says', async () => {
  const text = await scene.registered();
  const path = `/_cache/operation?id=${idOf(text)}&id=__proto__&id=${'a'.repeat(2_000)}&id=`;
  expect((await fetch(scene.url + path)).status).toBe(404);
  const told = await fetch(scene.url + path, { headers: { 'x-clientele-edge': edgeKey } });
  expect(await told.json()).toEqual({ operations: [[idOf(text), { id: idOf(text), text, source: 'manifest' }]] });
  const none = await fetch(`${scene.url}/_cache/operation`, { headers: { 'x-clientele-edge': edgeKey } });
  expect(await none.json()).toEqual({ operations: [] });
});
