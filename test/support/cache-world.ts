// A cache with a back end, a feed and a clock in the hands of the test.
import { expect } from 'vitest';
import { type Cache, type CacheRequest, createCache } from '../../src/cache/cache.ts';
import type { Answer, Entry } from '../../src/cache/entry.ts';
import { type Position, positionBefore } from '../../src/cache/position.ts';
import { createRefresher } from '../../src/cache/refresh.ts';
import { createSources } from '../../src/cache/sources.ts';
import { createStore } from '../../src/cache/store.ts';
import { hashTag, hashTags } from '../../src/cache/tag-hash.ts';
import { createTagTable } from '../../src/cache/tag-table.ts';

const tenantId = 'tenant';
export const identity = 'a.database';
export const epoch = `${identity}.0`;

/** A database of one number: each commit raises it, and says which tag it touched. */
export function createCacheWorld({ mostBytes = 10_000_000, refreshAhead = false } = {}) {
  let nowMs = 0;
  let appliedMs = 0;
  let committed = 100;
  let executions = 0;
  let unapplied: { xid: number; tag: string }[] = [];
  const now = () => nowMs;
  const table = createTagTable({ now });
  const at = (xid: number): Position => positionBefore(xid + 1);
  table.reset({ epoch, identity, floor: at(100), next: at(100), invalidations: [] });
  const catchUp = () => {
    const invalidations = unapplied.map(({ xid, tag }) => ({
      tenantId,
      xid,
      tags: [hashTag(tenantId, tag)],
      cause: tag,
    }));
    unapplied = [];
    expect(table.apply({ epoch, prev: table.position(), next: at(committed), invalidations })).toBe(true);
    appliedMs = nowMs;
    refresher.step(invalidations);
  };
  let isFeedBroken = false;
  const feed = {
    asOf: () => appliedMs,
    wanted() {},
    async sync() {
      if (isFeedBroken) throw new Error('the feed is broken');
      catchUp();
    },
  };
  const store = createStore({ mostBytes, largestBodyBytes: 10_000 });
  const onHot = (entry: Entry) => refreshAhead && refresher.heat(entry);
  const cache: Cache = createCache({ sources: createSources({ first: { table, feed } }), store, now, onHot });
  const refresher = createRefresher({ isValid: (entry) => table.isValid(entry.stamp), refresh: cache.refresh });

  const request = (
    name: string,
    more: Partial<CacheRequest> & { answer?: Partial<Answer['reading']> } = {},
  ): CacheRequest => ({
    tenantId,
    key: name,
    personalKey: `${name} of ${more.subject ?? 'ann'}`,
    text: name,
    scope: 'all ',
    subject: 'ann',
    after: [],
    isStrong: false,
    mayServe: true,
    mayKeep: true,
    async run() {
      executions++;
      const position = at(committed);
      const body = `${name}@${committed}`;
      await null; // a real one takes its snapshot, then waits
      const tags = hashTags(tenantId, [name]);
      const reading = { identity, position, tags, ttlMs: 60_000, isPersonal: false, ...more.answer };
      return { body, reading, made: body };
    },
    ...more,
  });
  return {
    cache,
    request,
    catchUp,
    breakFeed() {
      isFeedBroken = true;
    },
    pass(ms: number) {
      nowMs += ms;
    },
    /** The feed hears of it at the next catchUp(). */
    commit(tag: string): number {
      unapplied.push({ xid: ++committed, tag });
      return committed;
    },
    executions: () => executions,
    async ask(name: string, more: Parameters<typeof request>[1] = {}) {
      const served = await cache.serve(request(name, more));
      return `${served.outcome} ${served.entry ? served.entry.body.toString() : String(served.answer.made)}`;
    },
    find: (name: string, scope = 'all ', subject = 'ann') => cache.find(scope, subject, name)?.body.toString() ?? null,
  };
}
