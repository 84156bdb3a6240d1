// Keys as a tenant manages them over GraphQL: made, rotated, renamed, revoked, each act noted; and nobody grants more than they hold.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, startApi, type TestApi, type Variables } from '../support/api.ts';
import { until } from '../support/until.ts';
import { createWorld, type World } from '../support/world.ts';

interface Key {
  readonly id: string;
  readonly publicId: string;
  readonly name: string;
  readonly last4: string;
  readonly environment: string;
  readonly visibility: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly replacesId: string | null;
  readonly replacedById: string | null;
  readonly user: { readonly id: string } | null;
}

interface Made {
  readonly made: { readonly secret: string; readonly apiKey: Key };
}

const fields =
  '{ id publicId name last4 environment visibility scopes expiresAt revokedAt lastUsedAt replacesId replacedById user { id } }';
const create = `mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { secret apiKey ${fields} } }`;
const rotate = `mutation ($id: ID!, $hours: Int!) { made: rotateApiKey(id: $id, keepOldFor: $hours) { secret apiKey ${fields} } }`;
const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }';
const events = '{ auditEvents { totalCount nodes { actor act subject details } } }';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id, { seed: 1 });
});
afterAll(() => api?.stop());

async function make(input: Variables, key?: string): Promise<Made['made']> {
  return (await api.ask<Made>(create, { input: { name: 'made', ...input } }, key === undefined ? {} : { key })).made;
}

const codesOf = ({ errors }: Answer<unknown>) => errors.map(({ extensions }) => extensions.code);
const listed = async () => (await api.ask<{ apiKeys: Key[] }>(`{ apiKeys(withRevoked: true) ${fields} }`)).apiKeys;

it('a key that was made shows its secret once, works with its scopes, and is listed without it', async () => {
  const { secret, apiKey } = await make({
    name: 'shop',
    scopes: ['deals:read', 'companies:read'],
    environment: 'TEST',
  });
  expect(secret).toMatch(/^ck_test_/);
  expect(apiKey).toMatchObject({ name: 'shop', scopes: ['companies:read', 'deals:read'], environment: 'TEST' });
  const { viewer } = await api.ask<{ viewer: unknown }>(
    '{ viewer { scopes environment visibility } }',
    {},
    { key: secret },
  );
  expect(viewer).toEqual({ scopes: ['companies:read', 'deals:read'], environment: 'TEST', visibility: 'ALL' });
  expect(JSON.stringify(await listed())).not.toContain(secret.slice(19, 51));
});

it('a key with a visibility acts for a user, who must be there', async () => {
  const [user] = world.rows.user.filter(({ deletedAt }) => deletedAt === null);
  const { apiKey } = await make({ scopes: ['*:read'], visibility: 'OWN', userId: user!.id });
  expect(apiKey).toMatchObject({ visibility: 'OWN', user: { id: user!.id } });
  const without = await api.query(create, { input: { name: 'x', scopes: ['*'], visibility: 'OWN' } });
  expect(codesOf(without)).toEqual(['BAD_USER_INPUT']);
  const nobody = world.rows.deal[0]!.id;
  expect(codesOf(await api.query(create, { input: { name: 'x', scopes: ['*'], userId: nobody } }))).toEqual([
    'NOT_FOUND',
  ]);
});

it('nobody grants what they do not hold, by a new key or by a new secret of an old one', async () => {
  const keeper = (await make({ scopes: ['keys:manage', 'deals:write'] })).secret;
  expect((await make({ scopes: ['deals:read'] }, keeper)).apiKey.scopes).toEqual(['deals:read']);
  const more = await api.query(create, { input: { name: 'x', scopes: ['*'] } }, { key: keeper });
  expect(codesOf(more)).toEqual(['FORBIDDEN']);
  const whole = (await listed()).find(({ scopes }) => scopes.includes('*'))!;
  const stolen = await api.query(rotate, { id: whole.id, hours: 24 }, { key: keeper });
  expect(codesOf(stolen)).toEqual(['FORBIDDEN']);
  expect(stolen.text).not.toContain('ck_live_');
});

it('without `keys:manage` there are no keys to be seen, made or ended', async () => {
  const { secret, apiKey } = await make({ scopes: ['*:read', '*:write'] });
  for (const [document, variables] of [
    ['{ apiKeys { id } }', {}],
    [create, { input: { name: 'x', scopes: ['deals:read'] } }],
    [rotate, { id: apiKey.id, hours: 1 }],
    [revoke, { id: apiKey.id }],
    ['{ auditEvents { nodes { id } } }', {}],
  ] as const)
    expect(codesOf(await api.query(document, variables, { key: secret })), document).toEqual(['FORBIDDEN']);
});

it('both keys of a rotation work until the old one ends, and it shows which is used', async () => {
  const old = await make({ name: 'rotated', scopes: ['deals:read'] });
  const { secret, apiKey } = (await api.ask<Made>(rotate, { id: old.apiKey.id, hours: 2 })).made;
  for (const key of [old.secret, secret]) await api.ask('{ deals(first: 1) { nodes { id } } }', {}, { key });
  expect(apiKey).toMatchObject({ name: 'rotated', scopes: ['deals:read'], replacesId: old.apiKey.id, expiresAt: null });
  const isUsed = async () =>
    (await listed()).filter(({ id, lastUsedAt }) => [apiKey.id, old.apiKey.id].includes(id) && lastUsedAt).length === 2;
  await until(isUsed);
  const kept = (await listed()).find(({ id }) => id === old.apiKey.id)!;
  expect(kept.replacedById).toBe(apiKey.id);
  expect(Date.parse(kept.expiresAt!) / 3_600_000 - Date.now() / 3_600_000).toBeCloseTo(2, 1);
  await api.ask(rotate, { id: apiKey.id, hours: 0 });
  expect((await api.query('{ viewer { subject } }', {}, { key: secret })).status).toBe(401);
  expect(codesOf(await api.query(rotate, { id: apiKey.id, hours: 1 }))).toEqual(['RULE_VIOLATED']);
  expect(codesOf(await api.query(rotate, { id: old.apiKey.id, hours: 169 }))).toEqual(['BAD_USER_INPUT']);
});

it('a revoked key is refused as soon as its revocation is answered', async () => {
  const { secret, apiKey } = await make({ scopes: ['deals:read'] });
  await api.ask('{ viewer { subject } }', {}, { key: secret });
  await api.ask(revoke, { id: apiKey.id });
  expect((await api.query('{ viewer { subject } }', {}, { key: secret })).status).toBe(401);
  expect((await listed()).find(({ id }) => id === apiKey.id)!.revokedAt).not.toBe(null);
});

it('a scope that does not exist, an empty list, an end in the past and a name without letters are refused', async () => {
  for (const input of [
    { name: 'x', scopes: ['invoices:read'] },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['deals:read'], expiresAt: '2020-01-01T00:00:00Z' },
    { name: '', scopes: ['deals:read'] },
  ])
    expect(codesOf(await api.query(create, { input })), JSON.stringify(input)).toEqual(['BAD_USER_INPUT']);
});

it('a secret is never stored for a retry', async () => {
  const headers = { 'idempotency-key': 'make-a-key' };
  const answer = await api.query(create, { input: { name: 'x', scopes: ['deals:read'] } }, { headers });
  expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
  expect(await api.sql('select from idempotent_reply')).toEqual([]);
});

it('every act is noted with its actor, and without a secret', async () => {
  const before = await api.ask<{ auditEvents: { totalCount: number } }>(events);
  const { secret, apiKey } = await make({ name: 'noted', scopes: ['deals:read'] });
  await api.ask('mutation ($id: ID!) { updateApiKey(id: $id, input: { name: "renamed" }) { name } }', {
    id: apiKey.id,
  });
  const { made } = await api.ask<Made>(rotate, { id: apiKey.id, hours: 1 });
  await api.ask(revoke, { id: apiKey.id });
  const { auditEvents } = await api.ask<{
    auditEvents: { totalCount: number; nodes: { actor: string; act: string; subject: string; details: object }[] };
  }>(events);
  expect(auditEvents.totalCount).toBe(before.auditEvents.totalCount + 4);
  const acts = auditEvents.nodes.slice(0, 4);
  expect(acts.map(({ act }) => act)).toEqual(['api_key.revoke', 'api_key.rotate', 'api_key.rename', 'api_key.create']);
  expect(new Set(acts.map(({ subject }) => subject))).toEqual(new Set([`key:${apiKey.id}`]));
  expect(acts[1]!.details).toMatchObject({ keepOldFor: 1, replacedBy: made.apiKey.id });
  expect(acts[0]!.actor).toMatch(/^key:/);
  const stored = JSON.stringify(await api.sql('select a::text, c::text from audit_event a, change c'));
  for (const each of [secret, made.secret]) expect(stored).not.toContain(each.slice(19, 51));
});

it('the newest act comes first, also in a query of a list alone', async () => {
  await make({ name: 'first', scopes: ['deals:read'] });
  await make({ name: 'second', scopes: ['deals:read'] });
  const asked = await api.ask<{ auditEvents: { nodes: { details: { name: string } }[] } }>(
    '{ auditEvents(first: 2) { nodes { details } } }',
  );
  expect(asked.auditEvents.nodes.map(({ details }) => details.name)).toEqual(['second', 'first']);
});

it('an act that fails leaves no note', async () => {
  const before = await api.ask<{ auditEvents: { totalCount: number } }>(events);
  await api.query(rotate, { id: world.rows.deal[0]!.id, hours: 1 });
  await api.query(create, { input: { name: 'x', scopes: ['nothing'] } });
  expect(await api.ask(events)).toEqual(before);
});

it('the app itself can neither change nor drop what was noted', async () => {
  for (const statement of ["update audit_event set act = 'x'", 'delete from audit_event'])
    await expect(api.sql(`set local role clientele_app; ${statement}`).catch(({ code }) => code)).resolves.toBe(
      '42501',
    );
});
