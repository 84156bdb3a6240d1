// Whom an endpoint stands for: what that one may see changes with teams, and ends with the user.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audience, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createCaller } from '../support/nodes.ts';
import { eventually, type Receiver, startWebhookScene, type WebhookScene } from '../support/webhook-scene.ts';

let provider: IdentityProvider;
let scene: WebhookScene;
let tenantId: string;

beforeAll(async () => {
  provider = await startIdentityProvider();
  scene = await startWebhookScene({ OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: audience });
  tenantId = scene.api.tenants[0].id;
});
afterAll(async () => {
  await scene?.stop();
  await provider?.stop();
});

const insertUser = async (name: string, teamId: string | null) => {
  const [user] = await scene.api.sql<{ id: string }>(
    `insert into "user" (tenant_id, id, name, email, team_id) values ($1, gen_random_uuid(), $2, $2 || '@staff.test', $3) returning id`,
    [tenantId, name, teamId],
  );
  return user!.id;
};
const insertCompany = (name: string, ownerId: string | null) =>
  scene.api.sql(`insert into company (tenant_id, id, name, owner_id) values ($1, gen_random_uuid(), $2, $3)`, [
    tenantId,
    name,
    ownerId,
  ]);
const subscription = 'subscription { companyChanged { kind node { name } } }';
const toldTo = (receiver: Receiver) => receiver.told().map(({ kind, node }) => [kind, node]);

it('an endpoint of a team is told what the team has, and of another team when its user moves there', async () => {
  const receiver = await scene.receive();
  const [north, south] = await scene.api.sql<{ id: string }>(
    `insert into team (tenant_id, id, name) select $1, gen_random_uuid(), name from unnest('{North,South}'::text[]) name returning id`,
    [tenantId],
  );
  const ann = await insertUser('Ann', north!.id);
  const [inNorth, inSouth] = [await insertUser('Bob', north!.id), await insertUser('Cat', south!.id)];
  const scopes = ['webhooks:manage', 'companies:read'];
  const owner = await createCaller(scene.api.databaseUrl, tenantId, scopes, { visibility: 'team', userId: ann });
  await scene.passed(); // or the endpoint would be told of changes just before it, too
  await scene.make({ url: receiver.url, subscription }, owner.key);
  await insertCompany('of the south before', inSouth);
  await insertCompany('of the north', inNorth);
  await eventually(() => receiver.messages.length === 1);
  await scene.api.sql('update "user" set team_id = $2 where id = $1', [ann, south!.id]);
  await scene.passed();
  await insertCompany('of the north after', inNorth);
  await insertCompany('of the south', inSouth);
  await eventually(() => receiver.messages.length === 3);
  expect(toldTo(receiver)).toEqual([
    ['CREATED', { name: 'of the north' }],
    ['MANY', null], // what is seen is another list now
    ['CREATED', { name: 'of the south' }],
  ]);
});

it('an endpoint of a user who came with a token lives longer than the token, and rests when the user is gone', async () => {
  const receiver = await scene.receive();
  const dan = await insertUser('Dan', null);
  await scene.api.sql(
    `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, gen_random_uuid(), 'user', $2, 'oidc', 'idp|dan')`,
    [tenantId, dan],
  );
  const token = await provider.token({ sub: 'idp|dan', tenant_id: tenantId, role: 'admin' });
  await scene.passed();
  const { id } = await scene.make({ url: receiver.url, subscription }, token);
  expect(await scene.see(id)).toMatchObject({ owner: `user:${dan}` });
  provider.isAway = true;
  await insertCompany('while Dan is there', null);
  await eventually(() => receiver.messages.length === 1);
  await scene.api.sql('update "user" set deleted_at = now() where id = $1', [dan]);
  await insertCompany('when Dan is gone', null);
  await eventually(async () => (await scene.see(id)).state === 'PAUSED');
  expect(await scene.see(id)).toMatchObject({ reason: 'OWNER_GONE' });
  expect(toldTo(receiver)).toEqual([['CREATED', { name: 'while Dan is there' }]]);
});
