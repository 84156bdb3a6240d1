// The writes of the hand-written GraphQL servers: one statement each, which answers the row as it is now.
import { hash, randomUUID } from 'node:crypto';
import { type Company, type Contact, columns, type Deal, rows } from './reads.ts';

interface Money {
  readonly minor: number;
  readonly currency: string;
}

type Table = keyof typeof columns;

async function update<Row extends object>(
  table: Table,
  id: string,
  values: Readonly<Record<string, unknown>>,
): Promise<Row> {
  const names = Object.keys(values);
  const set = names.map((name, at) => `${name} = $${at + 3}`).join(', ');
  const text = `update ${table} set version = version + 1, updated_at = now(), ${set}
    where tenant_id = $1 and id = $2 and deleted_at is null returning ${columns[table]}`;
  const [row] = await rows<Row>(hash('sha1', text), text, id, ...Object.values(values));
  return found(table, id, row);
}

async function insert<Row extends object>(table: Table, values: Readonly<Record<string, unknown>>): Promise<Row> {
  const names = Object.keys(values);
  const text = `insert into ${table} (tenant_id, id, ${names}) values ($1, $2, ${names.map((_, at) => `$${at + 3}`)})
    returning ${columns[table]}`;
  const [row] = await rows<Row>(hash('sha1', text), text, idByTime(), ...Object.values(values));
  return row!;
}

export async function moveDeal(id: string, stageId: string): Promise<Deal> {
  const [row] = await rows<Deal>(
    'deal.move',
    `update deal set version = deal.version + 1, updated_at = now(), stage_id = s.id, pipeline_id = s.pipeline_id, status = s.status
     from stage s where deal.tenant_id = $1 and deal.id = $2 and deal.deleted_at is null and s.tenant_id = $1 and s.id = $3
     returning ${columns.deal.split(', ').map((name) => `deal.${name}`)}`,
    id,
    stageId,
  );
  return found('deal', id, row);
}

export const updateCompany = (id: string, { employees, ownerId }: { employees?: number; ownerId?: string }) =>
  update<Company>('company', id, given({ employees, owner_id: ownerId }));

export const updateContact = (id: string, { title, companyId }: { title?: string; companyId?: string }) =>
  update<Contact>('contact', id, given({ title, company_id: companyId }));

export const updateDeal = (id: string, { amount, ownerId }: { amount?: Money; ownerId?: string }) =>
  update<Deal>(
    'deal',
    id,
    given({ amount_minor: amount?.minor, amount_currency: amount?.currency, owner_id: ownerId }),
  );

export interface CreateContact {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly title?: string;
  readonly companyId?: string;
}

export const createContact = ({ firstName, lastName, title, companyId }: CreateContact) =>
  insert<Contact>('contact', given({ first_name: firstName, last_name: lastName, title, company_id: companyId }));

export interface CreateDeal {
  readonly name: string;
  readonly amount?: Money;
  readonly stageId: string;
  readonly ownerId?: string;
  readonly companyId?: string;
}

export async function createDeal({ name, amount, stageId, ownerId, companyId }: CreateDeal): Promise<Deal> {
  const [stage] = await rows<{ pipeline_id: string; status: string }>(
    'stage.ofNewDeal',
    'select pipeline_id, status from stage where tenant_id = $1 and id = $2',
    stageId,
  );
  const money = { amount_minor: amount?.minor, amount_currency: amount?.currency };
  const links = { stage_id: stageId, owner_id: ownerId, company_id: companyId };
  return insert<Deal>('deal', given({ name, ...money, ...links, ...stage }));
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function found<Row>(table: Table, id: string, row: Row | undefined): Row {
  if (row === undefined) throw new Error(`There is no ${table} with the id ${id}.`);
  return row;
}

/** UUID version 7, as Clientele makes them: new rows are the last by id. */
function idByTime(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
