// The writes that every entity has, and how batches answer. Each field is one transaction.
import { BatchRolledBack, batch, type RowResult } from '../src/crm/batch.ts';
import type { Input } from '../src/crm/input.ts';
import { merge } from '../src/crm/merge.ts';
import { create, type ExternalName, remove, restore, update, upsert } from '../src/crm/write.ts';
import type { Row } from '../src/db/reads.ts';
import type { Table } from '../src/db/table.ts';
import type { Transaction } from '../src/db/transaction.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';

interface UpdateRow {
  readonly id: string;
  readonly expectedVersion?: number | null;
  readonly input: Input;
}

interface UpsertRow {
  readonly externalId: ExternalName;
  readonly input: Input;
}

type Written = { row: Row; created: boolean };

const written = async (row: Promise<Row>): Promise<Written> => ({ row: await row, created: false });

/** The ten mutations of an entity; `many` is the plural in their names. */
export function writes(table: Table, many: string) {
  const { typename, name } = table as Table & { typename: string };
  const one = name === 'custom_field' ? 'customField' : name;

  async function run<T>(
    context: Context,
    inputs: readonly T[],
    atomic: boolean,
    write: (tx: Transaction, input: T) => Promise<Written>,
  ) {
    const results = await context
      .write((tx) => batch(tx, inputs, atomic, (input) => write(tx, input)))
      .catch((error: unknown) => {
        if (error instanceof BatchRolledBack) return error.results;
        throw error;
      });
    return answer(results, one);
  }

  return {
    [`create${typename}`]: (_: unknown, { input }: { input: Input }, { write }: Context) =>
      write((tx) => create(tx, table, input)),
    [`update${typename}`]: (_: unknown, { id, expectedVersion, input }: UpdateRow, { write }: Context) =>
      write((tx) => update(tx, table, id, expectedVersion, input)),
    [`delete${typename}`]: (_: unknown, { id, expectedVersion }: Omit<UpdateRow, 'input'>, { write }: Context) =>
      write((tx) => remove(tx, table, id, expectedVersion)),
    [`restore${typename}`]: (_: unknown, { id }: { id: string }, { write }: Context) =>
      write((tx) => restore(tx, table, id)),
    [`upsert${typename}`]: async (_: unknown, { externalId, input }: UpsertRow, { write }: Context) =>
      (await write((tx) => upsert(tx, table, externalId, input))).row,
    [`create${many}`]: (_: unknown, { input, atomic }: { input: Input[]; atomic: boolean }, context: Context) =>
      run(context, input, atomic, async (tx, each) => ({ row: await create(tx, table, each), created: true })),
    [`update${many}`]: (_: unknown, { input, atomic }: { input: UpdateRow[]; atomic: boolean }, context: Context) =>
      run(context, input, atomic, (tx, each) => written(update(tx, table, each.id, each.expectedVersion, each.input))),
    [`delete${many}`]: (_: unknown, { ids, atomic }: { ids: string[]; atomic: boolean }, context: Context) =>
      run(context, ids, atomic, (tx, id) => written(remove(tx, table, id, null))),
    [`restore${many}`]: (_: unknown, { ids, atomic }: { ids: string[]; atomic: boolean }, context: Context) =>
      run(context, ids, atomic, (tx, id) => written(restore(tx, table, id))),
    [`upsert${many}`]: (_: unknown, { input, atomic }: { input: UpsertRow[]; atomic: boolean }, context: Context) =>
      run(context, input, atomic, (tx, each) => upsert(tx, table, each.externalId, each.input)),
  };
}

function answer(results: readonly RowResult[], one: string) {
  const failed = results.filter((result) => result.error).length;
  return {
    results: results.map(({ row, ...rest }) => ({ ...rest, [one]: row })),
    succeeded: results.length - failed,
    failed,
  };
}

interface MergeArgs {
  readonly into: string;
  readonly ids: string[];
  readonly dryRun: boolean;
}

export function merges(table: Table) {
  return (_: unknown, { into, ids, dryRun }: MergeArgs, { write }: Context) =>
    write((tx) => merge(tx, table, parseId(into, 'into'), ids, dryRun));
}
