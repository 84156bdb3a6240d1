// Read replicas: queries move to a standby, and no client can tell, whatever becomes of it (docs/coherence.md §14).

import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startReplicas } from '../../src/db/replicas.ts';
import { newId } from '../../src/lib/uuid.ts';
import { openFaultProxy } from '../support/fault-proxy.ts';
import { caughtUp } from '../support/nodes.ts';
import { openLine } from '../support/nodes-line.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { onServer } from '../support/postgres.ts';
import { aboutContacts } from '../support/race-scene.ts';
import { createReplicaRace, type ReplicaRace } from '../support/replica-race.ts';
import { type Load, type ReplicaScene, startReplicaScene } from '../support/replica-scene.ts';
import { grown, scrape } from '../support/scrape.ts';
import { until } from '../support/until.ts';

let scene: ReplicaScene;
let id: string;

beforeAll(async () => {
  scene = await startReplicaScene();
  id = await scene.create('Alpha');
  await scene.settled(id);
});
afterAll(() => scene?.stop());
beforeEach(() => scene.settled(id));

const update = 'mutation ($id: ID!, $name: String!) { updateCompany(id: $id, input: { name: $name }) { name } }';

it('a query is read on the replica, and its answer is kept like any other', async () => {
  const other = await scene.create('Beta');
  await scene.settled(id);
  const count = await scene.readsOf(async () => {
    expect(await scene.read(other)).toEqual({ status: 200, name: 'Beta', isOfReplica: true });
    expect(await scene.look(other)).toEqual({ status: 200, name: 'Beta', isOfReplica: false }); // a hit
  });
  expect(count).toBe(1);
});

it.each([
  ['no-cache', { 'cache-control': 'no-cache' }],
  ['no-store', { 'cache-control': 'no-store' }],
])('who asks with %s is answered by the primary', async (_, headers) => {
  expect(await scene.readsOf(() => scene.read(id, headers))).toBe(0);
});

it('what an answer can show and tags cannot tell is read on the primary', async () => {
  const query = '{ apiKeys { name } }';
  expect(await scene.readsOf(() => scene.ask({ query }))).toBe(0);
});

describe('a replica that stands still', () => {
  beforeEach(async () => {
    await scene.servers.pauseReplay();
    return () => scene.servers.resumeReplay();
  });

  it('is believed where nothing has changed since', async () => {
    const other = await scene.create('Elsewhere');
    const isBelieved = async () => {
      await scene.servers.resumeReplay();
      await scene.settled(id);
      await scene.servers.pauseReplay();
      await scene.rename(other, newId());
      return (await scene.read(id)).isOfReplica;
    };
    await until(isBelieved, { withinMs: 20_000 }); // a second later it lags too much to be asked
  });

  it('is never believed about what has', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const name = `Alpha ${turn}`;
      await scene.rename(id, name);
      expect(await scene.read(id)).toEqual({ status: 200, name, isOfReplica: false });
    }
  });

  it('is asked once for a tenant of which it lacks something, and then again when it has it', async () => {
    const before = await scrape(scene.node.port);
    await scene.rename(id, 'Late');
    for (let turn = 0; turn < 5; turn++) await scene.read(id);
    const since = grown(before, await scrape(scene.node.port));
    expect(since('clientele_replica_fallbacks_total{reason="outdated"}')).toBeLessThanOrEqual(1);
    expect(since('clientele_replica_fallbacks_total{reason="behind"}')).toBeGreaterThanOrEqual(4);
    await scene.servers.resumeReplay();
    await scene.settled(id);
    expect(await scene.read(id)).toEqual({ status: 200, name: 'Late', isOfReplica: true });
  });

  it('shows nobody less than they have written, on a node that has not heard of it either', async () => {
    await scene.servers.resumeReplay();
    const line = await openLine(scene.url);
    const other = await scene.start({}, line.url);
    try {
      await until(async () => (await scene.read(id, {}, other)).isOfReplica, { withinMs: 20_000 });
      await scene.servers.pauseReplay();
      line.stall();
      const name = 'Written';
      const { headers } = await scene.ask({ query: update, variables: { id, name } });
      const after = { 'x-clientele-after': String(headers['x-clientele-position']) };
      const told = { status: 200, name, isOfReplica: false };
      expect(await scene.read(id, after, other)).toEqual(told);
      expect(await scene.read(id)).toEqual(told);
      expect(await scene.read(id, { 'x-clientele-consistency': 'strong' }, other)).toEqual(told);
    } finally {
      await scene.leave(other);
      await line.stop();
    }
  });
});

it('a replica that answers nothing, as behind a cable that was pulled, is given up within two seconds', async () => {
  const { hostname, port } = new URL(scene.replicaUrl);
  const proxy = await openFaultProxy({ port: Number(port), host: hostname });
  const url = new URL(scene.replicaUrl);
  url.host = `${proxy.host}:${proxy.port}`;
  const other = await scene.start({ DATABASE_REPLICA_URLS: url.href });
  try {
    await until(async () => (await scene.read(id, {}, other)).isOfReplica, { withinMs: 20_000 });
    proxy.add({ kind: 'hold' });
    const beganMs = performance.now();
    expect(await scene.read(id, {}, other)).toMatchObject({ status: 200, isOfReplica: false });
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    proxy.mend();
    await until(async () => (await scene.read(id, {}, other)).isOfReplica, { withinMs: 20_000 });
  } finally {
    await scene.leave(other);
    await proxy.stop();
  }
});

it('of several replicas the one with the fewest reads under way is asked', async () => {
  const { table } = scene.node.cache;
  const replicas = startReplicas({
    urls: [scene.replicaUrl, scene.replicaUrl],
    max: 1,
    known: () => ({ identity: table.identity(), xmax: table.position().xmax }),
    onTurn() {},
  });
  try {
    const isShared = () => {
      const reads = [0, 1, 2, 3].map(() => replicas.begin(scene.tenantId, 0));
      const pools = reads.map((read) => read?.pool);
      for (const read of reads) read?.giveUp();
      return new Set(pools).size === 2 && pools[0] === pools[2] && pools[1] === pools[3];
    };
    await until(isShared, { what: 'that both are asked in turn' });
  } finally {
    await replicas.stop();
  }
});

it('a trace says which statements went to it', async () => {
  const collector = await startOtlpReceiver();
  try {
    const other = await scene.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await until(async () => (await scene.read(id, {}, other)).isOfReplica, { withinMs: 20_000 });
    await scene.leave(other);
    const statements = collector.spans.filter(({ attributes }) => attributes['db.query.text'] !== undefined);
    expect(statements.at(-1)!.attributes).toMatchObject({ 'clientele.database': 'replica' });
  } finally {
    await collector.stop();
  }
});

it('a transaction that is open on the primary is not taken for seen, though the snapshots of a standby do not name it', async () => {
  const other = await scene.create('Other');
  await scene.settled(id);
  const name = (await scene.read(id)).name;
  const writer = new pg.Client({ connectionString: scene.url });
  await writer.connect();
  try {
    await writer.query('begin');
    await writer.query(`update company set name = 'Committed late' where id = $1`, [id]);
    for (let turn = 0; turn < 3; turn++) await scene.rename(other, `Other ${turn}`);
    await scene.servers.caughtUp();
    await until(async () => (await scene.read(id)).isOfReplica, { what: 'that the record is read on the replica' });
    expect((await scene.look(id)).name).toBe(name);
    // What others have committed behind it cannot be told apart from it there.
    expect(await scene.read(other)).toEqual({ status: 200, name: 'Other 2', isOfReplica: false });
    await writer.query('commit');
  } finally {
    await writer.end();
  }
  await caughtUp([scene.node], scene.url);
  expect((await scene.look(id)).name).toBe('Committed late');
});

describe('under load', () => {
  let load: Load;
  beforeEach(async () => {
    load = scene.load(6);
    const count = await scene.readsOf(() => load.answered(50));
    expect(count).toBeGreaterThan(40);
    return () => load.stop();
  });

  it('queries that the replica cancels for its replay are answered all the same', async () => {
    const failed = async () =>
      (await scrape(scene.node.port)).get('clientele_replica_fallbacks_total{reason="failed"}') ?? 0;
    const before = await failed();
    await scene.servers.cancelAtOnce();
    await until(
      async () => {
        // Its lock is replayed there, and whoever reads the table stands in the way.
        await scene.sql('begin; lock table company in access exclusive mode; select pg_current_xact_id(); commit');
        return (await failed()) > before;
      },
      { withinMs: 20_000, what: 'that a query is cancelled' },
    );
    await load.stop();
    expect(load.failures).toEqual([]);
  });

  it('kill -9 of the replica fails no request; operators are told, and it is read from again when it is back', async () => {
    await scene.servers.killStandby();
    await load.answered(200);
    await load.stop();
    expect(load.failures).toEqual([]);
    await until(async () => (await scene.readiness()).replicas === 'degraded');
    expect(await scene.readiness()).toEqual({ code: 200, status: 'degraded', replicas: 'degraded' });
    await scene.servers.startStandby();
    await scene.settled(id);
    expect(await scene.readiness()).toEqual({ code: 200, status: 'ok', replicas: 'ok' });
  });
});

describe('beside writers of every kind, while its replay stands still and goes on at random', () => {
  let race: ReplicaRace;
  beforeAll(async () => {
    race = await createReplicaRace({ servers: scene.servers, nodes: 2, seed: 20_261_124 });
    return () => race.stop();
  });

  it('nothing that a node would serve differs from a fresh execution on the primary', async () => {
    for (let bout = 0; bout < 3; bout++) {
      const drawn = await race.scene(12, bout % 2 === 0 ? aboutContacts : undefined);
      expect(await race.run(drawn, 250)).toEqual([]);
      expect(await race.compare(drawn, 20)).toEqual([]);
    }
    const { checked, sampled } = race.counts;
    console.info(
      `${race.reads()} of ${race.counts.requests} answers read on the replica; compared ${checked} + ${sampled}`,
    );
    expect(race.reads()).toBeGreaterThan(10);
  });
});

it('one that was promoted is left alone: it is another database from then on', async () => {
  await scene.servers.promote();
  await scene.rename(id, 'On the primary');
  await onServer(scene.servers.standbyUrl.replace(/postgres$/, 'crm'), (client) =>
    client.query(`update company set name = 'On the other' where id = $1`, [id]),
  );
  for (let turn = 0; turn < 20; turn++) {
    const reply = await scene.read(id);
    expect(reply).toEqual({ status: 200, name: 'On the primary', isOfReplica: false });
  }
  await until(async () => (await scene.readiness()).replicas === 'degraded');
});
