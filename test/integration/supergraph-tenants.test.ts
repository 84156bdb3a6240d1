// Tenants behind one edge and one gateway: no byte of one reaches another, whoever asks at the same time, and whatever is kept where.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Node, Reply } from '../support/nodes.ts';
import { createRandom } from '../support/random.ts';
import {
  createSupergraphScene,
  ratingsKey,
  type SupergraphStage,
  type SupergraphSubject,
} from '../support/supergraph-scene.ts';

const scene = createSupergraphScene();
let stage: SupergraphStage;
let edges: readonly Node[];
const tenants: (SupergraphSubject & { readonly canary: string; readonly keys: readonly string[] })[] = [];

beforeAll(async () => {
  const { redisUrl, ...started } = await scene.start({ hasRedis: true });
  stage = started;
  const subgraphs = { ratings: { key: ratingsKey, maxAge: 60, scope: 'PUBLIC' } };
  edges = [
    await stage.startAnother({ redisUrl: redisUrl!, subgraphs }),
    await stage.startAnother({ redisUrl: redisUrl!, subgraphs }),
  ];
  for (let nth = 0; nth < 3; nth++) {
    const subject = await scene.begin();
    const canary = `canary-${nth}-${subject.tenantId.slice(-8)}`;
    await stage.crm.query('update company set name = $2 where id = $1', [subject.id, canary]);
    for (let invoice = 0; invoice < 3; invoice++) await scene.bill(`${canary}-${invoice}`, subject);
    tenants.push({ ...subject, canary, keys: [subject.key, await scene.colleague(subject.tenantId)] });
  }
  for (const edge of edges) await scene.caughtUp(edge);
});
afterAll(() => scene.stop());

/** The same texts for all: nothing but the credential tells them apart. */
const questions = [
  '{ companies(first: 10) { nodes { name invoices(first: 10) { nodes { number company { name } } } rating } } }',
  '{ invoices(first: 20) { nodes { number company { name } } } }',
  '{ companies(first: 1) { nodes { name rating } } }',
  '{ bestRating companies(first: 2) { nodes { name } } }',
];

function textOf({ headers, bytes }: Reply): string {
  if (headers['content-encoding'] === 'gzip') return gunzipSync(bytes).toString();
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes).toString();
  return bytes.toString();
}

it('three tenants ask the same at the same time, over two edges with one Redis, and each gets its own', async () => {
  const random = createRandom(7);
  const counts = { asked: 0, hits: 0 };
  async function client(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      const tenant = random.pick(tenants);
      const others = tenants.filter((each) => each !== tenant);
      const headers = random.pick<Record<string, string>>([
        {},
        { 'accept-encoding': 'gzip' },
        { 'accept-encoding': 'br' },
        { 'cache-control': 'no-cache' },
        { 'x-clientele-consistency': 'strong' },
        { accept: 'text/event-stream' },
      ]);
      const method = random.pick(['GET', 'POST'] as const);
      const key = random.pick(tenant.keys);
      const reply = await scene.ask(random.pick(questions), { node: random.pick(edges), key, method, headers });
      const told = `${JSON.stringify(reply.headers)} ${textOf(reply)}`;
      counts.asked++;
      if (/; hit/.test(String(reply.headers['cache-status']))) counts.hits++;
      expect(told).toContain(tenant.canary);
      for (const { canary, tenantId, key: secret } of others)
        for (const foreign of [canary, tenantId, secret]) expect(told).not.toContain(foreign);
      // Now and then an answer becomes untrue for one of them, so that all are asked anew.
      if (random.once(5)) await scene.bill(`${tenant.canary}-${round}-${counts.asked}`, tenant);
    }
  }
  await Promise.all(Array.from({ length: 6 }, client));
  expect(counts.hits).toBeGreaterThan(20);
});
