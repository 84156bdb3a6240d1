// Signed posts of subgraphs that tell of their writes (docs/subgraphs.md): the address at which an edge takes them.
import { readBody } from './body.ts';
import type { Internal } from './internal.ts';
import { json, respond } from './respond.ts';

export interface Ingested {
  readonly status: 200 | 400 | 401 | 409;
  readonly body: object;
}

export interface IngestOptions {
  /** Undefined: no subgraph of that name posts. */
  readonly ingest: (name: string) => ((body: string, signature: string | undefined) => Ingested) | undefined;
}

const path = /^\/_cache\/frames\/([^/]+)$/;
/** Whoever has more to tell sends a reset. The signature is of the whole body, so strangers can make us read so much. */
const mostBytes = 4 * 1024 * 1024;
const mostAtOnce = 8;

export function createIngest({ ingest }: IngestOptions): Internal {
  let underWay = 0;
  return (asked, request, response) => {
    const name = path.exec(asked)?.[1];
    const take = name === undefined ? undefined : ingest(name.toLowerCase());
    if (!take) return false;
    const refuse = (status: number, code: string, message: string, headers: Record<string, string> = {}) =>
      respond(response, status, json, JSON.stringify({ error: { code, message } }), headers);
    if (request.method !== 'POST') {
      refuse(405, 'METHOD_NOT_ALLOWED', 'Use POST.', { allow: 'POST' });
    } else if (underWay >= mostAtOnce) {
      refuse(429, 'LIMIT_EXCEEDED', 'Too many posts at once: send one after the other.', { connection: 'close' });
    } else {
      underWay++;
      response.once('close', () => underWay--);
      const signature = request.headers['x-clientele-signature'] as string | undefined;
      const onText = (text: string) => {
        const { status, body } = take(text, signature);
        respond(response, status, json, JSON.stringify(body));
      };
      readBody(request, mostBytes, onText, (error) =>
        refuse(413, 'PAYLOAD_TOO_LARGE', String((error as Error).message), { connection: 'close' }),
      );
    }
    return true;
  };
}
