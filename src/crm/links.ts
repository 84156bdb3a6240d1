// What hangs on a record without being part of it: tags, names in other systems, the people of a deal.
import { type Table, tableOf } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { cleanText, parseId } from '../lib/text.ts';
import { newId } from '../lib/uuid.ts';
import { type ExternalName, idOf, taken } from './external-id.ts';
import type { Input } from './input.ts';
import { survivors } from './survivor.ts';

/** The part of a new record's input that is no columns. */
interface Links {
  readonly tagIds?: readonly string[] | null;
  readonly contactIds?: readonly string[] | null;
  readonly externalIds?: readonly ExternalName[] | null;
}

const mostLinks = 100;

function atMost(others: readonly unknown[]): void {
  if (others.length > mostLinks) throw badInput(`At most ${mostLinks} at once, got ${others.length}.`);
}

/** Links a new record to what its input names. */
export async function addLinks(tx: Transaction, table: Table, id: string, input: Input): Promise<void> {
  const { tagIds, contactIds, externalIds } = input as Links; // the schema has checked the input
  if (tagIds) await link(tx, table, id, 'tag', tagIds);
  if (contactIds) await link(tx, table, id, 'contact', contactIds);
  atMost(externalIds ?? []);
  for (const name of externalIds ?? []) await addExternalId(tx, table, id, name);
}

/** Adds tags to a record or contacts to a deal, in one statement. What is linked already stays as it is. */
export async function link(
  tx: Transaction,
  table: Table,
  id: string,
  kind: 'tag' | 'contact',
  others: readonly string[],
  role: string | null = null,
): Promise<void> {
  const ids = await existing(tx, kind, others);
  const newIds = ids.map(() => newId());
  await tx.query(
    kind === 'tag'
      ? {
          text: `insert into tagging (tenant_id, id, tag_id, record_type, record_id) select $1, n.id, n.other, $4, $5
            from unnest($2::uuid[], $3::uuid[]) n (id, other) on conflict (tenant_id, record_id, tag_id) do nothing`,
          values: [tx.tenantId, newIds, ids, table.name, id],
        }
      : {
          text: `insert into deal_contact (tenant_id, id, contact_id, deal_id, role) select $1, n.id, n.other, $4, $5
            from unnest($2::uuid[], $3::uuid[]) n (id, other)
            on conflict (tenant_id, deal_id, contact_id) do update set role = coalesce(excluded.role, deal_contact.role)`,
          values: [tx.tenantId, newIds, ids, id, role && cleanText(role, 'role')],
        },
  );
}

/** The ids to link to, each once. Says which do not exist, instead of a foreign key's name. */
async function existing(tx: Transaction, kind: 'tag' | 'contact', others: readonly string[]): Promise<string[]> {
  atMost(others);
  const ids = others.map((each) => parseId(each, `${kind}Ids`));
  const found = await survivors(tx, tableOf(kind), ids);
  const missing = ids.filter((each) => !found.has(each));
  if (missing.length > 0)
    throw new ClientError('NOT_FOUND', `There is no ${kind} with the id ${missing.join(', ')}.`, { ids: missing });
  return [...new Set(found.values())];
}

export async function unlink(
  tx: Transaction,
  id: string,
  kind: 'tag' | 'contact',
  others: readonly string[],
): Promise<void> {
  atMost(others);
  const ids = others.map((each) => parseId(each, `${kind}Ids`));
  const found = await survivors(tx, tableOf(kind), ids);
  const text =
    kind === 'tag'
      ? 'delete from tagging where tenant_id = $1 and record_id = $2 and tag_id = any($3::uuid[])'
      : 'delete from deal_contact where tenant_id = $1 and deal_id = $2 and contact_id = any($3::uuid[])';
  await tx.query({ text, values: [tx.tenantId, id, [...found.values()]] });
}

export async function addExternalId(
  tx: Transaction,
  table: Table,
  id: string,
  { source, externalId }: ExternalName,
): Promise<void> {
  const values = [
    tx.tenantId,
    newId(),
    table.name,
    id,
    cleanText(source, 'source'),
    cleanText(externalId, 'externalId'),
  ];
  await tx.query({
    text: `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant_id, record_type, source, external_id) do nothing`,
    values,
  });
  // A statement of its own: it sees the row of a transaction that the insert waited for.
  const known = await idOf(tx, table, { source, externalId });
  if (known === id) return;
  const [seen] = await tx.query({
    text: `select from "${table.name}" where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, known],
  });
  throw taken(table, { source, externalId }, seen ? known : null);
}

export async function removeExternalId(
  tx: Transaction,
  table: Table,
  id: string,
  { source, externalId }: ExternalName,
): Promise<void> {
  await tx.query({
    text: 'delete from external_id where tenant_id = $1 and record_type = $2 and record_id = $3 and source = $4 and external_id = $5',
    values: [tx.tenantId, table.name, id, cleanText(source, 'source'), cleanText(externalId, 'externalId')],
  });
}
