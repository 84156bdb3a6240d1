// Several origins over one database, with or without a Redis between them, as a region runs them.
// Invariant: what a test knows of a node's inside it only looks at; requests go over HTTP like everybody's.
import { Agent, type IncomingHttpHeaders, request as send } from 'node:http';
import { viewerOf } from '../../src/auth/rights.ts';
import type { Viewer } from '../../src/auth/verdicts.ts';
import type { Cache } from '../../src/cache/cache.ts';
import { covers, parsePosition } from '../../src/cache/position.ts';
import { insertKey } from '../../src/commands/key-row.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper } from './api.ts';
import { onServer } from './postgres.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export interface Node {
  readonly port: number;
  readonly cache: Cache;
  stop(): Promise<void>;
}

export interface NodeOptions {
  /** A superuser's. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** Connections of the origin. @default 4 */
  readonly poolMax?: number;
  /** @default 'error' */
  readonly logLevel?: 'error' | 'silent';
  /** Opens it to edges. */
  readonly edgeKey?: string;
  /** Makes it another version of the code. */
  readonly buildId?: string;
  /** More of the environment. @default budgets that no test spends */
  readonly settings?: Readonly<Record<string, string>>;
}

export function startNode({
  databaseUrl,
  redisUrl,
  poolMax = 4,
  logLevel = 'error',
  edgeKey,
  buildId,
  settings = withoutLimits,
}: NodeOptions): Promise<Node> {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: logLevel,
    POOL_MAX: String(poolMax),
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    ...(edgeKey !== undefined && { EDGE_KEY: edgeKey }),
    ...settings,
  });
  return startOrigin({ config, databaseUrl, pepper, graphiql: null, ...(buildId !== undefined && { buildId }) });
}

/** Resolves when all of them know of everything that was committed before the call. It does not ask them to hurry. */
export async function caughtUp(nodes: readonly Node[], databaseUrl: string, withinMs = 10_000): Promise<void> {
  const now = await onServer(databaseUrl, async (client) => {
    const { rows } = await client.query<{ now: string }>('select pg_current_snapshot()::text as now');
    return parsePosition(rows[0]!.now);
  });
  const isThere = ({ cache }: Node) => cache.isLive() && covers(cache.table.position(), now);
  await until(() => nodes.every(isThere), { withinMs, what: 'that all nodes know of what was committed' });
}

/** Who asks: a key, and what the origin makes of it. */
export interface Caller {
  readonly key: string;
  readonly viewer: Viewer;
}

export async function createCaller(
  databaseUrl: string,
  tenantId: string,
  scopes: readonly string[] = ['*'],
  whose: Pick<Viewer, 'visibility' | 'userId'> = { visibility: 'all', userId: null },
): Promise<Caller> {
  return onServer(databaseUrl, async (client) => {
    const { key, publicId } = await insertKey(client, {
      tenantId,
      name: `key for ${scopes.join()}`,
      pepper,
      environment: 'live',
      scopes,
      visibility: whose.visibility,
      userId: whose.userId,
    });
    const { rows } = await client.query<{ id: string }>('select id from api_key where public_id = $1', [publicId]);
    const granted = { scopes, visibility: whose.visibility, userId: whose.userId, teamId: null };
    return { key, viewer: viewerOf(tenantId, `key:${rows[0]!.id}`, granted, 'live') };
  });
}

export interface Asked {
  readonly key: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Sent as it is, in the place of all that. */
  readonly body?: string;
  /** @default 'POST' */
  readonly method?: 'GET' | 'POST';
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Not `fetch`, which costs four times as much: the readers of a race share two cores with the nodes. */
export function createAsker(): {
  /** @default host 127.0.0.1 */
  ask(node: Pick<Node, 'port'> & { readonly host?: string }, asked: Asked): Promise<Reply>;
  stop(): void;
} {
  // Unused connections are closed before the nodes do it: a request that meets such a goodbye fails.
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 20_000 });
  return {
    ask(
      { port, host = '127.0.0.1' },
      { key, query, variables = {}, headers = {}, extensions, method = 'POST', body: given },
    ) {
      const isGet = method === 'GET';
      const more = extensions ? { extensions } : {};
      const body = given ?? JSON.stringify({ query, variables, ...more });
      const address = new URLSearchParams({
        query,
        variables: JSON.stringify(variables),
        ...(extensions && { extensions: JSON.stringify(extensions) }),
      });
      return new Promise((resolve, reject) => {
        const request = send(
          {
            agent,
            host,
            port,
            method,
            path: isGet ? `/graphql?${address}` : '/graphql',
            headers: {
              authorization: `Bearer ${key}`,
              ...(!isGet && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
              ...headers,
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
              const bytes = Buffer.concat(chunks);
              resolve({ status: response.statusCode!, headers: response.headers, bytes, text: bytes.toString() });
            });
          },
        );
        request.on('error', (cause) =>
          reject(
            new Error(`no answer from port ${port}${request.reusedSocket ? ', asked over an old connection' : ''}`, {
              cause,
            }),
          ),
        );
        request.end(isGet ? undefined : body);
      });
    },
    stop: () => agent.destroy(),
  };
}
