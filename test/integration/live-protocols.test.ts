// Subscriptions as the libraries of others speak them: graphql-sse's client over distinct connections, graphql-ws' over a WebSocket.
import { createClient, type Client as SseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());

interface Result {
  readonly data?: {
    readonly told?: { readonly kind: string; readonly after: { readonly name: string } | null };
  } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

interface Client {
  subscribe(query: string, next: (result: Result) => void, end: (error: unknown) => void): () => void;
  stop(): void;
}

const authorization = () => `Bearer ${scene.api.tenants[0].key}`;

function bySse(): Client {
  const client: SseClient = createClient({
    url: `${scene.api.url}/graphql`,
    headers: () => ({ authorization: authorization() }),
    retryAttempts: 0,
  });
  return {
    subscribe: (query, next, end) =>
      client.subscribe({ query }, { next: (result) => next(result as Result), error: end, complete: () => end(null) }),
    stop: () => client.dispose(),
  };
}

function bySocket(): Client {
  const client = createSocketClient({
    url: `${scene.api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: authorization() },
    retryAttempts: 0,
  });
  return {
    subscribe: (query, next, end) =>
      client.subscribe({ query }, { next: (result) => next(result as Result), error: end, complete: () => end(null) }),
    stop: () => void client.dispose(),
  };
}

describe.each([
  ['graphql-sse', bySse],
  ['graphql-ws', bySocket],
])('%s', (_, connect) => {
  it('is told of changes until it has heard enough', async () => {
    const client = connect();
    const told: Result[] = [];
    let ended: unknown;
    const leave = client.subscribe(
      'subscription { told: dealChanged(snapshot: true) { kind after } }',
      (result) => told.push(result),
      (error) => (ended = error),
    );
    await until(() => told.some(({ data }) => data?.told?.kind === 'READY'));
    const before = told.length;
    await scene.createDeal('heard');
    await until(() => told.length > before);
    expect(told.at(-1)!.data!.told!.after?.name).toBe('heard');
    leave();
    await until(() => ended !== undefined);
    expect(ended).toBeNull();
    client.stop();
  });

  it('queries are answered too', async () => {
    const client = connect();
    const told: Result[] = [];
    let ended: unknown;
    client.subscribe(
      '{ __typename }',
      (result) => told.push(result),
      (error) => (ended = error),
    );
    await until(() => ended !== undefined);
    expect(told).toEqual([{ data: { __typename: 'Query' } }]);
    expect(ended).toBeNull();
    client.stop();
  });

  it('a refusal is told with its code', async () => {
    const client = connect();
    const told: Result[] = [];
    let ended: unknown;
    const query = 'subscription { dealChanged(filter: { company: { name: { eq: "x" } } }) { id } }';
    client.subscribe(
      query,
      (result) => told.push(result),
      (error) => (ended = error),
    );
    await until(() => ended !== undefined);
    const errors = Array.isArray(ended) ? (ended as Result['errors']) : told[0]?.errors;
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    client.stop();
  });
});
