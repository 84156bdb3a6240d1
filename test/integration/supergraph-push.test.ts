// A subgraph that posts what it wrote, signed: what the edge takes, what it refuses, and when it believes to be fresh.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Node, Reply } from '../support/nodes.ts';
import { statusOf } from '../support/nodes-scene.ts';
import { createPusher, frameTo, type Pusher, resetTo, upTo } from '../support/pusher.ts';
import {
  createSupergraphScene,
  ratingsKey,
  type SupergraphStage,
  type SupergraphSubject,
} from '../support/supergraph-scene.ts';
import { until } from '../support/until.ts';

const scene = createSupergraphScene();
const { ask } = scene;
let stage: SupergraphStage;
let edge: Node;
let pusher: Pusher;
let subject: SupergraphSubject;
let version: number;

beforeAll(async () => {
  stage = await scene.start();
});
beforeEach(async () => {
  edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, invalidations: 'push' } } });
  pusher = createPusher({ port: edge.port, name: 'ratings', key: ratingsKey });
  subject = await scene.begin();
  version = 100;
  stage.ratings.rating = 3;
  stage.ratings.asked.length = 0;
  tell();
});
// Each follows the origin and billing, which a dozen of them would keep busy.
afterEach(() => edge.stop());
afterAll(() => scene.stop());

const hit = 'clientele-edge; hit';
/** Its answers are as of now. */
const tell = (more: object = {}) => {
  stage.ratings.cache = {
    v: 1,
    identity: 'ratings',
    position: upTo(version),
    tags: ['best'],
    scope: 'PUBLIC',
    ...more,
  };
};
const best = () => ask('{ bestRating }', { node: edge });
const bestIn = ({ text }: Reply) => JSON.parse(text).data.bestRating;
const source = () => edge.cache.sources.others.get('ratings')!;
const isFresh = () => performance.now() - source().feed.asOf() < 1_000;
/** The first post has no challenge. */
async function begin(): Promise<void> {
  expect(await pusher.post([])).toMatchObject({ status: 409, at: null });
  expect(await pusher.post([resetTo(version)])).toMatchObject({ status: 200, at: `ratings.1@${upTo(version)}` });
}
/** A write of that subgraph, and its frame. */
function rate(rating: number) {
  stage.ratings.rating = rating;
  version++;
  tell();
  return frameTo(version, ['best'], { tenantId: subject.tenantId });
}

describe('an answer of a subgraph that posts', () => {
  it('is kept, and dropped when a frame touches its tags', async () => {
    await begin();
    expect(bestIn(await best())).toBe(3);
    expect(statusOf(await best())).toBe(hit);
    expect((await pusher.post([frameTo(++version, ['other'], { tenantId: subject.tenantId })])).status).toBe(200);
    expect(statusOf(await best())).toBe(hit);
    expect((await pusher.post([rate(4)])).status).toBe(200);
    expect(bestIn(await best())).toBe(4);
    expect(statusOf(await best())).toBe(hit);
  });

  it('is not served before the subgraph was heard, nor when it is silent for a second, and is good again when it goes on', async () => {
    await best();
    expect(statusOf(await best())).not.toBe(hit);
    await begin();
    await best();
    expect(statusOf(await best())).toBe(hit);
    await until(() => !isFresh(), { what: 'that the subgraph was silent for a second' });
    expect(statusOf(await best())).not.toBe(hit);
    await pusher.post([]); // answers a challenge of a second ago: as fresh as that
    await pusher.post([]);
    expect(statusOf(await best())).toBe(hit);
  });

  it('belongs to a tenant, unless it is shared by all', async () => {
    await begin();
    tell({ isShared: true });
    await best();
    await pusher.post([frameTo(++version, ['best'], { tenantId: subject.tenantId })]);
    expect(statusOf(await best())).toBe(hit);
    const { invalidations: _, ...frame } = frameTo(++version, []);
    await pusher.post([{ ...frame, invalidations: [{ version, tags: ['best'] }] }]);
    expect(statusOf(await best())).not.toBe(hit);
  });

  it('of code that is not that of the latest post is not kept', async () => {
    await begin();
    tell({ build: 'two' });
    await best();
    expect(statusOf(await best())).not.toBe(hit);
    await pusher.send(JSON.stringify({ challenge: pusher.challenge(), buildId: 'two', messages: [] }));
    await best();
    expect(statusOf(await best())).toBe(hit);
  });

  it('of another history than the one that is told of is not kept', async () => {
    await begin();
    tell({ identity: 'restored' });
    await best();
    expect(statusOf(await best())).not.toBe(hit);
  });
});

describe('a post', () => {
  it('without the right signature changes nothing and gets no challenge', async () => {
    await begin();
    const body = JSON.stringify({ challenge: pusher.challenge(), messages: [rate(5)] });
    const wrong = createPusher({ port: edge.port, name: 'ratings', key: 'another key of 32 characters or more' });
    for (const signature of [wrong.sign(body), '', 'sha256=', pusher.sign(`${body} `)]) {
      expect(await pusher.send(body, signature)).toMatchObject({
        status: 401,
        challenge: null,
        error: { code: 'UNAUTHENTICATED' },
      });
    }
    expect(source().table.position().xmax).toBe(101);
  });

  it('that was recorded is worth nothing when it is sent again', async () => {
    await begin();
    const body = JSON.stringify({ challenge: pusher.challenge(), messages: [resetTo(version)] });
    expect((await pusher.send(body)).status).toBe(200);
    const asOf = source().feed.asOf();
    await pusher.post([rate(4)]);
    const stands = source().table.position();
    expect((await pusher.send(body)).status).toBe(409);
    expect(source().table.position()).toEqual(stands);
    expect(source().feed.asOf()).toBeGreaterThanOrEqual(asOf);
  });

  it('proves no more than that its challenge was made', async () => {
    await begin();
    const before = performance.now();
    const { challenge } = await pusher.post([]);
    const made = performance.now();
    await until(() => performance.now() > made + 100);
    await pusher.post([], challenge);
    expect(source().feed.asOf()).toBeGreaterThanOrEqual(before);
    expect(source().feed.asOf()).toBeLessThanOrEqual(made);
  });

  it('whose frame leaves one out is refused with where the edge stands; overlapping ones are taken', async () => {
    await begin();
    version = 105;
    const gap = await pusher.post([frameTo(version, ['best'], { from: 103, tenantId: subject.tenantId })]);
    expect(gap).toMatchObject({ status: 409, at: `ratings.1@${upTo(100)}` });
    expect((await pusher.post([frameTo(version, [], { from: 98 })])).status).toBe(200);
    expect((await pusher.post([frameTo(103, [], { from: 101 })])).at).toBe(`ratings.1@${upTo(105)}`);
  });

  it('with a reset that was read before another process posted does not take the edge back', async () => {
    await begin();
    const slow = pusher.challenge();
    const { challenge } = await pusher.post([]); // of another process
    await pusher.post([frameTo(++version, ['best'], { tenantId: subject.tenantId })], challenge);
    const refused = await pusher.post([resetTo(90)], slow);
    expect([refused.status, refused.at]).toEqual([409, `ratings.1@${upTo(101)}`]);
  });

  it.each([
    ['no JSON', 'frames'],
    ['no messages', '{"challenge":null}'],
    ['a message of another kind', '{"challenge":null,"messages":[{"kind":"hello"}]}'],
    ['a position that is none', JSON.stringify({ messages: [{ ...resetTo(5), next: 'x' }] })],
    [
      'a version that is no number',
      JSON.stringify({ messages: [{ ...resetTo(5), invalidations: [{ tenantId: 'a', version: '5', tags: [] }] }] }),
    ],
    ['a list', '[]'],
    ['nothing', ''],
  ])('of %s is refused with a sentence', async (_, body) => {
    const refused = await pusher.send(body);
    expect(refused).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', message: expect.stringMatching(/.{10}/) },
    });
    expect(refused.error!.message).not.toMatch(/ at \w+ \(|node:|Error/);
  });

  it('is read up to 4 MB, by POST, and for a subgraph that posts', async () => {
    expect((await pusher.send('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
    const at = (path: string, method = 'POST') =>
      fetch(`http://127.0.0.1:${edge.port}/_cache/frames/${path}`, { method }).then(({ status }) => status);
    expect([await at('ratings', 'GET'), await at('billing'), await at('__proto__'), await at('')]).toEqual([
      405, 404, 404, 404,
    ]);
  });

  it('lets a strong read wait for what comes within a second', async () => {
    await begin();
    await best();
    const strong = ask('{ bestRating }', { node: edge, headers: { 'x-clientele-consistency': 'strong' } });
    const first = pusher.post([rate(4)]);
    await first;
    await pusher.post([]);
    await pusher.post([]);
    expect(bestIn(await strong)).toBe(4);
  });
});
