// What subscriptions of all protocols share in one node: the engine, and whose connections they are.
import type { Authenticator } from '../auth/verdicts.ts';
import type { Step } from '../changes/frame.ts';
import type { Pool } from '../db/pool.ts';
import { createLiveCounts, type LiveCounts } from './counts.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { createLiveEngine, type LiveEngine } from './engine.ts';

export interface LiveOptions {
  readonly pool: Pool;
  readonly authenticator: Pick<Authenticator, 'verdict'>;
  /** Resolves when everything that was committed before the call was taken. */
  readonly sync: (timeoutMs: number) => Promise<void>;
  /** Somebody relies on hearing of changes at once. */
  readonly wanted: () => void;
  /** Connections that callers with the same key may hold at once. */
  readonly mostPerKey: number;
  readonly onError: (error: unknown) => void;
  /** Everybody was told of what was written then. @default nobody wants to know */
  readonly onTold?: (at: string) => void;
}

export interface Live {
  readonly engine: LiveEngine;
  readonly credentials: Credentials;
  readonly mostPerKey: number;
  readonly counts: LiveCounts;
  /** After the node's tag table has taken it. */
  take(step: Step): void;
  readings(): LiveCounts & { readonly subscribers: number; readonly groups: number };
  stop(): Promise<void>;
}

const wantedEveryMs = 2_000;

export function createLive({
  pool,
  authenticator,
  sync,
  wanted,
  mostPerKey,
  onError,
  onTold = () => {},
}: LiveOptions): Live {
  const engine = createLiveEngine({ pool, sync, onError, onTold });
  const credentials = createCredentials(authenticator, onError);
  const timer = setInterval(() => {
    if (engine.subscribers() > 0) wanted();
  }, wantedEveryMs).unref();
  const counts = createLiveCounts();
  return {
    engine,
    credentials,
    mostPerKey,
    counts,
    readings: () => ({ ...counts, subscribers: engine.subscribers(), groups: engine.groups() }),
    take(step) {
      engine.take(step);
      credentials.take(step.changes);
    },
    async stop() {
      clearInterval(timer);
      credentials.stop();
      engine.stop();
    },
  };
}
