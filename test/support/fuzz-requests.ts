// Requests made of operations: as a good client would send them, and tampered with, from one byte of the document to the method.
import type { FuzzOperation } from './fuzz-operations.ts';
import type { Random } from './random.ts';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** What a right answer answers; null if that is no longer known. */
  readonly asked: FuzzOperation | null;
}

const accepts = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
  'text/html',
  'image/png',
  'application/json;q=0',
  ', ,',
];
const types = [
  'text/plain',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json;;',
  '',
];
const methods = ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const odd: readonly (readonly [string, string])[] = [
  ...([
    ['cache-control', 'no-cache'],
    ['cache-control', 'no-store'],
    ['cache-control', 'max-age=0'],
    ['x-clientele-consistency', 'strong'],
    ['x-clientele-after', 'x:y'],
    ['if-none-match', '*'],
  ] as const),
  ...([
    ['content-encoding', 'gzip'],
    ['idempotency-key', 'fuzz'],
    ['idempotency-key', ''],
    ['origin', 'https://evil.example'],
    ['cookie', 'clientele-position=%00'],
    ['accept-encoding', 'br;q=1'],
    ['surrogate-capability', 'x'],
  ] as const),
  ...([
    ['x-clientele-gateway', 'x'],
    ['x-clientele-edge', 'x'],
    ['x-forwarded-for', "' or 1=1"],
    ['authorization', 'Bearer x'],
    ['prefer', 'wait=-1'],
    ['host', 'evil.example'],
    ['expect', '100-continue'],
  ] as const),
];
const signs = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  '"""',
  '#',
  '\\',
  '@',
  '$',
  '!',
  '...',
  ':',
  '=',
  '|',
  '&',
  ',',
  '\0',
  '\n',
  '\r',
  '\ufeff',
  'é',
  '😀',
  '__proto__',
  'null',
  '9'.repeat(40),
  '{a'.repeat(70),
];

export function createRequestMaker(random: Random, key: string) {
  function tampered(text: string): string {
    let made = text;
    for (let times = random.below(3) + 1; times > 0; times--) {
      const at = random.below(made.length + 1);
      const to = Math.min(made.length, at + random.below(12));
      const [before, cut, behind] = [made.slice(0, at), made.slice(at, to), made.slice(to)];
      made = random.pick([
        before + behind,
        before + cut + cut + behind,
        before + random.pick(signs) + behind,
        before,
        before + random.pick(signs) + cut + behind,
      ]);
    }
    return made;
  }

  function overwritten(body: Buffer): Buffer {
    const made = Buffer.from(body);
    for (let times = random.below(4) + 1; times > 0 && made.length > 0; times--)
      made[random.below(made.length)] = random.below(256);
    return made;
  }

  return (operation: FuzzOperation): FuzzRequest => {
    const headers: Record<string, string> = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: random.pick(accepts.slice(0, 5)),
    };
    const good = Buffer.from(JSON.stringify(operation));
    const request: FuzzRequest = { method: 'POST', path: '/graphql', headers, body: good, asked: operation };
    switch (random.below(12)) {
      case 0:
        return {
          ...request,
          body: Buffer.from(JSON.stringify({ ...operation, query: tampered(operation.query) })),
          asked: null,
        };
      case 1:
        return { ...request, body: Buffer.from(tampered(good.toString())), asked: null };
      case 2:
        return { ...request, body: overwritten(good), asked: null };
      case 3: {
        const [name, value] = random.pick(odd);
        return { ...request, headers: { ...headers, [name]: value }, asked: null };
      }
      case 4:
        return {
          ...request,
          headers: { ...headers, accept: random.pick(accepts), 'content-type': random.pick(types) },
          asked: null,
        };
      case 5:
        return { ...request, method: random.pick(methods), asked: null };
      case 6:
      case 7: {
        const parameters = new URLSearchParams({
          query: operation.query,
          variables: JSON.stringify(operation.variables),
          ...(operation.operationName && { operationName: operation.operationName }),
        });
        const isTampered = random.once(3);
        const path = `/graphql?${isTampered ? encodeURI(tampered(parameters.toString()).toWellFormed()).replace(/[^!-~]/g, '') : parameters}`;
        // Mutations are refused, and a longer address than headers may be.
        return {
          ...request,
          method: 'GET',
          path,
          body: null,
          asked: isTampered || path.length > 14_000 ? null : operation,
        };
      }
      default:
        return request;
    }
  };
}
