// Who takes part: how each server is started, when it is ready and how it is asked.
import { resolve } from 'node:path';
import type { SharedOptions } from './command-line.ts';
import { clienteleDocuments, type OperationName, postgraphileDocuments } from './operations.ts';
import type { Program } from './server-process.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Contestant extends Program {
  readonly title: string;
  readonly request: (operation: OperationName, companyId: string) => HttpRequest;
}

/** Clientele's own server. Peers log nothing, so a line for each request would be work that they do not do. */
export function ours({ checkout, poolMax, oursEnv }: SharedOptions, databaseUrl: string): Program {
  return {
    name: 'ours',
    args: [resolve(checkout, 'src/main.ts'), 'origin'],
    cwd: checkout,
    env: { DATABASE_URL: databaseUrl, POOL_MAX: String(poolMax), LOG_LEVEL: 'warn', ...oursEnv },
    readyPath: '/readyz',
  };
}

export function createContestants(options: SharedOptions): Contestant[] {
  const { databaseUrl, tenantId, apiKey, poolMax } = options;
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
      ...ours(options, databaseUrl),
      title: 'Clientele',
      request: (operation, id) => {
        const request = clienteleDialect(operation, id);
        // Its cache stays out of it: what is measured is a question that no cache answers.
        const own = { authorization: `Bearer ${apiKey}`, 'cache-control': 'no-store' };
        return { ...request, headers: { ...request.headers, ...own } };
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

export function graphql(query: string, variables: Readonly<Record<string, unknown>> | undefined): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  };
}
