// npm run start:federated: the demo with billing beside it and an edge before both, each a process of its own. Ctrl-C stops them.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { composeSupergraph } from './compose.ts';

const root = resolve(import.meta.dirname, '../..');
const port = Number(process.env['PORT'] ?? 4000);
const folder = resolve(process.env['DATA_DIR'] ?? join(root, '.data'));
const [crmUrl, billingUrl, edgeUrl] = [port, port + 10, port + 1].map((each) => `http://127.0.0.1:${each}`) as [
  string,
  string,
  string,
];
const [edgeKey, gatewayKey, billingKey] = [secret(), secret(), secret()];
const children: ChildProcess[] = [];
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
try {
  await start();
} catch (error) {
  if (!isStopping) console.error(error);
  await stop(1);
}

async function start(): Promise<void> {
  const shared = { EDGE_KEY: edgeKey, GATEWAY_KEY: gatewayKey, LOG_LEVEL: 'warn', DRAIN_DELAY_MS: '0' };
  run('src/main.ts', ['dev'], { ...shared, PORT: String(port) });
  const { apiKey, databaseUrl } = await until(() => JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')));
  run('examples/billing/main.ts', [], { DATABASE_URL: databaseUrl, PORT: String(port + 10), SUBGRAPH_KEY: billingKey });
  await until(() => fetch(billingUrl));
  await ended(run('examples/billing/seed.ts', [], { DATABASE_URL: databaseUrl, CRM_URL: crmUrl, CRM_KEY: apiKey }));

  const supergraph = await composeSupergraph([
    { name: 'clientele', url: `${crmUrl}/graphql`, key: gatewayKey },
    { name: 'billing', url: `${billingUrl}/graphql`, key: billingKey },
  ]);
  mkdirSync(folder, { recursive: true });
  const [supergraphPath, subgraphsPath] = [join(folder, 'supergraph.graphql'), join(folder, 'subgraphs.json')];
  writeFileSync(supergraphPath, supergraph);
  const settings = { billing: { key: billingKey, invalidations: 'stream' } };
  writeFileSync(subgraphsPath, JSON.stringify(settings), { mode: 0o600 });
  run('src/main.ts', ['edge'], {
    ...shared,
    PORT: String(port + 1),
    ORIGIN_URL: crmUrl,
    SUPERGRAPH: supergraphPath,
    SUBGRAPHS: subgraphsPath,
  });
  await until(async () => (await fetch(`${edgeUrl}/readyz`)).ok || Promise.reject(new Error('not ready')));
  const query =
    '{ companies(first: 2) { nodes { name owner { name } outstanding { minor } invoices(first: 2) { nodes { number status } } } } }';
  console.log(`
An edge before two subgraphs is ready: ${edgeUrl}/graphql

Try it twice, and look at cache-status:

  curl -si ${edgeUrl}/graphql -H 'authorization: Bearer ${apiKey}' -H 'content-type: application/json' -d '{"query":"${query}"}'
`);
}

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    env: { ...process.env, DATA_DIR: folder, ...env },
    stdio: 'inherit',
  });
  children.push(child);
  child.once('exit', (code) => {
    if (!isStopping && code !== 0) void stop(1);
  });
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) =>
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${child.spawnargs[1]} ended with ${code}`)),
    ),
  );
}

async function until<T>(attempt: () => T | Promise<T>): Promise<T> {
  for (;;) {
    if (isStopping) throw new Error('stopped');
    try {
      return await attempt();
    } catch {
      await pause(100);
    }
  }
}

/** The last that was started first. */
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exit;
  }
  process.exit(code);
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
