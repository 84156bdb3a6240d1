// Those who wait for a feed to be as of the moment in which they came.
export interface Waiting {
  /** Resolves when the feed is as of `sinceMs`; rejects after the time. */
  add(sinceMs: number, timeoutMs: number): Promise<void>;
  /** The feed is as of then. */
  settle(asOfMs: number): void;
  /** Nobody will be served any more. */
  end(): void;
}

interface Each {
  readonly sinceMs: number;
  resolve(): void;
  reject(error: Error): void;
}

export function createWaiting(): Waiting {
  let waiting: Each[] = [];
  let isOver = false;
  return {
    add(sinceMs, timeoutMs) {
      return new Promise<void>((resolve, reject) => {
        if (isOver) return reject(new Error('the edge was stopped'));
        const late = setTimeout(() => {
          waiting = waiting.filter((other) => other !== each);
          reject(new Error(`the edge was not up to date within ${timeoutMs} ms`));
        }, timeoutMs);
        const each: Each = {
          sinceMs,
          resolve() {
            clearTimeout(late);
            resolve();
          },
          reject(error) {
            clearTimeout(late);
            reject(error);
          },
        };
        waiting.push(each);
      });
    },
    settle(asOfMs) {
      for (const each of waiting) if (each.sinceMs <= asOfMs) each.resolve();
      waiting = waiting.filter(({ sinceMs }) => sinceMs > asOfMs);
    },
    end() {
      isOver = true;
      for (const each of waiting) each.reject(new Error('the edge was stopped'));
      waiting = [];
    },
  };
}
