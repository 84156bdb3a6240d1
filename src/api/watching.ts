// How each request of the byte path came about, for operators: what the cache did with it and why, what it took, how it was refused.
// Invariant: it only looks. What it tells is told after the answer was sent, or decided.

import type { Viewer } from '../auth/verdicts.ts';
import type { Served } from '../cache/cache.ts';
import type { Told, Witness } from '../cache/why.ts';
import { clientErrorOf } from '../db/errors.ts';
import type { Terms } from '../limits/terms.ts';
import type { OpenRequest, RequestLog } from '../observability/request-log.ts';
import { codeOf } from './errors.ts';
import type { Outcome } from './execute.ts';

export interface WatchOptions {
  readonly requests: RequestLog;
  readonly witness: Witness;
}

export interface Watch {
  hit: RequestLog['hit'];
  begin(viewer: Viewer, beganMs: number): Watched;
}

/** One request. */
export interface Watched {
  readonly request: OpenRequest;
  /** Call before the cache is asked. */
  asks(asked: Parameters<Witness['see']>[0]): void;
  served(served: Served, terms: Terms): void;
  wrote(outcome: Outcome, terms: Terms): void;
  refused(error: unknown): void;
}

export function createWatch({ requests, witness }: WatchOptions): Watch {
  return {
    hit: requests.hit,
    begin(viewer, beganMs) {
      const request = requests.begin(viewer, beganMs);
      let tell: ReturnType<Witness['see']> | null = null;
      const end = (outcome: string, made: Outcome | null, { receipt }: Terms, told?: Told) => {
        const keeping =
          told?.keeping === 'errors' && !made?.errors?.length && !made?.hasErrors ? 'unread' : told?.keeping;
        const isRefused = made !== null && made.data === undefined && made.body === undefined;
        const code = made?.errors?.length ? codeOf(made.errors) : null;
        request.end(isRefused ? 'refused' : outcome, {
          why: told?.why ?? null,
          keeping: keeping ?? null,
          points: receipt?.actual ?? 0,
          code,
        });
      };
      return {
        request,
        asks(asked) {
          tell = witness.see(asked);
        },
        served(served, terms) {
          end(served.outcome, (served.answer?.made as Outcome | undefined) ?? null, terms, tell?.(served));
        },
        wrote(outcome, terms) {
          end('write', outcome, terms);
        },
        refused(error) {
          request.end('refused', { code: clientErrorOf(error)?.code ?? 'INTERNAL' });
        },
      };
    },
  };
}
