// What a node has for operators, if there is a key for them: metrics, the doctor, and the console.
import { createDoctor } from '../cache/doctor.ts';
import type { Sources } from '../cache/sources.ts';
import { type ConsoleOptions, createConsole } from '../console/console.ts';
import { createInternal, type Internal } from '../http/internal.ts';
import type { Metrics } from '../observability/metrics.ts';

export interface OperatorAccessOptions extends ConsoleOptions {
  readonly operatorKey: string;
  /** What /metrics tells: of all processes behind the listener. */
  readonly exposition: Metrics;
  readonly sync: Sources['sync'];
  readonly onError: (error: unknown) => void;
}

export interface OperatorAccess {
  readonly internal: readonly Internal[];
  /** Ends what has no end of its own. */
  stop(): Promise<void>;
}

export function createOperatorAccess(options: OperatorAccessOptions): OperatorAccess {
  const { operatorKey, exposition: metrics, sync, cache, onError } = options;
  const { page, routes, stop } = createConsole(options);
  const doctor = createDoctor({ cache, sync });
  return { internal: [createInternal({ operatorKey, metrics, doctor, more: routes, onError }), page], stop };
}
