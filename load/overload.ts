// What an origin does when five times as much is asked of it as it can: an origin as a process of its own, questions that no cache
// answers at a fixed rate, and beside them a few that the cache answers and /livez. Prints goodput and latencies, unloaded and overloaded.
// node load/overload.ts [--times 5] [--seconds 10]; DATABASE_URL: a superuser's, else a throw-away server.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { freePort } from '../test/support/free-port.ts';
import { quantile } from './measure.ts';
import { prepare, startOriginProcess, text } from './origin-process.ts';
import { createRawClient, type RawClient, requestOf } from './raw-client.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '5' }, seconds: { type: 'string', default: '10' } },
});
const [times, seconds] = [Number(values.times), Number(values.seconds)];

const shown = (ms: number) => `${ms.toPrecision(3)} ms`;

interface Tally {
  readonly served: number[];
  readonly refused: number[];
  other: number;
  unsent: number;
}

let turn = 0;
const fresh = (key: string) =>
  requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: `no ${++turn}` } }));

/** As many at once as there are connections, again and again. */
async function closed(client: RawClient, atOnce: number, make: () => Buffer, forSeconds: number): Promise<Tally> {
  const tally: Tally = { served: [], refused: [], other: 0, unsent: 0 };
  const endsAt = performance.now() + forSeconds * 1_000;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < endsAt) await note(client, make(), tally, performance.now());
    }),
  );
  return tally;
}

async function note(client: RawClient, request: Buffer, tally: Tally, dueMs: number): Promise<void> {
  const sent = client.send(request);
  if (!sent) return void tally.unsent++;
  const { status } = await sent.catch(() => ({ status: 0 }));
  const tookMs = performance.now() - dueMs;
  if (status === 200) tally.served.push(tookMs);
  else if (status === 503 || status === 429) tally.refused.push(tookMs);
  else tally.other++;
}

/** So many a second, whatever becomes of those before. */
async function open(client: RawClient, perSecond: number, make: () => Buffer, forSeconds: number): Promise<Tally> {
  const tally: Tally = { served: [], refused: [], other: 0, unsent: 0 };
  const began = performance.now();
  const all: Promise<void>[] = [];
  for (let sent = 0; sent < perSecond * forSeconds; ) {
    const dueMs = began + (sent * 1_000) / perSecond;
    if (dueMs > performance.now()) await pause(1);
    else {
      all.push(note(client, make(), tally, dueMs));
      sent++;
    }
  }
  await Promise.all(all);
  return tally;
}

async function main(databaseUrl: string): Promise<void> {
  const { key } = await prepare(databaseUrl);
  const port = await freePort();
  const origin = await startOriginProcess(databaseUrl, port);
  const client = createRawClient(port, 600);
  const probes = createRawClient(port, 20);
  const kept = requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: 'kept' } }));
  const live = requestOf('/livez', key, null);
  try {
    await closed(client, 8, () => fresh(key), 4); // until it is compiled and warm
    const unloaded = await closed(client, 1, () => fresh(key), seconds / 2);
    await open(probes, 50, () => kept, 1);
    const [hits] = await Promise.all([open(probes, 50, () => kept, seconds / 2)]);
    const full = await closed(client, 16, () => fresh(key), seconds / 2);
    const capacity = full.served.length / (seconds / 2);
    await open(client, capacity * times, () => fresh(key), 2); // the step itself is not what is measured
    const [over, overHits, overLive] = await Promise.all([
      open(client, capacity * times, () => fresh(key), seconds),
      open(probes, 50, () => kept, seconds),
      open(probes, 10, () => live, seconds),
    ]);
    const goodput = over.served.length / seconds;
    const p99 = ({ served }: Tally) => quantile(served, 0.99);
    console.log(`capacity                 ${capacity.toFixed(0)} requests/s (16 at once, none waits for a cache)`);
    console.log(`unloaded                 p50 ${shown(quantile(unloaded.served, 0.5))}, p99 ${shown(p99(unloaded))}`);
    console.log(`at capacity              p50 ${shown(quantile(full.served, 0.5))}, p99 ${shown(p99(full))}`);
    console.log(
      `asked at ${times}×              ${(capacity * times).toFixed(0)} requests/s, ${over.refused.length} refused, ${over.other} failed, ${over.unsent} not sent`,
    );
    console.log(
      `goodput                  ${goodput.toFixed(0)} requests/s: ${((100 * goodput) / capacity).toFixed(1)} % of capacity (aim: 90 %)`,
    );
    console.log(
      `admitted                 p50 ${shown(quantile(over.served, 0.5))}, p99 ${shown(p99(over))}: ${(p99(over) / p99(unloaded)).toFixed(2)}× unloaded, ${(p99(over) / p99(full)).toFixed(2)}× at capacity (aim: 2×)`,
    );
    console.log(
      `refused                  p50 ${shown(quantile(over.refused, 0.5))}, p99 ${shown(quantile(over.refused, 0.99))}`,
    );
    console.log(
      `hits                     p99 ${shown(p99(overHits))}, unloaded ${shown(p99(hits))}: ${(p99(overHits) / p99(hits)).toFixed(2)}× (aim: 2×); ${overHits.refused.length} refused`,
    );
    console.log(`/livez                   p99 ${shown(p99(overLive))}`);
  } finally {
    client.stop();
    probes.stop();
    await origin.stop();
  }
}

const given = process.env['DATABASE_URL'];
const server = given ? null : await startThrowawayPostgres();
try {
  await main(given ?? server!.url);
} finally {
  await server?.stop();
}
