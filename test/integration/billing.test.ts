// The subgraph of examples/billing, which other teams copy: what it answers, what it says beside, and what it tells of writes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { asEdge, startTestBilling, type TestBilling } from '../support/billing.ts';

let billing: TestBilling;
let companyId: string;
let numbers = 0;

beforeAll(async () => {
  billing = await startTestBilling();
});
afterAll(() => billing?.stop());
beforeEach(() => {
  companyId = newId();
});

const fields =
  'id number status total { minor currency } lines { description amount { minor } } issuedOn dueOn company { id }';

const input = (more: object = {}) => ({
  companyId,
  number: `N-${++numbers}`,
  currency: 'USD',
  issuedOn: '2026-01-02',
  dueOn: '2026-02-01',
  lines: [
    { description: 'Work', minor: 1200 },
    { description: 'Tea', minor: 34 },
  ],
  ...more,
});

interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly status: string;
}

const createDocument = `mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { ${fields} } }`;

async function create(more: object = {}, tenantId = billing.tenantId): Promise<Invoice> {
  const made = await billing.ask<{ createInvoice: Invoice }>(createDocument, { input: input(more) }, tenantId);
  return made.createInvoice;
}

describe('invoices', () => {
  it('are drafted with their lines, and read back', async () => {
    const made = await create();
    expect(made).toMatchObject({
      status: 'DRAFT',
      total: { minor: 1234, currency: 'USD' },
      lines: [
        { description: 'Work', amount: { minor: 1200 } },
        { description: 'Tea', amount: { minor: 34 } },
      ],
      issuedOn: '2026-01-02',
      dueOn: '2026-02-01',
      company: { id: companyId },
    });
    const read = await billing.ask<object>(`query ($id: ID!) { invoice(id: $id) { ${fields} } }`, { id: made.id });
    expect(read).toEqual({ invoice: made });
  });

  it('without the key there is nothing to be had', async () => {
    const { data, codes, cache } = await billing.query('{ invoices { nodes { id } } }', {}, { headers: {} });
    expect({ data, codes, cache }).toEqual({ data: null, codes: ['UNAUTHENTICATED'], cache: null });
    for (const path of ['/_cache/position', '/_cache/stream'])
      expect((await fetch(billing.url + path)).status).toBe(404);
    expect((await fetch(`${billing.url}/_cache/position`, { headers: asEdge })).status).toBe(200);
  });
});
