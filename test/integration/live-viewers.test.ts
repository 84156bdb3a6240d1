// Whoever looks, with whatever rights: the events that a viewer is told, applied to its list as it was, make its list as it is; and a
// stream, a replay and pages tell the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type AccessScene,
  ann,
  bob,
  cem,
  everything,
  north,
  south,
  startAccessScene,
} from '../support/access-scene.ts';
import { createTenant } from '../support/api.ts';
import { type Listener, listenByEvents } from '../support/live-clients.ts';
import type { LiveEvent } from '../support/live-scene.ts';
import { createCaller } from '../support/nodes.ts';
import { createRandom, type Random } from '../support/random.ts';
import { until } from '../support/until.ts';

let scene: AccessScene;
let foreign: string;

beforeAll(async () => {
  scene = await startAccessScene();
  foreign = (await createTenant(scene.api.databaseUrl, 'foreign')).id;
});
afterAll(() => scene?.api.stop());

const rounds = 5;
const writesInRound = 40;
const owners = [ann, bob, cem, null];
const fields = 'id cursor kind transition recordId changedFields before after';
const subscription = `subscription ($filter: CompanyFilter, $after: String) { told: companyChanged(filter: $filter, after: $after) { ${fields} node { id name owner { id } } } }`;
const page = `query ($after: String) { changes(types: [COMPANY], after: $after, first: 100) { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`;
const list = 'query ($filter: CompanyFilter) { companies(first: 100, filter: $filter) { nodes { id } } }';

const filters = [null, { employees: { gte: 50 } }, { not: { city: { eq: 'Rome' } } }, { deletedAt: { isNull: false } }];
const sights = [
  { visibility: 'all', userId: null },
  { visibility: 'team', userId: ann },
  { visibility: 'team', userId: cem },
  { visibility: 'own', userId: bob },
  { visibility: 'own', userId: ann },
] as const;

type Event = Omit<LiveEvent, 'node'> & { readonly node?: { readonly owner: { readonly id: string } | null } | null };
type Told = { readonly told: Event };

interface Watcher {
  readonly name: string;
  readonly key: string;
  readonly filter: object | null;
  readonly listener: Listener<Told>;
  /** Ids of its list, by what it was told. */
  list: Set<string>;
  /** Of what it was told, so much is in the list. */
  taken: number;
}

const eventsOf = ({ told }: Listener<Told>) =>
  told.map(({ data, errors }) => data?.told ?? expect.fail(JSON.stringify(errors)));

async function lists(key: string, filter: object | null, ids: readonly string[]): Promise<string[]> {
  const { companies } = await scene.api.ask<{ companies: { nodes: { id: string }[] } }>(
    list,
    { filter: { and: [...(filter ? [filter] : []), { id: { in: ids } }] } },
    { key },
  );
  return companies.nodes.map(({ id }) => id).sort();
}

async function pages(key: string, from: string): Promise<Event[]> {
  const all: Event[] = [];
  for (let after = from, isMore = true; isMore; ) {
    type Page = { changes: { nodes: Event[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    const { changes } = await scene.api.ask<Page>(page, { after }, { key });
    all.push(...changes.nodes);
    isMore = changes.pageInfo.hasNextPage;
    after = changes.pageInfo.endCursor;
  }
  return all;
}

/** Rows past the API, in one transaction or in several; some are rolled back, some are another tenant's. */
async function writeAtRandom(random: Random, ids: readonly string[]): Promise<void> {
  const { api, tenantId } = scene;
  for (let count = 0; count < writesInRound; count++) {
    const [column, value] = random.pick([
      ['owner_id', random.pick(owners)],
      ['owner_id', random.pick(owners)],
      ['employees', random.pick([null, 0, 50, 100])],
      ['city', random.pick([null, 'Rome', 'Oslo'])],
      ['deleted_at', random.pick([null, '2024-01-01T00:00:00Z'])],
    ] as const);
    const id = random.pick(ids);
    if (random.below(8) === 0) {
      await api.sql('delete from company where tenant_id = $1 and id = $2', [tenantId, id]);
      continue;
    }
    await api.sql(
      `insert into company (tenant_id, id, name, ${column}) values ($1, $2, 'new', $3)
        on conflict (tenant_id, id) do update set ${column} = excluded.${column}, name = 'n' || $4`,
      [tenantId, id, value, random.below(1000)],
    );
    if (random.below(5) === 0)
      await api.sql(`insert into company (tenant_id, id, name) values ($1, gen_random_uuid(), 'foreign')`, [foreign]);
  }
}

/** The last that all are told of, whatever they see: a statement over 500 rows. */
const mark = () =>
  scene.api.sql(
    `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'z' from generate_series(1, 501)`,
    [scene.tenantId],
  );

/** Applied strictly: who enters was not there, who is updated or leaves was. */
function apply(watcher: Watcher, events: readonly Event[]): void {
  for (const { transition, recordId, kind, before, after, node } of events) {
    const context = JSON.stringify({
      watcher: watcher.name,
      filter: watcher.filter,
      transition,
      kind,
      recordId,
      before,
      after,
    });
    if (recordId === null) continue;
    expect(watcher.list.has(recordId), context).toBe(transition !== 'ENTER');
    if (transition === 'LEAVE') watcher.list.delete(recordId);
    else watcher.list.add(recordId);
    expect(JSON.stringify([before, after, node]), context).not.toContain('foreign');
  }
}

/** What is said of owners is of those that the viewer sees. */
function checkSight(name: string, events: readonly Event[], seen: readonly (string | null)[]): void {
  for (const { before, after, recordId, node } of events)
    for (const image of [before, after, node && { ownerId: node.owner?.id ?? null }])
      if (image && 'ownerId' in image)
        expect(seen, JSON.stringify([name, recordId, image])).toContain(image['ownerId']);
}

it('is told what makes its list', { timeout: 120_000 }, async () => {
  const { api, tenantId } = scene;
  const random = createRandom(20_261);
  const ids = Array.from({ length: 9 }, () => random.id());
  const watchers: Watcher[] = [];
  for (const sight of sights) {
    const { key } = await createCaller(api.databaseUrl, tenantId, everything, sight);
    for (const filter of filters) {
      const listener = await listenByEvents<Told>(api.url, subscription, { key, variables: { filter } });
      const name = `${sight.visibility} of ${owners.indexOf(sight.userId)}`;
      watchers.push({ name, key, filter, listener, list: new Set(), taken: 0 });
    }
  }
  const counted = { events: 0, crossings: 0 };
  let bobsTeam = north;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      // Those whose team it is are to read again, and are told of what comes then by the new team.
      bobsTeam = bobsTeam === north ? south : north;
      await api.sql('update "user" set team_id = $2 where id = $1', [bob, bobsTeam]);
      for (const watcher of watchers.filter(({ name }) => name.startsWith('team'))) {
        await until(() => watcher.listener.told.length > watcher.taken, { what: 'MANY' });
        expect(
          eventsOf(watcher.listener)
            .slice(watcher.taken)
            .map(({ kind }) => kind),
        ).toEqual(['MANY']);
        watcher.taken++;
      }
      for (const watcher of watchers) watcher.list = new Set(await lists(watcher.key, watcher.filter, ids));
    }
    const { changes } = await api.ask<{ changes: { pageInfo: { endCursor: string } } }>(
      '{ changes { pageInfo { endCursor } } }',
    );
    const start = changes.pageInfo.endCursor;
    await writeAtRandom(random, ids);
    await mark();
    const isDone = ({ listener, taken }: Watcher) =>
      listener.told.slice(taken).some(({ data }) => data?.told.kind === 'MANY');
    await until(() => watchers.every(isDone), { what: 'the mark', withinMs: 20_000 });
    for (const watcher of watchers) {
      const { key, filter, name, listener } = watcher;
      const events = eventsOf(listener).slice(watcher.taken);
      watcher.taken = listener.told.length;
      apply(watcher, events);
      const context = `${name}, round ${round}, ${JSON.stringify(filter)}`;
      expect([...watcher.list].sort(), context).toEqual(await lists(key, filter, ids));
      const team = name === 'team of 2' ? south : north;
      const inTeam = [...(team === north ? [ann] : [cem]), ...(bobsTeam === team ? [bob] : [])];
      const own = owners[Number(name.slice(-1))]!;
      checkSight(name, events, name.startsWith('all') ? owners : name.startsWith('own') ? [own] : inTeam);
      counted.events += events.length;
      counted.crossings += events.filter(
        ({ changedFields, after, transition, kind }) =>
          kind === 'UPDATED' &&
          transition !== 'UPDATE' &&
          changedFields.length === 0 &&
          (transition === 'LEAVE') === (after === null),
      ).length;
      const plain = ({ id, kind, transition, changedFields, before, after }: Event) => ({
        ...{ id, kind, transition, changedFields, before, after },
      });
      const replay = await listenByEvents<Told>(api.url, subscription, { key, variables: { filter, after: start } });
      await until(() => replay.told.length >= events.length, { what: `${context}: the replay` });
      replay.close();
      expect(eventsOf(replay).map(plain), context).toEqual(events.map(plain));
      if (filter === null) expect((await pages(key, start)).map(plain), context).toEqual(events.map(plain));
    }
  }
  for (const { listener } of watchers) listener.close();
  expect(counted.events).toBeGreaterThan(500);
  expect(counted.crossings).toBeGreaterThan(50);
});
