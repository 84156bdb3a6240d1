// How an answer leaves: the bytes of an entry, what the executor made for one request, or a refusal in words that strangers may read.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../auth/verdicts.ts';
import type { Outcome as CacheOutcome } from '../cache/cache.ts';
import type { Entry } from '../cache/entry.ts';
import type { Store } from '../cache/store.ts';
import { createEntrySender } from '../http/cached.ts';
import { positionHeaders } from '../http/directions.ts';
import type { Exchange } from '../http/exchange.ts';
import { noteOutcome } from '../http/meter.ts';
import { respondRefusal } from '../http/refusal.ts';
import { requestIdOf } from '../http/request-id.ts';
import { respond } from '../http/respond.ts';
import { lifeOf, waitedHeaders } from '../http/terms.ts';
import type { Terms } from '../limits/terms.ts';
import { codeOf, maskError, type Report } from './errors.ts';
import type { Outcome } from './execute.ts';
import { withExtensions } from './explain.ts';
import type { Flow } from './flow.ts';
import type { ExecutionOutcome } from './operations.ts';
import { budgetHeaders, receiptOf, retryHeaders } from './receipt.ts';

/** Where an answer goes. */
export type Destination = Pick<Exchange, 'request' | 'response' | 'type'>;

export interface RepliesOptions {
  readonly store: Store;
  readonly flow: Flow;
  readonly report: Report;
  /** Edges get entries with what they depend on, in a form of their own. */
  readonly isEdge: (request: IncomingMessage) => boolean;
  readonly sendToEdge: (response: ServerResponse, entry: Entry, outcome: CacheOutcome, viewer: Viewer) => void;
}

export interface Replies {
  /** `more`: flat pairs. @default where the budget stands */
  entry(exchange: Exchange, entry: Entry, outcome: CacheOutcome, isStored?: boolean, more?: readonly string[]): void;
  /** What the executor made, for this request alone. */
  made(exchange: Exchange, outcome: Outcome, terms: Terms, hasReceipt: boolean, cacheStatus?: string): void;
  /** `error` as strangers may see it. */
  failure(to: Destination, error: unknown, headers?: Record<string, string>): void;
  /** `run` within the time that the request has; after it, the client is told so. */
  inTime(to: Destination, terms: Terms, run: (signal: AbortSignal) => Promise<unknown>): Promise<void>;
}

export function createReplies({ store, flow, report, isEdge, sendToEdge }: RepliesOptions): Replies {
  const sender = createEntrySender(store);

  function failure({ request, response, type }: Destination, error: unknown, headers?: Record<string, string>): void {
    refuse(response, type, { errors: [maskError(error, report, requestIdOf(request))] }, headers);
  }

  return {
    entry({ request, response, type, viewer }, entry, outcome, isStored = false, more = flow.budget.headers(viewer)) {
      noteOutcome(response, outcome);
      if (outcome === 'hit') flow.usage.add(viewer, entry.question.name, 'hits');
      if (isEdge(request)) sendToEdge(response, entry, outcome, viewer);
      else sender.send(request, response, entry, type, outcome, isStored, more);
    },
    made({ request, response, type, viewer }, outcome, terms, hasReceipt, cacheStatus) {
      const { data, errors, extensions, body, isReplayed } = outcome;
      const headers = { ...budgetHeaders(flow, viewer), ...waitedHeaders(terms) };
      if (body === undefined && data === undefined) return refuse(response, type, outcome, headers);
      const position = extensions?.['position'];
      const more = hasReceipt && { cost: receiptOf(flow, viewer, terms, cacheStatus) };
      const text =
        body ??
        JSON.stringify({ data, errors, ...((extensions || more) && { extensions: { ...extensions, ...more } }) });
      respond(response, 200, type, body !== undefined && more ? withExtensions(body, more) : text, {
        ...headers,
        ...(cacheStatus && { 'cache-status': cacheStatus }),
        ...(isReplayed && { 'idempotency-replayed': 'true' }),
        ...(typeof position === 'string' && positionHeaders(request, position)),
      });
    },
    failure,
    async inTime(to, terms, run) {
      const life = lifeOf(to.response, terms, (error) => failure(to, error));
      try {
        await run(life.signal);
      } finally {
        life.end();
      }
    },
  };
}

/** Nothing ran. */
export function refuse(
  response: ServerResponse,
  type: string,
  { errors = [] }: ExecutionOutcome,
  headers: Record<string, string> = {},
): void {
  noteOutcome(response, 'refused');
  respondRefusal(response, type, codeOf(errors), errors, { ...headers, ...retryHeaders(errors) });
}
