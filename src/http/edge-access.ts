// What an origin tells edges, and nobody else: the stream of invalidations, where it stands, its verdicts on credentials, and
// which document an id means.
// Invariant: without the edge key there is nothing here.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../auth/verdicts.ts';
import { type Position, parsePosition, printPosition } from '../cache/position.ts';
import { ClientError } from '../errors.ts';
import { createSecretCheck } from '../lib/secret.ts';
import { parseOperationId } from '../persisted/id.ts';
import { type LookUp, mostIds } from '../persisted/registry.ts';
import type { EdgeRoll } from './edge-roll.ts';
import type { Internal } from './internal.ts';
import { parametersOf } from './params.ts';
import { json, respond } from './respond.ts';

export const edgeKeyHeader = 'x-clientele-edge';

/** Whether the request carries the edge key. Requests of clients do not, and cost one look at a header. */
export function createEdgeCheck(edgeKey: string | undefined): (request: IncomingMessage) => boolean {
  if (edgeKey === undefined) return () => false;
  const isRight = createSecretCheck(edgeKey);
  return ({ headers }) => isRight(headers[edgeKeyHeader]);
}

export interface EdgeAccessOptions {
  readonly isEdge: (request: IncomingMessage) => boolean;
  readonly buildId: string;
  readonly authenticator: Authenticator;
  /** Everything that was committed before the call is visible there. */
  readonly position: () => Promise<{ readonly epoch: string; readonly position: Position }>;
  readonly follow: (response: ServerResponse, after: { epoch: string; position: Position } | null) => void;
  /** Asked each time: what an edge is told it trusts as long as an origin does. */
  readonly operations: LookUp;
  /** @default nobody looks at it */
  readonly roll?: EdgeRoll;
  readonly onError: (error: unknown) => void;
}

export function createEdgeAccess(options: EdgeAccessOptions): Internal {
  const { isEdge, buildId, authenticator, position, follow, operations, roll, onError } = options;

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
    async '/_cache/stream'(request, response) {
      response.req.socket.setNoDelay(true);
      roll?.follows(request, response);
      follow(response, standingOf(request));
    },
    async '/_cache/position'(request, response) {
      const { epoch, position: at } = await position();
      roll?.asked(request, at);
      respond(response, 200, json, JSON.stringify({ epoch, position: printPosition(at), buildId }));
    },
    async '/_cache/verdict'(request, response) {
      const { viewer, trustedMs, stamp } = await authenticator.verdict(request.headers.authorization);
      const { identity, tenantId, tags, position: at } = stamp;
      const told = { identity, tenantId, tags: [...tags], position: printPosition(at) };
      respond(response, 200, json, JSON.stringify({ viewer, trustedMs: Math.min(trustedMs, 60_000), stamp: told }));
    },
    async '/_cache/operation'(request, response) {
      const asked = parametersOf(request.url ?? '').getAll('id');
      const ids = asked.slice(0, mostIds).filter((id) => parseOperationId(id) === id);
      const found = ids.length === 0 ? [] : await operations(ids);
      respond(response, 200, json, JSON.stringify({ operations: [...found] }));
    },
  };

  return (path, request, response) => {
    const answer = Object.hasOwn(routes, path) ? routes[path]! : null;
    if (!answer || !isEdge(request)) return false;
    answer(request, response).catch((error: unknown) => {
      const { code, message, details } =
        error instanceof ClientError ? error : new ClientError('UNAVAILABLE', 'The origin cannot tell now.');
      if (code !== 'UNAUTHENTICATED') onError(error);
      const status = code === 'UNAUTHENTICATED' ? 401 : 503;
      respond(response, status, json, JSON.stringify({ error: { code, message, details } }));
    });
    return true;
  };
}

/** Null for what is no position: then the edge starts anew. */
function standingOf({ url = '' }: IncomingMessage): { epoch: string; position: Position } | null {
  const after = new URLSearchParams(url.split('?')[1] ?? '').get('after') ?? '';
  const at = after.lastIndexOf('@');
  try {
    return at < 0 ? null : { epoch: after.slice(0, at), position: parsePosition(after.slice(at + 1)) };
  } catch {
    return null;
  }
}
