// Optimistic concurrency by field: what did others change since the version that the caller had seen, and does it overlap?
// The change log answers, so no field needs a version of its own.
import type { Row } from '../db/reads.ts';
import type { Table, Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Columns that every write changes; they say nothing about the caller's fields. */
const always = new Set(['version', 'updatedAt']);

/** Null when the caller's values do not meet with what others changed. */
export async function conflictOf(
  tx: Transaction,
  table: Table,
  current: Row,
  expectedVersion: number,
  given: Values,
): Promise<ClientError | null> {
  const theirs = await changedSince(tx, table, current, expectedVersion);
  const fields = Object.keys(given)
    .flatMap((name) => (name === 'custom' ? customKeys(given, current, theirs) : theirs.has(name) ? [name] : []))
    .map((field) => ({
      field,
      yours: valueAt(given, field),
      theirs: valueAt(current, field),
      was: theirs.get(field) ?? null,
    }));
  if (fields.length === 0) return null;
  return new ClientError(
    'CONFLICT',
    `Others changed ${fields.map(({ field }) => `\`${field}\``).join(', ')} since version ${expectedVersion}: read version ${String(current['version'])}, decide, and send it as expectedVersion.`,
    { id: current.id, expectedVersion, version: current['version'], fields },
  );
}

function valueAt(values: Readonly<Values>, field: string): unknown {
  const [name, key] = field.split('.', 2) as [string, string?];
  return (key === undefined ? values[name] : (values[name] as Values)[key]) ?? null;
}

/** Custom values conflict key by key, like columns. */
function customKeys(given: Values, current: Row, theirs: ReadonlyMap<string, unknown>): string[] {
  const mine = given['custom'] as Values;
  const now = current['custom'] as Values;
  const was = (theirs.get('custom') ?? now) as Values;
  if (!theirs.has('custom')) return [];
  return Object.keys({ ...mine, ...now })
    .filter(
      (key) =>
        JSON.stringify(mine[key]) !== JSON.stringify(now[key]) && JSON.stringify(was[key]) !== JSON.stringify(now[key]),
    )
    .map((key) => `custom.${key}`);
}

/** Fields that others changed, with the value that the caller had seen. Where the log does not reach back, all fields count as changed. */
async function changedSince(
  tx: Transaction,
  table: Table,
  current: Row,
  version: number,
): Promise<Map<string, unknown>> {
  const changes = await tx.query<{ before: Values }>({
    text: `select before from change where tenant_id = $1 and id = $2 and type = $3 and op = 'update' and (before ->> 'version')::int >= $4 order by seq`,
    values: [tx.tenantId, current.id, table.name, version],
  });
  const changed = new Map<string, unknown>();
  for (const { before } of changes) {
    for (const [column, value] of Object.entries(before)) {
      if (!changed.has(camel(column)) && !always.has(camel(column))) changed.set(camel(column), value);
    }
  }
  const isComplete = changes.length === (current['version'] as number) - version;
  if (!isComplete) for (const name of Object.keys(table.columns)) if (!changed.has(name)) changed.set(name, null);
  return changed;
}
