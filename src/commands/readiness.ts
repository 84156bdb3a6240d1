// Whether an origin can answer, for /readyz: its database says so, on a connection of its own, so that who is merely busy is ready.
// Invariant: each turn from ready to not ready, and back, stands in the log once, with its reason.
import type pino from 'pino';
import { createPool, type Pool } from '../db/pool.ts';

interface Probe {
  query(text: string): Promise<unknown>;
}

/** An orchestrator asks every few seconds, and has given up after some itself. */
const timeoutMs = 1_000;

export const createProbe = (databaseUrl: string): Pool =>
  createPool({
    url: databaseUrl,
    name: 'clientele readiness',
    max: 1,
    connectTimeoutMs: timeoutMs,
    statementTimeoutMs: timeoutMs,
  });

export function createReadiness(probe: Probe, log: Pick<pino.Logger, 'info' | 'warn'>): () => Promise<boolean> {
  let wasReady = true;
  return async () => {
    try {
      await probe.query('select 1');
      if (!wasReady) log.info('the database answers again: ready');
      wasReady = true;
    } catch (error) {
      if (wasReady) log.warn({ err: error, timeoutMs }, 'the database does not answer: not ready');
      wasReady = false;
    }
    return wasReady;
  };
}
