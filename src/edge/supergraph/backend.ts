// The back end of an edge before several subgraphs: misses are executed by the gateway, and kept with what all of them said.
// Invariant: nothing runs for a viewer that is not known here; and what the edge knows to be outdated, some cache behind it having
// answered, is asked for once more without those caches.

import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Authenticator, Viewer } from '../../auth/verdicts.ts';
import type { Answer, Reading } from '../../cache/entry.ts';
import { keysOf } from '../../cache/key.ts';
import type { Sources } from '../../cache/sources.ts';
import { readBody } from '../../http/body.ts';
import { directionsOf, positionHeaders } from '../../http/directions.ts';
import { type Params, parseAddress, parseBody } from '../../http/params.ts';
import { securityHeaders } from '../../http/security-headers.ts';
import type { Documents } from '../../persisted/documents.ts';
import { type Asked, type AskedQuestion, Away, type Backend, directionHeaders, longestKept } from '../backend.ts';
import type { KindOf } from '../operation-kind.ts';
import type { Reply } from '../origin.ts';
import { forgotten } from '../unanswered.ts';
import type { Gateway } from './gateway.ts';
import { readingOf } from './reading.ts';
import type { Asking, Subgraph } from './subgraph.ts';

export interface SupergraphBackendOptions {
  readonly gateway: Gateway;
  /** For what our subgraph answers alone: the origin, as any edge asks it. */
  readonly proxy: Pick<Backend, 'buildId' | 'question' | 'write'>;
  readonly isOurs: (query: string) => boolean;
  readonly subgraphs: readonly Subgraph[];
  /** The SDL: with the code of all subgraphs it is what an answer depends on besides data and viewer. */
  readonly supergraph: string;
  readonly sources: Pick<Sources, 'first' | 'isOfNow' | 'isValid'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly documents: Pick<Documents, 'find'>;
  readonly kindOf: KindOf;
}

type Headers = Asking['headers'];

/** As at the origin, which refuses what is longer. */
const maxBodyBytes = 256 * 1024;

export function createSupergraphBackend(options: SupergraphBackendOptions): Backend {
  const { gateway, proxy, isOurs, subgraphs, supergraph, sources, authenticator, documents, kindOf } = options;
  const buildId = createBuildId(supergraph, subgraphs);

  function isOutdated(reading: Reading | null, tenantId: string): boolean {
    if (!reading || reading.isExecuted || reading.identity === null) return false;
    const { identity, position, tags, parts } = reading;
    const stamp = { identity, tenantId, tags, position, verified: -1, parts };
    return sources.isOfNow(stamp) && !sources.isValid(stamp);
  }

  async function ask(params: Params, accept: string | undefined, who: Omit<Asking, 'answers'>) {
    const { table } = sources.first;
    const before = { identity: table.identity(), position: table.position() };
    const asking: Asking = { ...who, answers: [] };
    const { reply, result } = await gateway.ask(params, asking, accept);
    const isWhole = reply.status === 200 && result.errors === undefined;
    return { asking, reply, result, reading: isWhole ? readingOf(asking, before) : null };
  }

  function question({ request, viewer, params, keys, text, isStrong }: Asked): AskedQuestion {
    const { authorization, accept } = request.headers;
    let asked: Params | null = { ...params, extensions: null };
    let headers: Headers = consistencyOf(request);
    let isFresh = isStrong || !directionsOf(request).mayServe;
    const isLong = text.length > longestKept;

    async function run(): Promise<Answer> {
      if (!asked) throw forgotten();
      const who = { viewer, authorization, headers, isFresh };
      let told = await ask(asked, accept, who);
      if (isOutdated(told.reading, viewer.tenantId)) told = await ask(asked, accept, { ...who, isFresh: true });
      const { asking, reply, reading } = told;
      if (asking.answers.some(({ isAway }) => isAway)) throw new Away(reply);
      return { body: reading ? reply.body : null, reading, made: reply };
    }

    return {
      tenantId: viewer.tenantId,
      key: keys.shared,
      personalKey: keys.personal,
      run,
      forget() {
        headers = {};
        isFresh = false;
        if (isLong) asked = null;
      },
    };
  }

  /** Kept under keys of this edge, with the code of all subgraphs; the origin knows its own. */
  function questionOfOurs(asked: Asked): AskedQuestion {
    return proxy.question({ ...asked, originKeys: keysOf(proxy.buildId(), asked.viewer, asked.params) });
  }

  async function write(request: IncomingMessage, _: string, params: Params, viewer: Viewer): Promise<Reply> {
    const { authorization, accept, 'idempotency-key': key } = request.headers;
    const headers = { ...consistencyOf(request), 'idempotency-key': key as string | undefined };
    const { asking, reply, result } = await ask(params, accept, { viewer, authorization, headers, isFresh: false });
    const written = writtenBy(asking);
    if (!written) return reply;
    const body = JSON.stringify({ ...result, extensions: { ...result.extensions, position: written } });
    return { ...reply, headers: { ...reply.headers, ...positionHeaders(request, written) }, body: Buffer.from(body) };
  }

  return {
    buildId,
    question: (asked) => (isOurs(asked.params.query) ? questionOfOurs : question)(asked),
    write: (...asked) => (isOurs(asked[2].query) ? proxy : { write }).write(...asked),
    async pass(request, response, body, before) {
      const { authorization, accept } = request.headers;
      const viewer = await authenticator.authenticate(authorization);
      const asking = { viewer, authorization, headers: consistencyOf(request), isFresh: false, answers: [] };
      const isGet = request.method === 'GET';
      const asked = isGet ? parseAddress(request.url ?? '') : parseBody(body ?? (await bodyOf(request)));
      const { text: query } = await documents.find(asked);
      const { operationName, variables } = asked;
      kindOf(query, operationName); // throws for what is beyond bounds; the gateway has none
      const answer = await gateway.pass({ isGet, query, operationName, variables, accept }, asking);
      const written = writtenBy(asking);
      const position = written ? positionHeaders(request, written) : {};
      await before(position);
      send(response, answer, position);
    },
  };
}

/** For our subgraph: what the client has written, and whether it wants what is newest. */
function consistencyOf(request: IncomingMessage): Headers {
  const { cookie: _, pragma: __, 'cache-control': ___, ...rest } = directionHeaders(request);
  return rest;
}

/** Null: nothing was written, or by subgraphs that say nothing of it. */
function writtenBy({ answers }: Asking): string | null {
  const tokens = answers.flatMap(({ token }) => token ?? []);
  return tokens.length > 0 ? tokens.join(', ') : null;
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => readBody(request, maxBodyBytes, resolve, reject));
}

function send(response: ServerResponse, { status, headers, body }: Response, more: Record<string, string>): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...Object.fromEntries(headers), ...securityHeaders, ...more });
  if (!body) return void response.end();
  // The gateway's responses are its own, whose bodies `Readable.fromWeb` waits for in vain; they can be iterated like others.
  const stream = Readable.from(body);
  stream.once('error', () => response.destroy());
  response.once('close', () => stream.destroy());
  stream.pipe(response);
}

/** Of the supergraph and of all who answer; made anew when one of them says another than before. */
function createBuildId(supergraph: string, subgraphs: readonly Subgraph[]): () => string {
  const schema = hash('sha256', supergraph, 'base64url');
  let builds: string[] | null = null;
  let made = '';
  return () => {
    if (builds?.every((build, at) => build === subgraphs[at]!.buildId())) return made;
    builds = subgraphs.map((subgraph) => subgraph.buildId());
    made = hash('sha256', JSON.stringify([schema, ...builds]), 'base64url').slice(0, 22);
    return made;
  };
}
