// One process and two behind one port, on hits: requests a second, and by CPU second of the server. Each as plain requests, where the
// client takes half as much CPU as the server, of the cores that both share, and 16 in a row on each connection (HTTP pipelining), where
// it takes a quarter. In turns, medians. Needs wrk (`apt-get install wrk`): a client in JavaScript would cost as much as what it measures.
// node load/processes.ts [--rounds 3] [--seconds 5] [--processes 2]
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
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

const pipelined = `local all
init = function() local each = {} for i = 1, 16 do each[i] = wrk.format() end all = table.concat(each) end
request = function() return all end`;
const modes = { plain: [] as string[], pipelined: ['-s', 'pipelined.lua'] };
type Mode = keyof typeof modes;

/** In this session: Linux gives each session an equal share of the cores (autogroup), and the client would get half of them in its own. */
async function hit(key: string, mode: Mode): Promise<number> {
  const url = `http://127.0.0.1:${port}/graphql?query=${encodeURIComponent(text)}`;
  const args = ['-t1', '-c32', `-d${seconds}s`, ...modes[mode], '-H', `authorization: Bearer ${key}`, url];
  const { stdout } = await promisify(execFile)('wrk', args, { cwd: folder });
  const refused = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)?.[0];
  if (refused) throw new Error(refused);
  return Number(/(\d+) requests in/.exec(stdout)![1]);
}

async function measure(databaseUrl: string, key: string, processes: number, mode: Mode): Promise<Measured> {
  const origin = await startOriginProcess(databaseUrl, port, { args: ['--processes', String(processes)] });
  try {
    await hit(key, mode); // each process has the answer, and is warm
    const before = cpuSecondsOf(origin.pid);
    const requests = await hit(key, mode);
    return { perSecond: requests / seconds, perCpuSecond: requests / (cpuSecondsOf(origin.pid) - before) };
  } finally {
    await origin.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'clientele-processes-'));
const server = await startThrowawayPostgres();
try {
  const { key } = await prepare(server.url);
  await writeFile(join(folder, 'pipelined.lua'), pipelined);
  const found = (Object.keys(modes) as Mode[]).flatMap((mode) =>
    [1, most].map((processes) => ({ mode, processes, all: [] as Measured[] })),
  );
  for (let round = 0; round < rounds; round++)
    for (const { mode, processes, all } of found) all.push(await measure(server.url, key, processes, mode));
  const alone = new Map<Mode, number>();
  for (const { mode, processes, all } of found) {
    const of = (name: keyof Measured) => Math.round(median(all.map((each) => each[name])));
    const perSecond = of('perSecond');
    const times = alone.has(mode) ? `, ${(perSecond / alone.get(mode)!).toFixed(2)} times one` : '';
    if (processes === 1) alone.set(mode, perSecond);
    const figures = `${perSecond.toLocaleString('en')} requests a second, ${of('perCpuSecond').toLocaleString('en')} a CPU second of the server`;
    console.log(`${mode}, ${processes}: ${figures}${times}`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}
