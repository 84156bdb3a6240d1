// Refresh-ahead: entries that are asked for often are made again as soon as a frame makes them invalid, so that readers seldom
// wait for it. A hot key is answered again before its crowd comes back.
// Invariant: bounded work: what is refreshed must be asked for again before it is refreshed once more.
import type { Entry } from './entry.ts';

export interface Refresher {
  /** An entry that was asked for a few times since it was made. */
  heat(entry: Entry): void;
  /** Call after each step of the tag table. */
  step(): void;
  counts(): { readonly refreshed: number; readonly failed: number; readonly hot: number };
}

export interface RefresherOptions {
  readonly isValid: (entry: Entry) => boolean;
  readonly refresh: (entry: Entry) => Promise<unknown>;
  /** Entries looked at after each step: the cost of a step. @default 256 */
  readonly mostHot?: number;
  /** Executions at once: the rest of the database's time is for those who wait. @default 2 */
  readonly mostAtOnce?: number;
}

export function createRefresher({ isValid, refresh, mostHot = 256, mostAtOnce = 2 }: RefresherOptions): Refresher {
  const hot = new Set<Entry>();
  const waiting: Entry[] = [];
  let running = 0;
  let refreshed = 0;
  let failed = 0;

  async function run(): Promise<void> {
    running++;
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      try {
        await refresh(entry);
        refreshed++;
      } catch {
        failed++; // the next reader gets the error, if there is still one
      }
    }
    running--;
  }

  return {
    heat(entry) {
      if (hot.size >= mostHot) for (const oldest of hot) if (hot.delete(oldest)) break;
      hot.add(entry);
    },
    step() {
      for (const entry of hot) {
        if (isValid(entry)) continue;
        hot.delete(entry);
        if (waiting.length < mostHot) waiting.push(entry);
      }
      while (running < mostAtOnce && waiting.length > 0) void run();
    },
    counts: () => ({ refreshed, failed, hot: hot.size }),
  };
}
