// One subgraph as the gateway asks it: with the key and the viewer, and with what it says beside its answer taken note of.
// Invariant: a client's own credential goes to our subgraph alone; what a subgraph says about caching reaches no client.
import { print } from 'graphql';
import type { z } from 'zod';
import type { Viewer } from '../../auth/verdicts.ts';
import { printToken } from '../../cache/token.ts';
import { type Description, description, parse, writing } from '../contract.ts';
import type { OriginClient, Reply } from '../origin.ts';

export interface Subgraph {
  readonly name: string;
  readonly client: Pick<OriginClient, 'ask'>;
  readonly path: string;
  /** Sent as `x-clientele-gateway`. */
  readonly key: string | undefined;
  /** The one that knows the viewers. */
  readonly isOurs: boolean;
  /** Whether the node hears of its writes. */
  readonly isFollowed: boolean;
  readonly maxAgeMs: number;
  readonly isPublic: boolean;
  /** The code that answers, as it says itself; ''. */
  readonly buildId: () => string;
}

/** A request of a client on its way through the subgraphs. */
export interface Asking {
  readonly viewer: Viewer;
  readonly authorization: string | undefined;
  /** What of the client's own headers is meant for subgraphs. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Only what is newest: no cache of a subgraph will do. */
  readonly isFresh: boolean;
  /** In the order in which they came. */
  readonly answers: SubgraphAnswer[];
}

export interface SubgraphAnswer {
  readonly subgraph: Subgraph;
  /** Null: it says nothing, or the answer is not whole. */
  readonly description: Description | null;
  /** It could not be asked. */
  readonly isAway: boolean;
  readonly isWrite: boolean;
  /** What it wrote, as a token; null: it does not say. */
  readonly token: string | null;
}

export interface Request {
  readonly document: Parameters<typeof print>[0];
  readonly variables?: unknown;
  readonly operationName?: string | undefined;
  readonly isMutation: boolean;
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly Problem[];
}

interface Problem {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const askWithinMs = 15_000;

export async function askSubgraph(subgraph: Subgraph, request: Request, asking: Asking): Promise<Result> {
  const { client, path } = subgraph;
  const { document, variables, operationName, isMutation } = request;
  const note = (answer: Partial<SubgraphAnswer>) => {
    const nothing = { description: null, isAway: false, isWrite: isMutation, token: null };
    asking.answers.push({ subgraph, ...nothing, ...answer });
  };
  try {
    const reply = await client.ask({
      method: 'POST',
      path,
      headers: headersFor(subgraph, asking),
      body: JSON.stringify({ query: print(document), variables, operationName }),
      timeoutMs: askWithinMs,
      mayRepeat: !isMutation,
    });
    const { data, errors, extensions } = JSON.parse(reply.body.toString());
    const isWhole = data != null && !errors?.length;
    note({
      isAway: reply.status === 502 || reply.status === 503,
      description: isWhole && !isMutation ? told(description, extensions?.cache) : null,
      token: isMutation ? tokenOf(reply, extensions?.cache) : null,
    });
    return { data, errors };
  } catch {
    note({ isAway: true });
    const message = isMutation
      ? `The subgraph ${subgraph.name} did not answer: what was asked of it may have happened.`
      : `The subgraph ${subgraph.name} does not answer now; try again.`;
    const extensions = { code: 'UNAVAILABLE', subgraph: subgraph.name, ...(!isMutation && { retryable: true }) };
    return { data: null, errors: [{ message, extensions }] };
  }
}

function headersFor(
  { isOurs, key }: Subgraph,
  { viewer, authorization, headers, isFresh }: Asking,
): Readonly<Record<string, string | undefined>> {
  const { tenantId, subject, scopes, visibility, userId, teamId } = viewer;
  const told = { tenantId, subject, scopes, visibility, userId, teamId };
  const who = isOurs ? { authorization } : { 'x-clientele-viewer': JSON.stringify(told) };
  const isNewest =
    isFresh || headers['x-clientele-after'] !== undefined || headers['x-clientele-consistency'] === 'strong';
  return {
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
    'x-clientele-gateway': key,
    ...who,
    ...headers,
    ...((isOurs ? isFresh : isNewest) && { 'cache-control': 'no-cache' }),
  };
}

/** Null for what cannot be read: then the answer is not kept. */
function told<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | null {
  try {
    return value === undefined ? null : parse(schema, value, '`extensions.cache`');
  } catch {
    return null;
  }
}

function tokenOf({ headers }: Reply, cache: unknown): string | null {
  const token = headers['x-clientele-position'];
  if (typeof token === 'string') return token;
  const written = told(writing, cache);
  return written && written.committed.length > 0 ? printToken(written.epoch, written.committed) : null;
}
