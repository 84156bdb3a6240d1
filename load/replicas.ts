// What a read replica takes of an origin, and what it takes over: CPU of a P2 miss with and without one, of two origins in turns over the
// same primary, and where the answers were read; at rest, and beside writes to what is asked. node load/replicas.ts [--rounds 9] [--writes 20]
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { freePort } from '../test/support/free-port.ts';
import { databaseUrl, onServer } from '../test/support/postgres.ts';
import { grown, operatorKey, scrape } from '../test/support/scrape.ts';
import { startReplicatedPostgres } from '../test/support/standby.ts';
import { median } from './measure.ts';
import { type OriginProcess, prepare, startOriginProcess, text } from './origin-process.ts';
import { createRawClient, type RawClient, requestOf } from './raw-client.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    /** In a second, of names of companies that are asked for. */
    writes: { type: 'string', default: '20' },
  },
});
const [rounds, writes] = [Number(values.rounds), Number(values.writes)];
const connections = 16;
const requests = 800;

interface Side {
  readonly name: string;
  readonly port: number;
  readonly origin: OriginProcess;
  readonly client: RawClient;
  readonly cpu: number[];
}

const servers = await startReplicatedPostgres();
try {
  await onServer(servers.primaryUrl, (client) => client.query('create database crm'));
  const url = databaseUrl(servers.primaryUrl, 'crm');
  const { key } = await prepare(url);
  const replica = { OPERATOR_KEY: operatorKey, DATABASE_REPLICA_URLS: databaseUrl(servers.standbyUrl, 'crm') };
  await servers.caughtUp();
  const sides: Side[] = [];
  for (const [name, env] of Object.entries({ without: { OPERATOR_KEY: operatorKey }, with: replica })) {
    const port = await freePort();
    const origin = await startOriginProcess(url, port, { env });
    sides.push({ name, port, origin, client: createRawClient(port, connections), cpu: [] });
  }
  let turn = 0;
  const ask = () => requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: `no ${++turn}` } }));

  async function play(side: Side): Promise<number> {
    const before = side.origin.cpu();
    let answered = 0;
    const sendAll = async () => {
      for (let each = 0; each < requests / connections; each++) if (await side.client.send(ask())) answered++;
    };
    await Promise.all(Array.from({ length: connections }, sendAll));
    return ((side.origin.cpu() - before) * 1e6) / answered;
  }

  const withReplica = sides[1]!;
  for (const rate of [0, writes]) {
    let isOver = false;
    const writing = (async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      for (let nth = 0; rate > 0 && !isOver; nth++) {
        await client.query(
          `update company set name = 'Renamed ' || $1 where id = (select id from company offset $2 limit 1)`,
          [nth, nth % 500],
        );
        await pause(1_000 / rate);
      }
      await client.end();
    })();
    for (const side of sides) {
      side.cpu.length = 0;
      for (let warm = 0; warm < 2; warm++) await play(side);
    }
    const before = await scrape(withReplica.port);
    for (let round = 0; round < rounds; round++)
      for (const side of round % 2 ? sides : sides.toReversed()) side.cpu.push(await play(side));
    const after = await scrape(withReplica.port);
    isOver = true;
    await writing;
    const ratio = median(withReplica.cpu.map((cpu, at) => cpu / sides[0]!.cpu[at]!));
    for (const { name, cpu } of sides)
      console.log(
        `${rate} writes/s, ${name} a replica: ${median(cpu).toFixed(0)} µs of CPU a miss (least ${Math.min(...cpu).toFixed(0)})`,
      );
    console.log(`to without, pair by pair: ${ratio.toFixed(3)}×`);
    const since = grown(before, after);
    const [onPrimary, onReplica] = ['primary', 'replica'].map((at) =>
      since(`clientele_query_reads_total{target="${at}"}`),
    );
    const share = (count: number) => `${((100 * count) / (onPrimary! + onReplica!)).toFixed(1)} %`;
    console.log(`read on the replica: ${share(onReplica!)}`);
    for (const reason of ['behind', 'outdated', 'away', 'failed'])
      console.log(`${reason}: ${share(since(`clientele_replica_fallbacks_total{reason="${reason}"}`))}`);
  }
  for (const { client, origin } of sides) {
    client.stop();
    await origin.stop();
  }
} finally {
  await servers.stop();
}
process.exit(0);
