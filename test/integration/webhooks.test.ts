// Webhooks: what a receiver is told, by which signature, and what it must not be told.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCaller } from '../support/nodes.ts';
import { eventually, startWebhookScene, verify, type WebhookScene } from '../support/webhook-scene.ts';

let scene: WebhookScene;

beforeAll(async () => {
  scene = await startWebhookScene();
});
afterAll(() => scene?.stop());

it('a change is posted, thin, and signed as Standard Webhooks has it', async () => {
  const receiver = await scene.receive();
  const { id, secret } = await scene.make({ url: receiver.url });
  const companyId = await scene.company('Acme');
  await eventually(() => receiver.messages.length === 1);
  const [message] = receiver.messages;
  verify(secret, message!);
  expect(message!.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
  expect(message!.body).toEqual({
    type: 'company.created',
    timestamp: expect.any(String),
    data: {
      changes: {
        id: message!.id,
        cursor: expect.any(String),
        type: 'COMPANY',
        kind: 'CREATED',
        recordId: companyId,
        changedFields: [],
      },
    },
  });
  await eventually(async () => (await scene.log(id))[0]?.state === 'DELIVERED');
  expect(await scene.log(id)).toMatchObject([
    { eventId: message!.id, recordId: companyId, cause: 'EVENT', attempts: [{ status: 200, error: null }] },
  ]);
});

it('a payload is what the subscription selects, for the events that its filter and its fields leave', async () => {
  const receiver = await scene.receive();
  const subscription = `subscription ($text: String!) {
    companyChanged(filter: { name: { startsWith: $text } }) { kind transition changedFields node { name domain } }
  }`;
  await scene.make({ url: receiver.url, subscription, variables: { text: 'Wanted' }, changedFields: ['domain'] });
  const wanted = await scene.company('Wanted one');
  await scene.company('Another');
  await scene.rename(wanted, 'Wanted two'); // not one of the fields
  await scene.api.sql(`update company set domain = 'two.test' where id = $1`, [wanted]);
  await scene.rename(wanted, 'Left'); // what leaves is told, whatever it changed
  await eventually(() => receiver.messages.length === 3);
  expect(receiver.told()).toMatchObject([
    { kind: 'CREATED', transition: 'ENTER' },
    { kind: 'UPDATED', transition: 'UPDATE', changedFields: ['domain'], node: { domain: 'two.test' } },
    { kind: 'UPDATED', transition: 'LEAVE', changedFields: ['name'] },
  ]);
});

it('tenants are told nothing of each other', async () => {
  const [ours, theirs] = [await scene.receive(), await scene.receive()];
  const [us, them] = scene.api.tenants;
  await scene.make({ url: ours.url });
  await scene.make({ url: theirs.url }, them.key);
  const [our, their] = [await scene.company('Ours', us.id), await scene.company('Theirs', them.id)];
  await eventually(() => ours.messages.length === 1 && theirs.messages.length === 1);
  expect(ours.told()[0]!['recordId']).toBe(our);
  expect(theirs.told()[0]!['recordId']).toBe(their);
  const { data, errors } = await scene.api.query<{ webhookEndpoints: { url: string }[] }>(
    '{ webhookEndpoints { url } }',
    {},
    { key: them.key },
  );
  expect([data?.webhookEndpoints.map(({ url }) => url), errors]).toEqual([[theirs.url], []]);
});

it('an endpoint is told what its owner may see when it is sent, and stops when its key is revoked', async () => {
  const receiver = await scene.receive();
  const tenantId = scene.api.tenants[0].id;
  const owner = await createCaller(scene.api.databaseUrl, tenantId, ['webhooks:manage', 'contacts:read']);
  const subscription = 'subscription { contactChanged { after node { name email } } }';
  const { id } = await scene.make({ url: receiver.url, subscription }, owner.key);
  const insert = `insert into contact (tenant_id, id, first_name, email) values ($1, gen_random_uuid(), 'Zora', 'zora@person.test')`;
  await scene.api.sql(insert, [tenantId]);
  await eventually(() => receiver.messages.length === 1);
  expect(receiver.messages[0]!.body).toMatchObject({
    data: { contactChanged: { node: { name: 'Zora', email: null } } },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  expect(receiver.messages[0]!.text).not.toContain('person.test');
  await scene.api.sql('update api_key set revoked_at = now() where id = $1', [owner.viewer.subject.slice(4)]);
  await eventually(async () => (await scene.see(id)).state === 'PAUSED');
  expect(await scene.see(id)).toMatchObject({ reason: 'OWNER_GONE' });
  await scene.api.sql(insert, [tenantId]);
  await scene.api.ask('mutation ($id: ID!) { takeWebhookEndpoint(id: $id) { state } }', { id });
  await eventually(() => receiver.messages.length === 2);
  expect(receiver.messages[1]!.text).toContain('zora@person.test');
});

it('whoever sees only its own is told of its own, and of nothing that others have', async () => {
  const receiver = await scene.receive();
  const tenantId = scene.api.tenants[0].id;
  const [ann, bob] = await scene.api.sql<{ id: string }>(
    `insert into "user" (tenant_id, id, name, email) select $1, gen_random_uuid(), name, name || '@staff.test' from unnest('{Ann,Bob}'::text[]) name returning id`,
    [tenantId],
  );
  const whose = { visibility: 'own', userId: ann!.id } as const;
  const owner = await createCaller(scene.api.databaseUrl, tenantId, ['webhooks:manage', 'companies:read'], whose);
  const { id } = await scene.make(
    { url: receiver.url, subscription: 'subscription { companyChanged { recordId transition } }' },
    owner.key,
  );
  const insert =
    'insert into company (tenant_id, id, name, owner_id) values ($1, gen_random_uuid(), $2, $3) returning id';
  await scene.api.sql(insert, [tenantId, 'of nobody', null]);
  await scene.api.sql(insert, [tenantId, 'of Bob', bob!.id]);
  const [ofAnn] = await scene.api.sql<{ id: string }>(insert, [tenantId, 'of Ann', ann!.id]);
  await scene.api.sql('update company set owner_id = $2 where id = $1', [ofAnn!.id, bob!.id]);
  await eventually(() => receiver.messages.length === 2);
  expect(receiver.told()).toEqual([
    { recordId: ofAnn!.id, transition: 'ENTER' },
    { recordId: ofAnn!.id, transition: 'LEAVE' },
  ]);
  expect((await scene.log(id)).every(({ recordId }) => recordId === ofAnn!.id)).toBe(true);
});
