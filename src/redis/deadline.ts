// One timer for all who wait: they have the same time, so the oldest is always the next to give up.
// Invariant: nobody waits longer than `ms`, and nobody gives up on a reply that lies in the socket already.

export interface Waiting {
  readonly since: number;
  readonly giveUp: () => void;
}

export interface Deadline {
  add(giveUp: () => void): Waiting;
  /** Whether it was still waiting. */
  remove(waiting: Waiting): boolean;
  /** All give up now. */
  stop(): void;
}

export function createDeadline(ms: number): Deadline {
  const all = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let afterReads: NodeJS.Immediate | undefined;

  function arm(inMs: number): void {
    // Timers run before sockets are read. When this process itself was busy for longer than the deadline, replies have come in
    // meanwhile: they are read first, or every long computation here would look like a Redis that is away.
    timer = setTimeout(() => {
      afterReads = setImmediate(sweep);
    }, inMs);
  }

  function sweep(): void {
    timer = undefined;
    const now = performance.now();
    for (const waiting of all) {
      const leftMs = waiting.since + ms - now;
      // Timers count whole milliseconds: waiting for a fraction of one would take two.
      if (leftMs >= 1) {
        arm(leftMs);
        return;
      }
      all.delete(waiting);
      waiting.giveUp();
    }
  }

  return {
    add(giveUp) {
      const waiting = { since: performance.now(), giveUp };
      all.add(waiting);
      if (!timer) arm(ms);
      return waiting;
    },
    remove: (waiting) => all.delete(waiting),
    stop() {
      clearTimeout(timer);
      clearImmediate(afterReads);
      for (const waiting of all) waiting.giveUp();
      all.clear();
    },
  };
}
