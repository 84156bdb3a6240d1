// A request that is refused as a whole, before anything ran: its status and headers, the same at origins and edges.
import type { ServerResponse } from 'node:http';
import { type ClientError, type ErrorCode, statusOf } from '../errors.ts';
import { redactKeys } from '../lib/redact.ts';
import { givenIdOf, requestIdHeader } from './request-id.ts';
import { graphqlJson, respond } from './respond.ts';
import { flatSecurityHeaders } from './security-headers.ts';

/** What is unknown now may be registered in a moment. */
const ofIds: ReadonlySet<ErrorCode> = new Set([
  'PERSISTED_OPERATION_NOT_FOUND',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_NOT_REGISTERED',
]);

/** A document or variables that do not fit are an answer in the older media type: 200. Apollo's clients rely on it for hashes. */
const answered: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'LIMIT_EXCEEDED',
  'COST_EXCEEDED',
  'BAD_USER_INPUT',
  'PERSISTED_OPERATION_NOT_FOUND',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** The newer media type tells every refusal by its status, the older one only those that are not about GraphQL. */
export function respondRefusal(
  response: ServerResponse,
  type: string,
  code: ErrorCode,
  errors: readonly unknown[],
  headers: Record<string, string> = {},
): void {
  const isAnswer = type !== graphqlJson && answered.has(code);
  respond(response, isAnswer ? 200 : statusOf(code), type, redactKeys(JSON.stringify({ errors })), {
    ...headers,
    ...(ofIds.has(code) && notKept),
    ...(code === 'PAYLOAD_TOO_LARGE' && { connection: 'close' }),
    ...(code === 'METHOD_NOT_ALLOWED' && { allow: 'POST' }),
    ...(code === 'UNSUPPORTED_MEDIA_TYPE' && { 'accept-post': 'application/json', 'accept-encoding': 'identity' }),
  });
}

/** Refuses, in turns, with one of these. Written once: under overload most requests go this way, and it must cost next to nothing. */
export function createQuickRefusal(errors: readonly ClientError[]): (response: ServerResponse, type: string) => void {
  const prepared = errors.map(({ code, message, details }) => {
    const body = Buffer.from(JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] }));
    const retryAfter = String(Math.ceil(Number(details['retryAfterMs']) / 1_000));
    const headers = [...flatSecurityHeaders, 'retry-after', retryAfter, 'content-length', String(body.length)];
    return { status: statusOf(code), body, headers };
  });
  let turn = 0;
  return (response, type) => {
    if (response.headersSent || response.destroyed) return;
    turn = (turn + 1) % prepared.length;
    const { status, body, headers } = prepared[turn]!;
    const requestId = givenIdOf(response.req);
    const id = requestId === null ? [] : [requestIdHeader, requestId];
    response.writeHead(status, [...headers, ...id, 'content-type', type]);
    response.end(body);
  };
}

const notKept = { 'cache-control': 'private, no-store' };

/** The same for Yoga, which reads it from `extensions.http`. */
export function httpOfRefusal(code: ErrorCode): { status: number; spec: boolean; headers: Record<string, string> } {
  return { status: statusOf(code), spec: answered.has(code), headers: ofIds.has(code) ? notKept : {} };
}
