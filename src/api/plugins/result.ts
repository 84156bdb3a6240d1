// Answers in the form that Yoga takes: what belongs into headers is put there, and nothing of the inside goes out with the data.
import type { IncomingMessage } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { YogaInitialContext } from 'graphql-yoga';
import type { Viewer } from '../../auth/verdicts.ts';
import type { Served } from '../../cache/cache.ts';
import { cacheControl, cacheStatusOf, vary } from '../../http/cached.ts';
import { positionHeaders } from '../../http/directions.ts';
import type { Terms } from '../../limits/terms.ts';
import type { Outcome } from '../execute.ts';

/** What the handler knows of a request. It has asked for the viewer before; GraphiQL's page alone comes without one. */
export interface YogaServerContext {
  readonly viewer: Viewer | null;
  readonly terms: Terms | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Of one operation. */
export interface YogaContext extends YogaInitialContext, YogaServerContext {
  readonly req: IncomingMessage;
}

type Headers = Readonly<Record<string, string>>;

export function resultOfOutcome(outcome: Outcome, request: IncomingMessage, headers: Headers = {}): ExecutionResult {
  const { data, errors, extensions, body, isReplayed } = outcome;
  if (body !== undefined) return resultOfBody(body, headers);
  const position = extensions?.['position'];
  const all = {
    ...headers,
    ...(isReplayed && { 'idempotency-replayed': 'true' }),
    ...(typeof position === 'string' && positionHeaders(request, position)),
  };
  // Refused before any field ran: then there is no `data` either.
  return {
    ...(data !== undefined && { data: data as Record<string, unknown> }),
    ...(errors && { errors }),
    extensions: { ...extensions, http: { headers: all } },
  };
}

export function resultOfServed(
  { outcome, entry, isStored, answer }: Served,
  request: IncomingMessage,
): ExecutionResult {
  // Capitalised as in Yoga's event streams, whose header it takes the place of.
  const headers = { 'cache-status': cacheStatusOf(outcome, isStored), 'Cache-Control': cacheControl, vary };
  return entry ? resultOfBody(entry.body, headers) : resultOfOutcome(answer.made as Outcome, request, headers);
}

/** Bytes of a whole answer go out as they are: Yoga calls `stringify`, and `data` is parsed only for a plugin that looks at it. */
function resultOfBody(body: Buffer | string, headers: Headers): ExecutionResult {
  const result = { extensions: { http: { headers } }, stringify: () => body.toString() };
  return Object.defineProperty(result, 'data', { get: () => JSON.parse(body.toString()).data });
}
