// Things that run, stopped in reverse order of starting: what came later may still need what came first.
export interface StopStack {
  add<T extends { stop(): Promise<void> }>(running: T): T;
  /** Stops everything, even when something fails to; then throws the first failure. */
  stop(): Promise<void>;
}

export function createStopStack(): StopStack {
  const running: { stop(): Promise<void> }[] = [];
  return {
    add: (started) => {
      running.push(started);
      return started;
    },
    stop: async () => {
      const failures: unknown[] = [];
      for (let last = running.pop(); last; last = running.pop()) {
        await last.stop().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
