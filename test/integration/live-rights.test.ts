// What subscribers and readers of the feed are told of records that they may not see: nothing, not even by a filter.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { read } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/uuid.ts';
import {
  type AccessScene,
  ann,
  bob,
  cem,
  companies,
  contacts,
  everything,
  noAddresses,
  north,
  south,
  startAccessScene,
} from '../support/access-scene.ts';
import { type Listener, listenByEvents } from '../support/live-clients.ts';
import type { LiveEvent } from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: AccessScene;
let pool: Pool;
const open: Listener<never>[] = [];

beforeAll(async () => {
  scene = await startAccessScene();
  pool = createPool({ url: scene.api.databaseUrl, max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await scene?.api.stop();
});
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const fields = 'id cursor kind transition type recordId changedFields before after';
const changes = `subscription ($types: [RecordType!], $after: String) { told: changes(types: $types, after: $after) { ${fields} } }`;
const page = `query ($types: [RecordType!], $after: String) { changes(types: $types, after: $after, first: 100) { nodes { ${fields} } pageInfo { endCursor } } }`;

type Told = { readonly told: LiveEvent };

async function listen(key: Promise<string>, query: string, variables = {}): Promise<Listener<Told>> {
  const listener = await listenByEvents<Told>(scene.api.url, query, { key: await key, variables });
  open.push(listener as never);
  return listener;
}

const eventsOf = ({ told }: Listener<Told>) => told.flatMap(({ data }) => (data ? [data.told] : []));
const count = (listener: Listener<Told>, wanted: number) =>
  until(() => listener.told.length >= wanted, { what: `${wanted} events` });

async function refusalOf(key: Promise<string>, query: string, variables = {}): Promise<readonly unknown[]> {
  const listener = await listen(key, query, variables);
  await until(() => listener.ended() === 'complete');
  const { code, scope } = listener.told[0]!.errors![0]!.extensions;
  return [code, scope];
}

const pull = async (key: Promise<string>, variables: object) => {
  const { data } = await scene.ask(key, page, { ...variables });
  return (data as { changes: { nodes: LiveEvent[]; pageInfo: { endCursor: string } } }).changes;
};

const update = (table: string, id: string, column: string, value: unknown) =>
  scene.api.sql(`update "${table}" set ${column} = $3 where tenant_id = $1 and id = $2`, [scene.tenantId, id, value]);

describe('types that may not be read', () => {
  it.each([
    ['companyChanged', 'companies:read'],
    ['contactChanged', 'contacts:read'],
    ['dealChanged', 'deals:read'],
    ['activityChanged', 'activities:read'],
    ['customerChanged', 'companies:read'],
    ['changes(types: [TAG, DEAL])', 'deals:read'],
  ])('%s is refused, and the scope is named', async (field, scope) => {
    expect(await refusalOf(scene.keyWith(['tags:read']), `subscription { ${field} { id } }`)).toEqual([
      'FORBIDDEN',
      scope,
    ]);
  });

  it('are left out where nobody named them, and refused where somebody did', async () => {
    const key = scene.keyWith(['companies:read']);
    const [all, customers] = [
      await listen(key, changes),
      await listen(key, `subscription { told: customerChanged { ${fields} } }`),
    ];
    const { pageInfo } = await pull(key, {});
    await update('contact', contacts.ann, 'title', 'Captain');
    await update('company', companies.ann, 'city', 'Izmir');
    for (const listener of [all, customers]) {
      await count(listener, 1);
      expect(eventsOf(listener).map(({ type }) => type)).toEqual(['COMPANY']);
    }
    expect((await pull(key, { after: pageInfo.endCursor })).nodes.map(({ type }) => type)).toEqual(['COMPANY']);
    const { refusals } = await scene.ask(key, page, { types: ['CONTACT'] });
    expect(refusals).toEqual([['changes', 'FORBIDDEN', 'contacts:read']]);
    const named = 'subscription { customerChanged(contact: { city: { eq: "x" } }) { id } }';
    expect(await refusalOf(key, named)).toEqual(['FORBIDDEN', 'contacts:read']);
  });
});

describe('personal fields', () => {
  const contactChanged = `subscription ($filter: ContactFilter) { told: contactChanged(filter: $filter) { ${fields} } }`;

  it('are neither shown nor named without their scope', async () => {
    const [some, all] = [scene.keyWith(noAddresses), scene.keyWith(everything)];
    const listeners = [await listen(some, contactChanged), await listen(all, contactChanged)] as const;
    const { pageInfo } = await pull(some, {});
    await scene.api.sql(`update contact set email = 'new@person.test', title = 'Mate' where id = $1`, [contacts.ann]);
    await scene.api.sql(
      `insert into contact (tenant_id, id, last_name, email, phone) values ($1, $2, 'New', 'secret@person.test', '0049')`,
      [scene.tenantId, newId()],
    );
    for (const listener of listeners) await count(listener, 2);
    const [shown, whole] = listeners.map(eventsOf);
    expect(shown![0]).toMatchObject({ changedFields: ['title'], after: { title: 'Mate' } });
    expect([...whole![0]!.changedFields].sort()).toEqual(['email', 'title']);
    expect(whole![1]!.after).toMatchObject({ email: 'secret@person.test', phone: '0049' });
    const paged = await pull(some, { after: pageInfo.endCursor });
    for (const events of [shown, paged.nodes]) expect(JSON.stringify(events)).not.toMatch(/email|phone|@person|0049/);
  });

  it.each([
    ['on its own', { email: { eq: 'x' } }],
    ['behind `or` and `not`', { or: [{ not: { phone: { isNull: true } } }] }],
  ])('a filter by them is refused: %s', async (_, filter) => {
    const refusal = await refusalOf(scene.keyWith(noAddresses), contactChanged, { filter });
    expect(refusal).toEqual(['FORBIDDEN', 'contacts.pii:read']);
  });
});

describe('records of others', () => {
  const companyChanged = `subscription ($after: String) { told: companyChanged(after: $after) { ${fields} node { name } } }`;

  it('are not told of; what comes into sight enters whole, and what goes out leaves without a word', async () => {
    const key = scene.keyWith(everything, 'own');
    const { pageInfo } = await pull(key, {});
    const listener = await listen(key, companyChanged);
    await update('company', companies.cem, 'name', 'Hidden before');
    await update('company', companies.cem, 'owner_id', ann);
    await update('company', companies.cem, 'name', 'Seen');
    await scene.api.sql(`update company set name = 'Hidden again', owner_id = $2 where id = $1`, [companies.cem, cem]);
    await update('company', companies.cem, 'name', 'Acme of Cem');
    await update('company', companies.ann, 'city', 'Bursa');
    await count(listener, 4);
    const told = eventsOf(listener);
    expect(
      told.map(({ kind, transition, changedFields, before }) => [kind, transition, changedFields, before]),
    ).toEqual([
      ['UPDATED', 'ENTER', [], null],
      ['UPDATED', 'UPDATE', ['name'], { name: 'Hidden before' }],
      ['UPDATED', 'LEAVE', [], null],
      ['UPDATED', 'UPDATE', ['city'], expect.anything()],
    ]);
    expect(told[0]!.after).toMatchObject({ name: 'Hidden before', ownerId: ann, city: null });
    expect(told[2]).toMatchObject({ after: null, node: null });
    const replayed = await listen(key, companyChanged, { after: pageInfo.endCursor });
    await count(replayed, 4);
    const paged = (await pull(key, { after: pageInfo.endCursor, types: ['COMPANY'] })).nodes;
    const plain = ({ id, kind, transition, changedFields, before, after }: LiveEvent) => ({
      ...{ id, kind, transition, changedFields, before, after },
    });
    expect(paged.map(plain)).toEqual(told.map(plain));
    expect(eventsOf(replayed).map(plain)).toEqual(told.map(plain));
  });

  it('who comes to a team brings its records, and who leaves takes them along: they are to be read again', async () => {
    const key = scene.keyWith(everything, 'team');
    const { pageInfo } = await pull(key, {});
    const listener = await listen(key, companyChanged);
    await update('company', companies.cem, 'city', 'unheard');
    await update('company', companies.bob, 'city', 'first');
    await count(listener, 1); // whose records are seen is looked up with the first event
    await update('user', cem, 'team_id', north);
    await update('company', companies.cem, 'city', 'heard');
    await count(listener, 3);
    await update('user', cem, 'team_id', south);
    await update('company', companies.cem, 'city', 'unheard again');
    await update('company', companies.bob, 'city', 'heard as before');
    await count(listener, 5);
    const told = eventsOf(listener).map(({ kind, recordId, after }) => [kind, recordId, after?.['city']]);
    const many = ['MANY', null, undefined];
    expect(told).toEqual([
      ['UPDATED', companies.bob, 'first'],
      many,
      ['UPDATED', companies.cem, 'heard'],
      many,
      ['UPDATED', companies.bob, 'heard as before'],
    ]);
    // Who comes later is told by the rights that it has then.
    const later = ({ nodes }: Awaited<ReturnType<typeof pull>>) =>
      nodes.map(({ kind, recordId, type }) => [kind, type, recordId]);
    expect(later(await pull(key, { after: pageInfo.endCursor, types: ['COMPANY', 'DEAL'] }))).toEqual([
      ['UPDATED', 'COMPANY', companies.bob],
      ...['COMPANY', 'DEAL', 'COMPANY', 'DEAL'].map((type) => ['MANY', type, null]),
      ['UPDATED', 'COMPANY', companies.bob],
    ]);
  });

  it('of several types that are to be read again, none is lost between two of them', async () => {
    const key = scene.keyWith(everything, 'team');
    const { pageInfo } = await pull(key, {});
    await update('user', cem, 'team_id', north);
    await update('user', cem, 'team_id', south);
    const { nodes } = await pull(key, { after: pageInfo.endCursor });
    expect(nodes.map(({ type }) => type)).toEqual([
      'COMPANY',
      'CONTACT',
      'DEAL',
      'ACTIVITY',
      'USER',
      'COMPANY',
      'CONTACT',
      'DEAL',
      'ACTIVITY',
      'USER',
    ]);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(10);
    for (const [index, { cursor }] of nodes.entries()) {
      const rest = (await pull(key, { after: cursor })).nodes.map(({ id }) => id);
      expect(rest).toEqual(expect.arrayContaining(nodes.slice(index + 1).map(({ id }) => id)));
    }
  });

  it('are not in the change log either, for whoever reads it past the feed', async () => {
    const rights = { visibility: 'own', userId: bob, teamId: null, isWhole: false, may: () => true } as const;
    const text = `select coalesce(after, before) ->> 'owner_id' as owner, before ->> 'owner_id' as was, op, type from change where type = 'company'`;
    const rows = await read(
      pool,
      scene.tenantId,
      (reader) => reader.query<{ owner: string; was: string | null }>({ text, values: [] }),
      rights,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ owner, was }) => owner !== bob && was !== bob)).toEqual([]);
  });

  it('a conflict is found though somebody else owned the record meanwhile', async () => {
    const id = newId();
    const insert = `insert into company (tenant_id, id, name, owner_id) values ($1, $2, 'Passed on', $3)`;
    await scene.api.sql(insert, [scene.tenantId, id, ann]);
    await update('company', id, 'owner_id', cem);
    await update('company', id, 'city', 'Van');
    await update('company', id, 'owner_id', ann);
    const document = `mutation { updateCompany(id: "${id}", expectedVersion: 1, input: { name: "Mine" }) { name city } }`;
    const { data } = await scene.ask(scene.keyWith(everything, 'own'), document);
    expect(data).toEqual({ updateCompany: { name: 'Mine', city: 'Van' } });
    await scene.api.sql('delete from company where id = $1', [id]);
  });
});
