// An edge whose origin is away, is another version, or has not been heard yet (docs/edge.md).
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEdgeScene, edgeKey, startEdgeNode } from '../support/edge-nodes.ts';
import { type EdgeLine, openEdgeLine } from '../support/edge-nodes-line.ts';
import { caughtUp, type Node, type Reply, startNode } from '../support/nodes.ts';
import { openLine } from '../support/nodes-line.ts';
import { nameIn, statusOf } from '../support/nodes-scene.ts';
import { until } from '../support/until.ts';

const scene = createEdgeScene();
const { ask, company, mutate, rename } = scene;
let databaseUrl: string;
let origin: Node;
let near: Node;
let far: Node;
let line: EdgeLine;

beforeAll(async () => {
  ({ databaseUrl, origin, near, far, line } = await scene.start());
});
beforeEach(async () => {
  await scene.begin();
});
afterEach(() => scene.settle());
afterAll(() => scene.stop());

const consent = { 'cache-control': 'stale-if-error=60' };
/** A blind edge trusts a verdict for a second after it asked for it. */
function credentialsLapse(): Promise<void> {
  const fromMs = performance.now();
  return until(() => performance.now() - fromMs > 1_000);
}
const isReady = async ({ port }: Node) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;

describe('while the origin is away', () => {
  /** Nothing was thrown away meanwhile. */
  async function expectAllIsWell(kept: number): Promise<void> {
    await until(async () => !(await isReady(far)), { withinMs: 10_000 });
    line.open();
    await until(() => far.cache.isLive(), { withinMs: 10_000 });
    expect(far.cache.store.count()).toBe(kept);
    expect(statusOf(await company(far))).toBe('clientele-edge; hit');
    await until(() => isReady(far));
  }

  it('the answer is 503 soon, and all is well when it is back', { timeout: 60_000 }, async () => {
    expect(await isReady(far)).toBe(true);
    await company(far);
    const kept = far.cache.store.count();
    line.close();
    await until(() => !far.cache.isLive());
    await credentialsLapse();
    const beganMs = performance.now();
    const asked: Reply[] = [
      await company(far),
      await company(far, { headers: { accept: 'text/event-stream' } }),
      await mutate(far, 'Beta'),
    ];
    for (const reply of asked) {
      expect([reply.status, JSON.parse(reply.text).errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    }
    // What passes may have been a write, and happened.
    expect(asked.map(({ headers }) => headers['retry-after'])).toEqual(['1', undefined, undefined]);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    await expectAllIsWell(kept);
  });

  it('one that hangs costs seconds, not a quarter of a minute, who consents is answered, and all is well when it is back', {
    timeout: 60_000,
  }, async () => {
    await company(far);
    const kept = far.cache.store.count();
    line.hang();
    await until(() => !far.cache.isLive());
    await credentialsLapse();
    const beganMs = performance.now();
    const [refused, consented] = await Promise.all([company(far), company(far, { headers: consent })]);
    expect([refused.status, consented.status, nameIn(consented)]).toEqual([503, 200, 'Alpha']);
    // A second for the credential, and one for the answer; of what passes, edge-channel.test.ts tells how it ends.
    expect(performance.now() - beganMs).toBeLessThan(4_000);
    await expectAllIsWell(kept);
  });

  it('consent to an age counts from when the answer was made, at whichever node', async () => {
    await company(origin);
    await until(async () => Number((await company(origin)).headers['age']) >= 2);
    await company(far);
    line.close();
    await rename('Beta', [origin, near]);
    await until(() => !far.cache.isLive());
    await credentialsLapse();
    expect((await company(far, { headers: { 'cache-control': 'stale-if-error=2' } })).status).toBe(503);
    expect((await company(far, { headers: consent })).status).toBe(200);
  });

  it('a client that consents gets what is kept, marked and with its age; others never', async () => {
    await company(far);
    await rename('Beta', [origin, near, far]);
    line.close();
    const consented = await company(far, { headers: consent });
    expect([consented.status, statusOf(consented), nameIn(consented)]).toEqual([
      200,
      'clientele-edge; hit; detail=stale-if-error',
      'Alpha',
    ]);
    expect(Number(consented.headers['age'])).toBeGreaterThanOrEqual(0);
    expect((await company(far)).status).toBe(503);
    await until(() => !far.cache.isLive());
    await credentialsLapse();
    expect(nameIn(await company(far, { headers: consent }))).toBe('Alpha');
    expect((await company(far)).status).toBe(503);
    expect((await ask(far, '{ companies { totalCount } }', { headers: consent })).status).toBe(503);
  });
});

it('an edge that has not heard of any change yet answers what the origin does, and keeps nothing', async () => {
  const late = await openEdgeLine(origin.port);
  late.stall();
  const edge = await startEdgeNode({ originUrl: late.url, logLevel: 'silent' });
  for (const headers of [
    {},
    { accept: 'application/graphql-response+json' },
    { 'x-clientele-consistency': 'strong' },
  ]) {
    const [wanted, found] = [await company(origin, { headers }), await company(edge, { headers })];
    expect([found.status, found.text, found.headers['content-type']]).toEqual([
      200,
      wanted.text,
      wanted.headers['content-type'],
    ]);
  }
  expect(edge.cache.store.count()).toBe(0);
  late.resume();
  await until(() => edge.cache.isLive());
  await company(edge);
  expect(statusOf(await company(edge))).toBe('clientele-edge; hit');
  await edge.stop();
  await late.stop();
});

describe('while one version takes the place of another', () => {
  let other: Node;
  let both: EdgeLine;
  let edge: Node;

  beforeAll(async () => {
    other = await startNode({ databaseUrl, edgeKey, buildId: 'another version' });
    both = await openEdgeLine(origin.port);
    edge = await startEdgeNode({ originUrl: both.url, logLevel: 'silent' });
  });
  afterAll(async () => {
    await edge.stop();
    await both.stop();
    await other.stop();
  });

  it('answers of the version that the edge did not hear are passed on in the right type, and not kept', async () => {
    await caughtUp([other, edge], databaseUrl);
    both.route((first) => (first.startsWith('GET /_cache/') ? origin.port : other.port));
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      for (const _ of [1, 2]) {
        const reply = await company(edge, { headers: { accept } });
        expect([reply.status, nameIn(reply), reply.headers['content-type']]).toEqual([
          200,
          'Alpha',
          `${accept}; charset=utf-8`,
        ]);
        expect(statusOf(reply)).not.toContain('clientele-edge; hit');
      }
    }
  });

  it('what was kept of one version is not served as the answer of another', async () => {
    both.route(() => origin.port);
    const isHit = async () => statusOf(await company(edge)) === 'clientele-edge; hit';
    await until(isHit, { withinMs: 10_000 });
    both.route(() => other.port);
    await until(async () => statusOf(await company(edge)) === 'clientele-edge; fwd=miss; stored', { withinMs: 10_000 });
    await until(isHit);
  });

  it('an edge behind two of them in turns answers what is true', async () => {
    let turn = 0;
    both.route(() => (++turn % 2 === 0 ? origin.port : other.port));
    for (let nth = 0; nth < 10; nth++) {
      expect((await mutate(edge, `Name ${nth}`)).status).toBe(200);
      expect(nameIn(await company(edge))).toBe(`Name ${nth}`);
    }
  });
});

it('a write through an edge that is told nothing is seen there next, whichever origin answers', async () => {
  const feed = await openLine(databaseUrl);
  const late = await startNode({ databaseUrl: feed.url, edgeKey, logLevel: 'silent' });
  const both = await openEdgeLine(origin.port);
  const edge = await startEdgeNode({ originUrl: both.url, logLevel: 'silent' });
  await until(() => edge.cache.isLive());
  for (const node of [late, origin, edge]) await company(node);
  both.stall();
  const written = mutate(edge, 'Beta');
  feed.stall();
  expect((await written).status).toBe(200);
  both.route(() => late.port);
  expect(late.cache.isLive()).toBe(true);
  expect(nameIn(await company(edge))).toBe('Beta');
  for (const each of [edge, both, late, feed]) await each.stop();
});

describe('what is asked again ahead of readers', () => {
  it('is asked without the directions of who asked first', async () => {
    const headers = {
      'cache-control': 'no-cache',
      cookie: 'clientele-position=AAAAAAAA:1; other=secret',
      'x-clientele-consistency': 'strong',
    };
    const first = line.heard().length;
    await company(far, { headers });
    for (let nth = 0; nth < 5; nth++) expect(statusOf(await company(far))).toBe('clientele-edge; hit');
    const before = line.heard().length;
    await rename('Beta');
    await until(() => line.heard().length > before);
    expect(line.heard()[first]).toMatch(/cache-control: no-cache/);
    for (const request of line.heard().slice(before)) expect(request).not.toMatch(/no-cache|cookie|strong/);
    await until(async () => statusOf(await company(far)) === 'clientele-edge; hit');
    expect(nameIn(await company(far))).toBe('Beta');
  });

  it('is not asked if it is so long that nobody would keep it', async () => {
    const query = '{ companies(first: 9) { nodes { name } } }';
    const body = JSON.stringify({ query, variables: {}, extensions: { note: 'x'.repeat(20_000) } });
    for (let nth = 0; nth < 5; nth++) await ask(far, query, { body });
    const before = line.heard().length;
    await rename('Beta');
    expect(statusOf(await ask(far, query))).toBe('clientele-edge; fwd=stale; stored');
    expect(line.heard().slice(before)).toHaveLength(1);
  });
});
