// An origin, a worker and receivers: webhooks as a tenant and its programs meet them, over real HTTP.
// Invariant: stop() fails when a connection to the database was left open.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { startWorker } from '../../src/commands/worker.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { pepper, startApi, type TestApi, type Variables } from './api.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export interface Message {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Readonly<Record<string, Record<string, unknown>>>;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
}

export interface Receiver {
  readonly url: string;
  /** In the order in which they came. */
  readonly messages: Message[];
  /** What it answers from now on. @default 200 */
  answer: (message: Message, response: ServerResponse) => void;
  /** The `data` of the thin subscription, or of any with one field. */
  told(): Record<string, unknown>[];
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      const id = String(request.headers['webhook-id']);
      const message: Message = { id, headers: request.headers, text, body: JSON.parse(text) };
      receiver.messages.push(message);
      receiver.answer(message, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/`,
    messages: [],
    answer: (_, response) => response.end('ok'),
    told: () => receiver.messages.map(({ body }) => Object.values(body.data)[0] ?? {}),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Feed, queue and receiver are several steps away from each other: on a busy machine seconds. */
export const eventually = (condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> =>
  until(condition, { withinMs });

export const answering =
  (status: number, headers: Record<string, string> = {}) =>
  (_: Message, response: ServerResponse): void => {
    response.writeHead(status, headers).end();
  };

/** Throws unless it is signed with the secret. */
export function verify(secret: string, { text, headers }: Message): void {
  new Webhook(secret).verify(text, headers as Record<string, string>);
}

export interface Made {
  readonly id: string;
  readonly secret: string;
}

export interface WebhookScene {
  readonly api: TestApi;
  /** Milliseconds by which the worker's clock is ahead. */
  readonly clock: { aheadMs: number };
  receive(): Promise<Receiver>;
  make(input: Variables, key?: string): Promise<Made>;
  /** Inserts a company past the API, and answers its id. */
  company(name: string, tenantId?: string): Promise<string>;
  rename(id: string, name: string): Promise<void>;
  /** Resolves when the worker has read all that was written: what is made then is told nothing of it. */
  passed(): Promise<void>;
  /** Of an endpoint, as the tenant sees it. */
  see(id: string): Promise<SeenEndpoint>;
  log(id: string): Promise<SeenDelivery[]>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface SeenEndpoint {
  readonly id: string;
  readonly url: string;
  readonly state: string;
  readonly reason: string | null;
  readonly owner: string;
  readonly oldSecretUntil: string | null;
  readonly health: {
    readonly failures: number;
    readonly failingSince: string | null;
    readonly restingUntil: string | null;
    readonly deliveredAt: string | null;
    readonly error: string | null;
    readonly waiting: number;
  };
}

export interface SeenDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly cause: string;
  readonly state: string;
  readonly recordId: string | null;
  readonly dueAt: string;
  readonly finishedAt: string | null;
  readonly attempts: readonly { readonly status: number | null; readonly error: string | null }[];
}

const endpointFields =
  '{ id url state reason owner oldSecretUntil health { failures failingSince restingUntil deliveredAt error waiting } }';
const create = `mutation ($input: CreateWebhookEndpointInput!) { made: createWebhookEndpoint(input: $input) { secret endpoint { id } } }`;
const logOf = `query ($id: ID!) { webhookDeliveries(endpointId: $id, first: 100) { nodes { id eventId cause state recordId dueAt finishedAt attempts { status error } } } }`;

export async function startWebhookScene(settings: Readonly<Record<string, string>> = {}): Promise<WebhookScene> {
  const api = await startApi({ settings: { WEBHOOK_ADDRESSES: 'any', ...settings } });
  const clock = { aheadMs: 0 };
  const receivers: Receiver[] = [];
  let worker: { stop(): Promise<void> } | null = null;

  const scene: WebhookScene = {
    api,
    clock,
    async receive() {
      const receiver = await startReceiver();
      receivers.push(receiver);
      return receiver;
    },
    async make(input, key) {
      const { made } = await api.ask<{ made: { secret: string; endpoint: { id: string } } }>(
        create,
        { input },
        key === undefined ? {} : { key },
      );
      return { id: made.endpoint.id, secret: made.secret };
    },
    async company(name, tenantId = api.tenants[0].id) {
      const id = newId();
      await api.sql('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenantId, id, name]);
      return id;
    },
    async rename(id, name) {
      await api.sql('update company set name = $2, version = version + 1 where id = $1', [id, name]);
    },
    async passed() {
      const receiver = await scene.receive();
      const { id } = await scene.make({ url: receiver.url });
      const company = await scene.company('Passed');
      await eventually(() => receiver.told().some((event) => event['recordId'] === company));
      await api.ask('mutation ($id: ID!) { deleteWebhookEndpoint(id: $id) { id } }', { id });
    },
    async see(id) {
      const { webhookEndpoints } = await api.ask<{ webhookEndpoints: SeenEndpoint[] }>(
        `{ webhookEndpoints ${endpointFields} }`,
      );
      return webhookEndpoints.find((endpoint) => endpoint.id === id)!;
    },
    async log(id) {
      const { webhookDeliveries } = await api.ask<{ webhookDeliveries: { nodes: SeenDelivery[] } }>(logOf, { id });
      return webhookDeliveries.nodes;
    },
    async startWorker() {
      const config = readConfig({ ...withoutLimits, LOG_LEVEL: 'error', WEBHOOK_ADDRESSES: 'any', POOL_MAX: '6' });
      const now = () => Date.now() + clock.aheadMs;
      worker = await startWorker({ config, databaseUrl: api.databaseUrl, pepper, now });
      // What is written before a first look at the feed is of the past.
      const isReading = async () => (await api.sql('select from webhook_feed')).length > 0;
      await until(isReading, { what: 'that the worker follows the feed' });
    },
    async stopWorker() {
      await worker?.stop();
      worker = null;
    },
    async stop() {
      await scene.stopWorker();
      await Promise.all(receivers.map((receiver) => receiver.stop()));
      await api.stop();
    },
  };
  await scene.startWorker();
  return scene;
}
