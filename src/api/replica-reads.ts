// Queries that may be read on a replica: tried there once, and judged before they go out. What does not meet its requirement, and what
// fails, is nobody's answer: the primary is asked at once. Invariant: no client hears of a replica's troubles.
import { GraphQLError } from 'graphql';
import { clientErrorOf } from '../db/errors.ts';
import type { ReplicaRead, Replicas } from '../db/replicas.ts';
import type { ErrorCode } from '../errors.ts';
import type { Outcome, Request } from './outcome.ts';
import { isWhole, type Mask, type Run, type Work } from './run.ts';

/** Null: the primary has to answer. */
export type ReplicaReads = (request: Request, work: Work) => Promise<Outcome | null>;

export function createReplicaReads(replicas: Pick<Replicas, 'begin' | 'onPrimary'>, run: Run): ReplicaReads {
  return async (request, work) => {
    const { operation, viewer, requirement, signal } = request;
    if (operation.definition.operation !== 'query') return null;
    // What is never kept cannot be judged either.
    const read = requirement && operation.policy.maxAgeMs > 0 ? replicas.begin(viewer.tenantId, requirement.xid) : null;
    const outcome = read && (await attempt(read, request, work));
    signal?.throwIfAborted();
    if (!outcome) {
      replicas.onPrimary();
      work.tally.forget();
    }
    return outcome;
  };

  async function attempt(read: ReplicaRead, request: Request, work: Work): Promise<Outcome | null> {
    const errors: unknown[] = [];
    const signal = request.signal ? AbortSignal.any([request.signal, read.signal]) : read.signal;
    const place = { pool: read.pool, mask: collect(errors) };
    const outcome = await run({ ...request, signal }, work, place).catch((error) => void errors.push(error));
    const reading = outcome?.reading;
    if (reading) {
      const isMet = request.requirement!.isMet(reading);
      read.read(reading.identity, Number.parseInt(reading.position, 10), isMet);
      return isMet ? outcome : null;
    }
    // Whole, and nothing was read: it is about the schema.
    const isDone = outcome !== undefined && isWhole(outcome);
    const trouble = errors.find(isTrouble);
    if (isDone || request.signal?.aborted) read.giveUp();
    else if (trouble !== undefined || read.signal.aborted) read.fail(trouble ?? read.signal.reason);
    else read.leave();
    return isDone ? outcome : null;
  }
}

/** They are told by the primary, if they are still there. */
const collect =
  (errors: unknown[]): Mask =>
  (error) => {
    errors.push(error instanceof GraphQLError ? error.originalError : error);
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  };

const ofServers: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Of the server, and none that the client has made: it is gone or slow, had to go on with its replay, or lacks a table. */
function isTrouble(error: unknown): boolean {
  const meant = clientErrorOf(error);
  return meant ? ofServers.has(meant.code) : typeof (error as { code?: unknown } | undefined)?.code === 'string';
}
