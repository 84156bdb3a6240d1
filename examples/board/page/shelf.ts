// What this tab keeps over a reload: the key, and each board, which is shown at once while the feed goes on from its cursor.
// Invariant: what is kept was read with the key that is kept; sign-out forgets all of it.
import type { Board } from './state.ts';

/** Raised when the form of what is kept changes: an older one is then not found. */
const form = 1;
/** A thousand deals take some milliseconds to write: not for each event of a burst. */
const writeAfterMs = 200;

export interface Shelf {
  take(): Board | null;
  put(board: Board): void;
}

export function createShelf(pipelineId: string | null): Shelf {
  const name = `board.${form}.${pipelineId ?? 'first'}`;
  let waiting: Board | null = null;

  function write(): void {
    if (!waiting) return;
    const { deals, ...rest } = waiting;
    waiting = null;
    try {
      sessionStorage.setItem(name, JSON.stringify({ ...rest, deals: [...deals] }));
    } catch {
      sessionStorage.removeItem(name); // full: the next visit reads the board anew
    }
  }

  addEventListener('pagehide', write);
  return {
    take() {
      const text = sessionStorage.getItem(name);
      if (text === null) return null;
      const { deals, ...rest } = JSON.parse(text);
      return { ...rest, deals: new Map(deals) };
    },
    put(board) {
      if (!waiting) setTimeout(write, writeAfterMs);
      waiting = board;
    },
  };
}

const keyName = 'board.key';

/** Behind `#`, which browsers send to nobody. */
const fromAddress = (name: string) => new URLSearchParams(location.hash.slice(1)).get(name);

/** The demo hands its key over in the address, from which it is taken at once. */
export function takeKey(): string | null {
  const given = fromAddress('key');
  if (given !== null) {
    keepKey(given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(keyName);
}

/** Boards that another key has read are forgotten. */
export function keepKey(key: string): void {
  if (sessionStorage.getItem(keyName) !== key) sessionStorage.clear();
  sessionStorage.setItem(keyName, key);
}

export function forgetAll(): void {
  sessionStorage.clear();
}

export const takePipeline = (): string | null => fromAddress('pipeline');

/** In the address, so that a board can be bookmarked. */
export function keepPipeline(id: string): void {
  history.replaceState(null, '', `#${new URLSearchParams({ pipeline: id })}`);
}
