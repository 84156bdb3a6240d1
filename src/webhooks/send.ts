// One attempt: a POST to an address that was judged, and what came of it. Never throws: a failure is a result.
// Invariant: no redirect is followed, no answer is read beyond 64 KB, nothing lasts longer than ten seconds in all.
import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AddressRules, type Resolve, resolveHost } from './address.ts';
import { parseRetryAfter } from './schedule.ts';

export interface Attempt {
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null;
}

export interface Sender {
  send(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Attempt>;
}

export interface SenderOptions extends AddressRules {
  readonly resolve?: Resolve;
  /** @default ten seconds */
  readonly timeoutMs?: number;
}

const mostAnswerBytes = 64 * 1024;

/** Taken: the receiver has it. Everything else is tried again; a redirect too, since nobody would follow it. */
export const isTaken = ({ status }: Pick<Attempt, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300;

/** The receiver wants nothing more, ever. */
export const isGone = ({ status }: Pick<Attempt, 'status'>): boolean => status === 410;

export function createSender({ allowsPrivate, resolve, timeoutMs = 10_000 }: SenderOptions): Sender {
  async function post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<Pick<Attempt, 'status' | 'retryAfterMs'>> {
    const addresses = await withSignal(resolveHost(url, { allowsPrivate }, resolve), signal);
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolved, reject) => {
      const sent = request(
        url,
        {
          method: 'POST',
          // No agent: a connection that is kept would be to an address that was judged some time ago.
          agent: false,
          lookup: lookupIn(addresses),
          signal,
          headers: {
            ...headers,
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            'user-agent': 'Clientele-Webhooks/1',
          },
        },
        (response) => {
          const { statusCode = 0, headers: answered } = response;
          const result = { status: statusCode, retryAfterMs: parseRetryAfter(answered['retry-after'], Date.now()) };
          let bytes = 0;
          const done = () => {
            resolved(result);
            sent.destroy();
          };
          response.on('data', (piece: Buffer) => {
            bytes += piece.length;
            if (bytes > mostAnswerBytes) done();
          });
          response.once('end', done);
          response.once('error', reject);
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  return {
    async send(url, headers, body) {
      const beganMs = performance.now();
      const took = () => Math.round(performance.now() - beganMs);
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const { status, retryAfterMs } = await post(url, headers, body, signal);
        const error = isTaken({ status }) ? null : `answered ${status}`;
        return { status, error, durationMs: took(), retryAfterMs };
      } catch (error) {
        const what = signal.aborted ? `no answer within ${timeoutMs} ms` : wordsOf(error);
        return { status: null, error: what, durationMs: took(), retryAfterMs: null };
      }
    },
  };
}

/** The addresses that were judged, whatever the name resolves to by now. */
function lookupIn(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

/** A resolver that hangs must not hold an attempt up. */
function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

const longestWords = 300;

/** For the log that the tenant reads: of the receiver's side alone. */
function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `${code === undefined ? '' : `${code}: `}${message}`.slice(0, longestWords);
}
