// Lists that begin with all that is in them and go on with their changes: nothing is missing in between, and nothing comes out of order.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../src/db/pool.ts';
import { raiseFloor } from '../support/change-floor.ts';
import type { Listener } from '../support/live-clients.ts';
import { type LiveEvent, type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { createCaller } from '../support/nodes.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;
let tenantId: string;

beforeAll(async () => {
  scene = await startLiveScene();
  tenantId = scene.api.tenants[0].id;
});
afterAll(() => scene?.stop());
afterEach(async () => {
  scene.hush();
  await scene.api.sql('delete from company');
  await scene.api.sql('delete from contact');
});

const query = `subscription ($filter: CompanyFilter, $after: String) {
  told: companyChanged(filter: $filter, after: $after, snapshot: true) { id cursor kind transition recordId changedFields before after node { name } } }`;

type Told = { readonly told: LiveEvent };

const events = ({ told }: Listener<Told>) =>
  told.map(({ data, errors }) => data?.told ?? expect.fail(JSON.stringify(errors)));
const isReady = (listener: Listener<Told>) =>
  until(() => listener.told.some(({ data }) => data?.told.kind === 'READY'), { withinMs: 30_000, what: 'READY' });
const kinds = (listener: Listener<Told>) => events(listener).map(({ kind, transition }) => `${kind} ${transition}`);

const insert = (id: string, name: string) =>
  scene.api.sql(`insert into company (tenant_id, id, name, description) values ($1, $2, $3, '0')`, [
    tenantId,
    id,
    name,
  ]);
const random = createRandom(41);

it.each(['listen', 'connect'] as const)('tells the list as it stands, then its changes (%s)', async (how) => {
  const ids = [random.id(), random.id()].sort();
  for (const id of ids) await insert(id, `in ${ids.indexOf(id)}`);
  await insert(random.id(), 'out');
  const listener = await scene[how]<Told>(query, { variables: { filter: { name: { startsWith: 'in' } } } });
  await isReady(listener);
  await insert(random.id(), 'in later');
  await until(() => listener.told.length === 5);
  expect(kinds(listener)).toEqual([
    'SNAPSHOT UPDATE',
    'PRESENT ENTER',
    'PRESENT ENTER',
    'READY UPDATE',
    'CREATED ENTER',
  ]);
  const [, first, second] = events(listener);
  expect([first!.recordId, second!.recordId]).toEqual(ids);
  expect(first).toMatchObject({ before: null, changedFields: [], after: { name: 'in 0' }, node: { name: 'in 0' } });
});

it('of an empty list that too is told', async () => {
  const listener = await scene.listen<Told>(query);
  await isReady(listener);
  expect(kinds(listener)).toEqual(['SNAPSHOT UPDATE', 'READY UPDATE']);
});

it('of companies and contacts both', async () => {
  await insert(random.id(), 'a company');
  await scene.api.ask('mutation { createContact(input: { lastName: "a contact" }) { id } }');
  const customers = await scene.listen<Told>(
    'subscription { told: customerChanged(snapshot: true) { kind transition type recordId } }',
  );
  await isReady(customers);
  expect(
    events(customers)
      .map(({ kind, type }) => [kind, type])
      .slice(1, 3),
  ).toEqual([
    ['PRESENT', 'COMPANY'],
    ['PRESENT', 'CONTACT'],
  ]);
});

it('before READY there is nothing to go on from: it begins anew; after it, it goes on', async () => {
  await insert(random.id(), 'there');
  const first = await scene.listen<Told>(query);
  await isReady(first);
  const [, present, ready] = events(first);
  const anew = await scene.listen<Told>(query, { variables: { after: present!.cursor } });
  await isReady(anew);
  expect(kinds(anew)).toEqual(['SNAPSHOT UPDATE', 'PRESENT ENTER', 'READY UPDATE']);
  const byId = await scene.listen<Told>(query, { headers: { 'last-event-id': present!.cursor } });
  await isReady(byId);
  await insert(random.id(), 'new');
  const later = await scene.listen<Told>(query, { variables: { after: ready!.cursor } });
  await until(() => later.told.length === 1);
  expect(kinds(later)).toEqual(['CREATED ENTER']);
  const plain = query.replace('snapshot: true', 'snapshot: false');
  const refused = await scene.listen<Told>(plain, { variables: { after: present!.cursor } });
  await until(() => refused.ended() !== null);
  expect(refused.told[0]!.errors![0]!.extensions['code']).toBe('BAD_CURSOR');
});

it('from a cursor whose changes were dropped, the list is told anew', async () => {
  await insert(random.id(), 'there');
  const first = await scene.listen<Told>(query);
  await isReady(first);
  first.close();
  await insert(random.id(), 'dropped');
  await raiseFloor(scene.api);
  await scene.api.ask('{ companies { totalCount } }'); // the node knows of it: what it tells from now on is whole
  const again = await scene.listen<Told>(query, { variables: { after: events(first).at(-1)!.cursor } });
  await isReady(again);
  expect(kinds(again)).toEqual(['SNAPSHOT UPDATE', 'PRESENT ENTER', 'PRESENT ENTER', 'READY UPDATE']);
});

it('shows what its viewer may see', async () => {
  const { api } = scene;
  const { createUser } = await api.ask<{ createUser: { id: string } }>(
    'mutation { createUser(input: { name: "Ann", email: "ann@staff.test" }) { id } }',
  );
  await api.sql(
    `insert into contact (tenant_id, id, last_name, email, owner_id) values ($1, gen_random_uuid(), 'mine', 'a@person.test', $2), ($1, gen_random_uuid(), 'other', 'b@person.test', null)`,
    [tenantId, createUser.id],
  );
  const { key } = await createCaller(api.databaseUrl, tenantId, ['contacts:read'], {
    visibility: 'own',
    userId: createUser.id,
  });
  const listener = await scene.listen<Told>(
    'subscription { told: contactChanged(snapshot: true) { kind transition recordId after } }',
    { key },
  );
  await isReady(listener);
  expect(events(listener).flatMap(({ after }) => after?.['lastName'] ?? [])).toEqual(['mine']);
  expect(JSON.stringify(events(listener))).not.toMatch(/email|@person/);
});

it('while it is told everything changes, and at READY it is the list at that cursor', {
  timeout: 120_000,
}, async () => {
  const ids = Array.from({ length: 250 }, () => random.id());
  await scene.api.sql(
    `insert into company (tenant_id, id, name, description) select $1, id, 'in', '0' from unnest($2::uuid[]) id`,
    [tenantId, ids],
  );
  const pool = createPool({ url: scene.api.databaseUrl, role: 'none', max: 3 });
  let isOver = false;
  const writing = [1, 2, 3].map(async () => {
    while (!isOver) {
      const id = random.pick(ids);
      const set = random.below(3) === 0 ? `name = case name when 'in' then 'out' else 'in' end` : 'name = name';
      await pool.query(
        `update company set ${set}, description = (description::int + 1)::text where tenant_id = $1 and id = $2`,
        [tenantId, id],
      );
    }
  });
  const listeners: Listener<Told>[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const listener = await scene.listen<Told>(query, { variables: { filter: { name: { eq: 'in' } } } });
    listeners.push(listener);
    await isReady(listener);
  }
  isOver = true;
  await Promise.all(writing);
  const rows = await pool.query<{ id: string }>(`select id from company where name = 'in' order by id`);
  const last = random.id();
  await insert(last, 'in');
  await pool.end();
  let replayed = 0;
  for (const listener of listeners) {
    await until(() => listener.told.at(-1)?.data?.told.recordId === last, {
      withinMs: 30_000,
      what: 'the last one',
    });
    const list = new Set<string>();
    const counts = new Map<string, number>();
    let isTold = false;
    for (const { kind, transition, recordId, after } of events(listener)) {
      if (kind === 'READY') isTold = true;
      if (recordId === null) continue;
      if (!isTold && kind !== 'PRESENT') replayed++;
      // Who enters was not there; who is changed or leaves was.
      expect(list.has(recordId), `${kind} ${transition}`).toBe(transition !== 'ENTER');
      if (transition === 'LEAVE') list.delete(recordId);
      else list.add(recordId);
      const count = Number(after!['description']);
      expect(count, `${kind} of ${recordId}`).toBeGreaterThan(counts.get(recordId) ?? -1);
      counts.set(recordId, count);
    }
    list.delete(last);
    expect([...list].sort()).toEqual(rows.rows.map(({ id }) => id));
  }
  expect(replayed, 'changes between the first page and READY').toBeGreaterThan(0);
});
