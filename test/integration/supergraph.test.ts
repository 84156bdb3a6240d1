// Answers composed of several subgraphs, kept at an edge, and dropped when any of them writes what they show (docs/subgraphs.md).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Node, Reply } from '../support/nodes.ts';
import { statusOf } from '../support/nodes-scene.ts';
import {
  createSupergraphScene,
  ratingsKey,
  type SupergraphStage,
  type SupergraphSubject,
} from '../support/supergraph-scene.ts';
import { until } from '../support/until.ts';

const scene = createSupergraphScene();
const { ask, page, bill, caughtUp } = scene;
let stage: SupergraphStage;
let subject: SupergraphSubject;

beforeAll(async () => {
  stage = await scene.start();
});
beforeEach(async () => {
  stage.ratings.asked.length = 0;
  stage.ratings.cache = undefined;
  stage.ratings.status = 200;
  subject = await scene.begin();
  await caughtUp();
});
afterAll(() => scene.stop());

const miss = 'clientele-edge; fwd=miss; stored';
const stale = 'clientele-edge; fwd=stale; stored';
const hit = 'clientele-edge; hit';

const companyOf = ({ text }: Reply) => JSON.parse(text).data.company;
const numbersIn = (reply: Reply) => companyOf(reply).invoices.nodes.map(({ number }: { number: string }) => number);

describe('a page of two subgraphs', () => {
  it('is a miss, then a hit, and nothing of the channel between edge and subgraphs is in it', async () => {
    await bill('A-1');
    await caughtUp();
    const first = await page();
    expect(statusOf(first)).toBe(miss);
    expect(JSON.parse(first.text)).toEqual({
      data: {
        company: {
          name: 'Alpha',
          invoices: { nodes: [{ number: 'A-1', status: 'SENT', total: { minor: 500 } }] },
          outstanding: { minor: 500 },
        },
      },
    });
    const second = await page();
    expect([statusOf(second), second.text]).toEqual([hit, first.text]);
    for (const name of Object.keys(second.headers)) expect(name).not.toMatch(/^x-clientele/);
  });

  it('is made again after a write in either subgraph, whoever wrote', async () => {
    expect(numbersIn(await page())).toEqual([]);
    expect(statusOf(await page())).toBe(hit);
    await bill('B-1');
    await caughtUp();
    const billed = await page();
    expect([statusOf(billed), numbersIn(billed)]).toEqual([stale, ['B-1']]);
    await stage.crm.query(`update company set name = 'Beta' where id = $1`, [subject.id]);
    await caughtUp();
    const renamed = await page();
    expect([statusOf(renamed), companyOf(renamed).name]).toEqual([stale, 'Beta']);
    expect(statusOf(await page())).toBe(hit);
  });

  it('outlives writes of other companies and other tenants in both', async () => {
    await until(async () => statusOf(await page()) === hit); // a machine that is busy may have made the edge blind for a moment
    const mine = subject;
    const other = await scene.begin();
    await bill('C-1', other);
    await bill('C-2', { ...mine, id: other.id });
    await caughtUp();
    expect(statusOf(await page({ key: mine.key, variables: { id: mine.id } }))).toBe(hit);
  });

  it('is answered by GET too, with 304 for who has it', async () => {
    const { headers } = await page({ method: 'GET' });
    const again = await page({ method: 'GET', headers: { 'if-none-match': headers['etag'] as string } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('what is more than a plain question', () => {
  it('is answered as an event stream, which ends', async () => {
    const reply = await page({ headers: { accept: 'text/event-stream' } });
    expect(reply.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(reply.text).toContain('"name":"Alpha"');
    expect(reply.text).toMatch(/event: complete/);
  });

  it('such as a mutation, is known to this edge when it is answered', async () => {
    await page();
    const rename = 'mutation ($id: ID!) { updateCompany(id: $id, input: { name: "Streamed" }) { name } }';
    const { headers } = await ask(rename, { variables: { id: subject.id }, headers: { accept: 'text/event-stream' } });
    expect(headers['x-clientele-position']).toMatch(/^[\w-]{8}:\d+$/);
    expect(companyOf(await page()).name).toBe('Streamed');
  });

  it('and cannot be, is refused in a sentence', async () => {
    for (const query of ['{', '{ companies(first: 1) { nodes { nope } } }', '{ _service { sdl } }']) {
      const { status, text } = await ask(query);
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([200, expect.stringMatching(/^GRAPHQL_/)]);
    }
    const mutation = await ask('mutation { rate(companyId: "1", rating: 2) }', { method: 'GET' });
    expect(mutation.status).toBe(405);
    expect(stage.ratings.asked).toEqual([]);
  });
});

describe('an operation of ours alone', () => {
  const alone = 'query ($id: ID!) { company(id: $id) { id name createdAt } }';
  const askAlone = (node: Pick<Node, 'port'> = stage.edge) => ask(alone, { node, variables: { id: subject.id } });

  it('is byte for byte what the origin answers, and kept', async () => {
    const wanted = await askAlone(stage.origin);
    const first = await askAlone();
    const second = await askAlone();
    expect([statusOf(first), first.text, first.headers['etag']]).toEqual([miss, wanted.text, wanted.headers['etag']]);
    expect([statusOf(second), second.text]).toEqual([hit, wanted.text]);
    await stage.crm.query(`update company set name = 'Delta' where id = $1`, [subject.id]);
    await caughtUp();
    expect(companyOf(await askAlone()).name).toBe('Delta');
  });

  it('that fails has the words of the origin, not those of the gateway', async () => {
    const wrong = '{ companies(first: 101) { nodes { name } } }';
    expect((await ask(wrong)).text).toBe((await ask(wrong, { node: stage.origin })).text);
  });
});

describe('a surrogate in front', () => {
  const headers = { 'surrogate-capability': 'cdn="Surrogate/1.0"' };
  const told = ({ headers: of }: Reply) => [of['surrogate-control'], of['cdn-cache-control'], of['surrogate-key']];
  const keys = expect.stringMatching(/^clientele-all /);
  const variables = () => ({ id: subject.id });

  it('keeps nothing that holds something of a subgraph whose writes it would not hear of', async () => {
    for (const outcome of [miss, hit]) {
      const reply = await page({ headers });
      expect([statusOf(reply), told(reply)]).toEqual([outcome, ['no-store', 'no-store', undefined]]);
    }
  });

  it('keeps what our subgraph answers alone, and purges it by our keys', async () => {
    const reply = await ask('query ($id: ID!) { company(id: $id) { name } }', { headers, variables: variables() });
    expect(told(reply)).toEqual(['max-age=30', 'max-age=30', keys]);
  });

  it('keeps what holds something of a subgraph that is kept for a time only, for that time at most', async () => {
    const ratings = { key: ratingsKey, maxAge: 20, scope: 'PUBLIC' };
    const node = await stage.startAnother({ subgraphs: { ratings } });
    await caughtUp(node);
    const rated = 'query ($id: ID!) { company(id: $id) { name rating } }';
    const [, control, purgedBy] = told(await ask(rated, { node, headers, variables: variables() }));
    expect([control, purgedBy]).toEqual([expect.stringMatching(/^max-age=(19|20)$/), keys]);
  });
});

describe('with INTROSPECTION=off', () => {
  let closed: Node;
  beforeAll(async () => {
    closed = await stage.startAnother({ environment: { INTROSPECTION: 'off' } });
  });
  const newer = { accept: 'application/graphql-response+json' };
  const ways = [{}, newer, { accept: 'text/event-stream' }];
  const told = async (query: string, node: Node, headers: object) => {
    const { text } = await ask(query, { node, headers: { ...headers } });
    return JSON.parse(/^data: ?(\{.*)$/m.exec(text)?.[1] ?? text);
  };

  it.each([
    '{ __schema { types { name } } }',
    '{ bestRating __type(name: "Invoice") { name } }',
    'query Q { ...F } query Other { bestRating } fragment F on Query { a: __schema { queryType { name } } }',
  ])('nobody is told of the schema of all of them by %s', async (query) => {
    for (const headers of ways) {
      const { data, errors } = await told(query, closed, headers);
      expect([data ?? null, errors[0].extensions.code]).toEqual([null, 'GRAPHQL_VALIDATION_FAILED']);
    }
    expect(stage.ratings.asked).toEqual([]);
  });

  it.each([
    ['a field of another', '{ bestRatin }'],
    ['a field of another below ours', '{ companies(first: 1) { nodes { invoics(first: 1) { nodes { id } } } } }'],
    ['an argument', '{ companies(first: 1) { nodes { invoices(frst: 1) { nodes { id } } } } }'],
    ['a type', '{ companies(first: 1) { nodes { ...on Compani { id rating } } } }'],
    ['a field of ours', '{ compani { totalCount } }'],
  ])('no error suggests what there is: %s', async (_, query) => {
    expect(JSON.stringify(await told(query, stage.edge, {}))).toMatch(/Did you mean/);
    for (const headers of ways) {
      const { errors } = await told(query, closed, headers);
      expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(JSON.stringify(errors)).not.toMatch(/Did you mean/);
    }
  });

  it('no error suggests what there is: of a variable', async () => {
    for (const variables of [{ f: { nam: { eq: 'x' } } }, { o: [{ field: 'NAM' }] }]) {
      const query =
        'query ($f: CompanyFilter, $o: [CompanyOrder!]) { companies(filter: $f, orderBy: $o) { nodes { name rating } } }';
      expect((await ask(query, { variables })).text).toMatch(/Did you mean/);
      for (const headers of ways) {
        const { status, text } = await ask(query, { node: closed, variables, headers: { ...headers } });
        expect([status, text]).toEqual([headers === newer ? 400 : 200, expect.stringContaining('BAD_USER_INPUT')]);
        expect(text).not.toMatch(/Did you mean|"http"/);
      }
    }
  });

  it('all else is answered', async () => {
    await caughtUp(closed);
    expect(companyOf(await page({ node: closed })).name).toBe('Alpha');
    expect((await told('{ __typename bestRating }', closed, {})).data).toEqual({ __typename: 'Query', bestRating: 3 });
  });
});
