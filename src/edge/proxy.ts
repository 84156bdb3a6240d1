// The back end of an edge before one origin: what it has not is asked of the origin, with all that the client asks of caches.
import type { TagTable } from '../cache/tag-table.ts';
import { type Backend, directionHeaders } from './backend.ts';
import type { OriginClient } from './origin.ts';
import { questionOf } from './question.ts';

export interface ProxyOptions {
  readonly origin: OriginClient;
  readonly table: TagTable;
  readonly buildId: () => string;
}

export function createProxy({ origin, table, buildId }: ProxyOptions): Backend {
  return {
    buildId,
    question({ request, viewer, keys, originKeys, text, type, isStrong }) {
      const isGet = request.method === 'GET';
      const { authorization, accept } = request.headers;
      return questionOf({
        origin,
        table,
        tenantId: viewer.tenantId,
        keys,
        originKeys,
        text,
        isGet,
        type,
        headers: { authorization, accept, 'content-type': isGet ? undefined : 'application/json' },
        directions: { ...directionHeaders(request), ...(isStrong && { 'x-clientele-consistency': 'strong' }) },
      });
    },
    write: (request, text) => origin.forward(request, text),
    pass: (request, response, body, before) => origin.pass(request, response, body, before),
  };
}
