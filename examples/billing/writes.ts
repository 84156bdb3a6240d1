// Writing invoices. What caches have to know of it, the triggers of schema.sql note: nothing here can forget to.
import { badInput, isUuid, refused } from './access.ts';
import type { Query } from './database.ts';
import { type InvoiceRow, invoiceColumns, type Reads } from './invoices.ts';

export interface InvoiceInput {
  readonly companyId: string;
  readonly number: string;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly lines: readonly { readonly description: string; readonly minor: number }[];
}

export interface Writes {
  create(input: InvoiceInput): Promise<InvoiceRow>;
  /** From one of the states `from`, or refused with CONFLICT. */
  move(id: string, to: string, from: readonly string[]): Promise<InvoiceRow>;
}

const mostLines = 100;
const mostMinor = 9_007_199_254_740_991n;

function text(value: string, name: string, most: number): string {
  if (value.length >= 1 && value.length <= most && !value.includes('\0') && value.isWellFormed()) return value;
  throw badInput(`\`${name}\` is a text of 1 to ${most} characters.`);
}

export function id(value: string, name: string): string {
  if (isUuid(value)) return value.toLowerCase();
  throw badInput(`\`${name}\` is a UUID.`);
}

export function currency(value: string): string {
  if (/^[A-Z]{3}$/.test(value)) return value;
  throw badInput('`currency` is an ISO 4217 code, three capital letters.');
}

export function createWrites(query: Query, tenantId: string, reads: Reads): Writes {
  async function one(statement: string, values: readonly unknown[]): Promise<InvoiceRow | undefined> {
    reads.forget(); // a field of the mutation that comes later sees this one
    return (await query<InvoiceRow>(`${statement} returning ${invoiceColumns}`, [tenantId, ...values]))[0];
  }

  return {
    async create({ companyId, number, lines, issuedOn, dueOn, ...input }) {
      if (lines.length < 1 || lines.length > mostLines) throw badInput(`\`lines\` are 1 to ${mostLines}.`);
      if (dueOn < issuedOn) throw badInput('`dueOn` is not before `issuedOn`.');
      const total = lines.reduce((sum, { minor }) => sum + BigInt(minor), 0n);
      if (total > mostMinor || total < -mostMinor) throw badInput(`The lines sum up to more than ${mostMinor}.`);
      const invoice = await one(
        `insert into billing.invoice (tenant_id, company_id, number, currency, total_minor, issued_on, due_on)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, number) do nothing`,
        [id(companyId, 'companyId'), text(number, 'number', 50), currency(input.currency), total, issuedOn, dueOn],
      );
      if (!invoice) throw refused('CONFLICT', `There is an invoice ${JSON.stringify(number)} already.`);
      await query(
        `insert into billing.invoice_line (tenant_id, invoice_id, position, description, minor)
         select $1, $2, n, d, m from unnest($3::text[], $4::bigint[]) with ordinality l (d, m, n)`,
        [
          tenantId,
          invoice.id,
          lines.map((line) => text(line.description, 'description', 200)),
          lines.map((line) => line.minor),
        ],
      );
      return invoice;
    },
    async move(invoiceId, to, from) {
      const values = [id(invoiceId, 'id'), to, from];
      const moved = await one(
        'update billing.invoice set status = $3 where tenant_id = $1 and id = $2 and status = any ($4)',
        values,
      );
      if (moved) return moved;
      const invoice = await reads.invoice(invoiceId);
      if (!invoice) throw refused('NOT_FOUND', 'There is no such invoice.');
      throw refused('CONFLICT', `The invoice is ${invoice.status}; only ${from.join(' and ')} ones become ${to}.`);
    },
  };
}
