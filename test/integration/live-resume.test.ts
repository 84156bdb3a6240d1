// Whoever comes back goes on where it left off: by the cursor of an event, of a page, of a snapshot, or the last id of a stream.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { raiseFloor } from '../support/change-floor.ts';
import {
  dealChanged,
  eventFields,
  eventsOf,
  heard,
  type LiveEvent,
  type LiveScene,
  startLiveScene,
} from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());
afterEach(() => scene.hush());

describe('going on from a cursor', () => {
  it('brings what was committed since, in order and once, and then what comes', async () => {
    const first = await scene.listen(dealChanged);
    const id = await scene.createDeal('seen');
    await heard(first, 1);
    first.close();
    for (let index = 0; index < 20; index++) await scene.change(id, { name: `missed ${index}` });
    const second = await scene.listen(dealChanged, { variables: { after: eventsOf(first)[0]!.cursor } });
    await heard(second, 20);
    await scene.change(id, { name: 'live' });
    await heard(second, 21);
    expect(eventsOf(second).map(({ after }) => after!['name'])).toEqual([
      ...Array.from({ length: 20 }, (_, index) => `missed ${index}`),
      'live',
    ]);
  });

  it('the last id of a stream is such a cursor, also if nothing was told', async () => {
    const first = await scene.listen(dealChanged, { method: 'GET' });
    await until(() => first.lastEventId() !== null);
    first.close();
    await scene.createDeal('missed');
    const second = await scene.listen(dealChanged, {
      method: 'GET',
      headers: { 'last-event-id': first.lastEventId()! },
    });
    await heard(second, 1);
    expect(eventsOf(second)[0]!.after!['name']).toBe('missed');
  });

  it('from the middle of a transaction, only the rest of it comes', async () => {
    const first = await scene.listen(dealChanged);
    await scene.api.ask('mutation { createDeals(input: [{ name: "a" }, { name: "b" }, { name: "c" }]) { succeeded } }');
    await heard(first, 3);
    const second = await scene.listen(dealChanged, { variables: { after: eventsOf(first)[0]!.cursor } });
    await scene.createDeal('d');
    await heard(second, 3);
    expect(eventsOf(second).map(({ after }) => after!['name'])).toEqual(['b', 'c', 'd']);
    const ids = eventsOf(first).map((event) => event.id);
    expect(
      eventsOf(second)
        .slice(0, 2)
        .map((event) => event.id),
    ).toEqual(ids.slice(1, 3));
  });

  it('the cursor of a query is where its snapshot ends', async () => {
    const { changes } = await scene.api.ask<{ changes: { nodes: unknown[]; pageInfo: { endCursor: string } } }>(
      '{ changes { nodes { id } pageInfo { endCursor } } deals { nodes { id } } }',
    );
    expect(changes.nodes).toEqual([]);
    await scene.createDeal('after the snapshot');
    const listener = await scene.listen(dealChanged, { variables: { after: changes.pageInfo.endCursor } });
    await heard(listener, 1);
    expect(eventsOf(listener)[0]!.after!['name']).toBe('after the snapshot');
  });

  it('of changes that were dropped is refused, with the oldest cursor', async () => {
    const { changes } = await scene.api.ask<{ changes: { pageInfo: { endCursor: string } } }>(
      '{ changes { pageInfo { endCursor } } }',
    );
    await scene.createDeal('dropped');
    await raiseFloor(scene.api);
    const listener = await scene.listen(dealChanged, { variables: { after: changes.pageInfo.endCursor } });
    await until(() => listener.ended() !== null);
    const { extensions } = listener.told[0]!.errors![0]!;
    expect(extensions).toMatchObject({ code: 'RESUME_EXPIRED', oldestCursor: expect.any(String) });
    const next = await scene.listen(dealChanged, { variables: { after: extensions['oldestCursor'] } });
    await scene.createDeal('told');
    await heard(next, 1);
  });

  it.each(['nonsense', '', Buffer.from('12345678/1:1:/2').toString('base64url')])('%j is refused', async (after) => {
    const listener = await scene.listen(dealChanged, { variables: { after: after || ' ' } });
    await until(() => listener.ended() === 'complete');
    expect(listener.told[0]!.errors![0]!.extensions['code']).toBe('BAD_CURSOR');
  });
});

describe('the feed as pages', () => {
  const pull = `query ($after: String, $first: Int, $types: [RecordType!]) {
    changes(after: $after, first: $first, types: $types) { nodes { ${eventFields} } pageInfo { endCursor hasNextPage } } }`;
  interface Page {
    readonly changes: {
      readonly nodes: readonly LiveEvent[];
      readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    };
  }

  it('holds the same events with the same ids as a subscription', async () => {
    const start = (await scene.api.ask<Page>(pull)).changes.pageInfo.endCursor;
    const listener = await scene.listen(dealChanged);
    for (let index = 0; index < 7; index++) await scene.createDeal(`page ${index}`);
    await heard(listener, 7);
    const found: LiveEvent[] = [];
    for (let after = start, hasMore = true; hasMore; ) {
      const { changes } = await scene.api.ask<Page>(pull, { after, first: 3, types: ['DEAL'] });
      found.push(...changes.nodes);
      after = changes.pageInfo.endCursor;
      hasMore = changes.pageInfo.hasNextPage;
    }
    expect(found.map(({ id, kind }) => [id, kind])).toEqual(eventsOf(listener).map(({ id, kind }) => [id, kind]));
  });

  it('is never answered from the cache', async () => {
    const start = (await scene.api.ask<Page>(pull)).changes.pageInfo.endCursor;
    expect((await scene.api.ask<Page>(pull, { after: start })).changes.nodes).toEqual([]);
    await scene.createDeal('new');
    expect((await scene.api.ask<Page>(pull, { after: start })).changes.nodes).toHaveLength(1);
  });
});
