// Finds records by what a file calls them: all keys of one kind in one statement, each key with its own index scan.
import type { Table } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { isUuid } from '../../lib/uuid.ts';
import { type By, finders } from './target.ts';

export interface Key {
  readonly name: string;
  /** A pipeline, for stages; null: any. */
  readonly scope: string | null;
}

export interface Found {
  readonly id: string;
  readonly version: number;
  /** Only names in other systems lead to deleted records. */
  readonly isDeleted: boolean;
}

/** For each key the records that it names, at most two: one is found, two are ambiguous. */
export async function findByKeys(
  tx: Transaction,
  table: Table,
  by: By,
  keys: readonly Key[],
  { withDeleted = false } = {},
): Promise<Found[][]> {
  const found: Found[][] = keys.map(() => []);
  if (keys.length === 0) return found;
  const rows = await tx.query<Found & { at: number }>({
    text: `select k.at::int, f.* from unnest($2::text[], $3::uuid[]) with ordinality k (key, scope, at)
      cross join lateral (
        select t.id, t.version, t.deleted_at is not null as "isDeleted" from ${from(table, by)}
        ${table.name === 'stage' ? 'and (k.scope is null or t.pipeline_id = k.scope)' : 'and k.scope is null'}
        ${withDeleted ? '' : 'and t.deleted_at is null'} order by t.id limit 2) f`,
    values: [
      tx.tenantId,
      by.kind === 'id'
        ? keys.map(({ name }) => (isUuid(name.toLowerCase()) ? name : null))
        : keys.map(({ name }) => name),
      keys.map(({ scope }) => scope),
      ...(by.kind === 'external' ? [by.source, table.name] : []),
    ],
  });
  for (const { at, ...row } of rows) found[at - 1]!.push(row);
  return found;
}

function from(table: Table, by: By): string {
  const own = `"${table.name}" t where t.tenant_id = $1`;
  if (by.kind === 'id') return `${own} and t.id = k.key::uuid`;
  if (by.kind === 'field') return `${own} and ${finders[table.name]![by.field]}`;
  return `external_id e join "${table.name}" t on t.tenant_id = e.tenant_id and t.id = e.record_id
    where e.tenant_id = $1 and e.record_type = $5 and e.source = $4 and e.external_id = k.key`;
}

/** Which record other systems' names lead to, in the names' order; null where they lead nowhere. */
export async function recordsNamed(
  tx: Transaction,
  table: Table,
  names: readonly { readonly source: string; readonly externalId: string }[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = names.map(() => null);
  if (names.length === 0) return found;
  const rows = await tx.query<{ at: number; recordId: string }>({
    // Lateral with a limit: an index scan for each name, also in a tenant of which the planner has no statistics yet.
    text: `select k.at::int, f.* from unnest($3::text[], $4::text[]) with ordinality k (source, name, at)
      cross join lateral (
        select e.record_id as "recordId" from external_id e
        where e.tenant_id = $1 and e.record_type = $2 and e.source = k.source and e.external_id = k.name limit 1) f`,
    values: [tx.tenantId, table.name, names.map((each) => each.source), names.map((each) => each.externalId)],
  });
  for (const { at, recordId } of rows) found[at - 1] = recordId;
  return found;
}
