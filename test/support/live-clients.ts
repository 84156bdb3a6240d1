// Subscribers as a client meets them: over server-sent events and over a WebSocket, with all that they were told, in order.
// Invariant: whoever was opened here is closed by close(), or when the server ends it.
import { createClient } from 'graphql-ws/client';
import WebSocket from 'ws';

export interface Told<Data = Record<string, never>> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

export interface Listener<Data> {
  readonly told: Told<Data>[];
  /** Of the stream: the last id; of a WebSocket: nothing. */
  lastEventId(): string | null;
  /** How it ended; null while it goes on. */
  ended(): string | null;
  close(): void;
}

export interface ListenOptions {
  readonly key: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

/** Resolves when the server has begun the stream: what is committed from then on is told. */
export async function listenByEvents<Data>(
  url: string,
  query: string,
  options: ListenOptions,
): Promise<Listener<Data>> {
  const { key, variables = {}, headers = {}, method = 'POST' } = options;
  const aborter = new AbortController();
  const told: Told<Data>[] = [];
  let lastEventId: string | null = null;
  let ended: string | null = null;
  const address = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const response = await fetch(`${url}/graphql${method === 'GET' ? `?${address}` : ''}`, {
    method,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && { body: JSON.stringify({ query, variables }) }),
    signal: aborter.signal,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const begun = Promise.withResolvers<void>();
  void (async () => {
    let text = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop()!;
        for (const event of events) {
          const fields = new Map(
            event.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
          );
          lastEventId = fields.get('id') ?? lastEventId;
          begun.resolve(); // the first sign is given when the subscription stands
          if (fields.get('event') === 'next') told.push(JSON.parse(fields.get('data')!));
          if (fields.get('event') === 'complete') ended = 'complete';
          if (fields.has('retry')) ended = `retry ${fields.get('retry')}`;
        }
      }
      ended ??= 'end';
    } catch {
      ended ??= 'cut';
    }
    begun.resolve();
  })();
  await begun.promise;
  return { told, lastEventId: () => lastEventId, ended: () => ended, close: () => aborter.abort() };
}

/** Resolves when the operation was sent; ask `settled` of the server before writing. */
export async function listenBySocket<Data>(
  url: string,
  query: string,
  options: ListenOptions,
): Promise<Listener<Data>> {
  const { key, variables = {} } = options;
  const told: Told<Data>[] = [];
  let ended: string | null = null;
  const connected = Promise.withResolvers<void>();
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => {},
    on: {
      connected: () => connected.resolve(),
      closed: (event) => {
        const { code, reason } = event as { code: number; reason: string };
        ended ??= `${code} ${reason}`;
        connected.resolve();
      },
    },
  });
  await connected.promise;
  client.subscribe<Data>(
    { query, variables },
    {
      next: (result) => void told.push(result as Told<Data>),
      error: (error) => {
        if (Array.isArray(error)) told.push({ errors: error });
        ended ??= 'error';
      },
      complete: () => {
        ended ??= 'complete';
      },
    },
  );
  return {
    told,
    lastEventId: () => null,
    ended: () => ended,
    close: () => void Promise.resolve(client.dispose()).catch(() => {}),
  };
}
