// What operators do to a service that runs, and what its edges make of it: keys are revoked, versions are rolled out, epochs begin
// (docs/edge.md, docs/coherence.md §6). Real processes, with a Redis that all of them share.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pepper } from '../support/api.ts';
import { createProcessScene, isHit, nameIn, type ProcessStage } from '../support/edge-process-scene.ts';
import { originArgs, originEnvironment, resetsOf, untilLive } from '../support/edge-processes.ts';
import type { RunningProcess } from '../support/processes.ts';
import { copySources } from '../support/source-copy.ts';
import { until } from '../support/until.ts';

const scene = createProcessScene({ edges: 2, hasRedis: true });
const { ask, company, keep, rename } = scene;
let stage: ProcessStage;
let key: string;
let tenantId: string;
let id: string;

beforeAll(async () => {
  stage = await scene.start();
});
beforeEach(async () => {
  ({
    tenant: { key, id: tenantId },
    id,
  } = await scene.begin());
});
afterAll(() => scene.stop());

it('a key that `clientele keys revoke` revoked is refused by origins within 1 s, and by edges within 5 s, even by one that is told nothing', async () => {
  const { nodes, processes, databaseUrl, sql, lines } = stage;
  let isOver = false;
  /** When a request began that was still answered. */
  const accepted = nodes.map(() => 0);
  const asking = nodes.map(async (node, nth) => {
    while (!isOver) {
      const startMs = performance.now();
      if ((await company(node)).status === 200) accepted[nth] = startMs;
    }
  });
  await until(() => accepted.every((ms) => ms > 0));
  // The command waits for a row, so that an edge can be cut off just before it has an effect.
  const client = await sql.connect();
  await client.query('begin');
  await client.query('select from api_key where tenant_id = $1 for update', [tenantId]);
  let printedMs = 0;
  const env = { DATABASE_URL: databaseUrl, KEY_PEPPER: pepper };
  const revoked = processes.run(['keys', 'revoke', key], env, () => {
    printedMs ||= performance.now();
  });
  const waits = `select from pg_stat_activity where query like '%api_key%' and wait_event_type = 'Lock'`;
  await until(async () => (await sql.query(waits)).rowCount === 1, {
    withinMs: 20_000,
    what: 'that the command waits',
  });
  lines[1]!.hold();
  await client.query('rollback');
  client.release();
  await revoked;
  await until(() => performance.now() > Math.max(printedMs, ...accepted) + 1_500, { withinMs: 10_000 });
  isOver = true;
  lines[1]!.mend();
  await Promise.all(asking);
  const after = accepted.map((ms) => Math.max(0, ms - printedMs));
  console.info(`still answered after the command had printed: ${after.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  expect(after[0]).toBeLessThan(1_000);
  expect(Math.max(...after)).toBeLessThan(5_000);
  for (const node of nodes) await until(async () => (await company(node)).status === 401);
  await untilLive(stage.edges[1]!);
});

it('what was written past the change log is seen a second after an operator began a new epoch, and nothing of before it is served', async () => {
  const { sql, nodes, edges } = stage;
  for (const node of nodes) await company(node);
  for (const edge of edges) await keep(edge);
  const resets = await Promise.all(edges.map(resetsOf));
  const client = await sql.connect();
  await client.query('begin');
  await client.query(`update company set name = 'Beta' where id = $1`, [id]);
  await client.query('delete from change where id = $1', [id]);
  await client.query('commit');
  client.release();
  expect((await Promise.all(edges.map((edge) => company(edge)))).map(nameIn), 'nobody can know').toEqual([
    'Alpha',
    'Alpha',
  ]);
  await sql.query('select bump_change_epoch()');
  const ackMs = performance.now();
  let lastMs = 0;
  const isKnown = async () => {
    const startMs = performance.now();
    const isOld = (await Promise.all(nodes.map((node) => company(node)))).some((reply) => nameIn(reply) !== 'Beta');
    if (isOld) lastMs = startMs - ackMs;
    return !isOld;
  };
  await until(isKnown);
  console.info(`a read that began ${lastMs.toFixed(0)} ms after the epoch was the last one of before it`);
  expect(lastMs).toBeLessThan(1_000);
  expect(await Promise.all(edges.map(resetsOf))).toEqual(resets.map((count) => count + 1));
  for (const edge of edges) await keep(edge);
  for (const node of nodes) expect(nameIn(await company(node))).toBe('Beta');
});

it('while one version takes the place of another, no answer of the one is served as that of the other', async () => {
  const { origin, processes, databaseUrl, redisUrl, edges, lines } = stage;
  const [before, after] = ['A company that the tenant sells to.', 'A company, as another version tells it.'];
  const version = await copySources('schema/company.graphql', before, after);
  const env = originEnvironment({ databaseUrl, redisUrl: redisUrl! });
  const next = await processes.start({ name: 'the next origin', args: originArgs, env, folder: version.folder });
  const query = 'query ($id: ID!) { __type(name: "Company") { description } company(id: $id) { name } }';
  const told = async (node: RunningProcess) => {
    const reply = await ask(node, query, { variables: { id } });
    return { says: JSON.parse(reply.text).data.__type.description as string, name: nameIn(reply), isHit: isHit(reply) };
  };
  const lead = (nth: number, to: RunningProcess) => {
    lines[nth]!.lead(to.port);
    lines[nth]!.break();
  };
  /** Until an edge serves that from its cache. */
  const serves = (nth: number, says: string) =>
    until(
      async () => {
        const reply = await told(edges[nth]!);
        return reply.isHit && reply.says === says;
      },
      { withinMs: 10_000, what: `that edge ${nth} serves: ${says}` },
    );

  lead(1, next);
  await Promise.all([serves(0, before), serves(1, after)]);
  // Side by side, over one Redis: each says what the origin behind it says, whatever was written.
  for (let turn = 0; turn < 40; turn++) {
    const name = turn % 4 === 0 ? `Name ${turn}` : null;
    const ackMs = name ? await rename(name) : 0;
    const startMs = performance.now();
    const replies = await Promise.all(edges.map(told));
    expect(replies.map(({ says }) => says)).toEqual([before, after]);
    for (const reply of replies) if (name && reply.name !== name) expect(startMs - ackMs).toBeLessThan(1_000);
  }

  // The first follows: once it has said what the new version says, it never says the old again.
  const heard: string[] = [];
  lead(0, next);
  await until(async () => heard.push((await told(edges[0]!)).says) > 0 && heard.at(-1) === after);
  for (let turn = 0; turn < 20; turn++) heard.push((await told(edges[0]!)).says);
  expect(heard.slice(heard.indexOf(after))).not.toContain(before);
  await serves(0, after);

  // And back, as an operator does who does not like the new one: what was kept of the old is good again, if it is still true.
  const ackMs = await rename('Beta');
  for (const nth of [0, 1]) lead(nth, origin);
  await Promise.all([serves(0, before), serves(1, before)]);
  await until(() => performance.now() > ackMs + 1_000);
  for (const edge of edges) expect(await told(edge)).toMatchObject({ says: before, name: 'Beta' });
  expect(await next.end('SIGTERM')).toBe(0);
  await version.remove();
});
