// Origins and edges behind balancers, restarted in turn while clients read and write and subscribers listen.
// Invariant: each client writes a deal of its own and counts in it, so every read and every event can be held against what was acknowledged.
import { Agent, request } from 'node:http';
import pg from 'pg';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from './api.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { edgeArgs, edgeEnvironment, originArgs, originEnvironment } from './edge-processes.ts';
import { type Fault, faultsOf, hasAll, type Subscriber, subscribe } from './live-ledger.ts';
import { createProcesses, type RunningProcess } from './processes.ts';
import { until } from './until.ts';

export interface RollingOptions {
  /** A superuser's. */
  readonly databaseUrl: string;
  readonly origins: number;
  readonly edges: number;
  /** Each with a connection, half of them to origins and half to edges. */
  readonly clients: number;
  readonly drainDelayMs: number;
}

export interface Rolling {
  readonly origins: readonly RunningProcess[];
  readonly edges: readonly RunningProcess[];
  readonly answered: () => number;
  /** What a client was told instead of what it should have been. */
  readonly failed: readonly string[];
  /** Ends one in good order, and starts it again; rejects if it did not end with 0. */
  restart(node: RunningProcess): Promise<void>;
  /** Clients end, and subscribers hear what was written; what they lack. */
  finish(): Promise<{ readonly faults: readonly Fault[]; readonly told: number }>;
  stop(): Promise<void>;
}

type Data = { deal?: { description: string | null }; updateDeal?: { description: string | null } };

const read = 'query ($id: ID!) { deal(id: $id) { description } }';
const write =
  'mutation ($id: ID!, $text: String!) { updateDeal(id: $id, input: { description: $text }) { description } }';
const readsForEachWrite = 9;

export async function startRolling(options: RollingOptions): Promise<Rolling> {
  const { databaseUrl, drainDelayMs } = options;
  const processes = createProcesses();
  const balancers: Balancer[] = [];
  const delay = { DRAIN_DELAY_MS: String(drainDelayMs) };
  const startAll = (name: string, count: number, args: readonly string[], env: Record<string, string>) =>
    Promise.all(
      Array.from({ length: count }, (_, nth) =>
        processes.start({ name: `${name} ${nth}`, args, env: { ...env, LOG_LEVEL: 'error', ...delay } }),
      ),
    );
  const balance = async (nodes: readonly RunningProcess[]) => {
    const balancer = await startBalancer(nodes);
    balancers.push(balancer);
    return balancer;
  };
  const origins = await startAll('origin', options.origins, originArgs, originEnvironment({ databaseUrl }));
  const toOrigins = await balance(origins);
  const edges = await startAll('edge', options.edges, edgeArgs, edgeEnvironment(toOrigins.url));
  const toEdges = await balance(edges);
  const { key, ids } = await createDeals(databaseUrl, options.clients);

  const committed = new Map<string, number>();
  const failed: string[] = [];
  let answered = 0;
  let isOver = false;
  let step = { what: 'nothing yet', sinceMs: performance.now() };
  const phase = () => `${((performance.now() - step.sinceMs) / 1_000).toFixed(1)} s after ${step.what}`;

  async function ask(agent: Agent, to: Balancer, asked: object, after: string) {
    const reply = await post(agent, to, key, JSON.stringify(asked), after);
    const { data, errors } = JSON.parse(reply.text) as { data?: Data; errors?: unknown };
    if (reply.status !== 200 || errors) throw new Error(`${reply.status} ${reply.text}`);
    answered++;
    return { data: data!, position: reply.position };
  }

  async function live(id: string, to: Balancer): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let position = '';
    for (let count = 1; !isOver; ) {
      try {
        const written = await ask(agent, to, { query: write, variables: { id, text: String(count) } }, position);
        committed.set(id, count);
        position = written.position;
        for (let nth = 0; nth < readsForEachWrite && !isOver; nth++) {
          const { data } = await ask(agent, to, { query: read, variables: { id } }, position);
          if (data.deal?.description !== String(count)) failed.push(`read ${data.deal?.description}, wrote ${count}`);
        }
        count++;
      } catch (error) {
        failed.push(`${error} at ${to === toOrigins ? 'origins' : 'edges'}, ${phase()}`); // and the same is written again: nobody knows whether it was
      }
    }
    agent.destroy();
  }

  const first = new Agent();
  const start = await cursorAt(first, toOrigins, key);
  const listening = (to: Balancer, by: 'events' | 'socket') =>
    subscribe(`${by} at ${to.port}`, () => to.url, key, start, by);
  const subscribers: Subscriber[] = [toOrigins, toEdges].flatMap((to) => [
    listening(to, 'events'),
    listening(to, 'socket'),
  ]);
  const clients = ids.map((id, nth) => live(id, nth % 2 === 0 ? toOrigins : toEdges));

  return {
    origins,
    edges,
    answered: () => answered,
    failed,
    async restart(node) {
      step = { what: `${node.name} ends`, sinceMs: performance.now() };
      const code = await node.end('SIGTERM');
      if (code !== 0) throw new Error(`${node.name} ended with ${code}:\n${node.log()}`);
      step = { what: `${node.name} starts`, sinceMs: performance.now() };
      await node.start();
      const { isReady } = origins.includes(node) ? toOrigins : toEdges;
      await until(() => isReady(node), { what: 'that the balancer has it back' }); // or the next one that goes may be its last
      step = { what: `${node.name} is back`, sinceMs: performance.now() };
    },
    async finish() {
      isOver = true;
      await Promise.all(clients);
      const heardAll = () => subscribers.every((each) => hasAll(each, committed));
      await until(heardAll, { withinMs: 60_000, what: 'that subscribers have heard of everything' }).catch(() => {});
      const faults = subscribers.flatMap((each) => faultsOf(each, committed));
      return { faults, told: subscribers.reduce((sum, { told }) => sum + told, 0) };
    },
    async stop() {
      isOver = true;
      await Promise.all([...clients, ...subscribers.map((each) => each.stop())]);
      for (const balancer of balancers) await balancer.stop();
      await processes.stop();
    },
  };
}

interface Reply {
  readonly status: number;
  readonly text: string;
  /** Of what it wrote. */
  readonly position: string;
}

function post(agent: Agent, { host, port }: Balancer, key: string, body: string, after: string): Promise<Reply> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(after !== '' && { 'x-clientele-after': after }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path: '/graphql', method: 'POST', agent, headers }, async (response) => {
      const chunks = await response.setEncoding('utf8').toArray().catch(reject);
      const position = String(response.headers['x-clientele-position'] ?? '');
      if (chunks) resolve({ status: response.statusCode ?? 0, text: chunks.join(''), position });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

async function cursorAt(agent: Agent, to: Balancer, key: string): Promise<string> {
  const { text } = await post(agent, to, key, JSON.stringify({ query: '{ changes { pageInfo { endCursor } } }' }), '');
  return (JSON.parse(text) as { data: { changes: { pageInfo: { endCursor: string } } } }).data.changes.pageInfo
    .endCursor;
}

async function createDeals(databaseUrl: string, count: number): Promise<{ key: string; ids: string[] }> {
  const { id: tenantId, key } = await createTenant(databaseUrl, 'Rolling');
  const [pipeline, stage] = [newId(), newId()];
  const ids = Array.from({ length: count }, newId);
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`insert into pipeline (tenant_id, id, name) values ($1, $2, 'Sales')`, [tenantId, pipeline]);
    await client.query(`insert into stage (tenant_id, id, pipeline_id, name) values ($1, $2, $3, 'Open')`, [
      ...[tenantId, stage, pipeline],
    ]);
    await client.query(
      `insert into deal (tenant_id, id, name, pipeline_id, stage_id, status)
       select $1, id, 'rolling', $2, $3, 'OPEN' from unnest($4::uuid[]) as id`,
      [tenantId, pipeline, stage, ids],
    );
  } finally {
    await client.end();
  }
  return { key, ids };
}
