// One process and two behind one port, on hits: requests a second, and by CPU second of the server, since who asks takes a share of the
// cores as well. In turns, medians. Needs wrk (`apt-get install wrk`): a client in JavaScript would cost as much as what it measures.
// node load/processes.ts [--rounds 3] [--seconds 5] [--processes 2]
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { runProgram } from '../src/lib/run-program.ts';
import { cpuOf, median } from './measure.ts';
import { prepare, startOriginProcess, text } from './origin-process.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '2' },
  },
});
const [rounds, seconds, most] = [options.rounds, options.seconds, options.processes].map(Number) as [
  number,
  number,
  number,
];
const port = 47_130;

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

const parentOf = (pid: number) => Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));

/** With those that it started. */
function cpuOfAll(pid: number): number {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  const children = pids.filter((each) => {
    try {
      return parentOf(each) === pid;
    } catch {
      return false; // gone
    }
  });
  return [pid, ...children].reduce((sum, each) => sum + cpuOf({ pid: each }), 0);
}

async function hit(key: string): Promise<number> {
  const url = `http://127.0.0.1:${port}/graphql?query=${encodeURIComponent(text)}`;
  const args = ['-t1', '-c32', `-d${seconds}s`, '-H', `authorization: Bearer ${key}`, url];
  const { output } = await runProgram('wrk', args);
  const refused = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(output)?.[0];
  if (refused) throw new Error(refused);
  return Number(/(\d+) requests in/.exec(output)![1]);
}

async function measure(databaseUrl: string, key: string, processes: number): Promise<Measured> {
  const origin = await startOriginProcess(databaseUrl, port, { args: ['--processes', String(processes)] });
  try {
    await hit(key); // each process has the answer, and is warm
    const [beganMs, before] = [performance.now(), cpuOfAll(origin.pid)];
    const requests = await hit(key);
    const cpu = cpuOfAll(origin.pid) - before;
    return { perSecond: requests / ((performance.now() - beganMs) / 1_000), perCpuSecond: requests / cpu };
  } finally {
    await origin.stop();
  }
}

const server = await startThrowawayPostgres();
try {
  const { key } = await prepare(server.url);
  const found = new Map<number, Measured[]>([
    [1, []],
    [most, []],
  ]);
  for (let round = 0; round < rounds; round++)
    for (const [processes, all] of found) all.push(await measure(server.url, key, processes));
  for (const [processes, all] of found) {
    const of = (name: keyof Measured) => Math.round(median(all.map((each) => each[name]))).toLocaleString('en');
    console.log(`${processes}: ${of('perSecond')} requests a second, ${of('perCpuSecond')} a CPU second of the server`);
  }
} finally {
  await server.stop();
}
