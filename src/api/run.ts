// An operation at one place: over a pool, or in the transaction of a write. Afterwards it is told what the answer depends on.
// Invariant: whatever happens, its reader is ended.
import { GraphQLError } from 'graphql';
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import { isOfReplica, type Pool } from '../db/pool.ts';
import type { OpenReader, Patience, Reader, Transaction } from '../db/transaction.ts';
import type { OperationTally } from '../limits/tally.ts';
import type { Trace } from '../observability/trace.ts';
import { createContext, type OperationContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import type { LimitsOf } from './estimate.ts';
import type { Flow } from './flow.ts';
import type { Operation } from './operations.ts';
import type { Finished, Outcome, QueryReading, Request } from './outcome.ts';
import type { Values } from './values.ts';
import type { WebhookActsOptions } from './webhook-acts.ts';
import { NotAhead, type RootField } from './writer.ts';

export interface RunnerOptions {
  /** Keys the hashes of API keys. @default none are made */
  readonly pepper?: string | undefined;
  /** What acts on webhook endpoints need. @default there are none */
  readonly webhooks?: WebhookActsOptions['keeping'] | undefined;
  readonly pace: Flow['pace'];
  /** What resolvers are told about limits. */
  readonly limitsOf: LimitsOf;
  /** Told of each operation that read the database, before its answer goes out. */
  readonly onFinished?: ((finished: Finished) => void) | undefined;
}

/** What a request has become when it is its turn. */
export interface Work {
  readonly values: Values;
  readonly tally: OperationTally;
  readonly trace: Trace;
}

export interface Place {
  readonly pool: Pool;
  /** What becomes of its errors. */
  readonly mask: Mask;
  /** Of the whole operation, when it carries an Idempotency-Key. */
  readonly transaction?: Transaction | undefined;
}

export type Run = (request: Request, work: Work, place: Place) => Promise<Outcome>;

export function createRunner({ pepper, webhooks, pace, limitsOf, onFinished }: RunnerOptions): Run {
  return run;

  async function run(
    request: Request,
    { values, tally, trace }: Work,
    { pool, mask, transaction }: Place,
  ): Promise<Outcome> {
    const { operation, viewer, asText } = request;
    const context = createContext({
      pool,
      viewer,
      pepper: pepper ?? null,
      webhooks: webhooks ?? null,
      selection: operation.selection,
      variables: values,
      tally,
      limits: () => limitsOf(viewer),
      patience: patienceOf(request, trace),
      ...(transaction ? { transaction } : {}),
    });
    let outcome: Outcome;
    try {
      const isPlain = operation.plain && asText && isCovered(operation, viewer);
      const written = isPlain ? await writePlain(operation.plain!, context, mask) : null;
      outcome = written ?? (await start(request, context, values));
    } catch (error) {
      await context.end().catch(() => {});
      throw error;
    }
    try {
      const reader = await context.end();
      if (onFinished && reader) onFinished(finishedOf(reader));
      if (operation.definition.operation === 'query' && reader && isWhole(outcome))
        outcome = { ...outcome, reading: await readingOf(reader as OpenReader, context, operation, isOfReplica(pool)) };
    } catch (error) {
      // An answer from a transaction that never began is no answer. But what a mutation has committed stays told.
      if (operation.definition.operation !== 'mutation') throw error;
      outcome = { ...outcome, errors: [...(outcome.errors ?? []), mask(error)] };
    }
    if (context.committed.length > 0) outcome = { ...outcome, committed: context.committed };
    if (!outcome.errors?.length) return outcome;
    return { ...outcome, errors: outcome.errors.map(mask) };
  }

  function start({ operation, viewer }: Request, context: OperationContext, values: Values) {
    const beganMs = performance.now();
    const running = operation.run(null, context, values);
    if (operation.introspects) pace.took(viewer, performance.now() - beganMs);
    return running;
  }
}

export type Mask = (error: unknown) => GraphQLError;

export const maskFor =
  (report: Report, { requestId }: Trace): Mask =>
  (error) =>
    maskError(error, report, requestId ?? undefined);

/** Whether nothing in it is refused: then rows hold all that is written. Refusals have a path, which the general executor knows. */
function isCovered({ selection }: Operation, viewer: Viewer): boolean {
  const { isWhole, may } = rightsOf(viewer);
  return isWhole || selection.scopes.every(may);
}

/**
 * A query may have others who wait for it longer than who came first: it is ended by the signal, when nobody does. A write is of one
 * caller, so PostgreSQL can be told when to give up.
 */
export const patienceOf = ({ operation, terms, signal }: Request, trace: Trace): Patience => ({
  signal,
  trace,
  deadlineAtMs: operation.definition.operation === 'mutation' ? terms?.deadlineAtMs : undefined,
});

/** Errors and partial data are never kept: the next try may do better. */
export const isWhole = ({ body, data, errors, hasErrors }: Outcome): boolean =>
  !errors?.length && !hasErrors && (body !== undefined || data != null);

const finishedOf = ({ statements, recorder }: Reader): Finished => ({
  statements: statements(),
  tags: recorder.tags(),
  extent: recorder.extent(),
});

async function readingOf(
  { position, identity, recorder, statements }: OpenReader,
  context: OperationContext,
  { policy }: Operation,
  isOfReplica: boolean,
): Promise<QueryReading> {
  return {
    isOfReplica,
    identity: await identity,
    position: await position,
    tags: recorder.tags(),
    extent: recorder.extent(),
    ttlMs: Math.min(policy.maxAgeMs, recorder.ttlMs()),
    isPersonal: policy.isPrivate || context.isPersonal(),
    statements: statements(),
  };
}

/** Null if a row was not fetched ahead: then the general executor goes on, with the same snapshot. A field that fails is null. */
async function writePlain(
  fields: readonly RootField[],
  context: OperationContext,
  mask: Mask,
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
  const masked = errors.length > 0 ? `,"errors":${JSON.stringify(errors.map(mask))}` : '';
  const body = `{"data":{${fields.map(({ key }, at) => `"${key}":${values[at]}`).join()}}${masked}}`;
  return errors.length > 0 ? { body, hasErrors: true } : { body };
}
