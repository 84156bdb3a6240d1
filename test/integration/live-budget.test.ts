// Subscriptions have a price, to be opened and for each event; who has spent its points is told later, or sent back to its cursor.
import { afterEach, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { type Listener, listenByEvents, listenBySocket, type Told } from '../support/live-clients.ts';
import { createCaller } from '../support/nodes.ts';
import { until } from '../support/until.ts';

let api: TestApi;
const open: Listener<never>[] = [];

/** 100 to open it, 5 for the event that it begins with; an event is 100 to be made, 5, and 3 to be sent. */
const watch = 'subscription Watch ($after: String) { told: changes(types: [TAG], after: $after) { cursor recordId } }';
const [opening, event] = [105, 108];

type Changed = { readonly told: { readonly cursor: string; readonly recordId: string } };

afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await api?.stop();
});

async function start(keyPoints: number, refill = 1): Promise<void> {
  api = await startApi({ settings: { BUDGET_KEY_POINTS: String(keyPoints), BUDGET_KEY_REFILL: String(refill) } });
}

const caller = async () => (await createCaller(api.databaseUrl, api.tenants[0].id)).key;

async function listen(
  key: string,
  after: string | null = null,
  by = listenByEvents<Changed>,
): Promise<Listener<Changed>> {
  const listener = await by(api.url, watch, { key, variables: { after } });
  open.push(listener as never);
  return listener;
}

const write = (name: string) =>
  api.sql(`insert into tag (tenant_id, id, name) values ($1, gen_random_uuid(), $2)`, [api.tenants[0].id, name]);

const codeOf = ({ errors }: Told<Changed>) => errors?.[0]?.extensions['code'];
const events = ({ told }: Listener<Changed>) => told.flatMap(({ data }) => (data ? [data.told] : []));

it('opening is charged before anything is told, and refused with a time to come again', async () => {
  await start(opening + 50);
  const key = await caller();
  await listen(key);
  const refused = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: watch }),
  });
  const { errors } = (await refused.json()) as { errors: { extensions: { code: string; requested: number } }[] };
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(errors[0]!.extensions).toMatchObject({ code: 'RATE_LIMITED', requested: opening, by: 'key' });
  const socket = await listen(key, null, listenBySocket);
  await until(() => socket.told.length > 0);
  expect(codeOf(socket.told[0]!)).toBe('RATE_LIMITED');
});

it('is what estimateCost says', async () => {
  await start(10_000);
  const { estimateCost } = await api.ask<{ estimateCost: { requested: number } }>(
    'query ($query: String!) { estimateCost(query: $query) { requested } }',
    { query: watch },
  );
  expect(estimateCost.requested).toBe(opening);
});

it('who cannot pay for an event is sent away, and goes on from its cursor with nothing lost', async () => {
  await start(opening + 3 * event + 50);
  const [poor, rich] = [await caller(), await caller()];
  const listener = await listen(poor);
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await write(name);
    const count = listener.told.length;
    await until(() => listener.told.length > count || listener.ended() !== null);
  }
  await until(() => listener.ended() === 'complete');
  expect(events(listener)).toHaveLength(3);
  expect(codeOf(listener.told.at(-1)!)).toBe('RATE_LIMITED');
  const rest = await listen(rich, events(listener).at(-1)!.cursor);
  await until(() => events(rest).length >= 2);
  expect(new Set([...events(listener), ...events(rest)].map(({ recordId }) => recordId)).size).toBe(5);
});

it('a key without points takes nothing from others of its group, who share the price', async () => {
  await start(opening + 2 * event);
  const [first, second] = [await listen(await caller()), await listen(await caller())];
  const both = [first, second];
  // Half of what making it costs, for each: three events where one key alone would have had two.
  for (const name of ['a', 'b', 'c']) {
    await write(name);
    const count = first.told.length;
    await until(() => both.every(({ told }) => told.length > count));
  }
  for (const listener of both) expect(events(listener)).toHaveLength(3);
});

it('a key that is alone is told later', async () => {
  await start(opening + event, 200);
  const listener = await listen(await caller());
  for (const name of ['a', 'b', 'c', 'd', 'e']) await write(name);
  await until(() => events(listener).length === 5, { withinMs: 10_000 });
  expect(listener.ended()).toBeNull();
});

it('a request that waits for its points holds up no events of other keys', async () => {
  await start(1_000, 50);
  const [first, second, waiter] = [await listen(await caller()), await listen(await caller()), await caller()];
  // Each time another: what is known already costs nothing.
  const ask = (wait: number) =>
    api.query(
      `{ users(filter: { name: { eq: "${newId()}" } }) { nodes { id } } }`,
      {},
      { key: waiter, headers: { prefer: `wait=${wait}` } },
    );
  while ((await ask(0)).status === 200);
  const waiting = ask(8);
  for (const name of ['a', 'b']) {
    await write(name);
    const count = first.told.length;
    await until(() => [first, second].every(({ told }) => told.length > count));
  }
  expect([first, second].map(({ told }) => told.filter(({ errors }) => errors).length)).toEqual([0, 0]);
  expect((await waiting).status).toBe(200);
});
