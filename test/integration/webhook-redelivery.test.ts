// What a tenant does with its endpoints: secrets are rotated, deliveries seen, sent again and replayed, changes told as one, own ones left out.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Variables } from '../support/api.ts';
import { createCaller } from '../support/nodes.ts';
import {
  answering,
  eventually,
  type Message,
  startWebhookScene,
  verify,
  type WebhookScene,
} from '../support/webhook-scene.ts';

let scene: WebhookScene;

beforeAll(async () => {
  scene = await startWebhookScene();
});
afterAll(() => scene?.stop());

const act = <Data>(field: string, id: string, more: Variables = {}) => {
  const declared = Object.entries({ keepOldFor: 'Int!', after: 'String!', until: 'String' }).filter(
    ([name]) => name in more,
  );
  const document = `mutation ($id: ID!${declared.map(([name, type]) => `, $${name}: ${type}`).join('')}) {
    done: ${field}(id: $id${declared.map(([name]) => `, ${name}: $${name}`).join('')}) ${selections[field] ?? '{ id }'}
  }`;
  return scene.api.ask<{ done: Data }>(document, { id, ...more }).then(({ done }) => done);
};
const selections: Record<string, string> = { rotateWebhookSecret: '{ secret endpoint { oldSecretUntil } }' };

const presentCursor = async () =>
  (await scene.api.ask<{ changes: { pageInfo: { endCursor: string } } }>('{ changes { pageInfo { endCursor } } }'))
    .changes.pageInfo.endCursor;

it('during a rotation messages are signed by both secrets, and by the new one alone when it is over', async () => {
  const receiver = await scene.receive();
  const { id, secret: old } = await scene.make({ url: receiver.url });
  const { secret } = await act<{ secret: string }>('rotateWebhookSecret', id, { keepOldFor: 1 });
  expect(secret).not.toBe(old);
  await scene.company('Rotating');
  await eventually(() => receiver.messages.length === 1);
  for (const each of [old, secret]) verify(each, receiver.messages[0]!);
  await scene.api.sql(`update webhook_endpoint set old_secret_until = now() where id = $1`, [id]);
  await scene.company('Rotated');
  await eventually(() => receiver.messages.length === 2);
  verify(secret, receiver.messages[1]!);
  expect(() => verify(old, receiver.messages[1]!)).toThrow();
});

it('neither a secret nor its sealed form is shown again, in answers, changes or the log of acts', async () => {
  const { secret } = await scene.make({ url: (await scene.receive()).url });
  const stored = JSON.stringify(await scene.api.sql('select a::text, c::text from audit_event a, change c'));
  expect(stored).not.toContain(secret.slice(6));
  expect(stored).not.toMatch(/"(?:old_)?secret"/);
  const [{ sealed } = { sealed: Buffer.alloc(0) }] = await scene.api.sql<{ sealed: Buffer }>(
    'select secret as sealed from webhook_endpoint',
  );
  expect(sealed.length).toBe(12 + 32 + 16);
});

it('a test message arrives, signed', async () => {
  const receiver = await scene.receive();
  const { id, secret } = await scene.make({ url: receiver.url });
  await act('testWebhookEndpoint', id);
  await eventually(() => receiver.messages.length === 1);
  verify(secret, receiver.messages[0]!);
  expect(receiver.messages[0]!.body).toMatchObject({ type: 'webhook.test', data: {} });
});

it('a delivery is sent again under its id, as the record is by now', async () => {
  const receiver = await scene.receive();
  const subscription = 'subscription { companyChanged { kind node { name } } }';
  const { id } = await scene.make({ url: receiver.url, subscription });
  const company = await scene.company('Before');
  await eventually(async () => (await scene.log(id))[0]?.state === 'DELIVERED');
  await scene.rename(company, 'After');
  await eventually(() => receiver.messages.length === 2);
  const first = (await scene.log(id)).find(({ eventId }) => eventId === receiver.messages[0]!.id);
  await act('resendWebhookDelivery', first!.id);
  await eventually(() => receiver.messages.length === 3);
  expect(receiver.messages[2]!.id).toBe(receiver.messages[0]!.id);
  expect(receiver.told()[2]).toEqual({ kind: 'CREATED', node: { name: 'After' } });
});

it('a part of the feed is replayed from one cursor to another, in the order of each record, under the same ids', async () => {
  const receiver = await scene.receive();
  const { id } = await scene.make({ url: receiver.url });
  await scene.company('Before the range');
  const after = await presentCursor();
  const company = await scene.company('In the range');
  for (const name of ['one', 'two']) await scene.rename(company, name);
  const upTo = await presentCursor();
  await scene.rename(company, 'behind the range');
  await eventually(() => receiver.messages.length === 5);
  const ids = receiver.messages
    .filter(({ body }) => body.data['changes']!['recordId'] === company)
    .map(({ id: event }) => event);
  const replayed = () => receiver.messages.slice(5).map(({ id: event }) => event);
  await act('replayWebhookEvents', id, { after, until: upTo });
  await eventually(() => replayed().length >= 3);
  await eventually(async () => (await scene.see(id)).health.waiting === 0);
  expect(replayed()).toEqual(ids.slice(0, 3));
  await act('replayWebhookEvents', id, { after });
  await eventually(() => replayed().length >= 7);
  expect(replayed().slice(3)).toEqual(ids);
});

it('a replay from a cursor that is too old or not of the feed is refused', async () => {
  const { id } = await scene.make({ url: (await scene.receive()).url });
  const replay =
    'mutation ($id: ID!, $after: String!, $until: String) { replayWebhookEvents(id: $id, after: $after, until: $until) { id } }';
  const code = async (variables: Variables) =>
    (await scene.api.query(replay, { id, ...variables })).errors[0]?.extensions.code;
  const cursor = await presentCursor();
  expect(await code({ after: 'nonsense' })).toBe('BAD_CURSOR');
  expect(await code({ after: cursor, until: 'nonsense' })).toBe('BAD_CURSOR');
  const [epoch] = Buffer.from(cursor, 'base64url').toString().split('/');
  const made = (position: string) => Buffer.from(`${epoch}/${position}`).toString('base64url');
  expect(await code({ after: made('1:1:') })).toBe('RESUME_EXPIRED');
  expect(await code({ after: cursor, until: made('9999999:9999999:') })).toBe('BAD_CURSOR');
});

it('changes of one record within the window are told as one, from what it was to what it is', async () => {
  const receiver = await scene.receive();
  const company = await scene.company('Zero');
  await scene.passed();
  const subscription = 'subscription { companyChanged { id kind changedFields before after } }';
  const { id } = await scene.make({ url: receiver.url, subscription, coalesceSeconds: 600 });
  for (const name of ['One', 'Two']) await scene.rename(company, name);
  await scene.api.sql(`update company set domain = 'three.test' where id = $1`, [company]);
  const fleeting = await scene.company('Fleeting');
  await scene.rename(fleeting, 'Still new');
  const back = await scene.company('Back');
  await eventually(async () => (await scene.see(id)).health.waiting === 6);
  expect(receiver.messages).toEqual([]);
  scene.clock.aheadMs += 601_000;
  await scene.api.sql('update webhook_endpoint set asked_at = clock_timestamp() where id = $1', [id]);
  await eventually(async () => (await scene.see(id)).health.waiting === 0);
  const told = new Map(receiver.messages.map(({ body, id: event }) => [event, body.data['companyChanged']!]));
  expect(told.size).toBe(3);
  expect([...told.values()]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'UPDATED',
        changedFields: expect.arrayContaining(['name', 'domain']),
        before: { name: 'Zero', domain: null },
        after: { name: 'Two', domain: 'three.test' },
      }),
      expect.objectContaining({ kind: 'CREATED', after: expect.objectContaining({ name: 'Still new' }) }),
      expect.objectContaining({ kind: 'CREATED', after: expect.objectContaining({ name: 'Back' }) }),
    ]),
  );
  const states = (await scene.log(id)).map(({ state, recordId }) => [recordId, state]);
  expect(
    states
      .filter(([, state]) => state === 'MERGED')
      .map(([record]) => record)
      .toSorted(),
  ).toEqual([company, company, fleeting].toSorted());
  expect(states).toContainEqual([back, 'DELIVERED']);
});

it('what was changed and changed back within the window is not told', async () => {
  const receiver = await scene.receive();
  const company = await scene.company('Same');
  await scene.passed();
  const { id } = await scene.make({ url: receiver.url, coalesceSeconds: 60 });
  for (const name of ['Other', 'Same']) await scene.rename(company, name);
  await eventually(async () => (await scene.see(id)).health.waiting === 2);
  scene.clock.aheadMs += 61_000;
  await act('testWebhookEndpoint', id);
  await eventually(async () => (await scene.see(id)).health.waiting === 0);
  expect(receiver.messages.map(({ body }) => body.type)).toEqual(['webhook.test']);
});

it('with skipOwn an endpoint is not told what its owner changed, and is told the same of others', async () => {
  const receiver = await scene.receive();
  const tenantId = scene.api.tenants[0].id;
  const owner = await createCaller(scene.api.databaseUrl, tenantId, ['*']);
  await scene.make({ url: receiver.url, skipOwn: true }, owner.key);
  const create = 'mutation { createCompany(input: { name: "By key" }) { id } }';
  await scene.api.ask(create, {}, { key: owner.key, headers: { 'idempotency-key': 'own' } });
  await scene.api.ask(create, {}, { key: owner.key });
  const { createCompany } = await scene.api.ask<{ createCompany: { id: string } }>(create);
  const byHand = await scene.company('By hand');
  await eventually(() => receiver.messages.length >= 2);
  const recordOf = ({ body }: Message) => body.data['changes']!['recordId'];
  expect(receiver.messages.map(recordOf).toSorted()).toEqual([createCompany.id, byHand].toSorted());
});

it('a paused endpoint gets what came meanwhile when it is enabled', async () => {
  const receiver = await scene.receive();
  const { id } = await scene.make({ url: receiver.url });
  await act('pauseWebhookEndpoint', id);
  await scene.company('Meanwhile');
  await eventually(async () => (await scene.see(id)).health.waiting === 1);
  expect(receiver.messages).toEqual([]);
  await act('enableWebhookEndpoint', id);
  await eventually(() => receiver.messages.length === 1);
});

it('an endpoint that was disabled can be enabled again, and asks for what it missed by a replay', async () => {
  const receiver = await scene.receive();
  const { id } = await scene.make({ url: receiver.url });
  const after = await presentCursor();
  receiver.answer = answering(410);
  await scene.company('Missed');
  await eventually(async () => (await scene.see(id)).state === 'DISABLED');
  receiver.answer = answering(200);
  await act('enableWebhookEndpoint', id);
  await act('replayWebhookEvents', id, { after });
  await eventually(() => receiver.messages.length === 2);
  expect(receiver.messages[1]!.id).toBe(receiver.messages[0]!.id);
});
