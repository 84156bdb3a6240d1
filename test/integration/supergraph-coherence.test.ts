// Whatever is written in either subgraph, and however: what edges serve at rest is what the subgraphs answer; and while one of them is
// cut off, nothing that holds an answer of it is served from a cache.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import type { Node } from '../support/nodes.ts';
import { statusOf } from '../support/nodes-scene.ts';
import { createRandom } from '../support/random.ts';
import { createSupergraphScene, type SupergraphStage, type SupergraphSubject } from '../support/supergraph-scene.ts';
import { until } from '../support/until.ts';

const scene = createSupergraphScene();
const { ask, page, bill, caughtUp } = scene;
let stage: SupergraphStage;
let edges: readonly Node[];
let subject: SupergraphSubject;

beforeAll(async () => {
  const { redisUrl, ...started } = await scene.start({ hasRedis: true });
  stage = started;
  edges = [await stage.startAnother({ redisUrl: redisUrl! }), await stage.startAnother({ redisUrl: redisUrl! })];
});
beforeEach(async () => {
  subject = await scene.begin();
  for (const edge of edges) await caughtUp(edge);
});
afterAll(() => scene.stop());

const hit = 'clientele-edge; hit';
const shared = 'clientele-edge; hit; detail=shared';
const one = () => edges[0]!;
const other = () => edges[1]!;

describe('while both subgraphs are written', () => {
  /** Fields of both, so that an answer depends on either, on lists and on what is not there. */
  const questions = [
    `query ($id: ID!) { company(id: $id) { name invoices(first: 5) { nodes { number status } } outstanding { minor } } }`,
    `{ companies(first: 20) { nodes { name outstanding { minor } } } }`,
    `{ invoices(first: 10) { nodes { number company { name city } } } }`,
    `{ companies(first: 3, orderBy: [{ field: NAME }]) { nodes { id invoices(first: 1, status: PAID) { nodes { number company { name } } } } } }`,
  ];

  it('what is served at rest is what the subgraphs answer', async () => {
    const random = createRandom(20261123);
    const companies: string[] = [subject.id];
    const invoices: string[] = [];
    const { tenantId } = subject;
    const writes: readonly (() => Promise<unknown>)[] = [
      async () => {
        const id = newId();
        await stage.crm.query(`insert into company (tenant_id, id, name) values ($1, $2, $3)`, [
          tenantId,
          id,
          `Company ${random.below(1000)}`,
        ]);
        companies.push(id);
      },
      () =>
        stage.crm.query('update company set name = $2, city = $3 where id = $1', [
          random.pick(companies),
          `Company ${random.below(1000)}`,
          `City ${random.below(10)}`,
        ]),
      () => stage.crm.query('update company set deleted_at = now() where id = $1', [random.pick(companies.slice(1))]),
      async () =>
        void invoices.push(await bill(`N-${invoices.length}`, { tenantId, key: '', id: random.pick(companies) })),
      () => stage.books.query(`update billing.invoice set status = 'paid' where id = $1`, [random.pick(invoices)]),
      () =>
        stage.books.query('update billing.invoice set company_id = $2 where id = $1', [
          random.pick(invoices),
          random.pick(companies),
        ]),
      () => stage.books.query('delete from billing.invoice where id = $1', [random.pick(invoices)]),
    ];
    const variables = { id: subject.id };
    const outcomes = new Map<string, number>();
    const seen = async (node: Node) => {
      const reply = await ask(random.pick(questions), { node, variables });
      const status = String(statusOf(reply));
      outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
      expect(JSON.parse(reply.text).errors).toBeUndefined();
    };
    await writes[3]!();
    for (let round = 0; round < 12; round++) {
      const writing = (async () => {
        for (let n = 0; n < 4; n++) await random.pick(writes)();
      })();
      await Promise.all([writing, ...edges.flatMap((node) => [seen(node), seen(node), seen(node)])]);
      for (const edge of edges) await caughtUp(edge);
      for (const query of questions) {
        const fresh = await ask(query, { node: stage.edge, variables, headers: { 'cache-control': 'no-store' } });
        for (const node of edges) expect((await ask(query, { node, variables })).text).toBe(fresh.text);
      }
    }
    expect(outcomes.get(hit)).toBeGreaterThan(0);
  });
});

describe('an answer of several subgraphs', () => {
  it('that one edge has made is found by another through Redis, and judged there', async () => {
    const invoices = (node: Node) =>
      ask('query ($id: ID!) { company(id: $id) { name invoices(first: 1) { nodes { id } } } }', {
        node,
        variables: { id: subject.id },
      });
    await until(async () => {
      const made = await invoices(one());
      const found = await invoices(other());
      expect(found.text).toBe(made.text);
      if (statusOf(found) === shared) return true;
      await bill(`R-${newId()}`); // an edge asks Redis for one miss in eight until it has found something there
      for (const edge of edges) await caughtUp(edge);
      return false;
    });
  });

  it('is not served from a cache within 1.1 s after a subgraph is gone, and is again when it is back', async () => {
    await page({ node: one() });
    expect(statusOf(await page({ node: one() }))).toBe(hit);
    const companyAlone = 'query ($id: ID!) { company(id: $id) { name } }';
    await ask(companyAlone, { node: one(), variables: { id: subject.id } });
    await stage.stopBilling();
    const goneMs = performance.now();
    let servedMs = goneMs;
    while (performance.now() - goneMs < 1_500) {
      const askedMs = performance.now();
      const reply = await page({ node: one() });
      if (statusOf(reply) === hit) servedMs = askedMs;
    }
    expect(servedMs - goneMs).toBeLessThan(1_100);
    const isolated = await page({ node: one() });
    expect(JSON.parse(isolated.text)).toMatchObject({
      errors: [{ extensions: { code: 'UNAVAILABLE', subgraph: 'billing' } }],
    });
    // What holds nothing of it is as before.
    expect(statusOf(await ask(companyAlone, { node: one(), variables: { id: subject.id } }))).toBe(hit);
    // And writes elsewhere are not held up by it.
    const rename = 'mutation ($id: ID!) { updateCompany(id: $id, input: { name: "Meanwhile" }) { name } }';
    const writtenMs = performance.now();
    await ask(rename, { node: one(), variables: { id: subject.id } });
    expect(performance.now() - writtenMs).toBeLessThan(1_000);
    expect((await ask(companyAlone, { node: one(), variables: { id: subject.id } })).text).toContain('Meanwhile');
    expect(statusOf(await ask(companyAlone, { node: one(), variables: { id: subject.id } }))).toBe(hit);
    await stage.books.query(`delete from billing.invoice where tenant_id = $1`, [subject.tenantId]);
    await stage.restartBilling();
    await until(async () => statusOf(await page({ node: one() })) === hit, { what: 'that the page is kept again' });
  });
});
