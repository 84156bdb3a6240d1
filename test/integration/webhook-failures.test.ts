// Receivers that fail: what is tried again and when, what the others notice of it (nothing), and when we stop.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  answering,
  eventually,
  type Receiver,
  startWebhookScene,
  type WebhookScene,
} from '../support/webhook-scene.ts';

const minute = 60_000;
const hour = 60 * minute;

let scene: WebhookScene;

beforeAll(async () => {
  scene = await startWebhookScene();
});
afterAll(() => scene?.stop());

const kindsOf = (receiver: Receiver, recordId: string) =>
  receiver
    .told()
    .filter((event) => event['recordId'] === recordId)
    .map(({ kind }) => kind);

/** Lets the worker's clock jump, and has it look at the endpoint. */
async function pass(ms: number, endpointId: string): Promise<void> {
  scene.clock.aheadMs += ms;
  await scene.api.sql('update webhook_endpoint set asked_at = clock_timestamp() where id = $1', [endpointId]);
}

it('the changes of a record arrive in their order although some attempts fail, and other records do not wait', async () => {
  const receiver = await scene.receive();
  const { id } = await scene.make({ url: receiver.url });
  const failing = await scene.company('Failing');
  await eventually(() => kindsOf(receiver, failing).length === 1);
  let failures = 0;
  receiver.answer = ({ body }, response) => {
    const fails = body.data['changes']!['recordId'] === failing && failures++ < 2;
    response.writeHead(fails ? 500 : 200).end();
  };
  for (const name of ['One', 'Two', 'Three']) await scene.rename(failing, name);
  await eventually(() => failures === 1);
  const other = await scene.company('Other');
  await eventually(() => kindsOf(receiver, other).length === 1);
  expect(failures).toBe(1);
  await pass(6_000, id);
  await eventually(() => failures === 2);
  await pass(6 * minute, id);
  await eventually(() => failures === 5);
  const logged = async () => (await scene.log(id)).filter(({ recordId }) => recordId === failing).reverse();
  await eventually(async () => (await logged()).every(({ state }) => state === 'DELIVERED'));
  const delivered = await logged();
  expect(delivered.map(({ state, attempts }) => [state, attempts.map(({ status }) => status)])).toEqual([
    ['DELIVERED', [200]],
    ['DELIVERED', [500, 500, 200]],
    ['DELIVERED', [200]],
    ['DELIVERED', [200]],
  ]);
  const ids = receiver.messages
    .filter(({ body }) => body.data['changes']!['recordId'] === failing)
    .map(({ id: event }) => event);
  expect(ids.slice(1, 4)).toEqual([ids[1], ids[1], ids[1]]);
  expect(new Set(ids.slice(3)).size).toBe(3);
});

it('a slow receiver and a dead one delay nobody else', async () => {
  const [slow, well] = [await scene.receive(), await scene.receive()];
  slow.answer = () => {}; // never
  await scene.make({ url: slow.url });
  const dead = await scene.make({ url: 'http://127.0.0.1:1/' });
  await scene.make({ url: well.url });
  const ids = [];
  for (let n = 0; n < 30; n++) ids.push(await scene.company(`Fast ${n}`));
  await eventually(() => well.messages.length === 30, 20_000);
  expect(new Set(well.told().map((event) => event['recordId']))).toEqual(new Set(ids));
  await eventually(async () => (await scene.see(dead.id)).health.failures >= 5);
  const { health } = await scene.see(dead.id);
  expect(health).toMatchObject({ error: expect.stringContaining('ECONNREFUSED'), restingUntil: expect.any(String) });
  await eventually(() => slow.messages.length > 0);
  for (const { id } of await endpoints()) await remove(id);
});

const endpoints = async () =>
  (await scene.api.ask<{ webhookEndpoints: { id: string }[] }>('{ webhookEndpoints { id } }')).webhookEndpoints;
const remove = (id: string) => scene.api.ask('mutation ($id: ID!) { deleteWebhookEndpoint(id: $id) { id } }', { id });

it('429 is honoured with its Retry-After', async () => {
  const receiver = await scene.receive();
  receiver.answer = answering(429, { 'retry-after': '3600' });
  const { id } = await scene.make({ url: receiver.url });
  await scene.company('Limited');
  await eventually(async () => (await scene.log(id))[0]?.attempts.length === 1);
  const [delivery] = await scene.log(id);
  const inMs = Date.parse(delivery!.dueAt) - Date.now() - scene.clock.aheadMs;
  expect(inMs).toBeGreaterThan(59 * minute);
  expect(inMs).toBeLessThanOrEqual(60 * minute);
  await remove(id);
});

it('a redirect is not followed, and counts as a failure', async () => {
  const [receiver, elsewhere] = [await scene.receive(), await scene.receive()];
  receiver.answer = answering(302, { location: elsewhere.url });
  const { id } = await scene.make({ url: receiver.url });
  await scene.company('Redirected');
  await eventually(async () => (await scene.log(id))[0]?.attempts.length === 1);
  expect((await scene.log(id))[0]!.attempts).toMatchObject([{ status: 302, error: 'answered 302' }]);
  expect(elsewhere.messages).toEqual([]);
  await remove(id);
});

it('of an answer 64 KB are read, and its status counts', async () => {
  const receiver = await scene.receive();
  let isCut = false;
  receiver.answer = (_, response) => {
    response.on('close', () => (isCut = !response.writableFinished));
    const more = () =>
      void (response.write(Buffer.alloc(16 * 1024)) ? setImmediate(more) : response.once('drain', more));
    more();
  };
  const { id } = await scene.make({ url: receiver.url });
  await scene.company('Talkative');
  await eventually(async () => (await scene.log(id))[0]?.state === 'DELIVERED');
  await eventually(() => isCut);
  await remove(id);
});

it('410 disables an endpoint at once, with a reason and a line in the log of acts', async () => {
  const receiver = await scene.receive();
  receiver.answer = answering(410);
  const { id } = await scene.make({ url: receiver.url });
  await scene.company('Gone');
  await eventually(async () => (await scene.see(id)).state === 'DISABLED');
  expect(await scene.see(id)).toMatchObject({ reason: 'GONE', health: { waiting: 0 } });
  const { auditEvents } = await scene.api.ask<{ auditEvents: { nodes: unknown[] } }>(
    '{ auditEvents(first: 1) { nodes { actor act subject details } } }',
  );
  expect(auditEvents.nodes).toEqual([
    { actor: 'worker', act: 'webhook.disabled', subject: `webhook:${id}`, details: { reason: 'GONE' } },
  ]);
  await remove(id);
});

it('what is not taken is tried for 72 hours, less and less often; then it is given up and its endpoint disabled', async () => {
  const receiver = await scene.receive();
  receiver.answer = answering(503);
  const { id } = await scene.make({ url: receiver.url });
  const began = Date.now() + scene.clock.aheadMs;
  await scene.company('Unlucky');
  const at: number[] = [];
  for (let attempts = 1; (await scene.see(id)).state === 'ENABLED'; attempts++) {
    await eventually(async () => {
      const [delivery] = await scene.log(id);
      return delivery?.attempts.length === attempts || (await scene.see(id)).state === 'DISABLED';
    });
    at.push((Date.now() + scene.clock.aheadMs - began) / hour);
    const [delivery] = await scene.log(id);
    if (delivery!.state !== 'PENDING') break;
    await pass(Date.parse(delivery!.dueAt) - Date.now() - scene.clock.aheadMs + 1, id);
    if ((Date.now() + scene.clock.aheadMs - began) / hour > 72) break;
  }
  await eventually(async () => (await scene.log(id))[0]?.state === 'FAILED');
  expect(at.length).toBeGreaterThanOrEqual(10);
  expect(at.length).toBeLessThanOrEqual(12);
  expect(at.slice(0, 6).map((hours) => Math.round(hours * 10) / 10)).toEqual([
    0,
    0,
    0.1,
    0.6,
    expect.any(Number),
    expect.any(Number),
  ]);
  expect(at.every((hours) => hours < 72.1)).toBe(true);
  await remove(id);
});
