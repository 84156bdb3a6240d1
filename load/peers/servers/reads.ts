// The SQL of the hand-written GraphQL servers: a prepared statement for each kind of batch, answers in the order of the keys.
import { createPool, tenantId } from './environment.ts';

export interface Company {
  readonly id: string;
  readonly owner_id: string | null;
}
export interface Contact {
  readonly id: string;
  readonly owner_id: string | null;
  /** Left out where it stands below its company. */
  readonly company_id?: string | null;
}
export interface Deal {
  readonly id: string;
  readonly stage_id: string;
  readonly amount_minor: number | null;
  readonly amount_currency: string | null;
  readonly close_date: string | null;
  /** Left out below a company. */
  readonly owner_id?: string | null;
  readonly company_id?: string | null;
}
export interface Named {
  readonly id: string;
  readonly name: string;
}

const pool = createPool();

export async function rows<Row extends object>(name: string, text: string, ...values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values: [tenantId, ...values] })).rows;
}

export const columns = {
  company: 'id, name, industry, country, employees, owner_id',
  contact: 'id, name, email, title, owner_id, company_id',
  deal: 'id, name, amount_minor, amount_currency, close_date, stage_id, owner_id, company_id',
};

function byIds<Row extends { readonly id: string }>(table: keyof typeof columns) {
  const text = `select ${columns[table]} from ${table} where tenant_id = $1 and id = any($2) and deleted_at is null`;
  return async (ids: readonly string[]): Promise<(Row | null)[]> =>
    inOrder(ids, await rows<Row>(`${table}.byIds`, text, ids));
}

export const companiesByIds = byIds<Company>('company');

function byId<Row extends object>(table: keyof typeof columns) {
  const text = `select ${columns[table]} from ${table} where tenant_id = $1 and id = $2 and deleted_at is null`;
  return async (id: string): Promise<Row | null> => (await rows<Row>(`${table}.byId`, text, id))[0] ?? null;
}

export const companyById = byId<Company>('company');
export const contactById = byId<Contact>('contact');
export const dealById = byId<Deal>('deal');

export async function usersByIds(ids: readonly string[]): Promise<(Named | null)[]> {
  return inOrder(
    ids,
    await rows<Named>('user.byIds', 'select id, name, email from "user" where tenant_id = $1 and id = any($2)', ids),
  );
}

export async function stagesByIds(ids: readonly string[]): Promise<(Named | null)[]> {
  return inOrder(
    ids,
    await rows<Named>('stage.byIds', 'select id, name from stage where tenant_id = $1 and id = any($2)', ids),
  );
}

export async function contactsByCompanies(companyIds: readonly string[], first: number): Promise<Contact[][]> {
  const found = await rows<Contact & Child>(
    'contact.byCompanies',
    `select contact.*, k.id as parent_id from unnest($2::uuid[]) as k (id)
     cross join lateral (
       select id, name, email, title, owner_id from contact
       where tenant_id = $1 and company_id = k.id and deleted_at is null order by id limit $3
     ) contact`,
    companyIds,
    first,
  );
  return grouped(companyIds, found);
}

export async function dealsByCompanies(
  companyIds: readonly string[],
  status: string,
  first: number,
): Promise<Deal[][]> {
  const found = await rows<Deal & Child>(
    'deal.byCompanies',
    `select deal.*, k.id as parent_id from unnest($2::uuid[]) as k (id)
     cross join lateral (
       select id, name, amount_minor, amount_currency, close_date, stage_id from deal
       where tenant_id = $1 and company_id = k.id and status = $3 and deleted_at is null order by id limit $4
     ) deal`,
    companyIds,
    status,
    first,
  );
  return grouped(companyIds, found);
}

interface Child {
  readonly parent_id: string;
}

function inOrder<Row extends { readonly id: string }>(ids: readonly string[], found: readonly Row[]): (Row | null)[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

function grouped<Row extends Child>(parentIds: readonly string[], found: readonly Row[]): Row[][] {
  const byParent = Map.groupBy(found, (row) => row.parent_id);
  return parentIds.map((id) => byParent.get(id) ?? []);
}
