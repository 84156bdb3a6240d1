// Clients that read more slowly than is written: they are sent away with their cursor or, if they asked for it, told less, and know it.
// Nobody else notices.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { heard, type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;
const open: { close(): void }[] = [];

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());
afterEach(() => {
  scene.hush();
  for (const each of open.splice(0)) each.close();
});

const text = 'x'.repeat(9_900);
/** With before and after 12 MB: more than the buffers of two sockets and ours hold together. */
const writes = 600;

interface Told {
  readonly data: {
    readonly dealChanged: {
      readonly id: string;
      readonly cursor: string;
      readonly recordId: string;
      readonly after: { readonly description: string };
    };
  };
  readonly extensions?: { readonly coalesced: number };
}

interface Slow {
  readonly told: Told[];
  ended(): string | null;
  pause(): void;
  resume(): void;
}

const subscription = (coalesce: boolean) =>
  `subscription ($after: String) { dealChanged(after: $after, coalesce: ${coalesce}) { id cursor recordId before after } }`;

async function bySocket(query: string): Promise<Slow> {
  const socket = new WebSocket(`${scene.api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  open.push({ close: () => socket.terminate() });
  const told: Told[] = [];
  let ended: string | null = null;
  let isSettled = false;
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data)) as { type: string; id: string; payload: Told };
    if (type === 'connection_ack') {
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      socket.send(JSON.stringify({ type: 'subscribe', id: 'settled', payload: { query: '{ __typename }' } }));
    }
    if (id === 'settled') isSettled = true;
    if (type === 'next' && id === '1') told.push(payload);
  });
  socket.on('close', (code) => (ended = String(code)));
  await once(socket, 'open');
  const authorization = `Bearer ${scene.api.tenants[0].key}`;
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await until(() => isSettled);
  return { told, ended: () => ended, pause: () => socket.pause(), resume: () => socket.resume() };
}

async function byEvents(query: string): Promise<Slow> {
  const aborter = new AbortController();
  open.push({ close: () => aborter.abort() });
  const response = await fetch(`${scene.api.url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${scene.api.tenants[0].key}`,
    },
    body: JSON.stringify({ query }),
    signal: aborter.signal,
  });
  const told: Told[] = [];
  let ended: string | null = null;
  let reading = Promise.withResolvers<void>();
  reading.resolve();
  void (async () => {
    let rest = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        await reading.promise;
        const events = (rest + chunk).split('\n\n');
        rest = events.pop()!;
        for (const event of events) {
          const data = /^data: (.+)$/m.exec(event)?.[1];
          if (data) told.push(JSON.parse(data) as Told);
        }
      }
      ended = 'end';
    } catch {
      ended = 'cut';
    }
  })();
  return {
    told,
    ended: () => ended,
    pause: () => (reading = Promise.withResolvers<void>()),
    resume: () => reading.resolve(),
  };
}

const write = async (id: string, count: number) => {
  for (let index = 0; index < count; index += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, each) =>
        scene.api.sql(`update deal set description = $2 || ' ' || $3 where id = $1`, [id, text, String(index + each)]),
      ),
    );
};

const textsOf = ({ told }: Slow) => told.map(({ data }) => data.dealChanged.after.description);

it.each([
  ['a socket', bySocket],
  ['a stream', byEvents],
])('%s that coalesces is told the newest of each record, in order, and for how many it stands', async (_, by) => {
  const id = await scene.createDeal('long');
  const [slow, fast] = [await by(subscription(true)), await scene.listen('subscription { dealChanged { after } }')];
  slow.pause();
  await write(id, writes);
  await heard(fast, writes, 20_000);
  slow.resume();
  const last = (fast.told.at(-1)!.data as unknown as Told['data']).dealChanged.after.description;
  await until(() => textsOf(slow).at(-1) === last, { what: 'the newest' });
  const coalesced = slow.told.reduce((sum, { extensions }) => sum + (extensions?.coalesced ?? 1), 0);
  expect(slow.told.length).toBeLessThan(writes);
  expect(coalesced).toBe(writes);
  // A part of what the other was told, in the same order.
  const all = fast.told.map(({ data }) => (data as unknown as Told['data']).dealChanged.after.description);
  const places = textsOf(slow).map((each) => all.indexOf(each));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(slow.ended()).toBeNull();
  await scene.change(id, { description: 'read again' });
  await until(() => textsOf(slow).at(-1) === 'read again');
  expect(slow.told.at(-1)!.extensions).toBeUndefined();
});

it.each([
  ['a socket', bySocket, /^4413$/],
  ['a stream', byEvents, /^cut$/],
])('%s that does not is sent away, and goes on from its last cursor with nothing lost', async (_, by, end) => {
  const id = await scene.createDeal('long');
  const [slow, fast] = [await by(subscription(false)), await scene.listen('subscription { dealChanged { id } }')];
  slow.pause();
  await write(id, writes);
  await heard(fast, writes, 20_000);
  slow.resume();
  await until(() => slow.ended() !== null, { what: 'the end' });
  expect(slow.ended()).toMatch(end);
  const { cursor } = slow.told.at(-1)!.data.dealChanged;
  const rest = await scene.listen<Told['data']>(subscription(false), { variables: { after: cursor } });
  const missing = writes - slow.told.length;
  await heard(rest, missing, 20_000);
  const ids = [...slow.told.map(({ data }) => data), ...rest.told.map(({ data }) => data!)].map(
    ({ dealChanged }) => dealChanged.id,
  );
  expect(ids).toEqual(fast.told.map(({ data }) => (data as unknown as Told['data']).dealChanged.id));
});

it('when even the newest of each record are too many, it is sent away as well', async () => {
  const id = await scene.createDeal('long');
  const slow = await bySocket(subscription(true));
  const fast = await scene.listen('subscription { dealChanged { id } }');
  slow.pause();
  await write(id, writes);
  for (let part = 0; part < 15; part++)
    await scene.api.sql(
      `insert into deal (tenant_id, id, name, pipeline_id, stage_id, status) select d.tenant_id, gen_random_uuid(), 'many', d.pipeline_id, d.stage_id, d.status from deal d, generate_series(1, 400) where d.id = $1`,
      [id],
    );
  await heard(fast, writes + 6_000, 20_000);
  slow.resume();
  await until(() => slow.ended() === '4413', { what: 'the end' });
});
