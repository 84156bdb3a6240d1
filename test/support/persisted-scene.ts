// An origin and, if wanted, an edge before it, with what a test of persisted operations does to them; and a clock for what they
// know of operations. Invariant: requests go over HTTP, operations are added and removed as an operator does it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEdge } from '../../src/commands/edge.ts';
import { operations } from '../../src/commands/operations.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { idOf, sha1Of } from '../../src/persisted/id.ts';
import { createTenant, pepper, type TestError } from './api.ts';
import { edgeKey } from './edge-nodes.ts';
import { gatewayKey } from './gateway.ts';
import { createCaller, type Node } from './nodes.ts';
import { createTestDatabase } from './postgres.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export interface Given {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly data: unknown;
  readonly code: string | undefined;
  readonly errors: readonly TestError[];
}

type Headers = Readonly<Record<string, string>>;

export interface Environment {
  readonly OPERATIONS?: 'any' | 'registered';
  readonly APQ?: 'on' | 'off';
  readonly GRAPHIQL?: 'on';
}

export interface PersistedScene {
  readonly url: string;
  readonly databaseUrl: string;
  readonly tenantId: string;
  /** May do everything. */
  readonly key: string;
  readonly sql: pg.Pool;
  /** Another node over the same database, stopped with the scene. */
  origin(environment?: Environment): Promise<Node>;
  edge(originUrl: string, environment?: Environment): Promise<Node>;
  keyWith(scopes: readonly string[]): Promise<string>;
  add(...texts: readonly string[]): Promise<void>;
  /** Under its SHA-1, as older tools name it. */
  addBySha1(text: string): Promise<void>;
  /** Another one for another test, added. */
  registered(): Promise<string>;
  remove(...texts: readonly string[]): Promise<void>;
  /** What nodes know of operations gets older. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

/** Media types that are asked for beside JSON. */
export const newer = { accept: 'application/graphql-response+json' };
export const stream = { accept: 'text/event-stream' };

let turn = 0;
/** Another one for another test: nobody knows it yet. */
export const newText = (): string => `query Persisted${++turn} { companies { totalCount } }`;
/** What it answers. */
export const counted = { companies: { totalCount: 0 } };

export const urlOf = ({ port }: Pick<Node, 'port'>): string => `http://127.0.0.1:${port}`;

export async function startPersistedScene(environment: Environment = {}): Promise<PersistedScene> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'clientele-manifests-'));
  const sql = new pg.Pool({ connectionString: database.url, max: 2 });
  const stops: (() => Promise<unknown>)[] = [
    () => database.drop(),
    () => rm(folder, { recursive: true, force: true }),
    () => sql.end(),
  ];
  const { id: tenantId, key } = await createTenant(database.url, 'Ours');
  let aheadMs = 0;
  const now = () => performance.now() + aheadMs;
  const admin = { adminUrl: database.url, print() {} };

  const configOf = (more: Environment) =>
    readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      EDGE_KEY: edgeKey,
      GATEWAY_KEY: gatewayKey,
      ...withoutLimits,
      ...more,
    });
  const origin: PersistedScene['origin'] = async (more = {}) => {
    const config = configOf(more);
    const graphiql = config.graphiql ? {} : null;
    const node = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql, now });
    stops.push(node.stop);
    return node;
  };
  const addAll = async (manifest: Readonly<Record<string, string>>) => {
    const file = join(folder, 'persisted-documents.json');
    await writeFile(file, JSON.stringify(manifest));
    await operations({ action: 'add', files: [file] }, admin);
  };

  const add = (...texts: readonly string[]) =>
    addAll(Object.fromEntries(texts.map((text) => [`sha256:${idOf(text)}`, text])));

  return {
    url: urlOf(await origin(environment)),
    databaseUrl: database.url,
    tenantId,
    key,
    sql,
    origin,
    async edge(originUrl, more = {}) {
      const node = await startEdge({ config: configOf(more), originUrl, edgeKey, now });
      stops.push(node.stop);
      await until(() => node.cache.isLive(), { what: 'that the edge has heard of its origin' });
      return node;
    },
    keyWith: async (scopes) => (await createCaller(database.url, tenantId, scopes)).key,
    add,
    async registered() {
      const text = newText();
      await add(text);
      return text;
    },
    addBySha1: (text) => addAll({ [sha1Of(text)]: text }),
    remove: (...texts) => operations({ action: 'remove', ids: texts.map(idOf) }, admin),
    pass(ms) {
      aheadMs += ms;
    },
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

interface Sent {
  readonly method?: string;
  /** Sent as it is. */
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Headers;
}

/** Not `fetch`, which writes addresses and headers its own way. */
export function sendTo(url: string, key: string | null, { method = 'POST', path = '/graphql', body, headers }: Sent) {
  return new Promise<Given>((resolve, reject) => {
    const all = {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...headers,
    };
    const request = send(url, { method, path, headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { data = null, errors = [] } = parse(text);
        const code = errors[0]?.extensions.code;
        resolve({ status: response.statusCode!, headers: response.headers, text, data, errors, code });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Of an event stream the first event that holds something. */
function parse(text: string): { data?: unknown; errors?: readonly TestError[] } {
  try {
    return JSON.parse(/^data: ?(\{.*)$/m.exec(text)?.[1] ?? text) ?? {};
  } catch {
    return {};
  }
}

export const getFrom = (url: string, key: string | null, parameters: Headers, headers: Headers = {}) =>
  sendTo(url, key, { method: 'GET', path: `/graphql?${new URLSearchParams(parameters)}`, headers });

export const postTo = (url: string, key: string | null, body: unknown, headers: Headers = {}) =>
  sendTo(url, key, { body: JSON.stringify(body), headers });

export const statusOf = ({ headers }: Given): string => String(headers['cache-status']);
