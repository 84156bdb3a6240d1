// What is not a plain query passes through an edge, in the words of the origin: refusals, writes, uploads, streams, other protocols
// (docs/edge.md).
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEdgeScene } from '../support/edge-nodes.ts';
import type { EdgeLine } from '../support/edge-nodes-line.ts';
import type { Node } from '../support/nodes.ts';
import { nameIn, statusOf } from '../support/nodes-scene.ts';

const scene = createEdgeScene();
const { ask, company } = scene;
let origin: Node;
let near: Node;
let far: Node;
let line: EdgeLine;
let id: string;

beforeAll(async () => {
  ({ origin, near, far, line } = await scene.start());
});
beforeEach(async () => {
  const subject = await scene.begin();
  id = subject.id;
});
afterEach(() => scene.settle());
afterAll(() => scene.stop());

describe('a refusal is that of the origin', () => {
  const deep = `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`;
  const count = '{ companies { totalCount } }';
  const cases: readonly (readonly [string, Parameters<typeof ask>[1], Parameters<typeof ask>[2]])[] = [
    ['no document', '{', {}],
    ['a document that does not fit', '{ nothing }', {}],
    ['wrong variables', 'query ($id: ID!) { company(id: $id) { name } }', { variables: { id: { not: 'one' } } }],
    ['variables that are missing', 'query ($id: ID!) { company(id: $id) { name } }', {}],
    ['variables that nest too deep', count, { body: `{"query":"${count}","variables":${deep}}` }],
    ['an error within', '{ companies(first: 1000) { totalCount } }', {}],
    [
      'a name that is no operation',
      'query A { companies { totalCount } }',
      { body: `{"query":"query A { companies { totalCount } }","operationName":"B"}` },
    ],
    ['an unknown key', count, { key: `${'x'.repeat(20)}` }],
    ['a body that is not JSON', '', { body: 'nonsense' }],
    ['a body that is a list', '', { body: '[]' }],
    ['an empty body', '', { body: '' }],
    ['a wrong form', '', { body: '{"query":7}' }],
    ['variables of a wrong form', '', { body: `{"query":"${count}","variables":[1]}` }],
    ['a body that is too long', '', { body: `{"query":"${' '.repeat(300_000)}"}` }],
    ['another type of content', count, { headers: { 'content-type': 'text/plain' } }],
    ['a GET without a query', '', { method: 'GET' }],
    ['a mutation by GET', 'mutation { createCompany(input: { name: "X" }) { id } }', { method: 'GET' }],
    ['a subscription', 'subscription { nothing }', {}],
    ['a mutation that is wrong', 'mutation { createCompany(input: {}) { id } }', {}],
    ['a mutation that is refused', 'mutation { createCompany(input: { name: "" }) { id } }', {}],
  ];

  it.each(cases)('%s', async (_, query, options) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const asked = { ...options, headers: { accept, ...options?.headers } };
      const [wanted, found, again] = [
        await ask(origin, query, asked),
        await ask(near, query, asked),
        await ask(near, query, asked),
      ];
      for (const reply of [found, again]) {
        expect([reply.status, withoutIds(reply.text)]).toEqual([wanted.status, withoutIds(wanted.text)]);
        expect(reply.headers['content-type']).toBe(wanted.headers['content-type']);
        expect(reply.headers['allow']).toBe(wanted.headers['allow']);
      }
    }
  });

  it('no credential, and one of a wrong form', async () => {
    for (const authorization of [undefined, 'Bearer', 'Basic abc', 'Bearer nonsense']) {
      const [wanted, found] = await Promise.all(
        [origin, near].map(async ({ port }) => {
          const reply = await fetch(`http://127.0.0.1:${port}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
            body: '{"query":"{ companies { totalCount } }"}',
          });
          return [reply.status, reply.headers.get('content-type'), await reply.text()];
        }),
      );
      expect(found).toEqual(wanted);
    }
  });
});

describe('a write', () => {
  const create = 'mutation { createCompany(input: { name: "Twin" }) { id } }';

  it('with an Idempotency-Key happens once, through whichever node it comes', async () => {
    const headers = { 'idempotency-key': `once ${id}` };
    const first = await ask(near, create, { headers });
    const again = await ask(near, create, { headers });
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(JSON.parse(again.text).data).toEqual(JSON.parse(first.text).data);
    expect(JSON.parse((await ask(origin, create, { headers })).text).data).toEqual(JSON.parse(first.text).data);
  });

  it.each([{ accept: 'text/event-stream' }, { accept: 'text/event-stream, multipart/mixed' }])(
    'that takes another way (%o) is seen by whoever reads here next, though the stream stands still',
    async (headers) => {
      await company(far);
      line.stall();
      const update =
        'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name } }';
      const reply = await ask(far, update, { variables: { id, input: { name: 'Beta' } }, headers });
      expect(reply.text).toContain('Beta');
      expect(nameIn(await company(far))).toBe('Beta');
    },
  );
});

it('an event stream is answered by the origin', async () => {
  const query = '{ companies { totalCount } }';
  for (const node of [origin, near]) {
    const { headers, text } = await ask(node, query, { headers: { accept: 'text/event-stream' } });
    expect(headers['content-type']).toMatch(/^text\/event-stream/);
    expect(text).toContain('"totalCount":1');
    expect(text).toContain('event: complete');
  }
});

it('tells what its own cache did', async () => {
  expect(statusOf(await company(near))).toMatch(/^clientele-edge; /);
});

const withoutIds = (text: string) => text.replaceAll(/"(?:requestId|retryAfterMs|debugId)":(?:"[^"]*"|\d+)/g, '');
