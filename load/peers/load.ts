// The runner's side of the load generator: one order at a time, so that nothing else is measured meanwhile.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { HttpRequest } from './contestants.ts';

export interface LoadOrder {
  readonly origin: string;
  /** Sent in turn, from the first again after the last. */
  readonly requests: readonly HttpRequest[];
  /** What the body of each answer must measure. Without it, each body is searched for errors, which costs more. */
  readonly lengths?: readonly number[];
  readonly connections: number;
  /** The order is done after so many requests … */
  readonly amount: number;
  /** … or after so long. */
  readonly seconds?: number;
}

export interface LoadResult {
  /** Requests that were answered. */
  readonly amount: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers whose Cache-Status says that Clientele's cache gave them. */
  readonly hits: number;
  /** What the generator itself used: if it nears `seconds`, the generator is what was measured. */
  readonly generatorCpuSeconds: number;
}

export interface LoadGenerator {
  run(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(resolve(import.meta.dirname, 'load-process.ts'));
  return {
    async run(order) {
      const ended = new AbortController();
      child.once('exit', () => ended.abort(new Error('The load generator ended.')));
      child.send(order);
      const [answer] = (await once(child, 'message', { signal: ended.signal })) as [
        { readonly result?: LoadResult; readonly error?: string },
      ];
      child.removeAllListeners('exit');
      if (!answer.result) throw new Error(answer.error);
      return answer.result;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
