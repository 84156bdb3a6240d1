// What can be put on a record of any type: tags, and the names of other systems.
import { entities } from '../src/crm/index.ts';
import { addExternalId, link, removeExternalId, unlink } from '../src/crm/links.ts';
import { lock } from '../src/crm/write.ts';
import type { Table } from '../src/db/table.ts';
import type { Transaction } from '../src/db/transaction.ts';
import type { Context } from './context.ts';
import { named } from './list.ts';
import type { MutationAddExternalIdArgs, MutationAddTagsArgs, RecordRef, Resolvers } from './types.generated.ts';

/** Locks the record, so that it cannot be merged away meanwhile, and answers it after `work`. */
function onRecord<Args extends { record: RecordRef }>(
  work: (tx: Transaction, table: Table, id: string, args: Args) => Promise<void>,
) {
  return (_: unknown, args: Args, { write }: Context) =>
    write(async (tx) => {
      const table: Table = entities[args.record.type];
      const row = await lock(tx, table, args.record.id);
      await work(tx, table, row.id, args);
      return named(table, row);
    });
}

type Tags = MutationAddTagsArgs;
type Name = MutationAddExternalIdArgs;

export const recordResolvers = {
  Mutation: {
    addTags: onRecord<Tags>((tx, table, id, { tagIds }) => link(tx, table, id, 'tag', tagIds)),
    removeTags: onRecord<Tags>((tx, _, id, { tagIds }) => unlink(tx, id, 'tag', tagIds)),
    addExternalId: onRecord<Name>((tx, table, id, { externalId }) => addExternalId(tx, table, id, externalId)),
    removeExternalId: onRecord<Name>((tx, table, id, { externalId }) => removeExternalId(tx, table, id, externalId)),
  },
} satisfies Resolvers;
