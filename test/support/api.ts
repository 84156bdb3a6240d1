// The product as a client meets it: a real origin on a free port, over a database with two tenants and a key of each.
// Invariant: stop() fails when a connection to the database was left open.
import { createExecutor, type Finished } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { createSchema, createSubgraphSchema } from '../../src/api/schema.ts';
import { viewerOf } from '../../src/auth/rights.ts';
import { insertKey } from '../../src/commands/key-row.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createPool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { gatewayLimits } from '../../src/limits/limits.ts';
import { createTestDatabase, onServer } from './postgres.ts';
import { withoutLimits } from './without-limits.ts';

const everything = { scopes: ['*'], visibility: 'all', userId: null, teamId: null } as const;

export interface TestTenant {
  readonly id: string;
  readonly name: string;
  readonly key: string;
}

export interface TestError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
}

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data | null;
  /** Empty when there are none. */
  readonly errors: readonly TestError[];
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
}

export interface Measured<Data> extends Finished {
  readonly data: Data | null;
  readonly errors: readonly TestError[];
}

export type Variables = Readonly<Record<string, unknown>>;

interface AskOptions {
  /** An API key; null: no credential. @default the key of the first tenant */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi {
  /** Of the origin, without a path. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly tenants: readonly [TestTenant, TestTenant];
  /** Over HTTP, whatever comes back. */
  query<Data = unknown>(document: string, variables?: Variables, options?: AskOptions): Promise<Answer<Data>>;
  /** Over HTTP; throws unless there is data and no error. */
  ask<Data>(document: string, variables?: Variables, options?: AskOptions): Promise<Data>;
  /** Through the executor alone, with SQL statements (without begin and commit) and tags counted. */
  measure<Data = unknown>(document: string, variables?: Variables, tenant?: TestTenant): Promise<Measured<Data>>;
  /** As a superuser, past row-level security. */
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export const pepper = 'pepper of the tests, 32 characters long';

interface ApiOptions {
  /** Connections of the origin. @default 4 */
  readonly poolMax?: number;
  readonly graphiql?: boolean;
  /** Opens the fields of federation, which `measure` then knows too. */
  readonly gatewayKey?: string;
  /** More of the environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startApi({
  poolMax = 4,
  graphiql = false,
  gatewayKey,
  settings,
}: ApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const own = { ...withoutLimits, POOL_MAX: String(poolMax), GATEWAY_KEY: gatewayKey };
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', ...own, ...settings });
  const tenants = [await createTenant(database.url, 'Ours'), await createTenant(database.url, 'Theirs')] as const;
  const origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: graphiql ? {} : null });
  const url = `http://127.0.0.1:${origin.port}`;
  const admin = createPool({ url: database.url, role: 'none', max: 2 });
  const pool = createPool({ url: database.url, max: 2 });
  const schema = gatewayKey === undefined ? createSchema() : createSubgraphSchema();
  const operations = createOperations(schema, { limits: gatewayLimits });

  const query: TestApi['query'] = async (document, variables = {}, { key = tenants[0].key, headers = {} } = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-clientele-consistency': 'strong', // tests also write past the API, where no token comes back
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: JSON.stringify({ query: document, variables }),
    });
    const text = await response.text();
    const body = parse(text);
    return {
      status: response.status,
      data: body.data ?? null,
      errors: body.errors ?? [],
      headers: response.headers,
      text,
    } as never;
  };

  return {
    url,
    databaseUrl: database.url,
    tenants,
    query,
    async ask<Data>(document: string, variables?: Variables, options?: AskOptions) {
      const { data, errors, text } = await query<Data>(document, variables, options);
      if (data === null || errors.length > 0)
        throw new Error(`${text}\nto ${document}\nwith ${JSON.stringify(variables)}`);
      return data;
    },
    async measure<Data>(document: string, variables: Variables = {}, tenant = tenants[0]) {
      const operation = operations.find(document, null);
      if ('errors' in operation) throw new Error(operation.errors.join('\n'));
      let finished: Finished = { statements: 0, tags: new Set(), extent: { columns: new Map(), bounds: new Map() } };
      const execute = createExecutor({
        schema,
        pool,
        report: (error) => console.error(error),
        onFinished: (found) => (finished = found),
      });
      const outcome = await execute({
        operation,
        variables,
        viewer: viewerOf(tenant.id, 'test', everything),
      });
      return { data: (outcome.data ?? null) as Data | null, errors: (outcome.errors ?? []) as never, ...finished };
    },
    sql: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await admin.query(text, [...values])).rows as Row[],
    async stop() {
      await origin.stop();
      await Promise.all([admin.end(), pool.end()]);
      await database.drop();
    },
  };
}

/** A tenant and a key that may do and see everything in it. */
export async function createTenant(databaseUrl: string, name: string): Promise<TestTenant> {
  const id = newId();
  return onServer(databaseUrl, async (client) => {
    await client.query('insert into tenant (id, name) values ($1, $2)', [id, name]);
    const { key } = await insertKey(client, { tenantId: id, name: `key of ${name}`, pepper, environment: 'live' });
    return { id, name, key };
  });
}

function parse(text: string): { data?: unknown; errors?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
