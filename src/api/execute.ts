// One operation from viewer to result: the only place where operations run, whether they come by the byte path or through Yoga.
import { type GraphQLSchema, Kind } from 'graphql';
import type { Pool } from '../db/pool.ts';
import type { Replicas } from '../db/replicas.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { createPace } from '../limits/pace.ts';
import { createTally } from '../limits/tally.ts';
import { createTrace, type Trace } from '../observability/trace.ts';
import type { Report } from './errors.ts';
import type { LimitsOf } from './estimate.ts';
import type { Flow } from './flow.ts';
import { type KeyedRequest, once } from './idempotency.ts';
import { failureOf, spanOf } from './operation-span.ts';
import type { Operation } from './operations.ts';
import type { Outcome, Request } from './outcome.ts';
import { createAdmitKeyed } from './replay.ts';
import { createReplicaReads } from './replica-reads.ts';
import { createRunner, maskFor, patienceOf, type RunnerOptions } from './run.ts';
import { describeSlow, type SlowLog } from './slow-operations.ts';
import { coercedValues } from './values.ts';

export type { Finished, Outcome } from './outcome.ts';

export interface ExecutorOptions extends Partial<Omit<RunnerOptions, 'pace'>> {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  /** Where queries may be read instead. @default nowhere */
  readonly replicas?: Replicas | null | undefined;
  readonly report: Report;
  /** Who may run, and when. @default everybody, at once */
  readonly flow?: Pick<Flow, 'admit' | 'pace'>;
  /** Whether errors may name what comes near to what was sent. @default true */
  readonly hasSuggestions?: boolean;
  /** For operations that take long. @default they are not noted */
  readonly slow?: SlowLog;
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
  replicas,
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
  const run = createRunner({ pepper, webhooks, pace: flow.pace, limitsOf, onFinished });
  const readElsewhere = replicas ? createReplicaReads(replicas, run) : null;

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
        const work = { values, tally: passage.tally, trace };
        const onPrimary = (transaction?: Transaction) =>
          run(request, work, { pool, mask: maskFor(report, trace), transaction });
        outcome = readElsewhere && (await readElsewhere(request, work));
        outcome ??= await (keyed ? once(keyed, onPrimary) : onPrimary());
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
