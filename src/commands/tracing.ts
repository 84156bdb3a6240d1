// Traces of a process, if it is told where to send them; otherwise nothing of them is loaded.
import type { Config } from '../config.ts';
import type { Tracer } from '../observability/span.ts';

export async function startTracing(
  { tracing }: Pick<Config, 'tracing'>,
  command: 'origin' | 'edge',
  buildId: string,
): Promise<Tracer | null> {
  if (!tracing) return null;
  const { createOtlpTracer } = await import('../observability/otlp-tracer.ts');
  const { serviceName = `clientele-${command}`, ...where } = tracing;
  return createOtlpTracer({ ...where, serviceName, buildId });
}
