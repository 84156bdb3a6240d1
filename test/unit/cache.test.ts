// The cache of a node with a back end, a feed and a clock in the hands of the test: docs/coherence.md §10 to §12.
import { beforeEach, describe, expect, it } from 'vitest';
import { hashEpoch, type Token } from '../../src/cache/token.ts';
import { createCacheWorld, epoch } from '../support/cache-world.ts';

let world: ReturnType<typeof createCacheWorld>;
beforeEach(() => {
  world = createCacheWorld();
});

describe('an answer', () => {
  it('is executed once, then served by its key and by the text of the request', async () => {
    expect(await world.ask('deals')).toBe('miss deals@100');
    expect(await world.ask('deals')).toBe('hit deals@100');
    expect(world.find('deals')).toBe('deals@100');
    expect(world.executions()).toBe(1);
  });

  it('is not served once the node knows of a change of what it depends on', async () => {
    await world.ask('deals');
    world.commit('deals');
    world.catchUp();
    expect(world.find('deals')).toBeNull();
    expect(await world.ask('deals')).toBe('stale deals@101');
    expect(world.find('deals')).toBe('deals@101');
  });

  it('outlives changes of everything else', async () => {
    await world.ask('deals');
    for (let i = 0; i < 50; i++) world.commit('contacts');
    world.catchUp();
    expect(world.find('deals')).toBe('deals@100');
  });

  it('that was read after a change, but stored before the node heard of it, is as good as ever', async () => {
    world.commit('deals');
    await world.ask('deals');
    world.catchUp();
    expect(world.find('deals')).toBe('deals@101');
  });

  it('that was read before a change and stored after the node heard of it is never served again', async () => {
    const slow = world.ask('deals');
    world.commit('deals');
    world.catchUp();
    expect(await slow).toBe('miss deals@100');
    expect(world.find('deals')).toBeNull();
    expect(await world.ask('deals')).toBe('stale deals@101');
  });

  it('is kept for its time to live at most', async () => {
    await world.ask('report', { answer: { ttlMs: 1_000 } });
    world.pass(999);
    world.catchUp();
    expect(world.find('report')).toBe('report@100');
    world.pass(1);
    world.catchUp();
    expect(world.find('report')).toBeNull();
    expect(await world.ask('estimate', { answer: { ttlMs: 0 } })).toBe('miss estimate@100');
    expect(await world.ask('estimate', { answer: { ttlMs: 0 } })).toBe('miss estimate@100');
  });

  it('of another database, or of none that is known, is not kept', async () => {
    await world.ask('deals', { answer: { identity: 'another' } });
    await world.ask('contacts', { answer: { identity: null } });
    expect(world.cache.store.count()).toBe(0);
  });

  it('that depends on who asks is not shown to anybody else', async () => {
    const personal = { answer: { isPersonal: true } };
    await world.ask('viewer', personal);
    expect(world.find('viewer', 'all ', 'ann')).toBe('viewer@100');
    expect(world.find('viewer', 'all ', 'bob')).toBeNull();
    expect(world.find('viewer', 'other ', 'ann')).toBeNull();
    expect(await world.ask('viewer', { ...personal, subject: 'bob' })).toBe('miss viewer@100');
    expect(world.executions()).toBe(2);
  });
});

describe('equal requests at the same time', () => {
  it('are executed once', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => world.ask('deals')));
    expect(asked.sort()).toEqual([...Array(19).fill('collapsed deals@100'), 'miss deals@100']);
    expect(world.executions()).toBe(1);
  });

  it('do not take an answer from before a change that the node has heard of', async () => {
    const first = world.ask('deals');
    world.commit('deals');
    world.catchUp();
    const others = Array.from({ length: 5 }, () => world.ask('deals'));
    expect(await first).toBe('miss deals@100');
    for (const other of await Promise.all(others)) expect(other).toMatch(/deals@101$/);
    expect(world.executions()).toBe(2);
  });

  it('of several callers do not share what depends on who asks', async () => {
    const personal = { answer: { isPersonal: true } };
    const [ann, bob] = await Promise.all([
      world.ask('viewer', personal),
      world.ask('viewer', { ...personal, subject: 'bob' }),
    ]);
    expect([ann, bob]).toEqual(['miss viewer@100', 'miss viewer@100']);
    expect(world.executions()).toBe(2);
  });

  it('fail each on its own', async () => {
    const run = async () => Promise.reject(new Error('no database'));
    const asked = await Promise.allSettled([world.ask('deals', { run }), world.ask('deals')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

describe('a node that cannot tell', () => {
  it('serves nothing from its cache, and goes on with everything it has when it can again', async () => {
    await world.ask('deals');
    world.pass(1_000);
    expect(world.find('deals')).toBeNull();
    expect(await world.ask('deals')).toBe('bypass deals@100');
    world.catchUp();
    expect(world.find('deals')).toBe('deals@100');
  });

  it('still spares the database: one execution for who came first, one for all who came while it ran', async () => {
    world.pass(1_000);
    await Promise.all(Array.from({ length: 20 }, () => world.ask('deals')));
    expect(world.executions()).toBe(2);
  });

  it('spares a cache behind it in the same way, though what that one had was not executed then', async () => {
    world.pass(1_000);
    await Promise.all(Array.from({ length: 20 }, () => world.ask('deals', { answer: { isExecuted: false } })));
    expect(world.executions()).toBe(2);
  });

  it('serves nothing older than a write of its own that it could not catch up with', async () => {
    await world.ask('deals');
    world.pass(10);
    world.cache.distrust();
    expect(world.find('deals')).toBeNull();
    world.catchUp();
    expect(world.find('deals')).toBe('deals@100');
  });
});

describe('who has written', () => {
  const token = (...xids: number[]): Token[] => [{ epoch: hashEpoch(epoch), xids }];

  it('is not answered from before it', async () => {
    await world.ask('deals');
    const xid = world.commit('deals');
    expect(await world.ask('deals', { after: token(xid) })).toBe('stale deals@101');
  });

  it('is answered from the cache when the write touched something else', async () => {
    await world.ask('deals');
    const xid = world.commit('contacts');
    expect(await world.ask('deals', { after: token(xid) })).toBe('hit deals@100');
  });

  it('is answered by the database when the node cannot catch up, or knows nothing of that epoch', async () => {
    await world.ask('deals');
    const xid = world.commit('deals');
    world.breakFeed();
    expect(await world.ask('deals', { after: token(xid) })).toBe('bypass deals@101');
    expect(await world.ask('deals', { after: [{ epoch: 'restored', xids: [5] }] })).toBe('bypass deals@101');
  });
});

describe('a strong read', () => {
  it('sees what was committed before it, though the node had not heard of it', async () => {
    await world.ask('deals');
    world.commit('deals');
    expect(world.find('deals')).toBe('deals@100');
    expect(await world.ask('deals', { isStrong: true })).toBe('stale deals@101');
  });

  it('is served from the cache when nothing has changed', async () => {
    await world.ask('deals');
    expect(await world.ask('deals', { isStrong: true })).toBe('hit deals@100');
  });
});

describe('requests that say so', () => {
  it('are executed whatever is kept, and kept', async () => {
    await world.ask('deals');
    expect(await world.ask('deals', { mayServe: false })).toBe('bypass deals@100');
    expect(world.cache.counts().stored).toBe(2);
  });

  it('leave nothing behind', async () => {
    expect(await world.ask('deals', { mayServe: false, mayKeep: false })).toBe('bypass deals@100');
    expect(world.cache.store.count()).toBe(0);
  });
});

describe('memory', () => {
  it('is bounded by bytes; what is used stays', async () => {
    world = createCacheWorld({ mostBytes: 100_000 });
    await world.ask('hot');
    for (let i = 0; i < 500; i++) {
      const name = `cold ${i}`;
      await world.ask(name, { mayServe: false });
      await world.ask(name, { mayServe: false }); // a second time, or it would not be admitted
      for (let hits = 0; hits < 16; hits++) world.find('hot');
    }
    expect(world.cache.store.bytes()).toBeLessThanOrEqual(100_000);
    expect(world.cache.store.count()).toBeGreaterThan(50);
    expect(world.find('hot')).toBe('hot@100');
  });

  it('is not spent on what is asked once, when it is scarce', async () => {
    world = createCacheWorld({ mostBytes: 100_000 });
    for (let i = 0; i < 70; i++) await world.ask(`kept ${i}`);
    const kept = world.cache.store.count();
    for (let i = 0; i < 1_000; i++) await world.ask(`once ${i}`);
    expect(world.find('kept 0')).toBe('kept 0@100');
    expect(world.cache.store.count()).toBeLessThan(kept + 30);
  });

  it('is not spent on answers beyond a size', async () => {
    const body = 'x'.repeat(10_001);
    const { run } = world.request('long');
    expect(await world.ask('long', { run: async () => ({ ...(await run()), body }) })).toBe(`miss ${body}`);
    expect(world.cache.store.count()).toBe(0);
  });

  it('holds as many spellings of a question as it counts', async () => {
    for (let i = 0; i < 20; i++) await world.ask('deals', { text: `spelling ${i}` });
    expect(world.find('spelling 19')).toBe('deals@100');
    expect(world.find('spelling 0')).toBeNull();
  });
});

describe('refresh-ahead', () => {
  it('makes an answer again that was asked for often, before anybody asks', async () => {
    world = createCacheWorld({ refreshAhead: true });
    await world.ask('hot');
    await world.ask('cold');
    for (let i = 0; i < 5; i++) world.find('hot');
    for (const name of ['hot', 'cold']) world.commit(name);
    world.catchUp();
    await expect.poll(() => world.find('hot')).toBe('hot@102');
    expect(world.find('cold')).toBeNull();
  });
});
