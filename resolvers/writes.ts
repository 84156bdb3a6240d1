// The writes that every entity has, and how batches answer. Each field is one transaction.
import { BatchRolledBack, batch, type RowResult } from '../src/crm/batch.ts';
import type { ExternalName } from '../src/crm/external-id.ts';
import type { Input } from '../src/crm/input.ts';
import { merge } from '../src/crm/merge.ts';
import { create, lockAll, lockNames, remove, restore, update, upsert } from '../src/crm/write.ts';
import type { Row } from '../src/db/column.ts';
import type { Table } from '../src/db/table.ts';
import type { Transaction } from '../src/db/transaction.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';
import type { RowIn } from './list.ts';
import type { MutationResolvers } from './types.generated.ts';

interface DeleteRow {
  readonly id: string;
  readonly expectedVersion?: number | null;
}

interface UpdateRow extends DeleteRow {
  readonly input: Input;
}

interface UpsertRow {
  readonly externalId: ExternalName;
  readonly input: Input;
}

type Batch<Item> = { readonly input: readonly Item[]; readonly atomic: boolean };
type BatchOfIds = { readonly ids: readonly string[]; readonly atomic: boolean };

/** What follows `create`, `update` and so on in the names of mutations: `Company`, `Companies` … */
type Written = keyof MutationResolvers extends infer Name ? (Name extends `upsert${infer What}` ? What : never) : never;

/** The ten mutations of an entity; `many` is the plural in their names. */
export function writes<T extends Table, One extends Written, Many extends Written>(
  table: T & { readonly typename: One },
  many: Many,
) {
  type R = RowIn<T>;

  const ofOne = {
    create: (_: unknown, { input }: { input: Input }, { write }: Context) => write((tx) => create<R>(tx, table, input)),
    update: (_: unknown, { id, expectedVersion, input }: UpdateRow, { write }: Context) =>
      write((tx) => update<R>(tx, table, id, expectedVersion, input)),
    delete: (_: unknown, { id, expectedVersion }: DeleteRow, { write }: Context) =>
      write((tx) => remove<R>(tx, table, id, expectedVersion)),
    restore: (_: unknown, { id }: { id: string }, { write }: Context) => write((tx) => restore<R>(tx, table, id)),
    upsert: async (_: unknown, { externalId, input }: UpsertRow, { write }: Context) =>
      (await write((tx) => upsert<R>(tx, table, externalId, input))).row,
  };

  async function run<Item>(
    { write }: Context,
    items: readonly Item[],
    atomic: boolean,
    work: (tx: Transaction, item: Item) => Promise<{ row: R; created: boolean }>,
    lock: (tx: Transaction) => Promise<void> = async () => {},
  ) {
    const results = await write((tx) =>
      batch(
        tx,
        items,
        atomic,
        (item) => work(tx, item),
        () => lock(tx),
      ),
    ).catch((error: unknown) => {
      if (error instanceof BatchRolledBack) return error.results;
      throw error;
    });
    return answer<R, One>(results, table.typename);
  }

  const lockRows = (ids: readonly string[]) => (tx: Transaction) => lockAll(tx, table, ids);

  const ofMany = {
    create: (_: unknown, { input, atomic }: Batch<Input>, context: Context) =>
      run(context, input, atomic, async (tx, each) => ({ row: await create<R>(tx, table, each), created: true })),
    update: (_: unknown, { input, atomic }: Batch<UpdateRow>, context: Context) =>
      run(
        context,
        input,
        atomic,
        (tx, each) => changed(update<R>(tx, table, each.id, each.expectedVersion, each.input)),
        lockRows(input.map(({ id }) => id)),
      ),
    delete: (_: unknown, { ids, atomic }: BatchOfIds, context: Context) =>
      run(context, ids, atomic, (tx, id) => changed(remove<R>(tx, table, id, null)), lockRows(ids)),
    restore: (_: unknown, { ids, atomic }: BatchOfIds, context: Context) =>
      run(context, ids, atomic, (tx, id) => changed(restore<R>(tx, table, id)), lockRows(ids)),
    upsert: (_: unknown, { input, atomic }: Batch<UpsertRow>, context: Context) =>
      run(
        context,
        input,
        atomic,
        (tx, each) => upsert<R>(tx, table, each.externalId, each.input),
        (tx) =>
          lockNames(
            tx,
            table,
            input.map(({ externalId }) => externalId),
          ),
      ),
  };

  return { ...nameEach(ofOne, table.typename), ...nameEach(ofMany, many) };
}

const changed = async <R extends Row>(row: Promise<R>) => ({ row: await row, created: false });

/** `{ create }` of `Company` is `{ createCompany }`. */
function nameEach<Fields extends object, Name extends string>(fields: Fields, name: Name) {
  // Object.fromEntries() forgets the names.
  return Object.fromEntries(Object.entries(fields).map(([verb, field]) => [`${verb}${name}`, field])) as {
    [Verb in keyof Fields & string as `${Verb}${Name}`]: Fields[Verb];
  };
}

/** What became of each row, with the record under its entity's name, and how many of them were written. */
function answer<R extends Row, Typename extends string>(results: readonly RowResult<R>[], typename: Typename) {
  const one = typename.replace(/^./, (letter) => letter.toLowerCase()) as Uncapitalize<Typename>;
  const failed = results.filter((result) => result.error).length;
  return {
    // A computed name is any name to the compiler.
    results: results.map(({ row, ...rest }) => ({ ...rest, [one]: row }) as typeof rest & Record<typeof one, R | null>),
    succeeded: results.length - failed,
    failed,
  };
}

interface MergeArgs {
  readonly into: string;
  readonly ids: readonly string[];
  readonly dryRun: boolean;
}

export function merges<T extends Table>(table: T) {
  return (_: unknown, { into, ids, dryRun }: MergeArgs, { write }: Context) =>
    write((tx) => merge<RowIn<T>>(tx, table, parseId(into, 'into'), ids, dryRun));
}
