// What the cache of examples/billing rests on: whenever a write changes an answer, their tags meet. Random reads beside random SQL.
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestBilling, type TestBilling } from '../support/billing.ts';
import { entitiesDocument } from '../support/gateway.ts';
import { createRandom } from '../support/random.ts';

const random = createRandom(20_260_301);
const rounds = 50;

let billing: TestBilling;
let numbers = 0;

beforeAll(async () => {
  billing = await startTestBilling();
});
afterAll(() => billing?.stop());

const companies = Array.from({ length: 3 }, () => random.id());
const invoices = Array.from({ length: 6 }, () => random.id());
const tenants = [random.id(), random.id()];

interface Read {
  readonly tenantId: string;
  readonly document: string;
  readonly variables: object;
}

const shown = 'id number status total { minor } lines { description }';
const entity = (typename: string, id: string, selection: string) => ({
  document: entitiesDocument(`... on ${typename} { ${selection} }`),
  variables: { representations: [{ __typename: typename, id }] },
});

const questions = [
  () => ({
    document: `query ($id: ID!) { invoice(id: $id) { ${shown} company { id } } }`,
    variables: { id: random.pick(invoices) },
  }),
  () => ({ document: '{ invoices(first: 5) { nodes { id status } pageInfo { hasNextPage } } }', variables: {} }),
  () => ({ document: '{ invoices(first: 5, status: SENT) { nodes { id } } }', variables: {} }),
  () => entity('Company', random.pick(companies), `invoices(first: 4) { nodes { ${shown} } pageInfo { hasNextPage } }`),
  () => entity('Company', random.pick(companies), 'outstanding { minor }'),
  () => entity('Invoice', random.pick(invoices), `${shown} company { outstanding { minor } }`),
];

const anyRead = (): Read => ({ tenantId: random.pick(tenants), ...random.pick(questions)() });

/** The operation, and the statement. A row of `invoices` is of any tenant. */
interface Write {
  readonly what: string;
  readonly sql: () => [text: string, values: unknown[]];
}

const status = () => random.pick(['draft', 'sent', 'sent', 'paid', 'void']);
const writes: readonly Write[] = [
  {
    what: 'insert invoice',
    sql: () => [
      `insert into billing.invoice (tenant_id, id, company_id, number, status, currency, total_minor, issued_on, due_on)
       values ($1, $2, $3, $4, $5, 'USD', $6, date '2026-01-01' + $7::int, '2026-03-01') on conflict do nothing`,
      [
        random.pick(tenants),
        random.pick(invoices),
        random.pick(companies),
        `T-${++numbers}`,
        status(),
        random.below(1_000),
        random.below(20),
      ],
    ],
  },
  {
    what: 'update invoice',
    sql: () => ['update billing.invoice set status = $2 where id = $1', [random.pick(invoices), status()]],
  },
  {
    what: 'update invoice',
    sql: () => [
      'update billing.invoice set total_minor = total_minor + 1 where company_id = $1',
      [random.pick(companies)],
    ],
  },
  {
    what: 'update invoice', // it moves
    sql: () => [
      'update billing.invoice set company_id = $2 where id = $1',
      [random.pick(invoices), random.pick(companies)],
    ],
  },
  {
    what: 'update invoice',
    sql: () => [
      'update billing.invoice set tenant_id = $2 where id = $1',
      [random.pick(invoices), random.pick(tenants)],
    ],
  },
  { what: 'delete invoice', sql: () => ['delete from billing.invoice where id = $1', [random.pick(invoices)]] },
  {
    what: 'insert invoice_line',
    sql: () => [
      `insert into billing.invoice_line select tenant_id, id, $2::int, 'line', 1 from billing.invoice where id = $1 on conflict do nothing`,
      [random.pick(invoices), random.below(5)],
    ],
  },
  {
    what: 'update invoice_line',
    sql: () => [
      'update billing.invoice_line set description = description || $2 where invoice_id = $1',
      [random.pick(invoices), 'x'],
    ],
  },
  {
    what: 'update invoice_line', // it moves
    sql: () => [
      `update billing.invoice_line l set invoice_id = i.id, position = $3::int from billing.invoice i
       where l.invoice_id = $1 and i.id = $2 and i.tenant_id = l.tenant_id and l.position = (select max(position) from billing.invoice_line where invoice_id = $1)`,
      [random.pick(invoices), random.pick(invoices), 100 + ++numbers],
    ],
  },
  {
    what: 'delete invoice_line',
    sql: () => ['delete from billing.invoice_line where invoice_id = $1', [random.pick(invoices)]],
  },
  {
    what: 'bulk',
    sql: () => [
      'update billing.invoice set due_on = due_on + 1, status = $2 where tenant_id = $1',
      [random.pick(tenants), status()],
    ],
  },
  {
    what: 'bulk', // takes the place of the one before
    sql: () => [
      `with gone as (delete from billing.invoice where number like 'B-%')
       insert into billing.invoice (tenant_id, company_id, number, status, currency, total_minor, issued_on, due_on)
       select $1, $2, 'B-' || $3 || '-' || n, 'sent', 'USD', n, '2025-01-01', '2025-01-01' from generate_series(1, 350) n`,
      [random.pick(tenants), random.pick(companies), String(++numbers)],
    ],
  },
];

interface Changed {
  readonly read: Read;
  readonly write: string;
  readonly tags: readonly string[];
  readonly touched: readonly string[];
}

/** Lines keep an invoice in its tenant: by a constraint, and then nothing has changed. */
const ifRefused = (error: { code?: string }) => {
  if (!error.code?.startsWith('23')) throw error;
};

/** One write between two times the same reads: which answers are others, and what tags both sides have. */
async function round(possible: readonly Write[]): Promise<{ changed: Changed[]; read: number }> {
  const reads = Array.from({ length: 6 }, anyRead);
  const answer = ({ tenantId, document, variables }: Read) => billing.query(document, variables, { tenantId });
  const before = await Promise.all(reads.map(answer));
  await billing.sql('delete from billing.invalidation');
  const write = random.pick(possible);
  const [text, values] = write.sql();
  await billing.sql(text, values).catch(ifRefused);
  const told = await billing.sql<{ tenant_id: string; tags: string[] }>(
    'select tenant_id, tags from billing.invalidation',
  );
  const after = await Promise.all(reads.map(answer));
  const changed = reads.flatMap((read, at) => {
    if (isDeepStrictEqual(before[at]!.data, after[at]!.data)) return [];
    const touched = told.filter((each) => each.tenant_id === read.tenantId).flatMap(({ tags }) => tags);
    return [{ read, write: text, tags: before[at]!.cache?.tags ?? [], touched }];
  });
  return { changed, read: reads.length };
}

const meet = ({ tags, touched }: Pick<Changed, 'tags' | 'touched'>) => tags.some((tag) => touched.includes(tag));

/** Tags of reads without which an answer would have been stale. */
const kinds = {
  all: /^all$/,
  invoices: /^invoices$/,
  'of a company': /^company:/,
  'of an invoice': /^invoice:[^.]*$/,
  'of its lines': /\.lines$/,
};
const needed = new Set<string>();

it('a write that changes an answer has a tag in common with it', { timeout: 120_000 }, async () => {
  let changes = 0;
  for (let at = 0; at < rounds || (needed.size < Object.keys(kinds).length && at < 5 * rounds); at++) {
    for (const each of (await round(writes)).changed) {
      changes++;
      expect(meet(each), JSON.stringify(each)).toBe(true);
      for (const [kind, pattern] of Object.entries(kinds))
        if (!meet({ ...each, tags: each.tags.filter((tag) => !pattern.test(tag)) })) needed.add(kind);
    }
  }
  expect(changes).toBeGreaterThan(50);
});

it.each(Object.keys(kinds))('without the tag %s an answer would have been stale', (kind) => {
  expect([...needed]).toContain(kind);
});

it.each([
  ['insert invoice', 'insert_new'],
  ['update invoice', 'update_new'],
  ['update invoice', 'update_old'],
  ['delete invoice', 'delete_old'],
  ['insert invoice_line', 'insert_new'],
  ['update invoice_line', 'update_new'],
  ['update invoice_line', 'update_old'],
  ['delete invoice_line', 'delete_old'],
])('without the trigger of %s, %s, an answer would have been stale', async (what, trigger) => {
  const table = `billing.${what.split(' ')[1]}`;
  const others = writes.filter((write) => write.what.startsWith('insert'));
  await billing.sql(`alter table ${table} disable trigger ${trigger}`);
  try {
    let stale = 0;
    for (let at = 0; at < 400 && stale === 0; at++) {
      for (let more = 0; more < 2; more++) {
        const [text, values] = random.pick(others).sql();
        await billing.sql(text, values).catch(ifRefused);
      }
      const { changed } = await round(writes.filter((write) => write.what === what));
      stale += changed.filter((each) => !meet(each)).length;
    }
    expect(stale).toBeGreaterThan(0);
  } finally {
    await billing.sql(`alter table ${table} enable always trigger ${trigger}`);
  }
});
