// An origin with one read replica, a real standby, and a company that its tests ask about. Answers that were read on the replica say so.

import { migrate } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from './api.ts';
import { type Asked, type Caller, caughtUp, createAsker, createCaller, type Node, startNode } from './nodes.ts';
import { databaseUrl, onServer } from './postgres.ts';
import { grown, operatorKey, scrape } from './scrape.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from './standby.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

const byId = 'query ($id: ID!) { company(id: $id) { name } }';
const metric = 'clientele_query_reads_total{target="replica"}';

export interface Load {
  /** What was not an answer. */
  readonly failures: readonly string[];
  /** Resolves when so many more were answered. */
  answered(more: number): Promise<void>;
  stop(): Promise<void>;
}

export type ReplicaScene = Awaited<ReturnType<typeof startReplicaScene>>;

const isOfReplica = (status: unknown) => String(status).endsWith('detail=replica');

export async function startReplicaScene() {
  const servers: ReplicatedPostgres = await startReplicatedPostgres();
  await onServer(servers.primaryUrl, (client) => client.query('create database crm'));
  const url = databaseUrl(servers.primaryUrl, 'crm');
  const replicaUrl = databaseUrl(servers.standbyUrl, 'crm');
  await migrate(url);
  const settings = { ...withoutLimits, OPERATOR_KEY: operatorKey, DATABASE_REPLICA_URLS: replicaUrl };
  const nodes: Node[] = [];
  const asker = createAsker();
  const tenant = await createTenant(url, 'Ours');
  const caller: Caller = await createCaller(url, tenant.id);
  const sql = (text: string, values: unknown[] = []) => onServer(url, (client) => client.query(text, values));
  const start = async (more: Readonly<Record<string, string>> = {}, primary = url) => {
    const node = await startNode({ databaseUrl: primary, settings: { ...settings, ...more }, logLevel: 'silent' });
    nodes.push(node);
    return node;
  };
  const node = await start();

  const ask = (asked: Partial<Asked> & Pick<Asked, 'query'>, at = node) => asker.ask(at, { key: caller.key, ...asked });

  /** Not from memory: as if it was asked for the first time. */
  async function read(id: string, headers: Record<string, string> = {}, at = node) {
    at.cache.store.clear();
    return look(id, headers, at);
  }

  async function look(id: string, headers: Record<string, string> = {}, at = node) {
    const { text, headers: told, status } = await ask({ query: byId, variables: { id }, headers }, at);
    const { data } = JSON.parse(text) as { data: { company: { name: string } | null } };
    return { status, name: data.company?.name ?? null, isOfReplica: isOfReplica(told['cache-status']) };
  }

  return {
    servers,
    url,
    replicaUrl,
    tenantId: tenant.id,
    node,
    sql,
    ask,
    read,
    look,
    start,
    asker,
    async create(name: string): Promise<string> {
      const id = newId();
      await sql('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenant.id, id, name]);
      return id;
    },
    /** Resolves when the nodes know of it; the standby may not. */
    async rename(id: string, name: string): Promise<void> {
      await sql('update company set name = $2 where id = $1', [id, name]);
      await caughtUp(nodes, url);
    },
    /** How many reads went to the replica while that was done. */
    async readsOf(work: () => Promise<unknown>): Promise<number> {
      const before = await scrape(node.port);
      await work();
      return grown(before, await scrape(node.port))(metric);
    },
    async leave(node: Node): Promise<void> {
      nodes.splice(nodes.indexOf(node), 1);
      await node.stop();
    },
    /** Resolves when reads go to the replica (again). */
    async settled(id: string): Promise<void> {
      await servers.caughtUp();
      await until(async () => (await read(id)).isOfReplica, {
        withinMs: 20_000,
        what: 'that the replica is read from',
      });
    },
    /** Readers who each ask something new, whatever the cache has; each must be told of this company. */
    load(readers: number): Load {
      const failures: string[] = [];
      let asked = 0;
      let isOver = false;
      const running = Array.from({ length: readers }, async (_, reader) => {
        for (let nth = 0; !isOver; nth++) {
          const query = `{ a${reader}_${nth}_${newId().slice(-6)}: __typename companies(first: 50) { nodes { id name } } }`;
          const { status, text } = await ask({ query });
          if (status !== 200 || text.includes('"errors"') || !text.includes('"nodes":[{"id"')) failures.push(text);
          asked++;
        }
      });
      return {
        failures,
        async answered(more) {
          const from = asked;
          await until(() => asked >= from + more, { withinMs: 20_000, what: 'that readers are answered' });
        },
        async stop() {
          isOver = true;
          await Promise.all(running);
        },
      };
    },
    async readiness() {
      const headers = { authorization: `Bearer ${operatorKey}` };
      const response = await fetch(`http://127.0.0.1:${node.port}/readyz`, { headers });
      const { status, parts } = (await response.json()) as {
        status: string;
        parts: Record<string, { status: string }>;
      };
      return { code: response.status, status, replicas: parts['replicas']?.status };
    },
    async stop(): Promise<void> {
      asker.stop();
      for (const each of nodes) await each.stop();
      await servers.stop();
    },
  };
}
