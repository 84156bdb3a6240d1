// What becomes of subscribers when something gives way: the origin or an edge starts anew, a server stops.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper } from '../support/api.ts';
import { edgeKey, startTestEdge } from '../support/edge-scene.ts';
import { listenByEvents, listenBySocket } from '../support/live-clients.ts';
import {
  type DealChanged,
  dealChanged,
  eventsOf,
  heard,
  type LiveScene,
  startLiveScene,
} from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;
const running: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  scene = await startLiveScene();
});
afterEach(async () => {
  scene.hush();
  for (const each of running.splice(0).reverse()) await each.stop();
  await scene.stop();
});

/** Another origin over the same database, with subscribers of its own. */
async function startSecond(port = 0) {
  const config = readConfig({ PORT: String(port), LOG_LEVEL: 'silent', POOL_MAX: '3', EDGE_KEY: edgeKey });
  const origin = await startOrigin({ config, databaseUrl: scene.api.databaseUrl, pepper, graphiql: null });
  return origin;
}

const key = () => scene.api.tenants[0].key;

it('an origin that stops tells its subscribers to come back', async () => {
  const origin = await startSecond();
  const url = `http://127.0.0.1:${origin.port}`;
  const stream = await listenByEvents(url, dealChanged, { key: key() });
  const socket = await listenBySocket(url, dealChanged, { key: key() });
  const beganMs = performance.now();
  await origin.stop();
  expect(performance.now() - beganMs).toBeLessThan(3_000);
  await until(() => stream.ended() !== null && socket.ended() !== null);
  expect(stream.ended()).toMatch(/^retry \d+$/);
  expect(socket.ended()).toBe('1001 The server stops: connect again.');
});

it('through an edge, subscribers are told, and go on where they were when the origin or the edge has started anew', async () => {
  let origin = await startSecond();
  const { port } = origin;
  let edge = await startTestEdge(`http://127.0.0.1:${port}`);
  const at = () => `http://127.0.0.1:${edge.port}`;
  running.push({ stop: () => edge.stop() }, { stop: () => origin.stop() });
  const stream = await listenByEvents<DealChanged>(at(), dealChanged, { key: key() });
  const socket = await listenBySocket<DealChanged>(at(), 'subscription { dealChanged { id cursor after } }', {
    key: key(),
  });
  const first = await scene.createDeal('through the edge');
  await heard(stream, 1);
  // The socket may have subscribed only after that.
  await until(async () => {
    await scene.change(first, { description: String(Math.random()) });
    return socket.told.length > 0;
  });
  await origin.stop();
  await until(() => stream.ended() !== null && socket.ended() !== null, { what: 'the end of both' });
  await scene.createDeal('while the origin was away');
  origin = await startSecond(port);
  const after = eventsOf(socket).at(-1)!.cursor;
  const again = await listenBySocket<DealChanged>(at(), dealChanged, { key: key(), variables: { after } });
  await until(() => eventsOf(again).some((event) => event.after?.['name'] === 'while the origin was away'));
  await edge.stop();
  await until(() => again.ended() !== null);
  await scene.createDeal('while the edge was away');
  edge = await startTestEdge(`http://127.0.0.1:${port}`);
  const lastEventId = eventsOf(again).at(-1)!.cursor;
  const last = await listenByEvents<DealChanged>(at(), dealChanged, {
    key: key(),
    headers: { 'last-event-id': lastEventId },
  });
  await until(() => eventsOf(last).some((event) => event.after?.['name'] === 'while the edge was away'));
  last.close();
});

it('what piles up between two looks of the relay is told one by one', async () => {
  const listener = await scene.listen(dealChanged);
  const id = await scene.createDeal('busy');
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      scene.api.sql(`update deal set description = '${index}' where id = $1`, [id]),
    ),
  );
  await heard(listener, 61);
  // In the order of commits: each begins where the one before it ended.
  const events = eventsOf(listener).slice(1);
  for (const [index, event] of events.entries())
    if (index > 0) expect(event.before).toMatchObject({ description: events[index - 1]!.after!['description'] });
});

it('a feed that begins anew within the epoch leaves no gap: what lies between is read from the change table', async () => {
  const listener = await scene.listen(dealChanged);
  await scene.createDeal('before');
  await heard(listener, 1);
  // The connection of the relay is cut while more is committed.
  await scene.api.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'clientele change feed'`,
  );
  await Promise.all(Array.from({ length: 10 }, (_, index) => scene.createDeal(`meanwhile ${index}`)));
  await heard(listener, 11);
  expect(new Set(eventsOf(listener).map(({ recordId }) => recordId)).size).toBe(11);
});

it('a new epoch ends subscriptions, and says why', async () => {
  const listener = await scene.listen(dealChanged);
  await scene.api.sql('select bump_change_epoch()');
  await until(() => listener.ended() === 'complete');
  expect(listener.told[0]!.errors![0]!.extensions['code']).toBe('RESUME_EXPIRED');
});
