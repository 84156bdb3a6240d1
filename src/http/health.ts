// How a process is, for who sends requests to it. /livez: its event loop turns, and nothing else, or a slow database would have every node
// restarted at once. /readyz: it can answer. Invariant: strangers learn one word; the parts are for operators.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, respond } from './respond.ts';

/** Degraded: it answers, with more effort, or to fewer. */
export type Status = 'ok' | 'degraded' | 'unavailable';

export interface Part {
  readonly status: Status;
  readonly [detail: string]: string | number | undefined;
}

/** What the process needs, by name. */
export type Parts = Readonly<Record<string, Part>>;

export interface HealthOptions {
  /** Asked for each /readyz. */
  readonly parts: () => Promise<Parts>;
  /** @default nobody */
  readonly isOperator?: ((request: IncomingMessage) => boolean) | undefined;
  /** It stops: whoever asks is to send its requests elsewhere. */
  readonly isLeaving: () => boolean;
}

const text = 'text/plain; charset=utf-8';

export function createHealth({ parts, isOperator = () => false, isLeaving }: HealthOptions) {
  async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A balancer must hear of it before nobody new is taken, and parts may take a second: those of a node that leaves are nobody's business.
    const found = isLeaving() ? leaving : await parts().catch(broken);
    const all = isLeaving() ? leaving : found;
    const status = worstOf(all);
    const code = status === 'unavailable' ? 503 : 200;
    if (isOperator(request)) respond(response, code, json, JSON.stringify({ status, parts: all }));
    else respond(response, code, text, code === 200 ? 'ok' : 'unavailable');
  }

  /** False: the path is none of these. */
  return (path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    if (path === '/livez') respond(response, 200, text, 'ok');
    else if (path === '/readyz') void tell(request, response);
    else return false;
    return true;
  };
}

const leaving: Parts = { process: { status: 'unavailable', reason: 'it stops' } };

export const isReady = (parts: Parts): boolean => worstOf(parts) !== 'unavailable';

const broken = (error: unknown): Parts => ({ process: { status: 'unavailable', reason: String(error) } });

function worstOf(parts: Parts): Status {
  const found = new Set(Object.values(parts).map(({ status }) => status));
  return found.has('unavailable') ? 'unavailable' : found.has('degraded') ? 'degraded' : 'ok';
}
