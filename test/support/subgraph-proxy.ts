// Something between a test and a subgraph that changes what is asked and what is told: a subgraph with one mistake.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { subgraphKey, type Told } from './billing.ts';

export interface ProxiedAnswer {
  data: unknown;
  errors?: unknown;
  extensions?: { cache?: Partial<Told> & { scope?: string } };
}

export interface ProxiedStanding {
  readonly epoch: string;
  readonly position: string;
  readonly buildId: string;
}

export interface ProxiedMessage {
  readonly kind: 'hello' | 'frame' | 'reset' | 'idle';
  readonly prev?: string;
  readonly next?: string;
  readonly invalidations?: readonly { tenantId: string; version: number; tags: readonly string[] }[];
}

/** What it changes; all else passes as it is. */
export interface Mistake {
  readonly headers?: (headers: Record<string, string>) => Record<string, string>;
  readonly answer?: (
    answer: ProxiedAnswer,
    asked: { readonly body: string; readonly viewer: string; readonly position: () => Promise<ProxiedStanding> },
  ) => ProxiedAnswer | Promise<ProxiedAnswer>;
  readonly position?: (ask: () => Promise<ProxiedStanding>) => Promise<ProxiedStanding>;
  readonly after?: (after: string | null, epoch: string) => string | null;
  /** Null: it is left out. */
  readonly message?: (message: ProxiedMessage) => ProxiedMessage | null;
}

export interface SubgraphProxy {
  readonly url: string;
  stop(): Promise<void>;
}

const passed = ['content-type', 'cache-control', 'x-clientele-edge', 'x-clientele-gateway', 'x-clientele-viewer'];

export async function startSubgraphProxy(target: string, mistake: Mistake): Promise<SubgraphProxy> {
  const askPosition = async () => {
    const response = await fetch(`${target}/_cache/position`, { headers: { 'x-clientele-edge': subgraphKey } });
    return (await response.json()) as ProxiedStanding;
  };

  function headersOf(request: IncomingMessage): Record<string, string> {
    const given = passed.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : []));
    return (mistake.headers ?? ((headers) => headers))(Object.fromEntries(given));
  }

  const send = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function graphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = headersOf(request);
    const body = await text(request);
    const answered = await fetch(`${target}/graphql`, { method: 'POST', headers, body });
    const answer = (await answered.json()) as ProxiedAnswer;
    const viewer = headers['x-clientele-viewer'] ?? '';
    send(
      response,
      answered.status,
      await (mistake.answer?.(answer, { body, viewer, position: askPosition }) ?? answer),
    );
  }

  async function stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = new URL(request.url!, target).searchParams.get('after');
    const after = mistake.after ? mistake.after(given, (await askPosition()).epoch) : given;
    const closing = new AbortController();
    response.once('close', () => closing.abort());
    const query = after === null ? '' : `?${new URLSearchParams({ after })}`;
    const answered = await fetch(`${target}/_cache/stream${query}`, {
      headers: headersOf(request),
      signal: closing.signal,
    });
    response.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? '' });
    if (!answered.ok) return void response.end();
    for await (const line of createInterface({ input: Readable.fromWeb(answered.body as never) })) {
      const message = JSON.parse(line) as ProxiedMessage;
      const changed = mistake.message ? mistake.message(message) : message;
      if (changed) response.write(`${JSON.stringify(changed)}\n`);
    }
  }

  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0];
    const answer = path === '/graphql' ? graphql : path === '/_cache/stream' ? stream : position;
    answer(request, response).catch(() => response.destroy());
  });

  async function position(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answered = await fetch(`${target}/_cache/position`, { headers: headersOf(request) });
    const standing = (await answered.json()) as ProxiedStanding;
    send(response, answered.status, answered.ok && mistake.position ? await mistake.position(askPosition) : standing);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await pause(0);
    },
  };
}
