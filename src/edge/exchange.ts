// One request of an edge with its whole answer, and how long it is waited for.
// Invariant: a question changes nothing, so it may be given up, or asked again over another connection; a write is asked again only if
// the origin says that it read nothing of it.
import type { Agent, ClientRequest, IncomingHttpHeaders, RequestOptions } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sent {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | undefined;
}

interface Waited {
  readonly through: Agent;
  readonly timeoutMs: number;
  readonly isQuestion: boolean;
}

/** Between two looks at whether it still pays to wait; and how long an origin that is back may take to answer what it was asked before. */
const lookEveryMs = 1_000;

/** An old connection was closed before anything came over it; */
const goodbye = new Error('the origin closed a connection that was used again');
/** or nothing came, and nothing will. */
const lost = new Error('the connection was lost while the origin was silent');

/** Or the origin leaves, and had ended a connection that rested while the request was on its way there (src/http/connections.ts). */
export const unread = new Error('the origin read nothing of the request');
/** RFC 9110 §15.5.9. */
export const unreadStatus = 408;

/** Whether the request did not reach the origin, or the answer to a question did not reach us, for a reason that another connection mends. */
const isAskedAgain = (error: unknown, isQuestion: boolean): boolean =>
  error === unread || (isQuestion && (error === goodbye || error === lost));

export function createExchange({
  send,
  to,
  isSilent,
}: {
  readonly send: (options: RequestOptions) => ClientRequest;
  readonly to: Pick<RequestOptions, 'hostname' | 'port'>;
  /** The origin says nothing at all: then questions are given up at the next look. */
  readonly isSilent: () => boolean;
}) {
  const questions = new Set<ClientRequest>();

  function once({ method, path, headers, body }: Sent, { through, timeoutMs, isQuestion }: Waited): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = send({ agent: through, ...to, method, path, headers });
      const untilMs = performance.now() + timeoutMs;
      let timer: NodeJS.Timeout | undefined;
      const wait = () => {
        const leftMs = untilMs - performance.now();
        const look = () => {
          if (leftMs <= lookEveryMs || (isQuestion && isSilent())) request.destroy(new Error('no answer in time'));
          else wait();
        };
        timer = setTimeout(look, Math.min(leftMs, lookEveryMs));
      };
      wait();
      if (isQuestion) questions.add(request);
      let hasAnswer = false;
      const fail = (error: NodeJS.ErrnoException) => {
        const isGoodbye = request.reusedSocket && !hasAnswer && error.code === 'ECONNRESET';
        reject(isGoodbye ? goodbye : error);
      };
      request.once('close', () => {
        clearTimeout(timer);
        questions.delete(request);
      });
      request.once('error', fail);
      request.once('response', (response) => {
        hasAnswer = true;
        if (response.statusCode === unreadStatus) {
          reject(unread);
          return void response.on('error', () => {}).resume();
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', fail);
        response.once('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      request.end(body);
    });
  }

  return {
    exchange: (sent: Sent, waited: Waited): Promise<Reply> =>
      once(sent, waited).catch((error: unknown) =>
        isAskedAgain(error, waited.isQuestion) ? once(sent, waited) : Promise.reject(error),
      ),
    /** The origin is back after a silence: questions of before that are not answered soon are lost. */
    hurry(): void {
      const asked = [...questions];
      setTimeout(() => {
        for (const request of asked) request.destroy(lost);
      }, lookEveryMs).unref();
    },
  };
}
