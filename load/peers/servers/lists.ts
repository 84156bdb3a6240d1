// The lists of the hand-written GraphQL servers: equality filters, two orders, the first so many. One prepared statement for each shape.
import { type Company, type Contact, columns, type Deal, rows } from './reads.ts';

export interface DealFilter {
  readonly ownerId?: { readonly eq: string };
  readonly stageId?: { readonly eq: string };
  readonly status?: { readonly eq: string };
}

const columnOf: Readonly<Record<string, string>> = {
  ownerId: 'owner_id',
  stageId: 'stage_id',
  companyId: 'company_id',
  status: 'status',
};

/** The conditions and their values; values of statements begin with the tenant, so the first is $2. */
function where(filter: object = {}) {
  const conditions = Object.entries(filter as Readonly<Record<string, { readonly eq: string }>>);
  return {
    name: conditions.map(([name]) => name).join(),
    text: conditions.map(([name], at) => ` and ${columnOf[name]} = $${at + 2}`).join(''),
    values: conditions.map(([, { eq }]) => eq),
  };
}

function list<Row extends object>(table: keyof typeof columns) {
  return (first: number, filter?: object, byAmount = false): Promise<Row[]> => {
    const { name, text, values } = where(filter);
    const order = byAmount ? 'amount_minor desc nulls last, id desc' : 'id';
    return rows<Row>(
      `${table}.list(${name}${byAmount ? ' by amount' : ''})`,
      `select ${columns[table]} from ${table} where tenant_id = $1 and deleted_at is null${text} order by ${order} limit $${values.length + 2}`,
      ...values,
      first,
    );
  };
}

export const firstCompanies = list<Company>('company');
export const firstContacts = list<Contact>('contact');
export const firstDeals = list<Deal>('deal');

export interface StageTotal {
  readonly stage_id: string;
  readonly count: number;
}

export function dealsOfStages(filter: DealFilter): Promise<StageTotal[]> {
  const { name, text, values } = where(filter);
  return rows<StageTotal>(
    `deal.totals(${name})`,
    `select stage_id, count(*) from deal where tenant_id = $1 and deleted_at is null${text} group by stage_id order by 2 desc, 1`,
    ...values,
  );
}
