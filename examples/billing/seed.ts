// node examples/billing/seed.ts: three invoices for each of the first hundred companies that an API key of the CRM sees.
// Invariant: called again it changes nothing.
import { createDatabase } from './database.ts';

const { DATABASE_URL, CRM_URL = 'http://127.0.0.1:4000', CRM_KEY } = process.env;
if (!DATABASE_URL || !CRM_KEY) {
  console.error('Set DATABASE_URL, and CRM_KEY to an API key of the CRM at CRM_URL.');
  process.exit(2);
}

interface Answer {
  readonly data: {
    readonly viewer: { readonly tenant: { readonly id: string } };
    readonly companies: { readonly nodes: readonly { readonly id: string }[] };
  };
}

const response = await fetch(new URL('/graphql', CRM_URL), {
  method: 'POST',
  headers: { authorization: `Bearer ${CRM_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ viewer { tenant { id } } companies(first: 100) { nodes { id } } }' }),
});
if (!response.ok) throw new Error(`the CRM answered ${response.status}: ${await response.text()}`);
const { data } = (await response.json()) as Answer;

const text = `
  with made as (
    insert into billing.invoice (tenant_id, company_id, number, status, currency, total_minor, issued_on, due_on)
    select $1, c.id, 'INV-' || 3 * c.n + i, (array['paid', 'sent', 'draft'])[i], 'USD', 10000 * c.n + 500 * i, day, day + 30
    from unnest($2::uuid[]) with ordinality c (id, n) cross join generate_series(1, 3) i cross join lateral (select date '2026-01-01' + i * 30 as day)
    on conflict do nothing returning *
  ), lines as (
    insert into billing.invoice_line (tenant_id, invoice_id, position, description, minor) select tenant_id, id, 1, 'Services', total_minor from made
  ) select count(*) from made`;
const database = await createDatabase(DATABASE_URL);
const { rows } = await database.run((client) =>
  client.query<{ count: string }>(text, [data.viewer.tenant.id, data.companies.nodes.map(({ id }) => id)]),
);
console.log(`${rows[0]?.count} invoices were made`);
await database.stop();
