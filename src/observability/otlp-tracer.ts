// Traces sent as OTLP over HTTP. The only file that loads OpenTelemetry, and it is loaded where traces are wanted only: 11 packages,
// 24 MB of memory. Invariant: a collector that is slow or away costs nothing but its spans; beyond 2,048 they are dropped.
import { type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, Tracer } from './span.ts';

export interface OtlpTracerOptions {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly buildId: string;
  /** Of requests that come without a trace, 0 to 1. Others say themselves whether they are sampled. */
  readonly ratio: number;
}

/** For a collector that does not answer: then a batch is lost, and nobody who stops the process waits longer. */
const timeoutMillis = 2_000;

/** W3C Trace Context, version 00, and what later versions share with it. */
const traceparentForm = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/;

export function createOtlpTracer({ endpoint, headers, serviceName, buildId, ratio }: OtlpTracerOptions): Tracer {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, headers, timeoutMillis });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': buildId }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('clientele');

  function wrap(span: OtelSpan): Span {
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`,
      child(name, attributes = {}, kind = 'internal') {
        if (!span.isRecording()) return this;
        const options = { attributes, kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL };
        return wrap(tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, span)));
      },
      set: (attributes) => void span.setAttributes(attributes),
      fail(code) {
        span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR });
      },
      end: () => span.end(),
    };
  }

  return {
    begin(name, traceparent, attributes) {
      const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
      const traceFlags = Number.parseInt(flags ?? '0', 16) & TraceFlags.SAMPLED;
      // Of ids that mean nothing the sampler takes no notice, and the trace begins here.
      const outer =
        traceId && spanId
          ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
          : ROOT_CONTEXT;
      return wrap(tracer.startSpan(name, { attributes, kind: SpanKind.SERVER }, outer));
    },
    // What is left goes out, if there is somebody to take it.
    stop: () => provider.shutdown().catch(() => {}),
  };
}
