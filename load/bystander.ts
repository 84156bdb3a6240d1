// What a plain client notices while somebody attacks: the latency of a hit and of a query that is executed, alone and beside each
// hostile client, in turns. The origin, the attacker and the bystander are processes of their own.
// node load/bystander.ts [--seconds 4] [--rounds 3]
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '../src/db/migrate.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { freePort } from '../test/support/free-port.ts';
import { fillTenant } from '../test/support/fuzz-tenant.ts';
import { until } from '../test/support/until.ts';
import { attacks } from './bystander/attacker.ts';
import { quantile } from './measure.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const pepper = 'pepper of a measurement, 32 characters';

interface Latencies {
  readonly hits: number[];
  readonly executed: number[];
}

/** A hit and an execution every 10 ms or so, one after the other. */
async function listen(url: string, key: string, into: Latencies): Promise<void> {
  const body = JSON.stringify({
    query: '{ companies(first: 20) { totalCount nodes { id name city owner { name } } } }',
  });
  const ask = async (headers: Record<string, string>, times: number[]) => {
    const start = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    });
    await response.text();
    if (response.status !== 200) throw new Error(`the bystander was answered ${response.status}`);
    times.push(performance.now() - start);
  };
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    await ask({}, into.hits);
    await ask({ 'cache-control': 'no-cache' }, into.executed);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const shown = (ms: number) => ms.toFixed(1);

const postgres = await startThrowawayPostgres();
const port = await freePort();
await migrate(postgres.url);
const env = { ...process.env, DATABASE_URL: postgres.url, KEY_PEPPER: pepper, PORT: String(port), LOG_LEVEL: 'error' };
const origin = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'origin'], {
  env,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const attacker = fork(join(import.meta.dirname, 'bystander/attacker.ts'));
try {
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until(isReady, { withinMs: 30_000, what: 'that the origin is ready' });
  const plain = await fillTenant({ databaseUrl: postgres.url, url, pepper, mark: 'Plain' });
  const hostile = await fillTenant({ databaseUrl: postgres.url, url, pepper, mark: 'Hostile' });
  const alone: Latencies = { hits: [], executed: [] };
  await listen(url, plain.key, { hits: [], executed: [] }); // warm
  console.log(
    '| beside | hit p50 ms | p95 | executed p50 | p95 | to alone, p50 hit, executed | requests of the attacker |\n|---|--:|--:|--:|--:|--:|--:|',
  );
  for (const name of Object.keys(attacks)) {
    const before: Latencies = { hits: [], executed: [] };
    const beside: Latencies = { hits: [], executed: [] };
    let requests = 0;
    for (let round = 0; round < rounds; round++) {
      await listen(url, plain.key, before);
      attacker.send({ kind: 'begin', name, target: { port, key: hostile.key } });
      await listen(url, plain.key, beside);
      attacker.send({ kind: 'end' });
      requests += Number((await once(attacker, 'message'))[0]);
    }
    alone.hits.push(...before.hits);
    alone.executed.push(...before.executed);
    const [hit, executed] = [quantile(beside.hits, 0.5), quantile(beside.executed, 0.5)];
    const ratios = [hit / quantile(before.hits, 0.5), executed / quantile(before.executed, 0.5)];
    const cells = [hit, quantile(beside.hits, 0.95), executed, quantile(beside.executed, 0.95)].map(shown);
    console.log(
      `| ${name} | ${cells.join(' | ')} | ${ratios.map((ratio) => `${ratio.toFixed(2)}×`).join(', ')} | ${requests} |`,
    );
  }
  const cells = [
    quantile(alone.hits, 0.5),
    quantile(alone.hits, 0.95),
    quantile(alone.executed, 0.5),
    quantile(alone.executed, 0.95),
  ];
  console.log(`| nobody | ${cells.map(shown).join(' | ')} | | |`);
} finally {
  attacker.kill();
  origin.kill();
  await once(origin, 'exit');
  await postgres.stop();
}
