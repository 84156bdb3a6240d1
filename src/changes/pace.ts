// When the relay polls next: soon while changes come, seldom while nobody wants them, at once when somebody waits.

export interface Pace {
  /** Whether the last poll brought changes. */
  told(hasChanges: boolean): void;
  wanted(): void;
  untilNextPoll(): Promise<void>;
  /** After failures in a row: 25 ms to 500 ms, each time another, so that many relays do not come back at once. */
  untilNextTry(failures: number): Promise<void>;
  /** Ends a wait for the next poll, not one for the next try: who waits for a database that is away shall not hammer at it. */
  wake(): void;
  /** No waits any more. */
  stop(): void;
}

const lullAfterMs = 10_000;
const lullMs = 100;
const firstTryMs = 25;
const longestTryMs = 500;

interface PaceOptions {
  readonly now?: () => number;
  readonly idleMs: number;
  readonly busyMs: number;
}

export function createPace({ now = () => performance.now(), idleMs, busyMs }: PaceOptions): Pace {
  let isBusy = false;
  let isStopped = false;
  let lastWanted = now();
  let isTry = false;
  let end: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function pause(ms: number, forTry: boolean): Promise<void> {
    if (isStopped) return;
    isTry = forTry;
    await new Promise<void>((resolve) => {
      end = resolve;
      timer = setTimeout(resolve, ms);
    });
    end = null;
  }

  function finish(): void {
    clearTimeout(timer);
    end?.();
  }

  return {
    told: (hasChanges) => {
      isBusy = hasChanges;
    },
    wanted: () => {
      lastWanted = now();
    },
    untilNextPoll: () => pause(isBusy ? busyMs : now() - lastWanted > lullAfterMs ? lullMs : idleMs, false),
    untilNextTry: (failures) =>
      pause(Math.min(longestTryMs, firstTryMs * 2 ** failures) * (0.5 + Math.random() / 2), true),
    wake: () => {
      if (!isTry) finish();
    },
    stop: () => {
      isStopped = true;
      finish();
    },
  };
}
