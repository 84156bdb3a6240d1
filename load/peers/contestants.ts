// Who takes part: how each server is started, when it is ready and how it is asked.
import { resolve } from 'node:path';
import { clienteleDocuments, type OperationName, postgraphileDocuments } from './operations.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Contestant {
  readonly name: string;
  readonly title: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Path that answers 200 once requests are served. Without it any HTTP answer will do. */
  readonly readyPath?: string;
  readonly request: (operation: OperationName, companyId: string) => HttpRequest;
}

export interface ContestantOptions {
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly apiKey: string | undefined;
  /** Further environment of Clientele, for example to turn its caches off. */
  readonly oursEnv: Readonly<Record<string, string>>;
  readonly poolMax: number;
}

export function createContestants({
  databaseUrl,
  tenantId,
  apiKey,
  oursEnv,
  poolMax,
}: ContestantOptions): Contestant[] {
  const peerEnv = { DATABASE_URL: databaseUrl, TENANT_ID: tenantId, POOL_MAX: String(poolMax) };
  const peer = (name: string, title: string, request: Contestant['request']): Contestant => ({
    name,
    title,
    args: [resolve(import.meta.dirname, `servers/${name}.ts`)],
    env: peerEnv,
    request,
  });
  const clienteleDialect: Contestant['request'] = (operation, id) =>
    graphql(clienteleDocuments[operation], operation === 'P1' ? { id } : undefined);

  return [
    {
      name: 'ours',
      title: 'Clientele',
      args: [resolve(import.meta.dirname, '../../src/main.ts'), 'origin'],
      // Peers log nothing, so a line for each request would be work that they do not do.
      env: { DATABASE_URL: databaseUrl, POOL_MAX: String(poolMax), LOG_LEVEL: 'warn', ...oursEnv },
      readyPath: '/readyz',
      request: (operation, id) => {
        const request = clienteleDialect(operation, id);
        return { ...request, headers: { ...request.headers, authorization: `Bearer ${apiKey}` } };
      },
    },
    peer('postgraphile', 'PostGraphile 5', (operation, id) =>
      graphql(postgraphileDocuments[operation], operation === 'P1' ? { tenantId, id } : { tenantId }),
    ),
    peer('mercurius', 'Mercurius (jit, its loaders)', clienteleDialect),
    peer('mercurius-dataloader', 'Mercurius (jit, DataLoader)', clienteleDialect),
    peer('yoga', 'plain Yoga + DataLoader + pg', clienteleDialect),
    peer('sql', 'one SQL statement (no GraphQL)', (operation, id) => ({
      method: 'GET',
      path: operation === 'P1' ? `/P1/${id}` : `/${operation}`,
      headers: {},
      body: null,
    })),
  ];
}

function graphql(query: string, variables: Readonly<Record<string, string>> | undefined): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  };
}
