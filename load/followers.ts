// What edges cost an origin, and how fast they know: an origin as a process of its own under 100 writes a second by SQL, with 0, 3
// and 100 edges that follow it, in turns. Prints its CPU with each number, and the time from commit to applied on an edge.
// node load/followers.ts [--edges 0,3,100] [--seconds 8] [--rounds 3] [--writes 100]; DATABASE_URL: a superuser's, else a throw-away server.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../src/db/migrate.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { newId } from '../src/lib/uuid.ts';
import { freePort } from '../test/support/free-port.ts';
import { cpuOf, median, quantile } from './measure.ts';

const { values } = parseArgs({
  options: {
    edges: { type: 'string', default: '0,3,100' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    writes: { type: 'string', default: '100' },
  },
});
const [seconds, rounds, perSecond] = [values.seconds, values.rounds, values.writes].map(Number) as [
  number,
  number,
  number,
];
const numbers = values.edges.split(',').map(Number);
const edgeKey = 'a key for a measurement, 32 characters';

async function main(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  const writer = new pg.Client({ connectionString: databaseUrl });
  await writer.connect();
  const [tenantId, id] = [newId(), newId()];
  await writer.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  await writer.query('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenantId, id, 'Alpha']);
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KEY_PEPPER: edgeKey,
    EDGE_KEY: edgeKey,
    PORT: String(port),
    LOG_LEVEL: 'error',
  };
  const origin = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'origin'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const edges = fork(join(import.meta.dirname, 'followers-edges.ts'), [`http://127.0.0.1:${port}`, edgeKey], {
    stdio: 'inherit',
  });
  try {
    await once(origin.stdout!, 'data');
    const cpu = new Map(numbers.map((count) => [count, [] as number[]]));
    const delays = new Map(numbers.map((count) => [count, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const count of round % 2 === 0 ? numbers : numbers.toReversed()) {
        edges.send({ count });
        await once(edges, 'message'); // all of them are fresh
        await pause(500);
        const before = cpuOf(origin);
        const began = performance.now();
        for (let written = 0; performance.now() - began < seconds * 1000; written++) {
          await writer.query('update company set employees = $3 where tenant_id = $1 and id = $2', [
            tenantId,
            id,
            written,
          ]);
          const { rows } = await writer.query<{ xid: string }>('select max(xid)::text as xid from change');
          edges.send({ xid: Number(rows[0]!.xid), committedMs: Date.now() });
          await pause(Math.max(0, ((written + 1) * 1000) / perSecond - (performance.now() - began)));
        }
        cpu.get(count)!.push((cpuOf(origin) - before) / ((performance.now() - began) / 1000));
        edges.send({ tell: true });
        const [told] = (await once(edges, 'message')) as [number[]];
        delays.get(count)!.push(...told);
      }
    }
    for (const count of numbers) {
      const all = delays.get(count)!;
      const known =
        all.length > 0
          ? `; commit to applied p50 ${quantile(all, 0.5).toFixed(1)} ms, p99 ${quantile(all, 0.99).toFixed(1)} ms`
          : '';
      console.log(`${count} edges: ${(median(cpu.get(count)!) * 100).toFixed(1)} % of a core${known}`);
    }
  } finally {
    edges.kill();
    origin.kill();
    await Promise.all([once(origin, 'exit'), edges.exitCode === null && once(edges, 'exit')]);
    await writer.end();
  }
}

const given = process.env['DATABASE_URL'];
const server = given ? { url: given, stop: async () => undefined } : await startThrowawayPostgres();
try {
  await main(server.url);
} finally {
  await server.stop();
}
