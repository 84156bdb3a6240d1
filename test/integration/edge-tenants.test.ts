// Two tenants with equal questions over two edges, an origin and one Redis: no byte of one reaches the other (docs/coherence.md §11).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEdgeScene, type EdgeStage } from '../support/edge-nodes.ts';
import { type Caller, caughtUp, createCaller } from '../support/nodes.ts';
import { createRandom } from '../support/random.ts';

const scene = createEdgeScene({ hasRedis: true });
let stage: EdgeStage;
/** Of each tenant: what every string of it has in it, and who may ask. */
const sides: { readonly canary: string; readonly callers: readonly Caller[] }[] = [];
/** The same in both tenants, so that questions are equal but for who asks. */
const ids = Array.from({ length: 6 }, (_, nth) => `c0000000-0000-7000-8000-00000000000${nth}`);

beforeAll(async () => {
  stage = await scene.start();
  const { sql, databaseUrl, origin, near, far } = stage;
  for (const canary of ['canaryOfAlpha', 'canaryOfOmega']) {
    const { tenantId } = await scene.begin();
    await sql.query('update tenant set name = $2 where id = $1', [tenantId, canary]);
    await sql.query('update company set name = $2, city = $2 where tenant_id = $1', [tenantId, canary]);
    for (const [nth, id] of ids.entries())
      await sql.query(`insert into company (tenant_id, id, name, city) values ($1, $2, $3, $4)`, [
        tenantId,
        id,
        `${canary} ${nth}`,
        canary,
      ]);
    const scopes = [['*'], ['*'], ['companies:read']];
    sides.push({ canary, callers: await Promise.all(scopes.map((each) => createCaller(databaseUrl, tenantId, each))) });
  }
  await caughtUp([origin, near, far], databaseUrl);
});
afterAll(() => scene.stop());

const update =
  'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name city } }';
const questions = [
  '{ companies(first: 20) { nodes { id name city } } }',
  '{ companies(filter: { city: { eq: "Oslo" } }) { totalCount } }',
  '{ viewer { subject tenant { name } } }',
  '{ viewer { tenant { name } } companies(first: 2) { nodes { name } } }',
  ...ids.map((id) => `{ company(id: "${id}") { name city } }`),
];
const directions: readonly Record<string, string>[] = [
  {},
  {},
  {},
  {},
  { 'cache-control': 'no-cache' },
  { 'x-clientele-consistency': 'strong' },
  { accept: 'text/event-stream' },
  { 'accept-encoding': 'identity', 'x-clientele-after': 'AAAAAAAA:7' },
];

it('the origin does not wait for an edge that asks it, though both share a Redis', async () => {
  await scene.begin();
  const took: number[] = [];
  for (let first = 1; first <= 8; first++) {
    const beganMs = performance.now();
    expect((await scene.ask(stage.near, `{ tags(first: ${first}) { nodes { name } } }`)).status).toBe(200);
    took.push(performance.now() - beganMs);
  }
  expect(Math.min(...took), 'the wait for the lease of another').toBeLessThan(60);
});

it('thousands of mixed requests, reads and writes', { timeout: 90_000 }, async () => {
  const nodes = [stage.near, stage.far, stage.near, stage.far, stage.origin];
  const statuses = new Map<string, number>();
  let asked = 0;

  async function client(seed: number): Promise<void> {
    const chance = createRandom(seed);
    for (let turn = 0; turn < 250; turn++) {
      const side = chance.below(2);
      const { canary, callers } = sides[side]!;
      const caller = chance.pick(callers);
      const isWrite = chance.once(25);
      const headers = chance.pick(directions);
      const reply = await (isWrite
        ? scene.ask(chance.pick(nodes), update, {
            caller: callers[0]!,
            variables: { id: chance.pick(ids), input: { name: `${canary} ${seed} ${turn}` } },
          })
        : scene.ask(chance.pick(nodes), chance.pick(questions), {
            caller,
            headers,
            method: chance.once(4) && headers['accept'] === undefined ? 'GET' : 'POST',
          }));
      asked++;
      const status = String(reply.headers['cache-status']);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const everything = JSON.stringify(reply.headers) + reply.text;
      const foreign = sides[1 - side]!;
      for (const secret of [foreign.canary, ...foreign.callers.map(({ viewer }) => viewer.subject)])
        expect(everything.includes(secret), everything).toBe(false);
      // Nor what is of another key of the same tenant alone.
      const subject = /"subject":"([^"]+)"/.exec(reply.text)?.[1];
      if (subject !== undefined) expect(subject).toBe(caller.viewer.subject);
      expect(reply.status).toBe(200);
    }
  }
  await Promise.all(Array.from({ length: 12 }, (_, nth) => client(nth + 1)));
  expect(asked).toBe(3_000);
  for (const each of ['hit', 'hit; detail=shared', 'fwd=stale; stored', 'fwd=bypass; stored'])
    expect([...statuses.keys()]).toContain(`clientele-edge; ${each}`);
});
