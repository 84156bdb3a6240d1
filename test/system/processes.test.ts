// `--processes`: several processes behind one listener. Who serves, what their metrics are, and what happens when one dies or all are replaced.
import { execFileSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTenant, type TestTenant } from '../support/api.ts';
import { edgeArgs, edgeEnvironment, operatorKey, originArgs, originEnvironment } from '../support/edge-processes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createProcesses, type Processes, type RunningProcess } from '../support/processes.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let tenant: TestTenant;
let processes: Processes;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTenant(database.url, 'Ours');
});
beforeEach(() => {
  processes = createProcesses();
});
afterEach(() => processes.stop());
afterAll(() => database?.drop());

const start = (count: number, { before = [] as string[], drainDelayMs = 0 } = {}) =>
  processes.start({
    name: 'origin',
    args: [...before, ...originArgs, '--processes', String(count)],
    env: {
      ...originEnvironment({ databaseUrl: database.url }),
      LOG_LEVEL: 'fatal',
      DRAIN_DELAY_MS: String(drainDelayMs),
    },
  });

/** @default on a connection of its own */
function ask({ port }: RunningProcess, agent: Agent | false = false): Promise<number> {
  const headers = { authorization: `Bearer ${tenant.key}` };
  return new Promise((resolve, reject) => {
    request({ port, path: '/graphql?query=%7B__typename%7D', headers, agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });
}

/** By process. */
async function requestsOf({ url }: RunningProcess): Promise<Record<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${operatorKey}` } });
  const requests: Record<string, number> = {};
  for (const [, nth, count] of (await response.text()).matchAll(
    /^clientele_cache_requests_total\{.*process="(\d)".*\} (\d+)$/gm,
  ))
    requests[nth!] = (requests[nth!] ?? 0) + Number(count);
  return requests;
}

/** Process ids of what it has started. */
function childrenOf({ pid }: RunningProcess): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' }).trim().split('\n');
  return all
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([parent, child]) => (parent === pid ? [child!] : []));
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}

describe('several processes behind one listener', () => {
  it('all serve, and /metrics tells of each, whichever is asked', async () => {
    const origin = await start(2);
    for (let nth = 0; nth < 20; nth++) expect(await ask(origin)).toBe(200);
    const requests = await requestsOf(origin);
    expect(Object.keys(requests)).toEqual(['1', '2']);
    expect(Object.values(requests).every((count) => count >= 5)).toBe(true);
    expect(requests['1']! + requests['2']!).toBe(20);
    expect(await origin.end('SIGTERM')).toBe(0);
    await expect(ask(origin)).rejects.toThrow('ECONNREFUSED');
  });

  it('one that dies is started again, and the others serve meanwhile', async () => {
    const origin = await start(2);
    const [victim, other] = childrenOf(origin);
    kill(victim!, 'SIGKILL');
    await until(
      async () => {
        // What had reached the one that died is lost with it; whoever comes afterwards is served.
        const isAlive = !childrenOf(origin).includes(victim!);
        if (isAlive) expect(await ask(origin)).toBe(200);
        return isAlive && childrenOf(origin).length === 2;
      },
      { withinMs: 20_000 },
    );
    expect(childrenOf(origin)).toContain(other);
  });

  it('SIGHUP replaces them one by one: no request fails, and nobody is left of before', async () => {
    const origin = await start(2, { drainDelayMs: 1_000 });
    const before = childrenOf(origin);
    const agent = new Agent({ keepAlive: true });
    let isOver = false;
    const statuses: (number | string)[] = [];
    const asking = Array.from({ length: 8 }, async (_, nth) => {
      while (!isOver) {
        statuses.push(await ask(origin, nth % 2 === 0 && agent).catch(String));
      }
    });
    await until(() => statuses.length > 100);
    origin.signal('SIGHUP');
    const isReplaced = () => childrenOf(origin).length === 2 && !childrenOf(origin).some((pid) => before.includes(pid));
    await until(isReplaced, { withinMs: 60_000 });
    isOver = true;
    await Promise.all(asking);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    agent.destroy();
  });

  it('an edge has them too', async () => {
    const origin = await start(1);
    const edge = await processes.start({
      name: 'edge',
      args: [...edgeArgs, '--processes', '2'],
      env: edgeEnvironment(origin.url),
    });
    for (let nth = 0; nth < 10; nth++) expect(await ask(edge)).toBe(200);
    expect(Object.keys(await requestsOf(edge))).toEqual(['1', '2']);
  });
});

describe('a process that cannot live', () => {
  const dying = `data:text/javascript,import cluster from 'node:cluster';
    if (cluster.isWorker) process.on('SIGUSR2', () => process.exit(3))`;

  it('ends all of it with 1 when it dies again and again', async () => {
    const origin = await start(1, { before: ['--import', dying] });
    const ended = origin.exited();
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    await until(
      () => {
        for (const pid of childrenOf(origin)) kill(pid, 'SIGUSR2');
        return isOver;
      },
      { withinMs: 60_000 },
    );
    expect(await ended).toBe(1);
    expect(origin.log()).toContain('Process 1 has died 6 times in a row');
  });

  it('ends it at once when none has ever listened: what it said is what an operator has to mend', async () => {
    const taken = await start(1);
    const env = { ...originEnvironment({ databaseUrl: database.url }), PORT: String(taken.port) };
    const run = processes.run(['origin', '--processes', '2'], env);
    await expect(run).rejects.toThrow(/ended with 1:\n.*is taken by another process/s);
  });
});
