// What an edge passes on as it came, and its answer as it comes: streams, pages, and whatever it does not read itself.
// Invariant: nothing of the connection between the two goes further than that connection (RFC 9110 §7.6.1).
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { edgeKeyHeader } from '../http/edge-access.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { type EventPassage, passEvents } from './event-passage.ts';
import { unread, unreadStatus } from './exchange.ts';
import { unanswered } from './unanswered.ts';

export interface Passed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: Record<string, string | string[]>;
  /** If it has been read already. */
  readonly body: string | undefined;
  /** Before the answer goes out. */
  readonly before: ((headers: IncomingHttpHeaders) => Promise<void>) | undefined;
}

export interface Passage {
  /** Rejects when there is no answer. What the origin did not read is sent once more, if it is still there. */
  pass(passed: Passed): Promise<void>;
  /** Ends streams, to come back in a while; each at the next end of an event. */
  leave(): void;
}

export interface PassageOptions {
  readonly send: (options: RequestOptions) => ClientRequest;
  readonly answeredWithinMs: number;
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Of this connection alone; and what only an edge may say. */
export const isHopByHop = (name: string): boolean => hopByHop.has(name) || name === edgeKeyHeader;

/** Each node says itself whose pages may read its answers. */
export function goingOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !isHopByHop(name) && !name.startsWith('access-control-'),
    ),
  );
}

export function createPassage({ send, answeredWithinMs }: PassageOptions): Passage {
  const streams = new Set<EventPassage>();

  function once({ request, response, headers, body, before = async () => {} }: Passed): Promise<void> {
    return new Promise((resolve, reject) => {
      const length = body !== undefined && { 'content-length': String(Buffer.byteLength(body)) };
      const onward = send({ method: request.method, path: request.url, headers: { ...headers, ...length } });
      let timer: NodeJS.Timeout | undefined;
      const asked = () => {
        timer = setTimeout(() => onward.destroy(new Error('no answer in time')), answeredWithinMs);
      };
      onward.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      onward.once('error', (error) => (response.headersSent ? response.destroy() : reject(error)));
      onward.once('response', async (answer) => {
        clearTimeout(timer);
        if (answer.statusCode === unreadStatus) {
          reject(unread);
          return void answer.on('error', () => {}).resume();
        }
        answer.once('error', () => response.destroy());
        await before(answer.headers);
        if (response.destroyed) return void answer.destroy();
        response.writeHead(answer.statusCode!, { ...securityHeaders, ...goingOn(answer.headers) });
        if (!answer.headers['content-type']?.startsWith('text/event-stream')) return void answer.pipe(response);
        const stream = passEvents(answer, response);
        streams.add(stream);
        response.once('close', () => streams.delete(stream));
      });
      // A client that has gone needs no answer.
      response.once('close', () => onward.destroy());
      if (body !== undefined) {
        asked();
        onward.end(body);
      } else {
        request.pipe(onward);
        if (request.readableEnded) asked();
        else request.once('end', asked);
      }
    });
  }

  return {
    pass(passed) {
      const { request, body } = passed;
      const isThere = body !== undefined || request.method === 'GET';
      return once(passed)
        .catch((error: unknown) => (error === unread && isThere ? once(passed) : Promise.reject(error)))
        .catch((error: unknown) => Promise.reject(unanswered(request, error)));
    },
    leave() {
      for (const stream of streams) stream.leave(500 + Math.floor(Math.random() * 2_500)); // not all at once
    },
  };
}
