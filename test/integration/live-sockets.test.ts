// Subscriptions over WebSockets: the graphql-transport-ws protocol with its close codes, and the same events as over streams.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createTenant } from '../support/api.ts';
import { dealChanged, eventsOf, heard, type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;
const open: WebSocket[] = [];

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());
afterEach(() => {
  scene.hush();
  for (const each of open.splice(0)) each.terminate();
});

interface Raw {
  readonly socket: WebSocket;
  readonly received: { readonly type: string; readonly id?: string; readonly payload?: unknown }[];
  send(message: unknown): void;
  /** The code and reason with which it was closed. */
  closed(): Promise<readonly [number, string]>;
}

async function openRaw(protocol: string | null = 'graphql-transport-ws', url = scene.api.url): Promise<Raw> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol === null ? [] : [protocol]);
  open.push(socket);
  const received: Raw['received'] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [Number(code), String(reason)] as const);
  await Promise.race([once(socket, 'open'), closed]);
  return {
    socket,
    received,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed: () => closed,
  };
}

const init = (key = scene.api.tenants[0].key) => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${key}` },
});
const subscribe = (id: string, query = dealChanged, variables = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
});

async function acknowledged(): Promise<Raw> {
  const raw = await openRaw();
  raw.send(init());
  await until(() => raw.received.length > 0);
  expect(raw.received[0]).toMatchObject({ type: 'connection_ack', payload: { cursor: expect.any(String) } });
  return raw;
}

const typesOf = ({ received }: Raw) => received.map(({ type }) => type);

/** A query on the same connection is answered when the subscription before it stands. */
async function settled(raw: Raw): Promise<void> {
  raw.send(subscribe('settled', '{ __typename }'));
  await until(() => raw.received.some(({ id, type }) => id === 'settled' && type === 'complete'));
}

describe('what subscribers are told', () => {
  it('is the same event for all, each under the id of its own operation', async () => {
    const raws = [await acknowledged(), await acknowledged()];
    for (const [index, raw] of raws.entries()) {
      raw.send(subscribe(`operation ${index} "ü"`));
      await settled(raw);
    }
    await scene.createDeal('told to all');
    for (const raw of raws) await until(() => typesOf(raw).filter((type) => type === 'next').length === 2);
    // A ping may come behind it.
    const [one, other] = raws.map(({ received }) => received.findLast(({ type }) => type === 'next'));
    expect(one!.id).toBe('operation 0 "ü"');
    expect(other!.id).toBe('operation 1 "ü"');
    expect(one!.payload).toEqual(other!.payload);
  });

  it('comes whole whatever its length', async () => {
    const raw = await acknowledged();
    const id = await scene.createDeal('long');
    raw.send(subscribe('1', 'subscription { dealChanged { after recordId } }'));
    await settled(raw);
    const lengths = [1, 40, 120, 1_000, 9_999];
    for (const length of lengths) await scene.change(id, { description: 'é'.repeat(length) });
    await until(() => typesOf(raw).filter((type) => type === 'next').length === 6);
    const found = raw.received.flatMap(({ payload, id: operation }) =>
      operation === '1'
        ? [
            (payload as { data: { dealChanged: { after: { description: string } } } }).data.dealChanged.after
              .description.length,
          ]
        : [],
    );
    expect(found).toEqual(lengths);
  });

  it('goes on from the cursor of another protocol', async () => {
    const stream = await scene.listen(dealChanged);
    await scene.createDeal('seen on the stream');
    await heard(stream, 1);
    await scene.createDeal('missed');
    const socket = await scene.connect(dealChanged, { variables: { after: eventsOf(stream)[0]!.cursor } });
    await heard(socket, 1);
    expect(eventsOf(socket)[0]!.after!['name']).toBe('missed');
  });

  it('stops when the operation is completed, and not before', async () => {
    const raw = await acknowledged();
    raw.send(subscribe('a'));
    raw.send(subscribe('b'));
    await settled(raw);
    raw.send({ type: 'complete', id: 'a' });
    await settled(raw);
    await scene.createDeal('for b');
    await until(() => raw.received.some(({ id }) => id === 'b'));
    expect(raw.received.filter(({ id }) => id === 'a')).toEqual([]);
  });

  it('refusals are errors of the operation, and the connection goes on', async () => {
    const raw = await acknowledged();
    raw.send(subscribe('wrong', 'subscription { nothing }'));
    raw.send(subscribe('relation', dealChanged, { filter: { company: { name: { eq: 'x' } } } }));
    raw.send(subscribe('cursor', dealChanged, { after: 'x' }));
    await until(() => typesOf(raw).filter((type) => type === 'error').length === 3);
    const codes = raw.received.flatMap(({ id, payload, type }) =>
      type === 'error' ? [[id, (payload as { extensions: { code: string } }[])[0]!.extensions.code]] : [],
    );
    expect(Object.fromEntries(codes)).toEqual({
      wrong: 'GRAPHQL_VALIDATION_FAILED',
      relation: 'BAD_USER_INPUT',
      cursor: 'BAD_CURSOR',
    });
    await settled(raw);
  });

  it('queries and mutations are answered on the same connection', async () => {
    const raw = await acknowledged();
    raw.send(subscribe('m', 'mutation { createDeal(input: { name: "by socket" }) { name } }'));
    await until(() => typesOf(raw).includes('complete'));
    expect(raw.received[1]).toMatchObject({
      id: 'm',
      type: 'next',
      payload: { data: { createDeal: { name: 'by socket' } } },
    });
  });
});

describe('the close codes of the protocol', () => {
  it('4400: a message that is none', async () => {
    const raw = await openRaw();
    raw.send('nonsense');
    expect((await raw.closed())[0]).toBe(4400);
  });

  it('4400: a message that clients do not send', async () => {
    const raw = await acknowledged();
    raw.send({ type: 'next', id: '1', payload: {} });
    expect((await raw.closed())[0]).toBe(4400);
  });

  it('4401: an operation before the connection was acknowledged', async () => {
    const raw = await openRaw();
    raw.send(subscribe('1'));
    expect(await raw.closed()).toEqual([4401, 'Unauthorized']);
  });

  it('4403: no key, or a wrong one', async () => {
    for (const payload of [undefined, { authorization: 'Bearer nonsense' }]) {
      const raw = await openRaw();
      raw.send({ type: 'connection_init', ...(payload && { payload }) });
      const [code, reason] = await raw.closed();
      expect([code, reason]).toEqual([4403, expect.stringMatching(/Authorization/)]);
    }
  });

  it('4403: the key is revoked, within a second', async () => {
    const tenant = await createTenant(scene.api.databaseUrl, 'revoked');
    const raw = await openRaw();
    raw.send(init(tenant.key));
    await until(() => raw.received.length > 0);
    const beganMs = performance.now();
    await scene.api.sql('update api_key set revoked_at = now() where tenant_id = $1', [tenant.id]);
    expect((await raw.closed())[0]).toBe(4403);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  it('4406: another protocol, or none', async () => {
    for (const protocol of ['graphql-ws', null]) {
      const raw = await openRaw(protocol).catch(() => null);
      if (raw) expect((await raw.closed())[0]).toBe(4406);
    }
    expect((await (await openRaw(null)).closed())[0]).toBe(4406);
  });

  it('4408: nothing was said for three seconds', async () => {
    const raw = await openRaw();
    expect((await raw.closed())[0]).toBe(4408);
  });

  it('4409: two operations of one id', async () => {
    const raw = await acknowledged();
    raw.send(subscribe('1'));
    await settled(raw);
    raw.send(subscribe('1'));
    expect((await raw.closed())[0]).toBe(4409);
  });

  it('4429: connection_init twice', async () => {
    const raw = await acknowledged();
    raw.send(init());
    expect((await raw.closed())[0]).toBe(4429);
  });

  it('1009: more than 64 KB in one message', async () => {
    const raw = await acknowledged();
    raw.send(subscribe('1', `# ${'x'.repeat(66_000)}\n{ __typename }`));
    expect((await raw.closed())[0]).toBe(1009);
  });

  it('ping is answered with pong and what it carried', async () => {
    const raw = await acknowledged();
    raw.send({ type: 'ping', payload: { any: 1 } });
    await until(() => typesOf(raw).includes('pong'));
    expect(raw.received.at(-1)).toEqual({ type: 'pong', payload: { any: 1 } });
  });

  it('the 101st subscription of a connection is refused', async () => {
    const raw = await acknowledged();
    for (let index = 0; index <= 100; index++) raw.send(subscribe(String(index)));
    await until(() => typesOf(raw).includes('error'));
    expect(raw.received.at(-1)).toMatchObject({
      id: '100',
      payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    });
  });
});
