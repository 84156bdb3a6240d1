// Tokens of an identity provider: whom they let in, with which rights, what is refused, and when a verdict ends; at an origin and
// through an edge.
import { createHmac } from 'node:crypto';
import { exportSPKI, type JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { pepper } from '../support/api.ts';
import { edgeKey, startTestEdge } from '../support/edge-scene.ts';
import { audience, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const tenant = newId();
const team = newId();
const [ann, bob] = [newId(), newId()];

let database: TestDatabase;
let provider: IdentityProvider;
let origin: RunningOrigin;
let edge: RunningEdge;

const sql = (text: string, values: unknown[] = []) => onServer(database.url, (client) => client.query(text, values));

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await startIdentityProvider();
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    POOL_MAX: '2',
    EDGE_KEY: edgeKey,
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: audience,
  });
  await sql(`insert into tenant (id, name) values ($1, 'Ours')`, [tenant]);
  await sql(`insert into team (tenant_id, id, name) values ($1, $2, 'North')`, [tenant, team]);
  origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null });
  edge = await startTestEdge(`http://127.0.0.1:${origin.port}`);
});

beforeEach(async () => {
  provider.isAway = false;
  await sql('delete from external_id');
  await sql('delete from deal; delete from stage; delete from pipeline; delete from "user"');
  await sql(
    `insert into "user" (tenant_id, id, name, email, team_id) values ($1, $2, 'Ann', 'ann@ours.test', $4), ($1, $3, 'Bob', 'bob@ours.test', $4)`,
    [tenant, ann, bob, team],
  );
  await sql(
    `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, $2, 'user', $3, 'oidc', 'idp|ann')`,
    [tenant, newId(), ann],
  );
});

afterAll(async () => {
  await edge?.stop();
  await origin?.stop();
  await provider?.stop();
  await database?.drop();
});

interface Reply {
  readonly status: number;
  readonly data: { readonly viewer: Record<string, unknown> } | null;
  readonly reason: string | undefined;
  readonly code: string | undefined;
}

const question = '{ viewer { subject visibility scopes user { id } tenant { id } } }';

async function ask(token: string, { port } = origin as { readonly port: number }, query = question): Promise<Reply> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  expect(text).not.toContain(token);
  const { data = null, errors } = JSON.parse(text);
  return { status: response.status, data, reason: errors?.[0].extensions.reason, code: errors?.[0].extensions.code };
}

const claims = (more: JWTPayload = {}): JWTPayload => ({ sub: 'idp|ann', tenant_id: tenant, role: 'rep', ...more });
const nowSeconds = () => Math.floor(Date.now() / 1000);

it('a user comes in with the rights of the role, at an origin and through an edge', async () => {
  const token = await provider.token(claims());
  for (const node of [origin, edge, origin, edge])
    expect((await ask(token, node)).data?.viewer).toMatchObject({
      subject: `user:${ann}`,
      visibility: 'OWN',
      scopes: expect.arrayContaining(['deals:write', '*:read']),
      user: { id: ann },
      tenant: { id: tenant },
    });
});

it.each([
  ['admin', 'ALL', ['*']],
  ['manager', 'TEAM', expect.arrayContaining(['companies:write'])],
  ['read-only', 'ALL', ['*.pii:read', '*:read']],
] as const)('the role %s sees %s', async (role, visibility, scopes) => {
  const { data } = await ask(await provider.token(claims({ role: ['else', role] })));
  expect(data?.viewer).toMatchObject({ visibility, scopes });
});

it.each(['ES256', 'PS256', 'EdDSA'])('a token signed with %s is taken', async (alg) => {
  expect((await ask(await provider.token(claims(), { kid: alg }))).status).toBe(200);
});

it('a person is found by the verified address, if nobody carries the name', async () => {
  const byAddress = (more: JWTPayload) => provider.token(claims({ sub: 'idp|new', email: 'BOB@ours.test', ...more }));
  expect((await ask(await byAddress({ email_verified: true }))).data?.viewer['subject']).toBe(`user:${bob}`);
  expect((await ask(await byAddress({ email_verified: false, jti: '1' }))).reason).toBe('UNKNOWN_USER');
  expect((await ask(await byAddress({ jti: '2' }))).reason).toBe('UNKNOWN_USER');
});

it('what a token must not be is refused, with a reason', async () => {
  const first = provider.keys.get('first')!;
  const stranger = await startIdentityProvider();
  await provider.addKey('unpublished', 'RS256');
  const unpublished = provider.keys.get('unpublished')!;
  (provider.keys as Map<string, unknown>).delete('unpublished');
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${base64({ alg: 'none', kid: 'first' })}.${base64({ ...claims(), iss: provider.issuer, aud: audience, exp: nowSeconds() + 300 })}`;
  const symmetric = `${base64({ alg: 'HS256', kid: 'first' })}.${unsigned.split('.')[1]}`;
  const signature = createHmac('sha256', await exportSPKI(first.publicKey))
    .update(symmetric)
    .digest('base64url');
  const [head, body, sign] = (await provider.token(claims({ jti: 'changed' }))).split('.') as [string, string, string];
  const cases: [string, string, string][] = [
    ['expired', await provider.token(claims({ exp: nowSeconds() - 31 })), 'EXPIRED'],
    ['not yet valid', await provider.token(claims({ nbf: nowSeconds() + 60 })), 'WRONG_CLAIM'],
    ['for another service', await provider.token(claims({ aud: 'another' })), 'WRONG_CLAIM'],
    ['of another issuer', await provider.token(claims({ iss: stranger.issuer })), 'WRONG_CLAIM'],
    ['without an end', await provider.token(claims({ exp: undefined as never })), 'WRONG_CLAIM'],
    ['without a person', await provider.token(claims({ sub: undefined as never })), 'WRONG_CLAIM'],
    ['signed by a stranger', await provider.token(claims(), { key: stranger.keys.get('first')! }), 'WRONG_TOKEN'],
    [
      'changed',
      `${head}.${Buffer.from(Buffer.from(body, 'base64url').toString().replace('rep', 'admin')).toString('base64url')}.${sign}`,
      'WRONG_TOKEN',
    ],
    ['not signed', `${unsigned}.`, 'WRONG_FORM'],
    ['not signed, with something in the place of a signature', `${unsigned}.AAAA`, 'WRONG_TOKEN'],
    ['signed with the public key as a secret', `${symmetric}.${signature}`, 'WRONG_TOKEN'],
    ['signed in a way that is not on the list', await provider.token(claims(), { kid: 'ES384' }), 'WRONG_TOKEN'],
    ['of a key that nobody knows', await provider.token(claims(), { kid: 'unknown', key: unpublished }), 'WRONG_TOKEN'],
    ['huge', await provider.token(claims({ padding: 'x'.repeat(8_000) })), 'WRONG_FORM'],
    ['no token', 'a.b.c', 'WRONG_TOKEN'],
    ['of an unknown role', await provider.token(claims({ role: 'owner' })), 'WRONG_CLAIM'],
    ['of a role of the language', await provider.token(claims({ role: 'constructor' })), 'WRONG_CLAIM'],
    ['without a tenant', await provider.token(claims({ tenant_id: undefined })), 'WRONG_CLAIM'],
    ['of a tenant that is none', await provider.token(claims({ tenant_id: 'ours' })), 'WRONG_CLAIM'],
    ['of an unknown tenant', await provider.token(claims({ tenant_id: newId() })), 'UNKNOWN_USER'],
    ['of a person whom nobody knows', await provider.token(claims({ sub: 'idp|eve' })), 'UNKNOWN_USER'],
  ];
  await stranger.stop();
  for (const [what, token, reason] of cases)
    for (const node of [origin, edge])
      expect([what, await ask(token, node)]).toEqual([
        what,
        { status: 401, data: null, reason, code: 'UNAUTHENTICATED' },
      ]);
});

it('clocks may be apart by half a minute', async () => {
  expect((await ask(await provider.token(claims({ exp: nowSeconds() - 20 })))).status).toBe(200);
  expect((await ask(await provider.token(claims({ nbf: nowSeconds() + 20 })))).status).toBe(200);
});

it('a flood of unknown keys asks the provider no more than once', async () => {
  const before = provider.asked();
  const key = provider.keys.get('first')!;
  const tokens = await Promise.all(
    Array.from({ length: 60 }, (_, nth) => provider.token(claims(), { kid: `flood-${nth}`, key })),
  );
  const statuses = new Set((await Promise.all(tokens.map((token) => ask(token)))).map(({ status }) => status));
  expect(statuses).toEqual(new Set([401]));
  expect(provider.asked() - before).toBeLessThanOrEqual(1);
});

it('while the provider is away, known keys stay good, and of others nobody can tell', async () => {
  const fresh = await startOrigin({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: audience }),
    databaseUrl: database.url,
    pepper,
    graphiql: null,
  });
  try {
    provider.isAway = true;
    const token = await provider.token(claims({ jti: 'away' }));
    expect(await ask(token, fresh)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    expect((await ask(token)).status).toBe(200);
  } finally {
    await fresh.stop();
  }
});

it('a user who is deleted is out within milliseconds, at an origin and at an edge', async () => {
  const token = await provider.token(claims({ jti: 'deleted' }));
  for (const node of [origin, edge]) expect((await ask(token, node)).status).toBe(200);
  await sql('update "user" set deleted_at = now() where id = $1', [ann]);
  const deletedMs = performance.now();
  for (const node of [origin, edge]) await until(async () => (await ask(token, node)).status === 401);
  expect(performance.now() - deletedMs).toBeLessThan(1_000);
});

it('who comes to another team sees what that team owns, and not what the old one owns', async () => {
  const south = newId();
  await sql(`insert into team (tenant_id, id, name) values ($1, $2, $3)`, [tenant, south, `South ${south}`]);
  await sql(
    `insert into company (tenant_id, id, name, owner_id) values ($1, $2, 'of Bob', $3) on conflict do nothing`,
    [tenant, newId(), bob],
  );
  const token = await provider.token(claims({ role: 'manager', jti: 'team' }));
  const companies = async (node: { readonly port: number }) =>
    JSON.stringify((await ask(token, node, '{ companies { nodes { name } } }')).data);
  for (const node of [origin, edge, origin, edge]) expect(await companies(node)).toContain('of Bob');
  await sql('update "user" set team_id = $2 where id = $1', [bob, south]);
  for (const node of [origin, edge]) await until(async () => !(await companies(node)).includes('of Bob'));
  await sql('update "user" set team_id = $2 where id = $1', [ann, south]);
  for (const node of [origin, edge]) await until(async () => (await companies(node)).includes('of Bob'));
});
