// One operation's context: a read transaction that opens with the first read and ends with the operation.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Limits } from '../../resolvers/context.ts';
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import { createLoaders, type Loaders, type Tally } from '../crm/loaders.ts';
import type { Pool } from '../db/pool.ts';
import { mayRead, requireColumns } from '../db/rights.ts';
import { type OpenReader, openReader, type Patience, type Reader, type Transaction, write } from '../db/transaction.ts';
import { pullChanges } from '../live/pull.ts';
import { createKeyActs } from './key-acts.ts';
import type { Selection, WantsOf } from './selection.ts';
import { createWebhookActs, type WebhookActsOptions } from './webhook-acts.ts';

export interface OperationContext extends Context {
  readonly wantsAt: WantsOf;
  /**
   * Ends the operation; call once. Answers its read transaction, if there was one: position, tags and statement count.
   * Rejects if that never began: then the answer, made of no rows, must not go out.
   */
  end(): Promise<OpenReader | Reader | null>;
  /** Whether a resolver has looked at who asks: then the answer is of this caller alone. */
  readonly isPersonal: () => boolean;
  /** Transactions that were committed, for the position token. */
  readonly committed: readonly number[];
}

interface Options {
  readonly pool: Pool;
  readonly viewer: Viewer;
  /** Keys the hashes of API keys; without it none are made. */
  readonly pepper: string | null;
  /** What acts on webhook endpoints need; without it there are none. */
  readonly webhooks?: WebhookActsOptions['keeping'] | null;
  readonly selection: Selection;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly tally: Tally;
  readonly limits: () => Limits;
  /** How long anybody waits for it. */
  readonly patience: Patience;
  /** The transaction of the whole operation, when it carries an Idempotency-Key: its writes and reads both happen in it. */
  readonly transaction?: Transaction;
}

export function createContext({
  pool,
  viewer,
  pepper,
  webhooks = null,
  selection,
  variables,
  tally,
  limits,
  patience,
  transaction,
}: Options): OperationContext {
  let opened: Promise<OpenReader> | null = null;
  let loaders: Loaders | null = null;
  let isOver = false;
  let isPersonal = false;
  const committed: number[] = [];
  const wantsOf = selection.wants(variables);
  const rights = rightsOf(viewer);

  const reader = async (): Promise<Reader> => {
    // A field that goes on after its operation has failed must not open a transaction that nobody ends.
    if (isOver) throw new Error('the operation is over');
    if (transaction) return transaction;
    opened ??= openReader(pool, viewer.tenantId, rights, patience);
    return opened;
  };
  const endReader = async (): Promise<OpenReader | Reader | null> => {
    const opening = opened;
    // Before anything can fail: a reader that never opened must not stand in the way of the next one.
    opened = null;
    loaders = null;
    const open = await opening;
    await open?.end();
    return open ?? transaction ?? null;
  };

  const writeIn: Context['write'] = async (work) => {
    // What was read before the write is another moment than what is read after it.
    await endReader();
    return transaction
      ? inside(transaction, work)
      : write(pool, viewer.tenantId, work, (xid) => committed.push(xid), rights, patience);
  };

  return {
    get viewer() {
      isPersonal = true;
      return viewer;
    },
    get limits() {
      isPersonal = true;
      return limits();
    },
    isPersonal: () => isPersonal,
    committed,
    get loaders() {
      loaders ??= createLoaders(reader, selection.columnsOf, rights, tally);
      return loaders;
    },
    mayRead: (table) => mayRead(rights, table),
    requireColumn: (table, column) => requireColumns(rights, table, [column]),
    wantsAt: wantsOf,
    wants: (info: GraphQLResolveInfo) => wantsOf(info.fieldNodes[0]!),
    reader,
    async changes(args, info) {
      if (transaction) throw new Error('the feed is not read inside of a write');
      opened ??= openReader(pool, viewer.tenantId, rights, patience);
      const page = await pullChanges(await opened, args);
      tally.add(info.fieldNodes[0]!, 1, page.nodes.length, page.pageInfo.hasNextPage);
      return page;
    },
    write: writeIn,
    get keys() {
      return createKeyActs({ viewer, pepper, isReplayable: transaction !== undefined, reader, write: writeIn });
    },
    get webhooks() {
      isPersonal = true;
      if (!webhooks) throw new Error('this executor knows no webhooks');
      const isReplayable = transaction !== undefined;
      return createWebhookActs({ pool, viewer, keeping: webhooks, isReplayable, reader, write: writeIn });
    },
    end() {
      isOver = true;
      return endReader();
    },
  };
}

/** A write within a longer transaction: if it fails, it alone is undone. */
async function inside<T>(transaction: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  await transaction.query({ text: 'savepoint mutation', values: [], prepare: false });
  try {
    const result = await work(transaction);
    await transaction.query({ text: 'savepoint written', values: [], prepare: false });
    return result;
  } catch (error) {
    await transaction.query({ text: 'rollback to savepoint mutation', values: [], prepare: false });
    throw error;
  }
}
