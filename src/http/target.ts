// What a request is addressed to: its target in origin form, and a host that is one.
// Invariant: whatever comes after may build an address of both, and no two readers of a request take it for different ones.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';

/** RFC 9110 §7.2: a name or an address, and a port. */
const hostForm = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;
/** RFC 9112 §3.2.2: servers must take it, though only proxies are sent it. */
const absoluteForm = /^https?:\/\/([^/?#]+)(?=[/?]|$)/i;

/** Of two, one reader takes the first and another the last; lengths, the parser looks at. */
const single: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type']);

/** Makes the target a path. Throws BAD_REQUEST. */
export function createTargetCheck(): (request: IncomingMessage) => void {
  /** Clients say the same host with every request. */
  let good: string | undefined;
  return (request) => {
    const { headers, httpVersion, rawHeaders, url = '/' } = request;
    if (url.charCodeAt(0) !== 0x2f) {
      const [start, authority] = absoluteForm.exec(url) ?? [];
      if (start === undefined) throw new ClientError('BAD_REQUEST', 'The target of the request is no path.');
      headers.host = authority;
      const path = url.slice(start.length);
      request.url = path.startsWith('/') ? path : `/${path}`;
    }
    checkSingle(rawHeaders);
    if (headers.host === good && good !== undefined) return;
    if (headers.host === undefined && httpVersion === '1.0') return;
    if (!hostForm.test(headers.host ?? '')) throw new ClientError('BAD_REQUEST', 'The Host header names no host.');
    good = headers.host;
  };
}

/** Names without ports, in lower case; undefined: any will do. A page that had its own name point here is refused by it. */
export function createHostCheck(hosts: readonly string[] | undefined): (request: IncomingMessage) => void {
  if (!hosts) return () => {};
  const served = new Set(hosts);
  return ({ headers: { host = '' } }) => {
    if (served.has(host.replace(/:\d+$/, '').toLowerCase())) return;
    throw new ClientError('BAD_REQUEST', 'The Host header names a host that is not served here; operators set HOSTS.');
  };
}

function checkSingle(rawHeaders: readonly string[]): void {
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const { length } = rawHeaders[at]!;
    // By their lengths first: a request has ten names, and nearly none of these.
    const bit = length === 4 ? 1 : length === 12 ? 2 : length === 13 ? 4 : 0;
    if (bit === 0 || !single.has(rawHeaders[at]!.toLowerCase())) continue;
    if ((seen & bit) !== 0)
      throw new ClientError('BAD_REQUEST', `The header \`${rawHeaders[at]!.toLowerCase()}\` is there twice.`);
    seen |= bit;
  }
}
