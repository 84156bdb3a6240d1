// An operation is one transaction, and its answer says what that saw and wrote: `extensions.cache` of docs/subgraphs.md.
// Invariant: the position is the snapshot of every read of the answer. Without the key, or with an error, nothing is said.
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badInput, unauthenticated, type Viewer } from './access.ts';
import { type Database, inTurns, type Query } from './database.ts';
import { createReads, type Reads } from './invoices.ts';
import { createWrites, type Writes } from './writes.ts';

/** What comes with a request. */
export interface Asked {
  readonly viewer: Viewer | null;
  readonly isEdge: boolean;
}

/** What resolvers get. */
export interface Context extends Asked {
  readonly reads: Reads;
  readonly writes: Writes;
}

type Args = ExecutionArgs & { readonly contextValue: Asked };

export function useTransactions(database: Database): Plugin<Asked> {
  const run = (args: Args, query: Query, tenantId: string, reads: Reads) =>
    execute({ ...args, contextValue: { ...args.contextValue, reads, writes: createWrites(query, tenantId, reads) } });

  const read = (args: Args, { tenantId }: Viewer): Promise<ExecutionResult> =>
    database.run(async (client, identity) => {
      await client.query('begin isolation level repeatable read read only');
      try {
        const query = inTurns(client);
        const [seen] = await query<{ position: string }>('select pg_current_snapshot()::text as position', []);
        const reads = createReads(query, tenantId);
        const result = await run(args, query, tenantId, reads);
        return {
          ...result,
          extensions: { cache: { v: 1, identity, ...seen, scope: 'PUBLIC', tags: reads.tags() } },
        };
      } finally {
        await client.query('rollback');
      }
    });

  const write = (args: Args, { tenantId }: Viewer): Promise<ExecutionResult> =>
    database.run(async (client, identity) => {
      await client.query('begin');
      let end = 'rollback';
      try {
        const query = inTurns(client);
        const result = await run(args, query, tenantId, createReads(query, tenantId));
        if (result.errors) return { ...result, data: null };
        const [wrote] = await query<{ epoch: string; version: string | null }>(wroteText, []);
        const committed = wrote?.version ? [Number(wrote.version)] : [];
        end = 'commit';
        return { ...result, extensions: { cache: { v: 1, epoch: `${identity}.${wrote?.epoch}`, committed } } };
      } finally {
        await client.query(end);
      }
    });

  async function answer(args: Args): Promise<ExecutionResult> {
    const { viewer, isEdge } = args.contextValue;
    if (viewer === null) return execute({ ...args, contextValue: nobody });
    const operation = getOperationAST(args.document, args.operationName)?.operation;
    const result = await (operation === OperationTypeNode.MUTATION ? write : read)(args, viewer);
    if (result.errors) return { ...result, errors: result.errors.map(coded), extensions: {} };
    return isEdge ? result : { ...result, extensions: {} };
  }

  return { onExecute: ({ args, setExecuteFn }) => setExecuteFn(() => answer(args)) };
}

/** What graphql itself says of variables has no code. Other errors are our defects, which Yoga hides. */
const coded = (error: GraphQLError): GraphQLError =>
  (error.originalError ?? error) instanceof GraphQLError && !error.extensions['code'] ? badInput(error.message) : error;

const wroteText = 'select epoch, pg_current_xact_id_if_assigned()::text as version from billing.feed';

const nobody = {
  get reads(): never {
    throw unauthenticated;
  },
  get writes(): never {
    throw unauthenticated;
  },
};
