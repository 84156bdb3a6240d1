// When the relay polls next: soon while changes come, seldom while nobody wants them, at once when somebody waits.
// Invariant: wake() ends the pause that is on, or makes the next one end at once: no call for a poll is lost.

export interface Pace {
  /** Whether the last step brought changes. */
  told(hasChanges: boolean): void;
  wanted(): void;
  untilNextPoll(): Promise<void>;
  /** After `failures` failures in a row: 25 ms to 500 ms, each time another, so that many relays do not come back at once. */
  untilNextTry(failures: number): Promise<void>;
  wake(): void;
}

const lullAfterMs = 10_000;
const lullMs = 100;
const firstTryMs = 25;
const longestTryMs = 500;

interface PaceOptions {
  readonly now: () => number;
  readonly idleMs?: number;
  readonly busyMs?: number;
}

export function createPace({ now, idleMs = 10, busyMs = 5 }: PaceOptions): Pace {
  let isBusy = false;
  let lastWanted = now();
  let end: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      end = resolve;
      timer = setTimeout(wake, ms);
    });
  }

  function wake(): void {
    clearTimeout(timer);
    end?.();
    end = null;
  }

  return {
    told: (hasChanges) => {
      isBusy = hasChanges;
    },
    wanted: () => {
      lastWanted = now();
    },
    untilNextPoll: () => pause(isBusy ? busyMs : now() - lastWanted > lullAfterMs ? lullMs : idleMs),
    untilNextTry: (failures) => pause(Math.min(longestTryMs, firstTryMs * 2 ** failures) * (0.5 + Math.random() / 2)),
    wake,
  };
}
