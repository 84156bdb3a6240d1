// Writes through an edge before several subgraphs, and reads that must see them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Node, Reply } from '../support/nodes.ts';
import { statusOf } from '../support/nodes-scene.ts';
import { createSupergraphScene, type SupergraphStage, type SupergraphSubject } from '../support/supergraph-scene.ts';

const scene = createSupergraphScene();
const { ask, page, bill, caughtUp } = scene;
let stage: SupergraphStage;
let another: Node;
let subject: SupergraphSubject;

beforeAll(async () => {
  stage = await scene.start();
  another = await stage.startAnother();
});
beforeEach(async () => {
  subject = await scene.begin();
  await caughtUp();
  await caughtUp(another);
});
afterAll(() => scene.stop());

const hit = 'clientele-edge; hit';
const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { number company { name } } }';
const rename = 'mutation ($id: ID!, $name: String!) { updateCompany(id: $id, input: { name: $name }) { name } }';
const input = (number: string, { id } = subject) => ({
  input: {
    companyId: id,
    number,
    currency: 'USD',
    issuedOn: '2026-01-01',
    dueOn: '2026-02-01',
    lines: [{ description: 'Work', minor: 700 }],
  },
});
const numbersIn = ({ text }: Reply) =>
  JSON.parse(text).data.company.invoices.nodes.map(({ number }: { number: string }) => number);
const nameIn = ({ text }: Reply) => JSON.parse(text).data.company.name;
const tokenOf = ({ headers }: Reply) => headers['x-clientele-position'] as string;

describe('a mutation', () => {
  it('of either subgraph is seen by whoever reads at this edge after its answer', async () => {
    await page();
    const created = await ask(create, { variables: input('W-1') });
    expect(JSON.parse(created.text).data).toEqual({ createInvoice: { number: 'W-1', company: { name: 'Alpha' } } });
    expect(numbersIn(await page())).toEqual(['W-1']);
    await ask(rename, { variables: { id: subject.id, name: 'Beta' } });
    expect(nameIn(await page())).toBe('Beta');
    expect(statusOf(await page())).toBe(hit);
  });

  it('answers with a token, in the header, in the extensions and for browsers in a cookie', async () => {
    const { headers, text } = await ask(create, {
      variables: input('W-2'),
      headers: { origin: 'https://app.example' },
    });
    const token = headers['x-clientele-position'];
    expect(token).toMatch(/^[\w-]{8}:\d+$/);
    expect(JSON.parse(text).extensions).toEqual({ position: token });
    expect(headers['set-cookie']).toEqual([expect.stringContaining(`clientele-position=${token};`)]);
  });

  it('in both subgraphs answers with a token of each, and another edge honours both', async () => {
    await page({ node: another });
    expect(statusOf(await page({ node: another }))).toBe(hit);
    const both = `mutation ($id: ID!, $name: String!, $input: CreateInvoiceInput!) {
      updateCompany(id: $id, input: { name: $name }) { name }
      createInvoice(input: $input) { number }
    }`;
    const written = await ask(both, { variables: { id: subject.id, name: 'Gamma', ...input('W-3') } });
    const tokens = tokenOf(written).split(', ');
    expect(new Set(tokens.map((token) => token.split(':')[0])).size).toBe(2);
    const read = await page({ node: another, headers: { 'x-clientele-after': tokenOf(written) } });
    expect([nameIn(read), numbersIn(read)]).toEqual(['Gamma', ['W-3']]);
    const cookie = `clientele-position=${tokens.join('.')}`;
    expect(statusOf(await page({ node: another, headers: { cookie } }))).toBe(hit);
  });

  it('that is refused by its subgraph says why, and gives no token', async () => {
    const refused = await ask(create, { variables: input('') });
    expect(JSON.parse(refused.text).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(tokenOf(refused)).toBeUndefined();
  });

  it('with an Idempotency-Key happens once', async () => {
    const headers = { 'idempotency-key': `once-${subject.id}` };
    const make = 'mutation ($name: String!) { createCompany(input: { name: $name }) { id } }';
    const [one, other] = [
      await ask(make, { variables: { name: 'Once' }, headers }),
      await ask(make, { variables: { name: 'Once' }, headers }),
    ];
    expect(JSON.parse(other.text).data).toEqual(JSON.parse(one.text).data);
    const { rows } = await stage.crm.query('select from company where tenant_id = $1 and name = $2', [
      subject.tenantId,
      'Once',
    ]);
    expect(rows.length).toBe(1);
  });
});

describe('who has written', () => {
  it('in billing alone, and past this edge, is not answered from before it', async () => {
    await page({ node: another });
    const written = await ask(create, { variables: input('T-1') });
    const read = await page({ node: another, headers: { 'x-clientele-after': tokenOf(written) } });
    expect(numbersIn(read)).toEqual(['T-1']);
  });

  it('at a database of before is answered by the subgraphs themselves', async () => {
    await page();
    const read = await page({ headers: { 'x-clientele-after': 'restored:17' } });
    expect(statusOf(read)).toBe('clientele-edge; fwd=bypass; stored');
  });
});

describe('a strong read', () => {
  it('sees what was committed in either subgraph before it', async () => {
    await page();
    const strong = { headers: { 'x-clientele-consistency': 'strong' } };
    for (let round = 0; round < 5; round++) {
      await bill(`S-${round}`);
      expect(numbersIn(await page(strong))).toContain(`S-${round}`);
      await stage.crm.query('update company set name = $2 where id = $1', [subject.id, `Name ${round}`]);
      expect(nameIn(await page(strong))).toBe(`Name ${round}`);
    }
    expect(statusOf(await page(strong))).toBe(hit);
  });
});
