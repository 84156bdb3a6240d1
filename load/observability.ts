// What metrics, ids, the slow-operation log and traces cost an origin: CPU of a hit and of a P2 miss, of several origins in turns. And
// the parts that stand in the way of a hit, each by itself. node load/observability.ts [--rounds 9] [--before <folder of an older version>]
// DATABASE_URL: a superuser's, else a throw-away server.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { createMeter, MeasuredResponse, noteOutcome } from '../src/http/meter.ts';
import { createHistogram } from '../src/observability/histogram.ts';
import { freePort } from '../test/support/free-port.ts';
import { median } from './measure.ts';
import { type OriginProcess, prepare, startOriginProcess, text } from './origin-process.ts';
import { createRawClient, requestOf } from './raw-client.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, before: { type: 'string' } } });
const rounds = Number(values.rounds);
const connections = 16;
const operatorKey = 'o'.repeat(32);

/** Microseconds of CPU of one call. */
function cpuOfCall(work: () => void, times = 200_000): number {
  const before = process.cpuUsage();
  for (let each = 0; each < times; each++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

function measureParts(): void {
  const histogram = createHistogram();
  const ended = () => {};
  const parts: Record<string, () => void> = {
    'two looks at the clock and an observation': () => {
      const beganMs = performance.now();
      histogram.observe((performance.now() - beganMs) / 1_000);
    },
    'a listener for the end of a response': () => void new EventEmitter().on('close', ended),
    'the emitter alone': () => void new EventEmitter(),
    'making an id': () => void randomUUID(),
  };
  for (const work of Object.values(parts)) cpuOfCall(work);
  for (const [name, work] of Object.entries(parts)) console.log(`${name}: ${cpuOfCall(work).toFixed(3)} µs`);
}

/** A bare server in this process, with its client: what the meter adds to a request, of which a hit does little more. */
async function measureMeter(): Promise<void> {
  const meter = createMeter();
  let isMeasured = false;
  const body = Buffer.alloc(300, 'x');
  const bare = createServer({ ServerResponse: MeasuredResponse }, (_, response) => {
    if (isMeasured) {
      meter.begin(response);
      noteOutcome(response, 'hit');
    }
    response.writeHead(200, ['content-type', 'application/json', 'content-length', String(body.length)]);
    response.end(body);
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const client = createRawClient((bare.address() as AddressInfo).port, connections);
  const asked = requestOf('/graphql', 'key', '{}');
  const found = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < 60; round++) {
    isMeasured = round % 2 === 0;
    const before = process.cpuUsage();
    const sendAll = async () => {
      for (let each = 0; each < 250; each++) await client.send(asked);
    };
    await Promise.all(Array.from({ length: connections }, sendAll));
    const { user, system } = process.cpuUsage(before);
    if (round >= 10) found[isMeasured ? 'with' : 'without'].push((user + system) / (250 * connections));
  }
  client.stop();
  bare.close();
  bare.closeAllConnections();
  for (const [name, all] of Object.entries(found))
    console.log(
      `a bare request ${name} the meter: ${Math.min(...all).toFixed(2)} µs at least, ${median(all).toFixed(2)} median`,
    );
}

interface Contender {
  readonly name: string;
  readonly port: number;
  readonly origin: OriginProcess;
  readonly client: ReturnType<typeof createRawClient>;
  readonly hits: number[];
  readonly misses: number[];
}

async function main(databaseUrl: string): Promise<void> {
  const { key } = await prepare(databaseUrl);
  const collector = createServer((request, response) => request.resume().once('end', () => response.end('{}')));
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const wanted = [
    ...(values.before === undefined ? [] : [{ name: 'before', options: { root: values.before } }]),
    { name: 'now', options: { env: { OPERATOR_KEY: operatorKey } } },
    { name: '1 % traced', options: { env: { ...traced, OTEL_TRACES_SAMPLER_ARG: '0.01' } } },
    { name: 'all traced', options: { env: traced } },
  ];
  const all: Contender[] = [];
  for (const { name, options } of wanted) {
    const port = await freePort();
    const origin = await startOriginProcess(databaseUrl, port, options);
    all.push({ name, port, origin, client: createRawClient(port, connections), hits: [], misses: [] });
  }
  // From then on what the process does is measured.
  const asOperator = { headers: { authorization: `Bearer ${operatorKey}` } };
  for (const { port } of all) await (await fetch(`http://127.0.0.1:${port}/metrics`, asOperator)).text();
  let turn = 0;
  const kept = requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: 'kept' } }));
  const fresh = () => requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: `no ${++turn}` } }));
  const cpuOfRequest = async ({ origin, client }: Contender, count: number, make: () => Buffer) => {
    const before = origin.cpu();
    const sendAll = async () => {
      for (let each = 0; each < count / connections; each++) await client.send(make());
    };
    await Promise.all(Array.from({ length: connections }, sendAll));
    return ((origin.cpu() - before) * 1e6) / count;
  };
  try {
    for (const each of all) {
      await cpuOfRequest(each, 1_600, fresh);
      await cpuOfRequest(each, 16_000, () => kept);
    }
    for (let round = 0; round < rounds; round++) {
      // Each time another one begins.
      for (const each of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
        each.misses.push(await cpuOfRequest(each, 800, fresh));
        each.hits.push(await cpuOfRequest(each, 16_000, () => kept));
      }
      console.error(`round ${round + 1} of ${rounds}`);
    }
    const [first] = all;
    const ratio = (one: readonly number[], other: readonly number[]) =>
      median(one.map((value, at) => value / other[at]!)).toFixed(3);
    for (const { name, hits, misses } of all) {
      const ratios = `to ${first!.name} ${ratio(hits, first!.hits)}×, ${ratio(misses, first!.misses)}×`;
      console.log(
        `${name}: a hit ${median(hits).toFixed(1)} µs (least ${Math.min(...hits).toFixed(1)}), a P2 miss ${median(misses).toFixed(0)} µs (least ${Math.min(...misses).toFixed(0)}); ${ratios}`,
      );
    }
  } finally {
    for (const { client, origin } of all) {
      client.stop();
      await origin.stop();
    }
    collector.close();
    collector.closeAllConnections();
  }
}

measureParts();
await measureMeter();
const given = process.env['DATABASE_URL'];
const server = given ? null : await startThrowawayPostgres();
try {
  await main(given ?? server!.url);
} finally {
  await server?.stop();
}
process.exit(0);
