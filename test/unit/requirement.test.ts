// What an answer from a replica has to meet, with the replica in the hands of the test: it answers from where it stands (docs/coherence.md §14).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CacheRequest } from '../../src/cache/cache.ts';
import type { Reading, Requirement } from '../../src/cache/entry.ts';
import { positionBefore } from '../../src/cache/position.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import { hashEpoch, type Token } from '../../src/cache/token.ts';
import { receiveEntry, sendToEdge } from '../../src/http/edge-entry.ts';
import { createCacheWorld, epoch, identity } from '../support/cache-world.ts';

let world: ReturnType<typeof createCacheWorld>;
let required: (Requirement | undefined)[];
beforeEach(() => {
  world = createCacheWorld();
  required = [];
});

const token = (...xids: number[]): Token[] => [{ epoch: hashEpoch(epoch), xids }];

/** As an executor does that has a replica, which shows everything up to `seen`. */
function request(name: string, seen: number, more: Partial<CacheRequest> & { reading?: Partial<Reading> } = {}) {
  const asked = world.request(name, more);
  const ofReplica: Reading = {
    identity,
    position: positionBefore(seen + 1),
    tags: hashTags(asked.tenantId, [name]),
    ttlMs: 60_000,
    isPersonal: false,
    isOfReplica: true,
    isExecuted: false,
    ...more.reading,
  };
  const run: CacheRequest['run'] = async (signal, outcome, requirement) => {
    required.push(requirement);
    const isMet = requirement?.isMet(ofReplica);
    return isMet ? { body: `replica@${seen}`, reading: ofReplica, made: null } : asked.run(signal, outcome);
  };
  return { ...asked, run };
}

async function ask(...args: Parameters<typeof request>): Promise<string> {
  const { outcome, entry } = await world.cache.serve(request(...args));
  return `${outcome} ${entry?.body}`;
}

describe('an answer of a replica', () => {
  it('goes out, and is kept, where nothing that it depends on has changed since', async () => {
    world.commit('contacts');
    world.catchUp();
    expect(await ask('deals', 100)).toBe('miss replica@100');
    expect(world.find('deals')).toBe('replica@100');
  });

  it('does not go out once the node knows of a change that it lacks', async () => {
    world.commit('deals');
    world.catchUp();
    expect(await ask('deals', 100)).toBe('miss deals@101');
    expect(await ask('deals', 100)).toBe('hit deals@101');
  });

  it('may be newer than what the node knows', async () => {
    world.commit('deals');
    expect(await ask('deals', 101)).toBe('miss replica@101');
    world.catchUp();
    expect(world.find('deals')).toBe('replica@101');
  });

  it.each<[string, Partial<Reading>]>([
    ['from before what the node remembers', { position: positionBefore(100) }],
    ['of another history', { identity: 'another.database' }],
    ['of a server that is no replica any more', { identity: null }],
    ['that nothing tells the end of', { ttlMs: 0 }],
  ])('%s does not go out', async (_, reading) => {
    expect(await ask('deals', 100, { reading })).toBe('miss deals@100');
  });

  it('is not asked for by a node that could not judge it, nor by who wants the primary or nothing kept', async () => {
    await ask('contacts', 100, { mayServe: false });
    await ask('tags', 100, { mayKeep: false });
    world.pass(1_000);
    await ask('deals', 100);
    expect(required).toEqual([undefined, undefined, undefined]);
  });

  it('does not go out from a node that has gone blind while it was read', async () => {
    const asked = request('deals', 100);
    const late: CacheRequest['run'] = (...args) => {
      world.pass(1_000);
      return asked.run(...args);
    };
    const { entry } = await world.cache.serve({ ...asked, run: late });
    expect(String(entry?.body)).toBe('deals@100');
  });

  it('shows its client what it has written, though the replica lacks it', async () => {
    const written = world.commit('deals');
    expect(await ask('deals', 100, { after: token(written) })).toBe('miss deals@101');
    expect(await ask('contacts', 100, { after: token(written) })).toBe('miss replica@100'); // which has nothing to do with it
  });

  it('does not do for those who waited for it and have written something since', async () => {
    const plain = ask('deals', 100);
    const written = world.commit('deals');
    expect(await Promise.all([plain, ask('deals', 100, { after: token(written) })])).toEqual([
      'miss replica@100',
      'stale deals@101',
    ]);
  });
});

describe('which replica is worth asking', () => {
  it('must have seen what the node does not remember, what the client has written, and what made the entry before invalid', async () => {
    await ask('deals', 100);
    const written = world.commit('contacts');
    await ask('contacts', 100, { after: token(written) });
    const cause = world.commit('deals');
    world.commit('tags');
    world.catchUp();
    await ask('deals', 100);
    expect(required.map((each) => each?.xid)).toEqual([100, written, cause]);
  });
});

it('an edge does not take it for executed after its request came', async () => {
  const { entry } = await world.cache.serve(request('deals', 100));
  const server = createServer((_, response) => sendToEdge(response, entry!, 'miss')).listen(0);
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const received = receiveEntry(Object.fromEntries(response.headers), Buffer.from(await response.arrayBuffer()));
  server.close();
  expect(received).toMatchObject({
    cacheStatus: 'clientele; fwd=miss; detail=replica',
    reading: { isExecuted: false },
  });
});
