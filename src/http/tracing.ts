// The trace of a request, from its headers and to those of whoever is asked next (W3C Trace Context).
// Invariant: without a tracer no span is made, and nothing is looked for.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Span, Tracer } from '../observability/span.ts';
import { createTrace, type Trace } from '../observability/trace.ts';
import { outcomeOf } from './meter.ts';
import { requestIdHeader, requestIdOf } from './request-id.ts';

const spans = new WeakMap<IncomingMessage, Span>();

/** The span of the whole request; it ends with the answer. */
export function beginSpan(tracer: Tracer, request: IncomingMessage, response: ServerResponse): void {
  const { method = '', headers } = request;
  const span = tracer.begin(`${method} /graphql`, headers['traceparent'] as string | undefined, {
    'http.request.method': method,
    'http.route': '/graphql',
  });
  spans.set(request, span);
  response.once('close', () => {
    const { statusCode } = response;
    span.set({ 'http.response.status_code': statusCode, 'clientele.outcome': outcomeOf(response) });
    if (statusCode >= 500) span.fail(String(statusCode));
    span.end();
  });
}

export const traceOf = (request: IncomingMessage): Trace =>
  createTrace(requestIdOf(request), spans.get(request) ?? null);

/** A node without a tracer hands on what it was given. */
export function onwardHeaders(request: IncomingMessage): Record<string, string | undefined> {
  const { traceparent, tracestate } = request.headers;
  return {
    [requestIdHeader]: requestIdOf(request),
    traceparent: spans.get(request)?.traceparent ?? (traceparent as string | undefined),
    tracestate: tracestate as string | undefined,
  };
}
