// What a delivery costs: the same events to the same number of WebSockets from an origin, from a bare `ws` server that sends one prepared
// frame, and from plain Yoga with graphql-ws and Redis pub/sub, in turns of one run. Prints CPU seconds of the server per 100,000
// deliveries, the share that arrived, the time from before the write to receipt, and memory a socket.
// node load/subscribers.ts [--sockets 1000] [--rate 20] [--seconds 8, 0: idle sockets] [--rounds 3] [--servers ours,bare,plain]; DATABASE_URL: a superuser's, else a throw-away server.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { insertKey } from '../src/commands/key-row.ts';
import { migrate } from '../src/db/migrate.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { newId } from '../src/lib/uuid.ts';
import { startRedis } from '../test/support/redis.ts';
import { withoutLimits } from '../test/support/without-limits.ts';

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    servers: { type: 'string', default: 'ours,bare,plain' },
  },
});
const [sockets, rate, seconds, rounds] = [values.sockets, values.rate, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
const pepper = 'a pepper for a measurement, 32 characters';

/** User and system seconds. */
function cpuOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const rssKbOf = ({ pid }: ChildProcess) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

interface Contender {
  readonly process: ChildProcess;
  readonly port: number;
  tell(stamp: number): unknown;
}

interface Told {
  readonly received: number;
  readonly delays: readonly number[];
}

async function main(databaseUrl: string, redisUrl: string): Promise<void> {
  await migrate(databaseUrl);
  const writer = new pg.Client({ connectionString: databaseUrl });
  await writer.connect();
  const [tenantId, id] = [newId(), newId()];
  await writer.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  await writer.query('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenantId, id, 'Alpha']);
  const { key } = await insertKey(writer, { tenantId, name: 'load', pepper, environment: 'live' });

  async function startOurs(): Promise<Contender> {
    const port = await freePort();
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KEY_PEPPER: pepper,
      PORT: String(port),
      LOG_LEVEL: 'error',
      LIVE_PER_KEY: '20000',
      ...withoutLimits,
    };
    const origin = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'origin'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(origin.stdout!, 'data');
    const tell = (stamp: number) =>
      writer.query('update company set description = $3 where tenant_id = $1 and id = $2', [
        tenantId,
        id,
        String(stamp),
      ]);
    return { process: origin, port, tell };
  }

  async function startOther(kind: string): Promise<Contender> {
    const port = await freePort();
    const other = fork(join(import.meta.dirname, 'subscribers-servers.ts'), [kind, String(port), redisUrl, id], {
      stdio: 'inherit',
    });
    await once(other, 'message');
    return { process: other, port, tell: (stamp) => other.send(stamp) };
  }

  /** When all has arrived, or nothing more did for two seconds. */
  async function allOf(clients: ChildProcess): Promise<Told> {
    for (let last = -1, quiet = 0; ; ) {
      clients.send('tell');
      const [told] = (await once(clients, 'message')) as [Told];
      quiet = told.received === last ? quiet + 1 : 0;
      if (told.received >= sockets * seconds * rate || quiet === 4) return told;
      last = told.received;
      await pause(500);
    }
  }

  const names = values.servers.split(',');
  const results = new Map(names.map((name) => [name, [] as (Told & { cpu: number; kb: number })[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const server = name === 'ours' ? await startOurs() : await startOther(name);
      const clients = fork(
        join(import.meta.dirname, 'subscribers-clients.ts'),
        [String(server.port), String(sockets), key],
        {
          stdio: 'inherit',
        },
      );
      try {
        await pause(500);
        const rssBefore = rssKbOf(server.process);
        clients.send('connect');
        await once(clients, 'message');
        await pause(500);
        const kb = (rssKbOf(server.process) - rssBefore) / sockets;
        const before = cpuOf(server.process);
        const began = performance.now();
        for (let written = 0; written < seconds * rate; written++) {
          await pause(Math.max(0, (written * 1000) / rate - (performance.now() - began)));
          await server.tell(Date.now());
        }
        const told = await allOf(clients);
        results.get(name)!.push({ ...told, kb, cpu: cpuOf(server.process) - before });
      } finally {
        clients.kill();
        server.process.kill('SIGKILL');
        await Promise.all(
          [clients, server.process].map(
            (each) => each.exitCode === null && each.signalCode === null && once(each, 'exit'),
          ),
        );
      }
    }
  }
  await writer.end();
  for (const [name, all] of results) {
    const kb = (all.reduce((sum, each) => sum + each.kb, 0) / all.length).toFixed(1);
    if (seconds === 0) {
      console.log(`${name}: ${sockets} idle sockets, ${kb} KB a socket`);
      continue;
    }
    const received = all.reduce((sum, each) => sum + each.received, 0);
    const cpu = all.map((each) => (each.cpu / each.received) * 100_000).sort((a, b) => a - b);
    const delays = all.flatMap((each) => each.delays).sort((a, b) => a - b);
    const share = (received / (rounds * sockets * seconds * rate)) * 100;
    console.log(
      `${name}: ${quantile(cpu, 0.5).toFixed(2)} CPU s per 100,000 (${cpu[0]!.toFixed(2)} to ${cpu.at(-1)!.toFixed(2)}), ${share.toFixed(1)} % arrived, ` +
        `p50 ${quantile(delays, 0.5).toFixed(0)} ms, p99 ${quantile(delays, 0.99).toFixed(0)} ms, ${kb} KB a socket`,
    );
  }
}

const given = process.env['DATABASE_URL'];
const server = given ? { url: given, stop: async () => undefined } : await startThrowawayPostgres();
const redis = await startRedis();
try {
  await main(server.url, redis.url);
} finally {
  await redis.stop();
  await server.stop();
}
