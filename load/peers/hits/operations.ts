// What is asked again and again: P1, P2 and P3 of operations.ts, each with a few different variables in turn, so that no server can
// have one answer ready.
import type { CachedContestant } from '../cached-peers.ts';
import { graphql, type HttpRequest } from '../contestants.ts';
import { clienteleDocuments, type OperationName } from '../operations.ts';
import type { Server } from '../server-process.ts';

const variants = 4;

/** The sizes whose answers measure 25 KB and 165 KB in the large seed. */
const sizes = { P2: 22, P3: 82 } as const;

/** The same for all servers. Those that know no keys ignore it, but read it as Clientele does. */
export function requestsOf(
  operation: OperationName,
  companyIds: readonly string[],
  apiKey: string | undefined,
): HttpRequest[] {
  return Array.from({ length: variants }, (_, at) => {
    const request =
      operation === 'P1'
        ? graphql(clienteleDocuments.P1, { id: companyIds[at] })
        : graphql(sized(operation), { first: sizes[operation] - at });
    return { ...request, headers: { ...request.headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) } };
  });
}

function sized(operation: 'P2' | 'P3'): string {
  return clienteleDocuments[operation]
    .replace(`query ${operation} `, `query ${operation}($first: Int!) `)
    .replace(/companies\(first: \d+\)/, 'companies(first: $first)');
}

export interface Told {
  readonly text: string;
  readonly value: unknown;
  readonly isHit: boolean;
}

export async function ask({ origin, contestant }: Server<CachedContestant>, request: HttpRequest): Promise<Told> {
  const { path, ...init } = request;
  const response = await fetch(origin + path, init);
  const text = await response.text();
  const { data, errors } = response.ok ? JSON.parse(text) : {};
  if (errors || !data)
    throw new Error(`${contestant.name} did not answer: HTTP ${response.status} ${text.slice(0, 500)}`);
  return { text, value: data, isHit: /^clientele(-edge)?; hit/.test(response.headers.get('cache-status') ?? '') };
}
