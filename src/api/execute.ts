// One operation from viewer to result: the only place where operations run, whether they come by the byte path or through Yoga.
import { GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Outcome as CacheOutcome } from '../cache/cache.ts';
import type { Extent } from '../db/bounds.ts';
import type { Pool } from '../db/pool.ts';
import type { OpenReader, Patience, Reader, Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { createPace } from '../limits/pace.ts';
import { createTally } from '../limits/tally.ts';
import type { Terms } from '../limits/terms.ts';
import { createTrace, type Trace } from '../observability/trace.ts';
import { createContext, type OperationContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import type { LimitsOf } from './estimate.ts';
import type { Flow, Passage } from './flow.ts';
import { type KeyedRequest, once } from './idempotency.ts';
import { failureOf, spanOf } from './operation-span.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';
import { createAdmitKeyed } from './replay.ts';
import { describeSlow, type SlowLog } from './slow-operations.ts';
import { coercedValues, type Values } from './values.ts';
import type { WebhookActsOptions } from './webhook-acts.ts';
import { NotAhead, type RootField } from './writer.ts';

export interface Request {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The Idempotency-Key of a mutation: it runs once, retries get the first reply. */
  readonly idempotencyKey?: string | null | undefined;
  /** On which terms it is asked; undefined: ahead of anybody. */
  readonly terms?: Terms | undefined;
  /** Aborted when nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Why the cache has it executed. */
  readonly cacheOutcome?: CacheOutcome | undefined;
  /** Whether the caller takes the answer as JSON text: then plain queries are written without objects in between. */
  readonly asText?: boolean;
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly report: Report;
  /** Keys the hashes of API keys. @default none are made */
  readonly pepper?: string;
  /** What acts on webhook endpoints need. @default there are none */
  readonly webhooks?: WebhookActsOptions['keeping'];
  /** Who may run, and when. @default everybody, at once */
  readonly flow?: Pick<Flow, 'admit' | 'pace'>;
  /** What resolvers are told about limits. */
  readonly limitsOf?: LimitsOf;
  /** Whether errors may name what comes near to what was sent. @default true */
  readonly hasSuggestions?: boolean;
  /** For operations that take long. @default they are not noted */
  readonly slow?: SlowLog;
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
  readonly statements: number;
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

const unlimited: LimitsOf = () => {
  throw new Error('this executor knows no limits');
};

const open: Pick<Flow, 'admit' | 'pace'> = {
  pace: createPace({ share: 0 }),
  admit: async () => ({ tally: createTally(Number.POSITIVE_INFINITY), leave() {} }),
};

export function createExecutor({
  schema,
  pool,
  report,
  pepper,
  webhooks,
  hasSuggestions = true,
  flow = open,
  limitsOf = unlimited,
  slow,
  onFinished,
}: ExecutorOptions): Execute {
  const admitKeyed = createAdmitKeyed(flow.admit);

  async function run(
    request: Request,
    values: Values,
    { tally }: Passage,
    trace: Trace,
    transaction?: Transaction,
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
    const mask = maskFor(report, trace);
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
        outcome = { ...outcome, reading: await readingOf(reader as OpenReader, context, operation) };
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
    if (operation.introspects) flow.pace.took(viewer, performance.now() - beganMs);
    return running;
  }

  /** Null: no mutation, or one without an Idempotency-Key. */
  function keyedOf(request: Request, trace: Trace): KeyedRequest | null {
    const { operation, viewer, idempotencyKey: key, variables } = request;
    if (key == null || operation.definition.operation !== 'mutation') return null;
    requireOneField(operation);
    const asked = JSON.stringify([operation.text, operation.definition.name?.value ?? null, variables ?? null]);
    return { pool, viewer, key, asked, patience: patienceOf(request, trace) };
  }

  async function execute(request: Request, trace: Trace): Promise<Outcome> {
    const { operation, viewer, terms, signal } = request;
    try {
      const values = coercedValues(schema, operation, request.variables, hasSuggestions);
      const keyed = keyedOf(request, trace);
      const asked = { operation, values, viewer, terms, signal };
      const admit = () => (keyed ? admitKeyed(asked, keyed) : flow.admit(asked));
      const passage = await trace.during('wait for a turn', admit);
      if ('isReplayed' in passage) return passage;
      const ran = trace.enter('execute');
      let outcome: Outcome | null = null;
      try {
        const work = (transaction?: Transaction) => run(request, values, passage, trace, transaction);
        outcome = await (keyed ? once(keyed, work) : work());
        return outcome;
      } finally {
        ran();
        passage.leave({
          isReplayed: outcome?.isReplayed ?? false,
          isGivenUp: signal?.aborted || outcome?.errors?.[0]?.extensions?.['code'] === 'DEADLINE_EXCEEDED',
        });
      }
    } catch (error) {
      return { errors: error instanceof AggregateError ? error.errors : [maskFor(report, trace)(error)] };
    }
  }

  return async (request) => {
    const trace = request.terms?.trace ?? createTrace(null);
    const beganMs = performance.now();
    const ended = trace.enter(...spanOf(request));
    const outcome = await execute(request, trace);
    ended(failureOf(outcome));
    const tookMs = performance.now() - beganMs;
    if (slow && tookMs >= slow.thresholdMs) slow.write(describeSlow(request, outcome, trace, tookMs));
    return outcome;
  };
}

type Mask = (error: unknown) => GraphQLError;

const maskFor =
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
const patienceOf = ({ operation, terms, signal }: Request, trace: Trace): Patience => ({
  signal,
  trace,
  deadlineAtMs: operation.definition.operation === 'mutation' ? terms?.deadlineAtMs : undefined,
});

/** Errors and partial data are never kept: the next try may do better. */
const isWhole = ({ body, data, errors, hasErrors }: Outcome): boolean =>
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
): Promise<QueryReading> {
  return {
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
