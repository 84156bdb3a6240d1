// Optimistic concurrency by field: what did others change since the version that the caller had seen, and does it overlap?
// The change log answers, so no field needs a version of its own.
import type { Row } from '../db/reads.ts';
import { seeingAll } from '../db/seeing-all.ts';
import type { Table, Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Null when the caller's values do not meet with what others changed. Where the log does not reach back, they changed all. */
export async function conflictOf(
  tx: Transaction,
  table: Table,
  current: Row,
  expectedVersion: number,
  given: Values,
): Promise<ClientError | null> {
  const seen = await rowAt(tx, table, current, expectedVersion);
  const mine = { ...current, ...given };
  const fields = fieldsOf(table, mine, current)
    .filter(({ columns }) => columns.some((column) => column in given))
    .map(({ field, valueIn }) => ({
      field,
      yours: valueIn(mine),
      theirs: valueIn(current),
      was: seen && valueIn(seen),
    }))
    .filter(({ yours, theirs, was }) => differ(yours, theirs) && (!seen || differ(was, theirs)));
  if (fields.length === 0) return null;
  return new ClientError('CONFLICT', messageOf(fields, expectedVersion, current['version'] as number), {
    id: current.id,
    expectedVersion,
    version: current['version'],
    fields,
  });
}

function messageOf(fields: readonly { readonly field: string }[], expectedVersion: number, version: number): string {
  const names = fields.map(({ field }) => `\`${field}\``).join(', ');
  const next = `read version ${version}, decide, and send it as expectedVersion.`;
  // After a restore of the database a client may have seen what is no more.
  return expectedVersion < 1 || expectedVersion > version
    ? `There is no version ${expectedVersion} of this record, so ${names} may differ from what you saw: ${next}`
    : `Others changed ${names} since version ${expectedVersion}: ${next}`;
}

const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);

/** A field as clients write it: it conflicts as a whole. */
interface Field {
  readonly field: string;
  readonly columns: readonly string[];
  readonly valueIn: (row: Values) => unknown;
}

/** Money and references to any record are one field in two columns; custom values are many fields in one. */
function fieldsOf(table: Table, mine: Values, current: Values): Field[] {
  const money = Object.entries(table.fields).map(([field, columns]): Field => {
    const [minor, currency] = columns as [string, string];
    const valueIn = (row: Values) => (row[minor] === null ? null : { minor: row[minor], currency: row[currency] });
    return { field, columns, valueIn };
  });
  const references = Object.entries(table.edges).flatMap(([field, edge]): Field[] => {
    if (edge.kind !== 'any') return [];
    const { typeKey, key } = edge;
    const valueIn = (row: Values) =>
      row[key] === null ? null : { type: String(row[typeKey]).toUpperCase(), id: row[key] };
    return [{ field, columns: [typeKey, key], valueIn }];
  });
  const custom = Object.keys({ ...(mine['custom'] ?? {}), ...(current['custom'] ?? {}) }).map((key): Field => {
    const valueIn = (row: Values) => new Map(Object.entries(row['custom'] as Values)).get(key) ?? null;
    return { field: `custom.${key}`, columns: ['custom'], valueIn };
  });
  const joined = [...money, ...references, ...custom];
  const single = Object.keys(table.columns)
    .filter((name) => name !== 'custom' && !joined.some(({ columns }) => columns.includes(name)))
    .map((name): Field => ({ field: name, columns: [name], valueIn: (row) => row[name] }));
  return [...joined, ...single];
}

/** The row as the caller had seen it: every change since then undone, whoever owned the row meanwhile. Null where the log does not reach back so far. */
async function rowAt(tx: Transaction, table: Table, current: Row, version: number): Promise<Values | null> {
  const changes = await seeingAll(tx, () =>
    tx.query<{ before: Values }>({
      text: `select before from change where tenant_id = $1 and id = $2 and type = $3 and op = 'update' and (before ->> 'version')::int >= $4 order by seq desc`,
      values: [tx.tenantId, current.id, table.name, version],
    }),
  );
  if (changes.length !== (current['version'] as number) - version) return null;
  const seen: Values = { ...current };
  for (const { before } of changes) {
    for (const [column, value] of Object.entries(before)) {
      const isTime = table.columns[camel(column)]?.type === 'timestamptz' && value !== null;
      seen[camel(column)] = isTime ? new Date(value as string).toISOString() : value; // the log writes times its own way
    }
  }
  return seen;
}
