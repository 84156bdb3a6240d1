// What subgraphs say of their answers, and what an edge makes of it: kept, kept for a time, for one subject, or not at all.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Node, Reply } from '../support/nodes.ts';
import { statusOf } from '../support/nodes-scene.ts';
import {
  createSupergraphScene,
  ratingsKey,
  type SupergraphStage,
  type SupergraphSubject,
} from '../support/supergraph-scene.ts';
import { until } from '../support/until.ts';

const scene = createSupergraphScene();
const { ask, page, caughtUp } = scene;
let stage: SupergraphStage;
let subject: SupergraphSubject;

beforeAll(async () => {
  stage = await scene.start();
});
beforeEach(async () => {
  Object.assign(stage.ratings, { rating: 3, cache: undefined, status: 200, gate: Promise.resolve() });
  stage.ratings.asked.length = 0;
  subject = await scene.begin();
  await caughtUp();
});
afterAll(() => scene.stop());

const hit = 'clientele-edge; hit';
const rated = 'query ($id: ID!) { company(id: $id) { name rating } }';
const askRated = (node = stage.edge) => ask(rated, { node, variables: { id: subject.id } });
const ratingIn = ({ text }: Reply) => JSON.parse(text).data.company.rating;
const lastHeaders = () => stage.ratings.asked.at(-1)!.headers;

describe('a subgraph that says nothing', () => {
  it('makes an answer that is not kept', async () => {
    expect(ratingIn(await askRated())).toBe(3);
    stage.ratings.rating = 4;
    expect(ratingIn(await askRated())).toBe(4);
    expect(stage.ratings.asked.length).toBe(2);
  });

  it('makes one that is kept for its time where the operator says so, for each subject apart', async () => {
    const edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, maxAge: 60 } } });
    await askRated(edge);
    stage.ratings.rating = 5;
    const again = await askRated(edge);
    expect([statusOf(again), ratingIn(again)]).toEqual([hit, 3]);
    const { key, tenantId } = subject;
    const colleague = await scene.colleague(tenantId);
    const theirs = await ask(rated, { node: edge, key: colleague, variables: { id: subject.id } });
    expect(ratingIn(theirs)).toBe(5);
    expect(ratingIn(await ask(rated, { node: edge, key, variables: { id: subject.id } }))).toBe(3);
  });

  it('and holds PUBLIC by configuration, makes one for all of the same rights', async () => {
    const settings = { key: ratingsKey, maxAge: 60, scope: 'PUBLIC' };
    const edge = await stage.startAnother({ subgraphs: { ratings: settings } });
    await askRated(edge);
    const colleague = await scene.colleague(subject.tenantId);
    const theirs = await ask(rated, { node: edge, key: colleague, variables: { id: subject.id } });
    expect(statusOf(theirs)).toBe(hit);
  });

  it('leaves answers alone that hold nothing of it', async () => {
    await page();
    expect(statusOf(await page())).toBe(hit);
    expect(stage.ratings.asked).toEqual([]);
  });

  it('still is dropped when another subgraph writes, before its time is over', async () => {
    const edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, maxAge: 60 } } });
    await askRated(edge);
    await stage.crm.query(`update company set name = 'Beta' where id = $1`, [subject.id]);
    await caughtUp(edge);
    expect(JSON.parse((await askRated(edge)).text).data.company.name).toBe('Beta');
  });
});

describe('what a subgraph says that cannot be', () => {
  let edge: Node;
  beforeAll(async () => {
    edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, invalidations: 'push' } } });
  });
  const good = { v: 1, identity: 'r', position: '5:5:', tags: ['a'], maxAge: 60, scope: 'PUBLIC' };
  it.each([
    ['another version', { ...good, v: 2 }],
    ['no position', { ...good, position: 'now' }],
    ['a position beyond all numbers', { ...good, position: '1:99999999999999999:' }],
    ['no tags', { ...good, tags: undefined }],
    ['tags that are none', { ...good, tags: [{}] }],
    ['a scope of its own', { ...good, scope: 'WORLD' }],
    ['a time below nothing', { ...good, maxAge: -1 }],
    ['a text', 'public'],
    ['a list', []],
    ['nothing', null],
    ['no time at all', { ...good, maxAge: 0 }],
  ])('%s: the answer is given and not kept', async (_, cache) => {
    stage.ratings.cache = cache;
    expect(ratingIn(await askRated(edge))).toBe(3);
    stage.ratings.rating = 4;
    expect(ratingIn(await askRated(edge))).toBe(4);
  });
});

describe('a subgraph', () => {
  it('is told who asks and never sees the credential of the client, nor ours', async () => {
    await askRated();
    const headers = lastHeaders();
    expect(headers['authorization']).toBeUndefined();
    expect(headers['x-clientele-gateway']).toBe(ratingsKey);
    expect(JSON.parse(headers['x-clientele-viewer'] as string)).toEqual({
      tenantId: subject.tenantId,
      subject: expect.stringMatching(/^key:/),
      scopes: ['*'],
      visibility: 'all',
      userId: null,
      teamId: null,
    });
    expect(JSON.stringify(headers)).not.toContain(subject.key);
  });

  it('is told the id of the request, and its trace', async () => {
    const told = { 'x-request-id': 'asked.1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    await ask(rated, { variables: { id: subject.id }, headers: { 'cache-control': 'no-cache', ...told } });
    expect(lastHeaders()).toMatchObject(told);
  });

  it('is asked past its own caches for who must see the newest', async () => {
    await askRated();
    expect(lastHeaders()['cache-control']).toBeUndefined();
    for (const headers of [{ 'x-clientele-consistency': 'strong' }, { 'cache-control': 'no-cache' }]) {
      await ask(rated, { variables: { id: subject.id }, headers: headers as Record<string, string> });
      expect(lastHeaders()['cache-control']).toBe('no-cache');
    }
  });

  it('that does not answer leaves its fields empty, says so, and nothing is kept', async () => {
    stage.ratings.status = 503;
    const reply = await askRated();
    expect(JSON.parse(reply.text)).toMatchObject({
      data: { company: { name: 'Alpha', rating: null } },
      errors: [{ extensions: { code: 'UNAVAILABLE', subgraph: 'ratings' } }],
    });
    stage.ratings.status = 200;
    expect(ratingIn(await askRated())).toBe(3);
  });

  it('that does not answer may be stood in for by what was kept, if the client consents', async () => {
    const edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, maxAge: 60, scope: 'PUBLIC' } } });
    await askRated(edge);
    await stage.crm.query(`update company set name = 'Beta' where id = $1`, [subject.id]);
    await caughtUp(edge);
    stage.ratings.status = 503;
    const headers = { 'cache-control': 'stale-if-error=60' };
    const consented = await ask(rated, { node: edge, variables: { id: subject.id }, headers });
    expect([statusOf(consented), ratingIn(consented)]).toEqual(['clientele-edge; hit; detail=stale-if-error', 3]);
    expect(ratingIn(await askRated(edge))).toBeNull();
  });

  it('is asked once for equal questions at the same time, and for two tenants each for itself', async () => {
    const edge = await stage.startAnother({ subgraphs: { ratings: { key: ratingsKey, maxAge: 60, scope: 'PUBLIC' } } });
    let open = () => {};
    stage.ratings.gate = new Promise((resolve) => (open = resolve));
    const mine = subject;
    const theirs = await scene.begin();
    await caughtUp(edge);
    const best = '{ bestRating }';
    const waiting = [mine, mine, mine, theirs].map(({ key }) => ask(best, { node: edge, key }));
    await until(() => stage.ratings.asked.length === 2, { what: 'one question of each tenant' });
    open();
    await Promise.all(waiting);
    const tenants = stage.ratings.asked.map(
      ({ headers }) => JSON.parse(headers['x-clientele-viewer'] as string).tenantId,
    );
    expect(new Set(tenants)).toEqual(new Set([mine.tenantId, theirs.tenantId]));
  });
});

describe('nobody', () => {
  it.each([
    ['no credential', { authorization: '' }],
    ['a made-up key', { authorization: 'Bearer nonsense' }],
    ['an event stream without a credential', { authorization: '', accept: 'text/event-stream' }],
    ['the header of gateways', { authorization: '', 'x-clientele-gateway': 'x'.repeat(40) }],
  ])('is answered for: %s', async (_, headers) => {
    const reply = await ask('{ bestRating }', { headers: headers as Record<string, string> });
    expect(reply.status).toBe(401);
    expect(stage.ratings.asked).toEqual([]);
  });

  it('may say who it is', async () => {
    const viewer = JSON.stringify({ tenantId: 'other', subject: 'key:other', scopes: ['*'] });
    await ask('{ bestRating }', { headers: { 'x-clientele-viewer': viewer, 'x-clientele-edge': 'x'.repeat(40) } });
    expect(JSON.parse(lastHeaders()['x-clientele-viewer'] as string).tenantId).toBe(subject.tenantId);
    expect(lastHeaders()['x-clientele-edge']).toBe(ratingsKey);
  });
});
