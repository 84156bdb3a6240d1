// React's view of a board that lives.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type BoardState, type LiveBoard, openBoard } from './board.ts';
import { createConnection } from './connection.ts';
import { createShelf } from './shelf.ts';

interface BoardOf {
  readonly url: string;
  readonly apiKey: string;
  /** Null: the first one. */
  readonly pipelineId: string | null;
}

/** Null until it was opened, which is an effect: it connects. */
export function useBoard({ url, apiKey, pipelineId }: BoardOf): LiveBoard | null {
  const [live, setLive] = useState<LiveBoard | null>(null);
  useEffect(() => {
    const connect: Parameters<typeof openBoard>[0]['connect'] = (heard) =>
      createConnection({ url, key: apiKey, ...heard });
    const opened = openBoard({ pipelineId, shelf: createShelf(pipelineId), connect });
    setLive(opened);
    return opened.close;
  }, [url, apiKey, pipelineId]);
  return live;
}

export function useBoardState(live: LiveBoard): BoardState {
  return useSyncExternalStore(live.onChange, live.state);
}

/** The time, each second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return now;
}
