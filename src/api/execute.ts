// One operation from viewer to result: the only place where operations run, whether they come by the byte path or through Yoga.

import { GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Viewer } from '../auth/viewer.ts';
import type { Pool } from '../db/pool.ts';
import { createContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';

export interface Request {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
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

export type Execute = (request: Request) => Promise<ExecutionOutcome>;

export function createExecutor({ schema, pool, report, onFinished }: ExecutorOptions): Execute {
  return async ({ operation, variables, viewer }) => {
    const { coerced, errors } = getVariableValues(
      schema,
      operation.definition.variableDefinitions ?? [],
      variables ?? {},
      { maxErrors: 10 },
    );
    if (errors)
      return {
        errors: errors.map((error) =>
          maskError(
            new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
            report,
          ),
        ),
      };
    const context = createContext({ pool, viewer, selection: operation.selection, variables: coerced });
    let outcome: ExecutionOutcome;
    try {
      outcome = await operation.run(null, context, (variables ?? {}) as Record<string, unknown>);
    } catch (error) {
      outcome = { errors: [maskError(error, report)] };
    }
    const opened = onFinished && context.opened();
    try {
      await context.end();
    } catch (error) {
      return { errors: [maskError(error, report)] };
    }
    if (opened) {
      const reader = await opened;
      onFinished({ statements: reader.statements(), tags: reader.recorder.tags() });
    }
    return outcome.errors?.length
      ? { ...outcome, errors: outcome.errors.map((error) => maskError(error, report)) }
      : outcome;
  };
}
