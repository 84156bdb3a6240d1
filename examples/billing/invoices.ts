// Reading invoices, and what each read depends on. The tags of writes are in schema.sql: the two must meet.
// Invariant: every statement names the tenant, and records its tags whether or not it finds anything.
import DataLoader from 'dataloader';
import { badInput, isUuid } from './access.ts';
import type { Query } from './database.ts';

export interface InvoiceRow {
  readonly id: string;
  readonly companyId: string;
  readonly number: string;
  readonly status: string;
  readonly currency: string;
  readonly minor: string;
  readonly issuedOn: string;
  readonly dueOn: string;
}

export interface LineRow {
  readonly invoiceId: string;
  readonly description: string;
  readonly minor: string;
}

/** Which part of a list. */
export interface Part {
  readonly first: number;
  readonly after?: string | null;
  readonly status?: string | null;
}

export interface Page {
  readonly nodes: readonly InvoiceRow[];
  readonly hasMore: boolean;
  readonly part: Part;
}

export interface Reads {
  invoice(id: string): Promise<InvoiceRow | null>;
  lines(invoiceId: string): Promise<readonly LineRow[]>;
  /** Of all companies. */
  page(part: Part): Promise<Page>;
  pageOf(companyId: string, part: Part): Promise<Page>;
  outstanding(companyId: string, currency: string): Promise<string>;
  /** What was read so far may be old. */
  forget(): void;
  tags(): string[];
}

export const invoiceColumns = `id, company_id as "companyId", number, status, currency, total_minor::text as minor,
  issued_on::text as "issuedOn", due_on::text as "dueOn"`;

const mostRows = 100;
/** Above so many, coarse tags take the place of fine ones. */
const mostTags = 1_000;

export const cursorOf = ({ issuedOn, id }: InvoiceRow) => Buffer.from(`${issuedOn} ${id}`).toString('base64url');

/** The values of a page: $2 to $5 of `rowsOfPage`. One row more than asked tells whether others follow. */
function bounds({ first, after, status }: Part): unknown[] {
  if (!(first >= 1 && first <= mostRows)) throw badInput(`\`first\` is 1 to ${mostRows}, got ${first}.`);
  const [day = null, id = null] = after == null ? [] : Buffer.from(after, 'base64url').toString().split(' ');
  if (after != null && !(isUuid(id) && isDay(day))) throw badInput('`after` is no cursor of this list.');
  return [status ?? null, day, id, first + 1];
}

export const isDay = (text: unknown): text is string =>
  typeof text === 'string' &&
  /^[12]\d{3}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

const rowsOfPage = (company: string) => `select ${invoiceColumns} from billing.invoice
  where tenant_id = $1 ${company} and ($2::text is null or status = $2) and ($3::date is null or (issued_on, id) < ($3, $4::uuid))
  order by issued_on desc, id desc limit $5`;

const pageFrom = (rows: readonly InvoiceRow[], part: Part): Page => ({
  nodes: rows.slice(0, part.first),
  hasMore: rows.length > part.first,
  part,
});

export function createReads(query: Query, tenantId: string): Reads {
  const tags = new Set<string>();
  const loaders = new Map<string, DataLoader<string, unknown>>();

  /** Whatever is asked for at the same time is one statement. `kind` tells loaders apart, with their arguments. */
  function load<Value>(
    kind: string,
    key: string,
    batch: (keys: readonly string[]) => Promise<Value[]>,
  ): Promise<Value> {
    const loader = loaders.get(kind) ?? new DataLoader<string, unknown>(batch, { maxBatchSize: 1_000 });
    loaders.set(kind, loader);
    return loader.load(key) as Promise<Value>;
  }

  return {
    invoice(id) {
      tags.add(`invoice:${id}`);
      return load('invoice', id, async (ids) => {
        const text = `select ${invoiceColumns} from billing.invoice where tenant_id = $1 and id = any ($2::uuid[])`;
        const found = new Map((await query<InvoiceRow>(text, [tenantId, ids])).map((row) => [row.id, row]));
        return ids.map((each) => found.get(each) ?? null);
      });
    },
    lines(invoiceId) {
      tags.add(`invoice:${invoiceId}.lines`);
      return load('lines', invoiceId, async (ids) => {
        const text = `select invoice_id as "invoiceId", description, minor::text from billing.invoice_line
          where tenant_id = $1 and invoice_id = any ($2::uuid[]) order by position`;
        const found = Map.groupBy(await query<LineRow>(text, [tenantId, ids]), (row) => row.invoiceId);
        return ids.map((each) => found.get(each) ?? []);
      });
    },
    async page(part) {
      tags.add('invoices');
      return pageFrom(await query<InvoiceRow>(rowsOfPage(''), [tenantId, ...bounds(part)]), part);
    },
    async pageOf(companyId, part) {
      tags.add(`company:${companyId}.invoices`);
      const values = bounds(part);
      return load(`page ${JSON.stringify(values)}`, companyId, async (ids) => {
        const text = `select i.* from unnest($6::uuid[]) c cross join lateral (${rowsOfPage('and company_id = c')}) i
          order by "issuedOn" desc, id desc`;
        const found = Map.groupBy(await query<InvoiceRow>(text, [tenantId, ...values, ids]), (row) => row.companyId);
        return ids.map((each) => pageFrom(found.get(each) ?? [], part));
      });
    },
    outstanding(companyId, currency) {
      tags.add(`company:${companyId}.invoices`);
      return load(`outstanding ${currency}`, companyId, async (ids) => {
        const text = `select company_id as id, sum(total_minor)::text as minor from billing.invoice
          where tenant_id = $1 and company_id = any ($2::uuid[]) and currency = $3 and status = 'sent' group by 1`;
        const rows = await query<{ id: string; minor: string }>(text, [tenantId, ids, currency]);
        const found = new Map(rows.map(({ id, minor }) => [id, minor]));
        return ids.map((each) => found.get(each) ?? '0');
      });
    },
    forget: () => loaders.clear(),
    tags: () => ['all', ...(tags.size <= mostTags ? tags : ['invoices', 'lines'])],
  };
}
