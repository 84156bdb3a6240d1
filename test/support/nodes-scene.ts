// Two nodes with one Redis, and for each test a company in a tenant of its own, about which it asks. The change feed of the second node
// can be stalled: then that node does not hear of what is written.
import pg from 'pg';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from './api.ts';
import {
  type Asked,
  type Caller,
  caughtUp,
  createAsker,
  createCaller,
  type Node,
  type Reply,
  startNode,
} from './nodes.ts';
import { type Line, openLine } from './nodes-line.ts';
import { createTestDatabase } from './postgres.ts';
import { startRedis } from './redis.ts';
import { until } from './until.ts';

export interface Stage {
  readonly databaseUrl: string;
  readonly sql: pg.Pool;
  readonly here: Node;
  /** Behind the line. */
  readonly there: Node;
  readonly line: Line;
}

export interface Subject {
  readonly tenantId: string;
  /** A company called Alpha, in Oslo. */
  readonly id: string;
  readonly ann: Caller;
}

export type Options = Partial<Asked> & { readonly caller?: Caller };

const byId = 'query ($id: ID!) { company(id: $id) { name city } }';
const update = 'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name } }';

export const statusOf = ({ headers }: Reply) => headers['cache-status'];
export const tokenOf = ({ headers }: Reply) => String(headers['x-clientele-position']);
export const nameIn = ({ text }: Reply) =>
  (JSON.parse(text) as { data: { company: { name: string } } }).data.company.name;

export function createScene() {
  const asker = createAsker();
  let stage: Stage;
  let subject: Subject;
  let turn = 0;
  let stops: (() => unknown)[] = [];

  const ask = (node: Node, query: string, { caller = subject.ann, ...rest }: Options = {}) =>
    asker.ask(node, { key: caller.key, query, ...rest });
  const company = (node = stage.here, options: Options = {}) =>
    ask(node, byId, { variables: { id: subject.id }, ...options });
  const caughtUpAll = () => caughtUp([stage.here, stage.there], stage.databaseUrl);

  return {
    ask,
    company,
    get: (headers: Record<string, string> = {}, node = stage.here) => company(node, { method: 'GET', headers }),
    mutate: (node: Node, name: string, headers: Record<string, string> = {}) =>
      ask(node, update, { variables: { id: subject.id, input: { name } }, headers }),
    /** With SQL; resolves when both nodes know. */
    async rename(name: string): Promise<void> {
      await stage.sql.query('update company set name = $2 where id = $1', [subject.id, name]);
      await caughtUpAll();
    },
    async start(): Promise<Stage> {
      const database = await createTestDatabase();
      stops = [database.drop];
      const { url: databaseUrl } = database;
      const redis = await startRedis();
      const line = await openLine(databaseUrl);
      const sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
      stops.unshift(line.stop, redis.stop, () => sql.end());
      const here = await startNode({ databaseUrl, redisUrl: redis.url });
      stops.unshift(here.stop);
      const there = await startNode({ databaseUrl: line.url, redisUrl: redis.url, logLevel: 'silent' });
      stops.unshift(there.stop);
      stage = { databaseUrl, sql, here, there, line };
      return stage;
    },
    /** Another company for another test. */
    async begin(): Promise<Subject> {
      const { databaseUrl, sql } = stage;
      const tenantId = (await createTenant(databaseUrl, `Tenant ${++turn}`)).id;
      const id = newId();
      subject = { tenantId, id, ann: await createCaller(databaseUrl, tenantId) };
      await sql.query(`insert into company (tenant_id, id, name, city) values ($1, $2, 'Alpha', 'Oslo')`, [
        tenantId,
        id,
      ]);
      await caughtUpAll();
      return subject;
    },
    /** After a test that has stalled the line. */
    async settle(): Promise<void> {
      stage.line.resume();
      await until(() => stage.there.cache.isLive());
    },
    async stop(): Promise<void> {
      asker.stop();
      for (const stop of stops) await stop();
    },
  };
}
