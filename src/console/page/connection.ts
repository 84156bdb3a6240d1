// The states of the node, over a stream that is read with fetch: so the key travels in a header and stands in no address.
import type { InspectedOperation } from '../operation.ts';
import type { ConsoleState } from '../state.ts';

/** To the node. */
export type Line = 'connecting' | 'live' | 'lost';

export interface Connection {
  stop(): void;
}

interface Listener {
  onState(state: ConsoleState): void;
  /** It will be tried again. */
  onLost(): void;
  /** The key is wrong. */
  onRefused(): void;
}

const againMs = 1_000;
/** A state comes every second: after so long without one the line is dead, whatever it says. */
const silentMs = 5_000;

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export function connect(key: string, { onState, onLost, onRefused }: Listener): Connection {
  const stopped = new AbortController();

  async function follow(): Promise<void> {
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), silentMs);
    try {
      const signal = AbortSignal.any([stopped.signal, silent.signal]);
      const response = await fetch('/console/state', { headers: bearer(key), signal });
      if (response.status === 401) {
        stopped.abort();
        return onRefused();
      }
      let text = '';
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), silentMs);
        const events = (text + chunk.value).split('\n\n');
        text = events.pop()!;
        for (const event of events) if (event.startsWith('data: ')) onState(JSON.parse(event.slice(6)));
      }
    } catch {
      // the line is cut, or the node starts anew: it is tried again
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await follow();
      if (stopped.signal.aborted) return;
      onLost();
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  void run();
  return { stop: () => stopped.abort() };
}

/** Null: the node does not remember it any more. */
export async function fetchOperation(
  key: string,
  id: string,
  tenantId: string | null,
): Promise<InspectedOperation | null> {
  const parameters = new URLSearchParams({ id, ...(tenantId !== null && { tenant: tenantId }) });
  const response = await fetch(`/console/operation?${parameters}`, { headers: bearer(key) });
  return response.ok ? response.json() : null;
}

export async function showVariables(key: string): Promise<void> {
  await fetch('/console/variables', { method: 'POST', headers: bearer(key) });
}
