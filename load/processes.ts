// One process and two behind one port, on hits: requests a second, and by CPU second of the server, since who asks takes a share of the
// cores as well. In turns, medians. Needs wrk (`apt-get install wrk`): a client in JavaScript would cost as much as what it measures.
// node load/processes.ts [--rounds 3] [--seconds 5] [--processes 2]
import { parseArgs } from 'node:util';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { runProgram } from '../src/lib/run-program.ts';
import { median } from './measure.ts';
import { prepare, startOriginProcess } from './origin-process.ts';
import { cpuSecondsOf } from './scenarios/proc.ts';

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
/** 1.6 KB: what HTTP costs, not what bytes do. */
const text = '{ companies(first: 20) { nodes { id name domain } } }';

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
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
    const before = cpuSecondsOf(origin.pid);
    const requests = await hit(key);
    return { perSecond: requests / seconds, perCpuSecond: requests / (cpuSecondsOf(origin.pid) - before) };
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
