// One operation from viewer to result: the only place where operations run, whether they come by the byte path or through Yoga.
import { GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Viewer } from '../auth/viewer.ts';
import type { Pool } from '../db/pool.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { createContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import { once } from './idempotency.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';

export interface Request {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The Idempotency-Key of a mutation: it runs once, retries get the first reply. */
  readonly idempotencyKey?: string | null | undefined;
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly report: Report;
  /** Told of each operation that read the database, before its answer goes out. */
  readonly onFinished?: (finished: Finished) => void;
}

/** What an operation cost and what its answer depends on. Of a mutation: the reads after its last write. */
export interface Finished {
  readonly statements: number;
  readonly tags: Set<string>;
}

export interface Outcome extends ExecutionOutcome {
  /** The reply of an earlier request with the same Idempotency-Key. */
  readonly isReplayed?: boolean;
}

export type Execute = (request: Request) => Promise<Outcome>;

export function createExecutor({ schema, pool, report, onFinished }: ExecutorOptions): Execute {
  async function run({ operation, variables, viewer }: Request, transaction?: Transaction): Promise<ExecutionOutcome> {
    const definitions = operation.definition.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(schema, definitions, variables ?? {}, { maxErrors: 10 });
    if (errors) throw badVariables(errors);
    const context = createContext({
      pool,
      viewer,
      selection: operation.selection,
      variables: coerced,
      ...(transaction ? { transaction } : {}),
    });
    let outcome: ExecutionOutcome;
    try {
      outcome = await operation.run(null, context, coerced);
    } finally {
      const reader = await context.end();
      if (onFinished && reader) onFinished({ statements: reader.statements(), tags: reader.recorder.tags() });
    }
    if (!outcome.errors?.length) return outcome;
    return { ...outcome, errors: outcome.errors.map((error) => maskError(error, report)) };
  }

  return async (request) => {
    const { operation, viewer, idempotencyKey } = request;
    try {
      if (idempotencyKey == null || operation.definition.operation !== 'mutation') return await run(request);
      requireOneField(operation);
      const asked = JSON.stringify([
        operation.text,
        operation.definition.name?.value ?? null,
        request.variables ?? null,
      ]);
      return await once({ pool, viewer, key: idempotencyKey, asked }, (transaction) => run(request, transaction));
    } catch (error) {
      return { errors: error instanceof AggregateError ? error.errors : [maskError(error, report)] };
    }
  };
}

function badVariables(errors: readonly GraphQLError[]): AggregateError {
  return new AggregateError(
    errors.map(
      ({ message, nodes }) =>
        new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  );
}

/** Several fields are several transactions: after a crash between them there would be no honest reply to replay. */
function requireOneField({ definition }: Operation): void {
  const [field, ...others] = definition.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) {
    throw new ClientError(
      'BAD_REQUEST',
      'A mutation with an Idempotency-Key has exactly one field: send the others on their own.',
    );
  }
}
