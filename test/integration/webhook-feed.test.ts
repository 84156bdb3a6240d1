// The feed as webhooks read it: whatever happens to the worker or the database, nothing is left out without a word.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { raiseFloor } from '../support/change-floor.ts';
import { eventually, type Receiver, startWebhookScene, type WebhookScene } from '../support/webhook-scene.ts';

let scene: WebhookScene;
let receiver: Receiver;

beforeEach(async () => {
  scene = await startWebhookScene();
  receiver = await scene.receive();
  await scene.make({ url: receiver.url });
  // Once it is read that it is there.
  await eventually(async () => (await scene.company('First')) !== '' && receiver.messages.length > 0);
  // What was written in order to find out is told before anything of the test is.
  const last = await scene.company('Last');
  await eventually(() => recordsTold().includes(last));
  await eventually(async () => (await waiting()) === 0);
});
afterEach(() => scene?.stop());

const waiting = async () =>
  (await scene.api.sql<{ n: number }>(`select count(*) as n from webhook_delivery where state = 'pending'`))[0]!.n;
const recordsTold = () => receiver.told().map((event) => event['recordId']);

it('what is written while no worker runs is told when one does, also when the database began a new epoch or has crashed meanwhile', async () => {
  await scene.stopWorker();
  const before = await scene.company('Before');
  await scene.api.sql('set role clientele_owner; select bump_change_epoch(); reset role');
  const between = await scene.company('Between');
  await scene.api.sql('delete from change_mark'); // as after a crash
  const after = await scene.company('After');
  receiver.messages.length = 0;
  await scene.startWorker();
  await eventually(() => receiver.messages.length >= 3);
  expect(recordsTold().toSorted()).toEqual([before, between, after].toSorted());
});

it('more than a page of one transaction, and what was committed later though it began earlier, is told once', async () => {
  receiver.messages.length = 0;
  const tenantId = scene.api.tenants[0].id;
  const insert = `insert into company (tenant_id, id, name) select '${tenantId}', gen_random_uuid(), 'Of many' from generate_series(1, 300)`;
  const late = scene.api.sql(
    `begin; insert into company (tenant_id, id, name) values ('${tenantId}', gen_random_uuid(), 'Late'); select pg_sleep(1); commit`,
  );
  await scene.api.sql(`begin; ${insert}; ${insert}; commit`);
  await late;
  await eventually(() => receiver.messages.length >= 601, 60_000);
  await eventually(async () => (await waiting()) === 0);
  expect(receiver.messages).toHaveLength(601);
  expect(new Set(recordsTold()).size).toBe(601);
}, 90_000);

it('what waits is sent although the queue has lost its jobs', async () => {
  await scene.stopWorker();
  await scene.api.sql('update webhook_delivery set state = $1, due_at = now(), finished_at = null', ['pending']);
  await scene.api.sql('delete from job.job');
  receiver.messages.length = 0;
  scene.clock.aheadMs = 61_000;
  await scene.startWorker();
  await eventually(async () => receiver.messages.length > 0 && (await waiting()) === 0);
});

it.each([
  ['changes were dropped before they were read', () => raiseFloor(scene.api)],
  [
    'the rows come from another database',
    () => scene.api.sql(`update webhook_feed set epoch = regexp_replace(epoch, '^\\d+', '1')`),
  ],
])('if %s, endpoints are told that there is a gap, and from where to go on', async (_, accident) => {
  await scene.stopWorker();
  receiver.messages.length = 0;
  await accident();
  await scene.startWorker();
  await eventually(() => receiver.messages.length === 1);
  const { type, data } = receiver.messages[0]!.body;
  expect(type).toBe('feed.gap');
  await scene.api.ask('query ($after: String!) { changes(after: $after) { nodes { id } } }', { after: data['cursor'] });
  const next = await scene.company('Next');
  await eventually(() => receiver.messages.length === 2);
  expect(recordsTold()[1]).toBe(next);
});
