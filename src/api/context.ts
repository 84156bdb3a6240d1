// One operation's context: a read transaction that opens with the first read and ends with the operation.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../resolvers/context.ts';
import type { Viewer } from '../auth/viewer.ts';
import { createLoaders, type Loaders } from '../crm/loaders.ts';
import type { Pool } from '../db/pool.ts';
import { type OpenReader, openReader, type Transaction, write } from '../db/transaction.ts';
import type { Selection } from './selection.ts';

export interface OperationContext extends Context {
  /** Ends the read transaction. Rejects if it never began: then the answer, made of no rows, must not go out. */
  end(): Promise<void>;
  /** The read transaction, if there was one: position, tags and statement count of the answer. */
  opened(): Promise<OpenReader> | null;
}

interface Options {
  readonly pool: Pool;
  readonly viewer: Viewer;
  readonly selection: Selection;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The transaction of the whole operation, when it carries an Idempotency-Key: its writes and reads both happen in it. */
  readonly transaction?: Transaction;
}

export function createContext({ pool, viewer, selection, variables, transaction }: Options): OperationContext {
  let opened: Promise<OpenReader> | null = null;
  let loaders: Loaders | null = null;
  const wantsOf = selection.wants(variables);

  const reader = () => {
    if (transaction) return Promise.resolve(transaction as never as OpenReader);
    opened ??= openReader(pool, viewer.tenantId);
    return opened;
  };
  const end = async () => {
    const open = opened;
    opened = null;
    loaders = null;
    if (open) await (await open).end();
  };

  return {
    viewer,
    get loaders() {
      loaders ??= createLoaders(reader, selection.columnsOf);
      return loaders;
    },
    wants: (info: GraphQLResolveInfo) => wantsOf(info.fieldNodes[0]!),
    reader,
    async write(work) {
      // What was read before the write is another moment than what is read after it.
      await end();
      return transaction ? work(transaction) : write(pool, viewer.tenantId, work);
    },
    end,
    opened: () => opened,
  };
}
