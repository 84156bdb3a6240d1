// One operation from viewer to result: the only place where operations run, whether they come by the byte path or through Yoga.
import { GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Viewer } from '../auth/verdicts.ts';
import type { Extent } from '../db/bounds.ts';
import type { Pool } from '../db/pool.ts';
import type { OpenReader, Reader, Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { redactKeys } from '../lib/redact.ts';
import { createContext, type OperationContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import { once } from './idempotency.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';
import { NotAhead, type RootField } from './writer.ts';

export interface Request {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The Idempotency-Key of a mutation: it runs once, retries get the first reply. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether the caller takes the answer as JSON text: then plain queries are written without objects in between. */
  readonly asText?: boolean;
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly report: Report;
  /** Whether errors may name what comes near to what was sent. @default true */
  readonly hasSuggestions?: boolean;
  /** Told of each operation that read the database, before its answer goes out. */
  readonly onFinished?: (finished: Finished) => void;
}

/** What an operation cost and what its answer depends on. Of a mutation: the reads after its last write. */
export interface Finished {
  readonly statements: number;
  readonly tags: Set<string>;
  readonly extent: Extent;
}

/** Where a query was read and what its answer depends on: what the cache needs to keep it. */
export interface QueryReading {
  readonly identity: string | null;
  /** As PostgreSQL prints it. */
  readonly position: string;
  readonly tags: Set<string>;
  readonly extent: Extent;
  readonly ttlMs: number;
  readonly isPersonal: boolean;
}

export interface Outcome extends ExecutionOutcome {
  /** The whole answer as JSON; `data` and `errors` are left out then. */
  readonly body?: string;
  /** Whether there are errors in the body. */
  readonly hasErrors?: boolean;
  /** The reply of an earlier request with the same Idempotency-Key. */
  readonly isReplayed?: boolean;
  /** Of a query that was answered whole, from one snapshot. */
  readonly reading?: QueryReading;
  /** Transactions that a mutation committed. */
  readonly committed?: readonly number[];
}

export type Execute = (request: Request) => Promise<Outcome>;

export function createExecutor({ schema, pool, report, hasSuggestions = true, onFinished }: ExecutorOptions): Execute {
  async function run({ operation, variables, viewer, asText }: Request, transaction?: Transaction): Promise<Outcome> {
    const definitions = operation.definition.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(schema, definitions, variables ?? {}, {
      maxErrors: 10,
      hideSuggestions: !hasSuggestions,
    });
    if (errors) throw badVariables(errors);
    const values = operation.valuesOf(coerced);
    const context = createContext({
      pool,
      viewer,
      selection: operation.selection,
      variables: values,
      ...(transaction ? { transaction } : {}),
    });
    let outcome: Outcome;
    try {
      const written = operation.plain && asText ? await writePlain(operation.plain, context, report) : null;
      outcome = written ?? (await operation.run(null, context, values));
    } catch (error) {
      await context.end().catch(() => {});
      throw error;
    }
    try {
      const reader = await context.end();
      if (onFinished && reader) onFinished(finishedOf(reader));
      if (operation.definition.operation === 'query' && reader && isWhole(outcome))
        outcome = { ...outcome, reading: await readingOf(reader as OpenReader, context, operation) };
    } catch (error) {
      // An answer from a transaction that never began is no answer. But what a mutation has committed stays told.
      if (operation.definition.operation !== 'mutation') throw error;
      outcome = { ...outcome, errors: [...(outcome.errors ?? []), maskError(error, report)] };
    }
    if (context.committed.length > 0) outcome = { ...outcome, committed: context.committed };
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

/** Errors and partial data are never kept: the next try may do better. */
const isWhole = ({ body, data, errors, hasErrors }: Outcome): boolean =>
  !errors?.length && !hasErrors && (body !== undefined || data != null);

const finishedOf = ({ statements, recorder }: Reader): Finished => ({
  statements: statements(),
  tags: recorder.tags(),
  extent: recorder.extent(),
});

async function readingOf(
  { position, identity, recorder }: OpenReader,
  context: OperationContext,
  { policy }: Operation,
): Promise<QueryReading> {
  return {
    identity: await identity,
    position: await position,
    tags: recorder.tags(),
    extent: recorder.extent(),
    ttlMs: Math.min(policy.maxAgeMs, recorder.ttlMs()),
    isPersonal: policy.isPrivate || context.isPersonal(),
  };
}

/** Null if a row was not fetched ahead: then the general executor goes on, with the same snapshot. A field that fails is null. */
async function writePlain(
  fields: readonly RootField[],
  context: OperationContext,
  report: Report,
): Promise<Outcome | null> {
  const run = { loaders: context.loaders, wants: context.wantsAt };
  const settled = await Promise.allSettled(fields.map((field) => field.write(run)));
  const errors: GraphQLError[] = [];
  const values = settled.map((value, at) => {
    if (value.status === 'fulfilled') return value.value;
    const { node, key } = fields[at]!;
    errors.push(new GraphQLError(String(value.reason), { nodes: node, path: [key], originalError: value.reason }));
    return 'null';
  });
  if (errors.some((error) => error.originalError instanceof NotAhead)) return null;
  const masked =
    errors.length > 0 ? `,"errors":${JSON.stringify(errors.map((error) => maskError(error, report)))}` : '';
  const body = `{"data":{${fields.map(({ key }, at) => `"${key}":${values[at]}`).join()}}${masked}}`;
  return errors.length > 0 ? { body, hasErrors: true } : { body };
}

function badVariables(errors: readonly GraphQLError[]): AggregateError {
  return new AggregateError(
    errors.map(
      ({ message, nodes }) =>
        new GraphQLError(redactKeys(message), { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
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
