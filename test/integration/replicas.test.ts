// Read replicas: queries move to a standby, and no client can tell, whatever becomes of it (docs/coherence.md §13).

import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caughtUp } from '../support/nodes.ts';
import { onServer } from '../support/postgres.ts';
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
    expect((await scene.read(id)).isOfReplica).toBe(true);
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

  it('shows nobody less than they have written, on this node or another', async () => {
    const other = await scene.start();
    for (let turn = 0; turn < 10; turn++) {
      const name = `Written ${turn}`;
      const { headers } = await scene.ask({ query: update, variables: { id, name } });
      const after = { 'x-clientele-after': String(headers['x-clientele-position']) };
      expect((await scene.read(id, after, other)).name).toBe(name);
      expect((await scene.read(id)).name).toBe(name);
      expect((await scene.read(id, { 'x-clientele-consistency': 'strong' }, other)).name).toBe(name);
    }
  });
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
