// What a request says about caching: directions for this request alone, in headers, and for browsers in a cookie.
import type { IncomingMessage } from 'node:http';
import { joinTokens, parseToken, type Token } from '../cache/token.ts';

export interface Directions {
  /** What the client has written (docs/coherence.md §12). */
  readonly after: readonly Token[];
  readonly isStrong: boolean;
  readonly mayServe: boolean;
  readonly mayKeep: boolean;
  readonly staleIfErrorMs: number;
}

const afterHeader = 'x-clientele-after';
const consistencyHeader = 'x-clientele-consistency';
const positionHeader = 'x-clientele-position';
const positionCookie = 'clientele-position';
/** Long enough for any node to catch up, or to be known as blind. */
const cookieSeconds = 60;

/** Without any of these a request may be answered from the cache at a glance. */
export function hasNoDirections({ headers }: IncomingMessage): boolean {
  return (
    headers['cache-control'] === undefined &&
    headers[afterHeader] === undefined &&
    headers[consistencyHeader] === undefined &&
    headers.cookie === undefined &&
    headers.pragma === undefined
  );
}

export function directionsOf({ headers }: IncomingMessage): Directions {
  const control = `${headers['cache-control'] ?? ''},${headers.pragma ?? ''}`.toLowerCase();
  const cookie = new RegExp(`(?:^|;\\s*)${positionCookie}=([^;]*)`).exec(headers.cookie ?? '')?.[1];
  return {
    after: joinTokens([
      ...(cookie ?? '').split('.').flatMap(tokensIn),
      ...tokensIn(String(headers[afterHeader] ?? '')),
    ]),
    // max-age=0, which browsers send on reload, wants what is no older than now: that is a strong read.
    isStrong: headers[consistencyHeader] === 'strong' || /\bmax-age=0\b/.test(control),
    mayServe: !/\bno-(?:cache|store)\b/.test(control),
    mayKeep: !/\bno-store\b/.test(control),
    staleIfErrorMs: 1000 * Number(/\bstale-if-error=(\d{1,7})\b/.exec(control)?.[1] ?? 0),
  };
}

/** Node joins equal headers with `, `, and clients may: a token has no blank in it. What is none asks for nothing. */
export function tokensIn(header: string): Token[] {
  return header.split(', ').flatMap((text) => parseToken(text) ?? []);
}

/** Browsers send it back by themselves; programs take the header. Several tokens have `, ` between them, which no cookie may have. */
export function positionHeaders({ headers }: IncomingMessage, token: string): Record<string, string> {
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  return {
    [positionHeader]: token,
    ...(isBrowser && {
      'set-cookie': `${positionCookie}=${token.replaceAll(', ', '.')}; Max-Age=${cookieSeconds}; Path=/graphql; HttpOnly; SameSite=Lax`,
    }),
  };
}
