// The console of a node, as its page asks it: who may look, and what is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningOrigin } from '../../src/commands/origin.ts';
import type { InspectedOperation } from '../../src/console/operation.ts';
import { type ConsoleScene, startConsoleScene } from '../support/console-scene.ts';
import { asOperator, type ConsoleStream, openConsoleStream, operatorKey } from '../support/console-stream.ts';
import { onServer } from '../support/postgres.ts';
import { startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let scene: ConsoleScene;
let stream: ConsoleStream;
beforeAll(async () => {
  scene = await startConsoleScene();
  stream = await openConsoleStream(scene.url);
});
afterAll(async () => {
  await stream?.close();
  await scene?.stop();
});

describe('who may look', () => {
  it('without OPERATOR_KEY there is no console', async () => {
    const closed = await scene.start({});
    try {
      for (const path of ['/console', '/console/', '/console/console.js', '/console/state', '/console/operation'])
        expect((await fetch(`http://127.0.0.1:${closed.port}${path}`, { headers: asOperator })).status, path).toBe(404);
    } finally {
      await closed.stop();
    }
  });

  it('the page is for anybody, runs no script but its own, and weighs less than 60 KB', async () => {
    let bytes = 0;
    for (const path of ['/console', '/console/console.js', '/console/console.css']) {
      const response = await fetch(`${scene.url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(response.headers.get('content-security-policy')).toMatch(
        /default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      bytes += Number(response.headers.get('content-length'));
      const etag = response.headers.get('etag')!;
      expect((await fetch(`${scene.url}${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
      await response.arrayBuffer();
    }
    expect(bytes).toBeLessThan(60_000);
    expect((await fetch(`${scene.url}/console`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${scene.url}/console/../../package.json`)).status).toBe(404);
    expect((await fetch(`${scene.url}/console/page.ts`)).status).toBe(404);
  });

  it('all else needs the operator key', async () => {
    for (const authorization of [undefined, `Bearer ${scene.tenant.key}`, `Bearer ${operatorKey}x`, operatorKey]) {
      for (const [path, method] of [
        ['/console/state', 'GET'],
        ['/console/operation?id=0', 'GET'],
        ['/console/variables', 'POST'],
      ]) {
        const response = await fetch(`${scene.url}${path}`, {
          method: method!,
          headers: { ...(authorization && { authorization }) },
        });
        expect(response.status, path).toBe(401);
        expect(await response.json()).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
      }
    }
  });
});

describe('what is told', () => {
  it('once a second: how the node is, with PostgreSQL around it', async () => {
    const state = await stream.find(
      ({ postgres, seconds, feed }) => postgres?.database !== null && seconds > 0.5 && feed.isLive,
    );
    expect(state).toMatchObject({
      node: { role: 'origin', build: expect.stringMatching(/^[\w-]{16}$/), isOriginThere: true },
      feed: { isLive: true, sources: {} },
      store: { mostBytes: 1024 * 1024 },
      spend: { waitingForPoints: 0, waitingForTurns: 0 },
      live: { subscribers: 0 },
      postgres: { pool: { most: 2 }, database: { lockWaits: expect.any(Number), replicas: 0 } },
      edges: null,
      redis: null,
    });
    expect(state.feed.ageMs).toBeLessThan(1_000);
    expect(state.postgres!.database!.bytes).toBeGreaterThan(1_000_000);
  });

  it('counts are of the second, and add up to what was asked', async () => {
    const query = 'query Counted { teams(first: 3) { nodes { name } } }';
    const sum = (of: (state: ConsoleStream['states'][number]) => number | undefined) =>
      stream.states.reduce((total, state) => total + (of(state) ?? 0), 0);
    const before = { hits: sum(({ outcomes }) => outcomes['hit']), misses: sum(({ outcomes }) => outcomes['miss']) };
    for (let at = 0; at < 5; at++) await scene.ask(query);
    await until(() => sum(({ outcomes }) => outcomes['hit']) - before.hits === 4);
    expect(sum(({ outcomes }) => outcomes['miss']) - before.misses).toBe(1);
    const { operations } = stream.states.at(-1)!;
    expect(operations.find(({ label }) => label === 'Counted')).toMatchObject({ requests: 5, hits: 4, statements: 1 });
    expect(sum(({ latency }) => latency.cached?.count)).toBeGreaterThanOrEqual(4);
  });

  it('a write comes with its propagation', async () => {
    await scene.ask('mutation Written { createTeam(input: { name: "Told" }) { id } }');
    expect(await scene.told('Written', 'write')).toMatchObject({ why: null, code: null });
    const { feed } = await stream.find((state) => state.feed.propagation !== null);
    expect(feed.changes).toBeGreaterThan(0);
  });
});

describe('of variables', () => {
  const query = 'query Secret($of: String) { companies(first: 2, filter: { name: { ne: $of } }) { nodes { name } } }';

  it('no value is kept, until an operator asks for them', async () => {
    await scene.ask(query, { of: 'nobody may read this' });
    expect((await scene.told('Secret', 'miss')).variables).toBeNull();
    expect((await fetch(`${scene.url}/console/variables`, { method: 'POST', headers: asOperator })).status).toBe(200);
    await scene.ask(query, { of: `somebody may, but for ${scene.tenant.key}` });
    const { variables } = await scene.told('Secret', 'miss');
    expect(variables).toContain('somebody may');
    expect(variables, 'keys never are').not.toContain(scene.tenant.key);
    expect(JSON.stringify(await scene.recent())).not.toContain('nobody may read this');
    await stream.find(({ variablesShownSeconds }) => variablesShownSeconds > 50);
  });
});

describe('one operation', () => {
  const inspect = async (id: string) =>
    fetch(`${scene.url}/console/operation?id=${id}&tenant=${scene.tenant.id}`, { headers: asOperator });

  it('is told with its document, its cost by field, and what is kept of it', async () => {
    const query = 'query Inspected { companies(first: 7) { nodes { name contacts(first: 3) { nodes { email } } } } }';
    await scene.ask(query);
    const { operation } = await scene.told('Inspected', 'miss');
    const found: InspectedOperation = await (await inspect(operation!.id)).json();
    expect(found).toMatchObject({
      label: 'Inspected',
      document: query,
      facts: { kind: 'query', uncacheableBecause: null, maxAgeSeconds: 3_600, isPersonal: false },
      entries: { count: 1, newest: [{ tenantId: scene.tenant.id, isServable: true, invalidatedBy: null }] },
    });
    expect(found.facts!.fields.map(({ path }) => path)).toContain('companies.nodes.contacts');
    expect(found.facts!.fields.reduce((most, { cost }) => Math.max(most, cost), 0)).toBeGreaterThan(7);
  });

  it('one that nobody asked is not there', async () => {
    expect((await inspect('0123456789abcdef')).status).toBe(404);
    expect((await inspect("'; drop table company")).status).toBe(404);
  });
});

it('a hit on an answer that another node had put into Redis counts for its operation', async () => {
  const redis = await startOwnRedis();
  const nodes = await Promise.all([1, 2].map(() => scene.start({ OPERATOR_KEY: operatorKey, REDIS_URL: redis.url })));
  try {
    const body = JSON.stringify({ query: 'query FromRedis { users(first: 3) { nodes { name } } }' });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${scene.tenant.key}` };
    const askAt = async ({ port }: RunningOrigin) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
      await response.text();
      return response.headers.get('cache-status');
    };
    // Redis is given up for a while when it is late, and an answer goes there when a few are together: another try may do.
    const [one, other] = nodes as [RunningOrigin, RunningOrigin];
    await until(
      async () => {
        other.cache.store.clear();
        await askAt(one);
        return (await askAt(other)) === 'clientele; hit; detail=shared';
      },
      { withinMs: 15_000 },
    );
    expect(await askAt(other)).toBe('clientele; hit');
    const opened = await openConsoleStream(`http://127.0.0.1:${other.port}`);
    const { operations, redis: shown } = await opened.find(() => true);
    await opened.close();
    const found = operations.find(({ label }) => label === 'FromRedis')!;
    expect(found.hits).toBe(found.requests - found.statements);
    expect(found.hits).toBeGreaterThanOrEqual(2);
    expect(shown).toMatchObject({ isOpen: false });
  } finally {
    for (const node of nodes) await node.stop();
    await redis.stop();
  }
});

describe('what it costs', () => {
  it('nothing is reckoned while nobody looks: PostgreSQL is not asked', async () => {
    const other = await scene.start({ OPERATOR_KEY: operatorKey });
    try {
      const looks = async () => {
        const text = `select count(*)::int as n from pg_stat_activity where datname = current_database() and query like '/* vitals */%'`;
        return onServer(scene.database.url, async (client) => (await client.query(text)).rows[0].n as number);
      };
      // The one that looks already has its connection.
      const before = await looks();
      expect((await fetch(`http://127.0.0.1:${other.port}/console`)).status).toBe(200);
      expect(await looks()).toBe(before);
      const opened = await openConsoleStream(`http://127.0.0.1:${other.port}`);
      await opened.find(({ postgres }) => postgres?.database !== null);
      expect(await looks()).toBe(before + 1);
      await opened.close();
    } finally {
      await other.stop();
    }
  });

  it('a node that stops tells who looks, and does not wait for them', async () => {
    const other = await scene.start({ OPERATOR_KEY: operatorKey });
    const opened = await openConsoleStream(`http://127.0.0.1:${other.port}`);
    const beganMs = performance.now();
    await other.stop();
    expect(performance.now() - beganMs).toBeLessThan(10_000);
    await until(() => opened.isOver());
    await opened.close();
  });
});
