// An origin and edges in one process: one edge beside it, one behind a line; and for each test a company in a tenant of its own.
// Invariant: what a test knows of a node's inside it only looks at; requests go over HTTP like everybody's.
import pg from 'pg';
import { startEdge } from '../../src/commands/edge.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from './api.ts';
import { type EdgeLine, openEdgeLine } from './edge-nodes-line.ts';
import {
  type Asked,
  type Caller,
  caughtUp,
  createAsker,
  createCaller,
  type Node,
  type NodeOptions,
  type Reply,
  startNode,
} from './nodes.ts';
import { createTestDatabase } from './postgres.ts';
import { startRedis } from './redis.ts';
import { until } from './until.ts';

export const edgeKey = 'edge key of the tests, 32 characters and more';

export interface EdgeNodeOptions extends Pick<NodeOptions, 'redisUrl' | 'logLevel'> {
  readonly originUrl: string;
}

export function startEdgeNode({ originUrl, redisUrl, logLevel = 'error' }: EdgeNodeOptions): Promise<Node> {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: logLevel,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  });
  return startEdge({ config, originUrl, edgeKey });
}

export interface EdgeFleet {
  /** An origin and three edges; the last one is behind the line, and two share the Redis. */
  readonly nodes: readonly Node[];
  readonly line: EdgeLine;
  stop(): Promise<void>;
}

export async function startEdgeFleet(databaseUrl: string, redisUrl: string): Promise<EdgeFleet> {
  const origin = await startNode({ databaseUrl, redisUrl, edgeKey, logLevel: 'silent' });
  const line = await openEdgeLine(origin.port);
  const originUrl = `http://127.0.0.1:${origin.port}`;
  const edges = await Promise.all([
    startEdgeNode({ originUrl }),
    startEdgeNode({ originUrl, redisUrl }),
    startEdgeNode({ originUrl: line.url, redisUrl, logLevel: 'silent' }),
  ]);
  await until(() => edges.every(({ cache }) => cache.isLive()), { what: 'that the edges have heard of their origin' });
  return {
    nodes: [origin, ...edges],
    line,
    async stop() {
      for (const edge of edges) await edge.stop();
      await line.stop();
      await origin.stop();
    },
  };
}

export interface EdgeStage {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly sql: pg.Pool;
  readonly origin: Node;
  readonly near: Node;
  /** Behind the line. */
  readonly far: Node;
  readonly line: EdgeLine;
}

export interface EdgeSubject {
  readonly tenantId: string;
  /** A company called Alpha, in Oslo. */
  readonly id: string;
  readonly ann: Caller;
}

export type EdgeAsked = Partial<Asked> & { readonly caller?: Caller };

const byId = 'query ($id: ID!) { company(id: $id) { name city } }';
const update = 'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name } }';

export function createEdgeScene({ hasRedis = false }: { readonly hasRedis?: boolean } = {}) {
  const asker = createAsker();
  let stage: EdgeStage;
  let subject: EdgeSubject;
  let turn = 0;
  let stops: (() => unknown)[] = [];

  const ask = (node: Pick<Node, 'port'>, query: string, { caller = subject.ann, ...rest }: EdgeAsked = {}) =>
    asker.ask(node, { key: caller.key, query, ...rest });
  const company = (node: Pick<Node, 'port'> = stage.near, options: EdgeAsked = {}): Promise<Reply> =>
    ask(node, byId, { variables: { id: subject.id }, ...options });
  const all = () => [stage.origin, stage.near, stage.far];

  return {
    ask,
    company,
    mutate: (node: Pick<Node, 'port'>, name: string, headers: Record<string, string> = {}) =>
      ask(node, update, { variables: { id: subject.id, input: { name } }, headers }),
    /** With SQL; resolves when those nodes know. */
    async rename(name: string, nodes: readonly Node[] = all()): Promise<void> {
      await stage.sql.query('update company set name = $2 where id = $1', [subject.id, name]);
      await caughtUp(nodes, stage.databaseUrl);
    },
    async start(): Promise<EdgeStage> {
      const database = await createTestDatabase();
      stops = [database.drop];
      const { url: databaseUrl } = database;
      const redis = hasRedis ? await startRedis() : null;
      if (redis) stops.unshift(redis.stop);
      const redisUrl = redis?.url;
      const withRedis = redisUrl === undefined ? {} : { redisUrl };
      const sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
      stops.unshift(() => sql.end());
      const origin = await startNode({ databaseUrl, edgeKey, ...withRedis });
      stops.unshift(origin.stop);
      const near = await startEdgeNode({ originUrl: `http://127.0.0.1:${origin.port}`, ...withRedis });
      stops.unshift(near.stop);
      const line = await openEdgeLine(origin.port);
      stops.unshift(line.stop);
      const far = await startEdgeNode({ originUrl: line.url, logLevel: 'silent', ...withRedis });
      stops.unshift(far.stop);
      stage = { databaseUrl, redisUrl, sql, origin, near, far, line };
      return stage;
    },
    /** Another company for another test. */
    async begin(): Promise<EdgeSubject> {
      const { databaseUrl, sql } = stage;
      const tenantId = (await createTenant(databaseUrl, `Tenant ${++turn}`)).id;
      const id = newId();
      subject = { tenantId, id, ann: await createCaller(databaseUrl, tenantId) };
      await sql.query(`insert into company (tenant_id, id, name, city) values ($1, $2, 'Alpha', 'Oslo')`, [
        tenantId,
        id,
      ]);
      await caughtUp(all(), databaseUrl);
      return subject;
    },
    /** After a test that has done something to the line. */
    async settle(): Promise<void> {
      stage.line.resume();
      stage.line.open();
      await until(() => stage.far.cache.isLive(), { withinMs: 10_000, what: 'that the far edge is live again' });
    },
    async stop(): Promise<void> {
      asker.stop();
      for (const stop of stops) await stop();
    },
  };
}
