// Tenants behind the same edges, one origin and one Redis: each has a canary in all of its texts, and equal ids. No byte of a canary, and
// no secret, is found where it does not belong: in answers of any encoding, in headers, behind ETags, in Redis (docs/coherence.md §11).
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTenant, type TestTenant } from '../support/api.ts';
import { selectionOf } from '../support/documents.ts';
import { createProcessScene, type ProcessStage } from '../support/edge-process-scene.ts';
import { edgeKey } from '../support/edge-processes.ts';
import { inTurns } from '../support/in-turns.ts';
import { lists, schema } from '../support/lists.ts';
import type { Reply } from '../support/nodes.ts';
import { drawScene } from '../support/race-scene.ts';
import { createRandom, type Random } from '../support/random.ts';
import { createWorld, type World } from '../support/world.ts';

const requests = 700;
const canaries = ['canary-of-one-', 'canary-of-two-', 'canary-of-three-'];
/** Of all rows in a world, and the same in each. */
const seed = 3;

const scene = createProcessScene({ edges: 3, hasRedis: true });
const tenants: TestTenant[] = [];
let stage: ProcessStage;
let world: World;

beforeAll(async () => {
  stage = await scene.start();
  const sql = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await stage.sql.query(text, [...values])).rows as Row[];
  for (const mark of canaries) {
    const tenant = await createTenant(stage.databaseUrl, `${mark}tenant`);
    tenants.push(tenant);
    world = await createWorld(sql, tenant.id, { seed, mark });
  }
});
afterAll(() => scene.stop());

interface Question {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Lists and records with everything in them, records by the ids that all tenants have, and whatever the grammar thinks of. */
function questionsOf(random: Random): Question[] {
  const single = lists.flatMap(({ table, single }) =>
    world
      .of(table.name)
      .slice(0, 3)
      .map(({ id }) => ({
        query: `query ($id: ID!) { ${single}(id: $id) ${selectionOf(schema.getType(table.typename)!, 1)} }`,
        variables: { id },
      })),
  );
  const many = lists.map(({ field, table }) => ({
    query: `{ ${field}(first: 12) { totalCount nodes ${selectionOf(schema.getType(table.typename)!, 0)} } }`,
  }));
  const drawn = ['company', 'contact', 'deal'].flatMap((table) => drawScene(schema, random, 30, { table }).queries);
  const others = [
    '{ viewer { subject tenant { id name } } }',
    '{ search(text: "canary", first: 10) { nodes { __typename } } }',
  ];
  return random.shuffle([
    ...single,
    ...many,
    ...drawn.map(({ text, variables }) => ({ query: text, variables })),
    ...others.map((query) => ({ query })),
  ]);
}

/** The same content has one ETag for each encoding. */
const contentOf = (etag: string) => etag.replace(/-(?:br|gzip)"$/, '"');

function textOf({ headers, bytes }: Reply): string {
  const encoding = headers['content-encoding'];
  const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
  return plain.toString();
}

it('random questions and writes of three tenants, through all nodes and every way that an answer takes', {
  timeout: 100_000,
}, async () => {
  const random = createRandom(7);
  const questions = questionsOf(random);
  const secrets = [...tenants.map(({ key }) => key), edgeKey, 'canary-of'];
  const bodies = new Map<string, string>();
  /** Of equal questions, whoever asked. */
  const etags = new Map<Question, string[]>();
  const seen = new Map<string, number>();
  const note = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);

  await inTurns(
    Array.from({ length: requests }, (_, nth) => nth),
    async (nth) => {
      const whose = random.below(tenants.length);
      const { key } = tenants[whose]!;
      const node = random.pick(stage.nodes);
      const foreign = canaries.filter((_, other) => other !== whose);
      if (random.once(20)) {
        const query = 'mutation ($id: ID!, $name: String!) { updateCompany(id: $id, input: { name: $name }) { name } }';
        const variables = { id: random.pick(world.of('company')).id, name: `${canaries[whose]} ${nth}` };
        const { text } = await scene.ask(node, query, { key, variables });
        for (const canary of foreign) expect(text).not.toContain(canary);
        return;
      }
      // Some are asked much more often: what is compressed was asked for before.
      const question = questions[Math.floor(questions.length * (random.below(1_000) / 1_000) ** 3)]!;
      const { query, variables = {} } = question;
      const known = etags.get(question) ?? [];
      const reply = await scene.ask(node, query, {
        key,
        variables,
        method: random.once(2) ? 'GET' : 'POST',
        headers: {
          'accept-encoding': random.pick(['gzip', 'br', 'identity', 'br, gzip;q=0.5']),
          ...(known.length > 0 && random.once(3) && { 'if-none-match': known.join(', ') }),
          ...(random.once(15) && { 'cache-control': 'no-cache' }),
          ...(random.once(15) && { 'x-clientele-consistency': 'strong' }),
        },
      });
      const text = textOf(reply);
      const etag = reply.headers['etag'];
      if (reply.status === 304) {
        // Who is told that it has the answer already has it: nothing of it may be somebody else's.
        note('304');
        for (const canary of foreign) expect(bodies.get(contentOf(etag!))).not.toContain(canary);
      } else if (etag) {
        bodies.set(contentOf(etag), text);
        etags.set(question, [...known, etag].slice(-9));
      }
      note(String(reply.headers['content-encoding'] ?? 'plain'));
      note(String(reply.headers['cache-status'] ?? 'no cache').replace('clientele-edge; ', ''));
      const everything = JSON.stringify(reply.headers) + text;
      for (const canary of foreign) expect(everything.includes(canary), everything.slice(0, 2_000)).toBe(false);
      for (const secret of secrets) expect(JSON.stringify(reply.headers)).not.toContain(secret);
      for (const secret of secrets.slice(0, -1)) expect(text).not.toContain(secret);
      if (text.includes(canaries[whose]!)) note('own canaries');
    },
  );
  console.info([...seen].map((each) => each.join(': ')).join(', '));
  for (const what of ['304', 'gzip', 'br', 'hit', 'hit; detail=shared', 'own canaries'])
    expect([...seen.keys()]).toContain(what);
  expect(seen.get('own canaries')).toBeGreaterThan(requests / 4);

  const redis = new Redis(stage.redisUrl!);
  const keys = await redis.keys('*');
  let withCanary = 0;
  for (const name of keys) {
    // Budgets are kept by tenant, which is no secret of theirs: their keys name it.
    const ids = name.startsWith('cl:points:') ? [] : tenants.map(({ id }) => id);
    for (const secret of [...secrets, ...ids]) expect(name).not.toContain(secret);
    const value = await redis.getBuffer(name).catch(() => Buffer.alloc(0));
    const found = canaries.filter((canary) => value?.includes(canary));
    expect(found.length, `${name} is of one tenant`).toBeLessThanOrEqual(1);
    withCanary += found.length;
    for (const secret of secrets.slice(0, -1)) expect(value?.includes(secret) ?? false).toBe(false); // some end meanwhile
  }
  redis.disconnect();
  expect(withCanary).toBeGreaterThan(20);
});
