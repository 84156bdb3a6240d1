// What a page of two subgraphs costs an edge, kept and not: beside a page of one subgraph of like size, and a server that does nothing
// but send such bytes. Origin, billing, edge and that server are processes; they are asked in turns.
// node load/federated.ts [--seconds 4] [--rounds 5] [--connections 16]; a throw-away PostgreSQL.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { composeSupergraph } from '../examples/federated/compose.ts';
import { insertKey } from '../src/commands/key-row.ts';
import { migrate } from '../src/db/migrate.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { newId } from '../src/lib/uuid.ts';
import { freePort } from '../test/support/free-port.ts';
import { cpuOf, median } from './measure.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
  },
});
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(Number) as [
  number,
  number,
  number,
];
const secret = 'the bench has no secrets, 32 characters of it';
const root = resolve(import.meta.dirname, '..');

const federated =
  '{ companies(first: 20) { nodes { id name invoices(first: 2) { nodes { id number status total { minor } } } } } }';
/** About as long. */
const plain =
  '{ companies(first: 20) { nodes { id name website city country employees createdAt updatedAt annualRevenue { minor currency } } } }';

interface Contestant {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'clientele-federated-'));
const postgres = await startThrowawayPostgres();
try {
  await run(postgres.url);
} finally {
  for (const child of children.reverse()) {
    if (child.exitCode !== null) continue;
    child.kill();
    await once(child, 'exit');
  }
  await postgres.stop();
  rmSync(folder, { recursive: true });
}

async function run(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  const env = { LOG_LEVEL: 'warn', DRAIN_DELAY_MS: '0', EDGE_KEY: secret, GATEWAY_KEY: secret };
  const origin = await start('src/main.ts', ['origin'], { ...env, DATABASE_URL: databaseUrl, KEY_PEPPER: secret });
  const billing = await start('examples/billing/main.ts', [], { DATABASE_URL: databaseUrl, SUBGRAPH_KEY: secret });
  const key = await seed(databaseUrl);
  const [supergraphPath, subgraphsPath] = [join(folder, 'supergraph.graphql'), join(folder, 'subgraphs.json')];
  const supergraph = await composeSupergraph([
    { name: 'clientele', url: `http://127.0.0.1:${origin.port}/graphql`, key: secret },
    { name: 'billing', url: `http://127.0.0.1:${billing.port}/graphql`, key: secret },
  ]);
  writeFileSync(supergraphPath, supergraph);
  writeFileSync(subgraphsPath, JSON.stringify({ billing: { key: secret, invalidations: 'stream' } }));
  const edge = await start('src/main.ts', ['edge'], {
    ...env,
    ORIGIN_URL: `http://127.0.0.1:${origin.port}`,
    SUPERGRAPH: supergraphPath,
    SUBGRAPHS: subgraphsPath,
  });
  await pause(1_500); // the edge has heard of both
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const asked = { ...edge, headers };
  const first = await ask(agent, { ...asked, name: '', query: federated });
  const bytesPath = join(folder, 'bytes.json');
  writeFileSync(bytesPath, first.text);
  const raw = await start('load/federated-raw.ts', [bytesPath], {});
  const contestants: readonly Contestant[] = [
    { name: 'raw node:http', ...raw, query: federated, headers },
    { name: 'a page of one subgraph, kept', ...asked, query: plain },
    { name: 'a page of two subgraphs, kept', ...asked, query: federated },
    {
      name: 'a page of one subgraph, executed',
      ...asked,
      query: plain,
      headers: { ...headers, 'cache-control': 'no-store' },
    },
    {
      name: 'a page of two subgraphs, executed',
      ...asked,
      query: federated,
      headers: { ...headers, 'cache-control': 'no-store' },
    },
  ];
  const lengths = await Promise.all(contestants.map(async (each) => (await ask(agent, each)).text.length));
  const samples = contestants.map(() => [] as { cpu: number; perSecond: number }[]);
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (turn + Math.max(round, 0)) % contestants.length;
      const sample = await measure(agent, contestants[at]!, round < 0 ? 1 : seconds);
      if (round >= 0) samples[at]!.push(sample);
    }
  }
  agent.destroy();
  const rawCpu = median(samples[0]!.map(({ cpu }) => cpu));
  for (const [at, { name }] of contestants.entries()) {
    const cpu = median(samples[at]!.map((sample) => sample.cpu));
    const perSecond = median(samples[at]!.map((sample) => sample.perSecond));
    const ratios = samples[at]!.map((sample, round) => sample.cpu / samples[0]![round]!.cpu);
    console.log(
      `${name.padEnd(34)} ${lengths[at]} bytes  ${cpu.toFixed(3)} CPU s per 1,000 (edge alone)  ${(cpu / rawCpu).toFixed(2)}x raw (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})  ${Math.round(perSecond)} requests/s`,
    );
  }
}

/** CPU of the process for 1,000 requests, and requests a second. */
async function measure(agent: Agent, contestant: Contestant, forSeconds: number) {
  const cpuBefore = cpuOf(contestant.child);
  const beganMs = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - beganMs < forSeconds * 1000) {
        await ask(agent, contestant);
        count++;
      }
    }),
  );
  const tookSeconds = (performance.now() - beganMs) / 1000;
  return { cpu: ((cpuOf(contestant.child) - cpuBefore) / count) * 1000, perSecond: count / tookSeconds };
}

function ask(agent: Agent, { port, query, headers }: Omit<Contestant, 'child'>): Promise<{ text: string }> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query });
    const request = send(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200 && text.startsWith('{"data":{')) resolve({ text });
          else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

async function seed(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tenantId = newId();
  await client.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  await client.query(
    `insert into company (tenant_id, id, name, website, city, country, employees)
     select $1, gen_random_uuid(), 'Company ' || n, 'https://company.example', 'Oslo', 'NO', n from generate_series(1, 100) n`,
    [tenantId],
  );
  await client.query(
    `insert into billing.invoice (tenant_id, id, company_id, number, status, currency, total_minor, issued_on, due_on)
     select tenant_id, gen_random_uuid(), id, name || '-' || n, 'sent', 'USD', n * 100, '2026-01-01', '2026-02-01'
     from company, generate_series(1, 2) n`,
  );
  const { key } = await insertKey(client, { tenantId, name: 'bench', pepper: secret, environment: 'live' });
  await client.end();
  return key;
}

async function start(file: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return { child, port };
}
