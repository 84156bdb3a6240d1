// Who may make and change endpoints, and what is refused: nobody has told, by an endpoint, what they could not read themselves.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi, type Variables } from '../support/api.ts';
import { createCaller } from '../support/nodes.ts';

const create =
  'mutation ($input: CreateWebhookEndpointInput!) { made: createWebhookEndpoint(input: $input) { secret endpoint { id state owner subscription } } }';
const update =
  'mutation ($id: ID!, $input: UpdateWebhookEndpointInput!) { updateWebhookEndpoint(id: $id, input: $input) { id url description changedFields } }';
const url = 'https://receiver.example/hooks?token=in-the-address';

let api: TestApi;
let tenantId: string;

beforeAll(async () => {
  api = await startApi();
  tenantId = api.tenants[0].id;
});
afterAll(() => api?.stop());

const keyWith = async (...scopes: string[]) => (await createCaller(api.databaseUrl, tenantId, scopes)).key;

async function make(input: Variables = {}, key?: string): Promise<string> {
  const { made } = await api.ask<{ made: { endpoint: { id: string } } }>(
    create,
    { input: { url, ...input } },
    key === undefined ? {} : { key },
  );
  return made.endpoint.id;
}

async function refusal(document: string, variables: Variables, key?: string): Promise<readonly unknown[]> {
  const { errors, text } = await api.query(document, variables, key === undefined ? {} : { key });
  expect(text).not.toContain('INTERNAL');
  return [errors[0]?.extensions.code, errors[0]?.extensions['field'] ?? errors[0]?.extensions['argument']];
}

it('an endpoint belongs to who made it, is thin unless it says otherwise, and its acts are noted without address or secret', async () => {
  const { made } = await api.ask<{ made: { secret: string; endpoint: Record<string, string> } }>(create, {
    input: { url },
  });
  expect(made).toEqual({
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    endpoint: {
      id: expect.any(String),
      state: 'ENABLED',
      owner: expect.stringMatching(/^key:/),
      subscription: 'subscription { changes { id cursor type kind recordId changedFields } }',
    },
  });
  const { auditEvents } = await api.ask<{ auditEvents: { nodes: object[] } }>(
    '{ auditEvents(first: 1) { nodes { actor act subject details } } }',
  );
  const { owner, id } = made.endpoint;
  const details = { host: 'receiver.example', owner };
  expect(auditEvents.nodes).toEqual([{ actor: owner, act: 'webhook.create', subject: `webhook:${id}`, details }]);
});

it.each([
  ['an address of our own network', { url: 'https://10.0.0.1/' }, 'BAD_USER_INPUT', 'url'],
  ['http', { url: 'http://example.com/' }, 'BAD_USER_INPUT', 'url'],
  ['a query', { subscription: '{ viewer { scopes } }' }, 'BAD_USER_INPUT', 'subscription'],
  ['a document that is none', { subscription: 'subscription {' }, 'BAD_USER_INPUT', 'subscription'],
  [
    'a field that is not there',
    { subscription: 'subscription { changes { secret } }' },
    'BAD_USER_INPUT',
    'subscription',
  ],
  [
    'a cursor',
    { subscription: 'subscription { changes(after: "QUFBQUFBQUEvMToxOg") { id } }' },
    'BAD_USER_INPUT',
    'subscription',
  ],
  [
    'a filter by relations',
    { subscription: 'subscription { dealChanged(filter: { company: { name: { eq: "x" } } }) { id } }' },
    'BAD_USER_INPUT',
    'filter',
  ],
  [
    'variables that do not fit',
    {
      subscription: 'subscription ($kinds: [ChangeKind!]) { changes(kinds: $kinds) { id } }',
      variables: { kinds: ['NO'] },
    },
    'BAD_USER_INPUT',
    'variables',
  ],
  ['variables that are a list', { variables: [1] }, 'BAD_USER_INPUT', 'variables'],
  ['fields that no record has', { changedFields: ['nonsense'] }, 'BAD_USER_INPUT', 'changedFields'],
  ['no fields at all', { changedFields: [] }, 'BAD_USER_INPUT', 'changedFields'],
  ['too long a window', { coalesceSeconds: 3_601 }, 'BAD_USER_INPUT', 'coalesceSeconds'],
  ['a text with NUL', { description: 'a\0b' }, 'BAD_USER_INPUT', undefined],
])('%s is refused', async (_, input, code, field) => {
  const [found, at] = await refusal(create, { input: { url, ...input } });
  expect(found).toBe(code);
  if (field !== undefined) expect(at).toBe(field);
});

it('a document beyond the limits of all documents is refused', async () => {
  const subscription = `subscription { changes { id ${'cursor '.repeat(600)} } }`;
  expect((await refusal(create, { input: { url, subscription } }))[0]).toBe('LIMIT_EXCEEDED');
});

it('a filter by what the caller may not read is refused, and so is a type that it may not read', async () => {
  const key = await keyWith('webhooks:manage', 'contacts:read');
  const byEmail = 'subscription { contactChanged(filter: { email: { contains: "x" } }) { id } }';
  expect((await refusal(create, { input: { url, subscription: byEmail } }, key))[0]).toBe('FORBIDDEN');
  const deals = 'subscription { dealChanged { id } }';
  expect((await refusal(create, { input: { url, subscription: deals } }, key))[0]).toBe('FORBIDDEN');
});

it('without its scope nothing of webhooks can be seen or done', async () => {
  const id = await make();
  const key = await keyWith('*:read', '*:write');
  const acts = [
    'pauseWebhookEndpoint',
    'enableWebhookEndpoint',
    'takeWebhookEndpoint',
    'deleteWebhookEndpoint',
    'testWebhookEndpoint',
  ];
  for (const field of acts)
    expect((await refusal(`mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id }, key))[0], field).toBe(
      'FORBIDDEN',
    );
  expect((await refusal(create, { input: { url } }, key))[0]).toBe('FORBIDDEN');
  expect((await refusal('{ webhookEndpoints { id } }', {}, key))[0]).toBe('FORBIDDEN');
  expect(
    (await refusal('query ($id: ID!) { webhookDeliveries(endpointId: $id) { nodes { id } } }', { id }, key))[0],
  ).toBe('FORBIDDEN');
});

it('what leads elsewhere what the owner sees takes the rights of the owner; taking the endpoint over takes the rights away', async () => {
  const id = await make();
  const key = await keyWith('webhooks:manage', 'deals:read');
  expect((await refusal(update, { id, input: { url: 'https://elsewhere.example/' } }, key))[0]).toBe('FORBIDDEN');
  expect((await refusal('mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', { id }, key))[0]).toBe(
    'FORBIDDEN',
  );
  await api.ask('mutation ($id: ID!) { pauseWebhookEndpoint(id: $id) { state } }', { id }, { key });
  expect((await refusal('mutation ($id: ID!) { enableWebhookEndpoint(id: $id) { state } }', { id }, key))[0]).toBe(
    'FORBIDDEN',
  );
  await api.ask('mutation ($id: ID!) { takeWebhookEndpoint(id: $id) { owner } }', { id }, { key });
  await api.ask(update, { id, input: { url: 'https://elsewhere.example/' } }, { key });
});

it('endpoints of other tenants are not there', async () => {
  const id = await make({}, api.tenants[1].key);
  for (const field of [
    'pauseWebhookEndpoint',
    'takeWebhookEndpoint',
    'deleteWebhookEndpoint',
    'testWebhookEndpoint',
    'resendWebhookDelivery',
  ])
    expect((await refusal(`mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id }))[0], field).toBe('NOT_FOUND');
  expect((await refusal('query ($id: ID!) { webhookDeliveries(endpointId: $id) { nodes { id } } }', { id }))[0]).toBe(
    'NOT_FOUND',
  );
});

it('whoever sees only its own records sees only its own endpoints', async () => {
  const theirs = await make();
  const userId = newId();
  await api.sql(`insert into "user" (tenant_id, id, name, email) values ($1, $2, 'Ann', 'ann@staff.test')`, [
    tenantId,
    userId,
  ]);
  const { key } = await createCaller(api.databaseUrl, tenantId, ['webhooks:manage', '*:read'], {
    visibility: 'own',
    userId,
  });
  const own = await make({}, key);
  const { webhookEndpoints } = await api.ask<{ webhookEndpoints: { id: string }[] }>(
    '{ webhookEndpoints { id } }',
    {},
    { key },
  );
  expect(webhookEndpoints).toEqual([{ id: own }]);
  expect((await refusal('mutation ($id: ID!) { takeWebhookEndpoint(id: $id) { id } }', { id: theirs }, key))[0]).toBe(
    'NOT_FOUND',
  );
});

it('what is left out of an update stays, and null for the fields means all of them', async () => {
  const id = await make({ description: 'kept', changedFields: ['name'] });
  const change = async (input: Variables) =>
    (await api.ask<{ updateWebhookEndpoint: object }>(update, { id, input })).updateWebhookEndpoint;
  expect(await change({ coalesceSeconds: 5 })).toEqual({ id, url, description: 'kept', changedFields: ['name'] });
  expect(await change({ changedFields: null })).toEqual({ id, url, description: 'kept', changedFields: null });
});

it('a secret is not stored in a reply: with an Idempotency-Key it is refused', async () => {
  const { errors } = await api.query(create, { input: { url } }, { headers: { 'idempotency-key': 'k' } });
  expect(errors[0]?.extensions.code).toBe('BAD_REQUEST');
});

it('a tenant has a hundred endpoints at most', async () => {
  const { key } = api.tenants[1];
  await api.sql(
    `insert into webhook_endpoint (tenant_id, id, url, subscription, owner, owner_scopes, owner_visibility, secret)
      select $1, gen_random_uuid(), 'https://receiver.test/', 'x', 'key:x', '{*}', 'all', 'x' from generate_series(1, 100)`,
    [api.tenants[1].id],
  );
  expect((await refusal(create, { input: { url } }, key))[0]).toBe('RULE_VIOLATED');
});
