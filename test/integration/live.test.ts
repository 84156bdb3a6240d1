// Subscriptions over server-sent events: what subscribers are told of the writes of others, and of nothing else.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dealChanged, eventsOf, heard, type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());
afterEach(() => scene.hush());

describe('an event', () => {
  it('tells of a record that was created, changed, deleted and restored', async () => {
    const listener = await scene.listen(dealChanged);
    const id = await scene.createDeal('Sails');
    await scene.change(id, { name: 'New sails', amount: { minor: 250, currency: 'EUR' } });
    await scene.api.ask('mutation ($id: ID!) { deleteDeal(id: $id) { id } }', { id });
    await scene.api.ask('mutation ($id: ID!) { restoreDeal(id: $id) { id } }', { id });
    await heard(listener, 4);
    const events = eventsOf(listener);
    expect(events.map(({ kind, transition, recordId, type }) => [kind, transition, recordId, type])).toEqual([
      ['CREATED', 'ENTER', id, 'DEAL'],
      ['UPDATED', 'UPDATE', id, 'DEAL'],
      ['DELETED', 'LEAVE', id, 'DEAL'],
      ['RESTORED', 'ENTER', id, 'DEAL'],
    ]);
    expect(events[0]).toMatchObject({ before: null, after: { name: 'Sails' }, changedFields: [] });
    expect([...events[1]!.changedFields].sort()).toEqual(['amount', 'name']);
    expect(events[1]).toMatchObject({
      before: { name: 'Sails', amount: { minor: 100, currency: 'EUR' } },
      after: { name: 'New sails', amount: { minor: 250, currency: 'EUR' } },
    });
    expect(events.every(({ node }) => node?.id === id)).toBe(true);
    expect(new Set(events.map((event) => event.id)).size).toBe(4);
  });

  it('says what the change means for the list under the filter', async () => {
    const listener = await scene.listen(dealChanged, { variables: { filter: { name: { startsWith: 'hot' } } } });
    const id = await scene.createDeal('cold');
    await scene.change(id, { name: 'Hot one' });
    await scene.change(id, { name: 'hotter' });
    await scene.change(id, { name: 'cold again' });
    await scene.createDeal('cold as well');
    await scene.createDeal('hot from the start');
    await heard(listener, 4);
    expect(eventsOf(listener).map(({ transition, after }) => [transition, after?.['name']])).toEqual([
      ['ENTER', 'Hot one'],
      ['UPDATE', 'hotter'],
      ['LEAVE', 'cold again'],
      ['ENTER', 'hot from the start'],
    ]);
  });

  it('tells of the kinds that were asked for', async () => {
    const listener = await scene.listen(dealChanged, { variables: { kinds: ['DELETED'] } });
    const id = await scene.createDeal('gone soon');
    await scene.api.ask('mutation ($id: ID!) { deleteDeal(id: $id) { id } }', { id });
    await heard(listener, 1);
    expect(eventsOf(listener).map(({ kind }) => kind)).toEqual(['DELETED']);
  });

  it('tells of a merge, and its node is the record that lives on', async () => {
    const [into, other] = [await scene.createDeal('one'), await scene.createDeal('two')];
    const listener = await scene.listen(dealChanged, { variables: { kinds: ['MERGED'] } });
    await scene.api.ask('mutation ($into: ID!, $ids: [ID!]!) { mergeDeals(into: $into, ids: $ids) { id } }', {
      into,
      ids: [other],
    });
    await heard(listener, 1);
    expect(eventsOf(listener)[0]).toMatchObject({
      kind: 'MERGED',
      transition: 'LEAVE',
      recordId: other,
      node: { id: into },
    });
  });

  it('tells of a statement that wrote too many records to name them', async () => {
    const listener = await scene.listen(dealChanged);
    await scene.api.sql(`insert into deal (tenant_id, id, name, pipeline_id, stage_id, status)
      select d.tenant_id, gen_random_uuid(), 'many', d.pipeline_id, d.stage_id, d.status from (select * from deal where tenant_id = '${scene.api.tenants[0].id}' limit 1) d, generate_series(1, 501)`);
    await heard(listener, 1);
    expect(eventsOf(listener)[0]).toMatchObject({ kind: 'MANY', recordId: null, node: null });
  });

  it('never tells of what was rolled back, nor of what another tenant wrote', async () => {
    const listener = await scene.listen(dealChanged);
    await scene.api.query('mutation { createDeals(input: [{ name: "good" }, { name: "" }]) { failed } }');
    await scene.api.ask(
      'mutation { createDeal(input: { name: "theirs" }) { id } }',
      {},
      { key: scene.api.tenants[1].key },
    );
    await scene.createDeal('ours');
    await heard(listener, 1);
    expect(eventsOf(listener).map(({ after }) => after?.['name'])).toEqual(['ours']);
  });
});

describe('the types of subscriptions', () => {
  it('customers are companies and contacts', async () => {
    const listener = await scene.listen<{ customerChanged: { type: string; node: { __typename: string } } }>(
      'subscription { customerChanged { type node { __typename ... on Company { name } ... on Contact { lastName } } } }',
    );
    await scene.api.ask('mutation { createCompany(input: { name: "Ropes" }) { id } }');
    await scene.createDeal('of no customer');
    await scene.api.ask('mutation { createContact(input: { lastName: "Sailor" }) { id } }');
    await until(() => listener.told.length >= 2);
    expect(listener.told.map(({ data }) => [data!.customerChanged.type, data!.customerChanged.node])).toEqual([
      ['COMPANY', { __typename: 'Company', name: 'Ropes' }],
      ['CONTACT', { __typename: 'Contact', lastName: 'Sailor' }],
    ]);
  });

  it('changes are of all types, or of some', async () => {
    const listener = await scene.listen<{ changes: { type: string } }>(
      'subscription { changes(types: [TAG, COMPANY]) { type node { id version } } }',
    );
    await scene.createDeal('not of these');
    await scene.api.ask('mutation { createTag(input: { name: "blue" }) { id } }');
    await scene.api.ask('mutation { createCompany(input: { name: "Masts" }) { id } }');
    await until(() => listener.told.length >= 2);
    expect(listener.told.map(({ data }) => data!.changes.type)).toEqual(['TAG', 'COMPANY']);
  });
});

describe('what a subscription refuses', () => {
  it.each([
    ['a filter that looks beyond the record', { filter: { company: { name: { eq: 'x' } } } }, 'BAD_USER_INPUT'],
    ['a filter of a wrong form', { filter: { nothing: 1 } }, 'BAD_USER_INPUT'],
  ])('%s', async (_, variables, code) => {
    const listener = await scene.listen(dealChanged, { variables });
    await until(() => listener.ended() === 'complete');
    expect(listener.told[0]!.errors![0]!.extensions['code']).toBe(code);
  });

  it('a question for a plain answer', async () => {
    const { status, errors } = await scene.api.query('subscription { dealChanged { id } }');
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('a credential that is revoked: the stream ends within a second', async () => {
    const { createTenant } = await import('../support/api.ts');
    const tenant = await createTenant(scene.api.databaseUrl, 'revoked soon');
    const listener = await scene.listen(dealChanged, { key: tenant.key });
    await scene.api.sql('update api_key set revoked_at = now() where tenant_id = $1', [tenant.id]);
    await until(() => listener.ended() === 'complete', { withinMs: 1_000, what: 'the end of the stream' });
    expect(listener.told[0]!.errors![0]!.extensions['code']).toBe('UNAUTHENTICATED');
  });
});
