// An origin, billing and a subgraph in the hands of the test, composed; and edges before all three. For each test a tenant of its own.
// Invariant: whatever is started here is stopped by stop(); requests go over HTTP like everybody's.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningBilling, startBilling } from '../../examples/billing/billing.ts';
import { composeSupergraph } from '../../examples/federated/compose.ts';
import { startEdge } from '../../src/commands/edge.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, pepper } from './api.ts';
import { edgeKey } from './edge-nodes.ts';
import { gatewayKey } from './gateway.ts';
import { type Asked, createAsker, createCaller, type Node, type Reply } from './nodes.ts';
import { createTestDatabase } from './postgres.ts';
import { type RatingsSubgraph, startRatings } from './ratings.ts';
import { startRedis } from './redis.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export const billingKey = 'key of billing in the tests, 32 characters';
export const ratingsKey = 'key of ratings in the tests, 32 characters';

export interface SupergraphStage {
  readonly origin: Node;
  readonly billing: RunningBilling;
  readonly ratings: RatingsSubgraph;
  readonly edge: Node;
  /** Of the CRM, and of billing. */
  readonly crm: pg.Pool;
  readonly books: pg.Pool;
  /** Another edge. `subgraphs`: other settings than those of the first. */
  startAnother(options?: {
    readonly redisUrl?: string;
    readonly subgraphs?: object;
    readonly environment?: object;
  }): Promise<Node>;
  readonly supergraphPath: string;
  restartBilling(): Promise<void>;
  stopBilling(): Promise<void>;
}

export interface SupergraphSubject {
  readonly tenantId: string;
  readonly key: string;
  /** A company called Alpha. */
  readonly id: string;
}

export type SupergraphAsked = Partial<Asked> & { readonly node?: Pick<Node, 'port'> };

/** A company with its invoices, from two subgraphs. */
export const page = `query ($id: ID!) {
  company(id: $id) { name invoices(first: 10) { nodes { number status total { minor } } } outstanding { minor } }
}`;

export function createSupergraphScene() {
  const asker = createAsker();
  let stage: SupergraphStage;
  let subject: SupergraphSubject;
  let turn = 0;
  const stops: (() => unknown)[] = [];

  async function ask(query: string, { node = stage.edge, ...asked }: SupergraphAsked = {}): Promise<Reply> {
    return asker.ask(node, { key: subject.key, query, ...asked });
  }

  return {
    ask,
    page: (asked: SupergraphAsked = {}) => ask(page, { variables: { id: subject.id }, ...asked }),
    async start({ hasRedis = false } = {}): Promise<SupergraphStage & { readonly redisUrl: string | undefined }> {
      const database = await createTestDatabase();
      stops.unshift(database.drop);
      const ledger = await createTestDatabase();
      stops.unshift(ledger.drop);
      const redis = hasRedis ? await startRedis() : null;
      if (redis) stops.unshift(redis.stop);
      const pool = (connectionString: string) => {
        const made = new pg.Pool({ connectionString, max: 2 });
        stops.unshift(() => made.end());
        return made;
      };
      const crm = pool(database.url);
      const books = pool(ledger.url);
      const config = readConfig({
        PORT: '0',
        LOG_LEVEL: 'error',
        POOL_MAX: '4',
        ...withoutLimits,
        EDGE_KEY: edgeKey,
        GATEWAY_KEY: gatewayKey,
      });
      const origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null });
      stops.unshift(origin.stop);
      let billing = await startBilling({ databaseUrl: ledger.url, port: 0, key: billingKey });
      stops.unshift(() => billing.stop());
      const ratings = await startRatings(ratingsKey);
      stops.unshift(ratings.stop);

      const folder = await mkdtemp(join(tmpdir(), 'clientele-supergraph-'));
      stops.unshift(() => rm(folder, { recursive: true }));
      const supergraphPath = join(folder, 'supergraph.graphql');
      const at = (port: number) => `http://127.0.0.1:${port}/graphql`;
      const supergraph = await composeSupergraph([
        { name: 'clientele', url: at(origin.port), key: gatewayKey },
        { name: 'billing', url: at(billing.port), key: billingKey },
        { name: 'ratings', url: at(ratings.port), key: ratingsKey },
      ]);
      await writeFile(supergraphPath, supergraph);
      const settings = {
        billing: { key: billingKey, invalidations: 'stream' },
        ratings: { key: ratingsKey },
      };

      let edges = 0;
      const startAnother: SupergraphStage['startAnother'] = async ({
        redisUrl,
        subgraphs = {},
        environment = {},
      } = {}) => {
        const subgraphsPath = join(folder, `subgraphs-${++edges}.json`);
        await writeFile(subgraphsPath, JSON.stringify({ ...settings, ...subgraphs }));
        const edgeConfig = readConfig({
          PORT: '0',
          LOG_LEVEL: 'silent',
          GATEWAY_KEY: gatewayKey,
          SUPERGRAPH: supergraphPath,
          SUBGRAPHS: subgraphsPath,
          ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
          ...environment,
        });
        const edge = await startEdge({ config: edgeConfig, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
        stops.unshift(edge.stop);
        await until(() => isLive(edge), { what: 'that the edge has heard of its sources' });
        return edge;
      };
      const edge = await startAnother();
      stage = {
        origin,
        get billing() {
          return billing;
        },
        ratings,
        edge,
        crm,
        books,
        startAnother,
        supergraphPath,
        async stopBilling() {
          await billing.stop();
        },
        async restartBilling() {
          billing = await startBilling({ databaseUrl: ledger.url, port: billing.port, key: billingKey });
        },
      };
      return Object.assign(stage, { redisUrl: redis?.url });
    },
    async begin(): Promise<SupergraphSubject> {
      const { crm } = stage;
      const { id: tenantId, key } = await createTenant(String(crm.options.connectionString), `Tenant ${++turn}`);
      const id = newId();
      await crm.query(`insert into company (tenant_id, id, name) values ($1, $2, 'Alpha')`, [tenantId, id]);
      subject = { tenantId, key, id };
      return subject;
    },
    /** Another key of that tenant, with the same rights. */
    async colleague(tenantId: string): Promise<string> {
      return (await createCaller(String(stage.crm.options.connectionString), tenantId)).key;
    },
    /** In billing, with SQL. */
    async bill(number: string, { tenantId, id }: SupergraphSubject = subject): Promise<string> {
      const invoiceId = newId();
      await stage.books.query(
        `insert into billing.invoice (tenant_id, id, company_id, number, status, currency, total_minor, issued_on, due_on)
         values ($1, $2, $3, $4, 'sent', 'USD', 500, '2026-01-01', '2026-02-01')`,
        [tenantId, invoiceId, id, number],
      );
      return invoiceId;
    },
    /** All that was committed is known at the edge. */
    async caughtUp(node: Node = stage.edge): Promise<void> {
      const { first, others } = node.cache.sources;
      await Promise.all([first, others.get('billing')!].map(({ feed }) => feed.sync(5_000)));
    },
    async stop(): Promise<void> {
      asker.stop();
      for (const stop of stops) await stop();
    },
  };
}

/** Whoever posts may begin later. */
function isLive({ cache }: Node): boolean {
  const { feed, table } = cache.sources.others.get('billing')!;
  return cache.isLive() && table.epoch() !== null && performance.now() - feed.asOf() < 1_000;
}
