// On what terms a request asks, by its headers; and what tells when nobody waits for its answer any more.
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientError } from '../errors.ts';
import type { Terms } from '../limits/terms.ts';
import { traceOf } from './tracing.ts';

/** With the deadline less than the 15 s after which an edge gives up. */
const longestWaitSeconds = 8;
const laneHeader = 'x-clientele-lane';
const deadlineHeader = 'x-clientele-deadline-ms';

/** A client without a word about it: as long as PostgreSQL may run a statement. */
const usualDeadlineMs = 5_000;

/** Throws BAD_REQUEST for a lane or a deadline that means nothing. What `Prefer` says may be passed over (RFC 7240 §2). */
export function termsOf(request: IncomingMessage, deadlineMs = usualDeadlineMs): Terms {
  const { headers } = request;
  const trace = traceOf(request);
  const waitMs = 1_000 * waitIn(headers['prefer']);
  const lane = headers[laneHeader] ?? 'interactive';
  if (lane !== 'interactive' && lane !== 'bulk')
    throw new ClientError('BAD_REQUEST', `\`${laneHeader}\` is \`interactive\` or \`bulk\`.`);
  const leftMs = timeOf(request, deadlineMs);
  if (leftMs === null)
    throw new ClientError('BAD_REQUEST', `\`${deadlineHeader}\` is a whole number of milliseconds, 1 to 999999.`);
  return { waitMs, lane, deadlineAtMs: performance.now() + leftMs, hasFields: false, receipt: null, trace };
}

/** Until the deadline, in milliseconds; null if what the request says of it means nothing. */
function timeOf({ headers }: IncomingMessage, deadlineMs: number): number | null {
  // Who is ready to wait has its time afterwards.
  const mostMs = 1_000 * waitIn(headers['prefer']) + deadlineMs;
  const within = headers[deadlineHeader];
  if (within === undefined) return mostMs;
  return /^[1-9]\d{0,5}$/.test(String(within)) ? Math.min(Number(within), mostMs) : null;
}

function waitIn(prefer: string | string[] | undefined): number {
  if (prefer === undefined) return 0;
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(String(prefer))?.[1];
  return Math.min(Number(seconds ?? 0), longestWaitSeconds);
}

/** RFC 7240 §3, if it asked to wait; and how long it did. */
export function waitedHeaders({ waitMs, receipt }: Terms): Record<string, string> {
  if (waitMs === 0) return {};
  const waited = receipt && { 'x-clientele-waited-ms': String(Math.round(receipt.waitedMs)) };
  return { 'preference-applied': `wait=${waitMs / 1_000}`, ...waited };
}

export interface Life {
  /** Aborted when the client has gone, or at its deadline. */
  readonly signal: AbortSignal;
  /** It has been answered. */
  end(): void;
}

/** `channel`: where the answer goes, which tells when nobody reads it any more. */
export function lifeOf(
  channel: Pick<EventEmitter, 'once' | 'removeListener'>,
  { deadlineAtMs }: Pick<Terms, 'deadlineAtMs'>,
  onDeadline: (error: ClientError) => void,
): Life {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const error = new ClientError(
      'DEADLINE_EXCEEDED',
      'The answer took longer than it may; ask for less, or allow more time.',
    );
    controller.abort(error);
    onDeadline(error);
  }, deadlineAtMs - performance.now());
  const gone = () => controller.abort(new ClientError('UNAVAILABLE', 'The client has gone.'));
  channel.once('close', gone);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      channel.removeListener('close', gone);
    },
  };
}

/**
 * A credential that has to be looked up takes that from the time of its request: `next` has the rest, here and at nodes behind this
 * one. `fail` is told what the look-up rejects with, or that the deadline was before; when the client has gone, nobody is told anything.
 */
export async function afterLookUp<T>(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  lookUp: Promise<T>,
  next: (found: T) => void,
  fail: (error: unknown) => void,
): Promise<void> {
  const leftMs = timeOf(request, usualDeadlineMs);
  const deadlineAtMs = performance.now() + (leftMs ?? usualDeadlineMs);
  const life = lifeOf(response, { deadlineAtMs }, fail);
  try {
    const found = await lookUp;
    if (life.signal.aborted) return;
    // What means nothing is refused by whoever has to understand it.
    if (leftMs !== null)
      request.headers[deadlineHeader] = String(Math.max(1, Math.ceil(deadlineAtMs - performance.now())));
    next(found);
  } catch (error) {
    if (!life.signal.aborted) fail(error);
  } finally {
    life.end();
  }
}
