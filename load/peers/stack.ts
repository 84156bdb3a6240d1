// Whatever was started is stopped, last things first, however the run ends.
export interface Stack {
  push<One extends { stop(): Promise<void> }>(one: One): One;
  /** Stops one of them earlier. */
  drop(one: { stop(): Promise<void> }): Promise<void>;
  stop(): Promise<void>;
}

export function createStack(): Stack {
  const running: { stop(): Promise<void> }[] = [];
  async function stop(): Promise<void> {
    for (let one = running.pop(); one; one = running.pop()) {
      await one.stop().catch((error: Error) => process.stderr.write(`${error.message}\n`));
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  return {
    push(one) {
      running.push(one);
      return one;
    },
    async drop(one) {
      running.splice(running.indexOf(one), 1);
      await one.stop();
    },
    stop,
  };
}
