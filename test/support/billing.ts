// The subgraph of examples/billing over a database of its own, asked as an edge asks it.
// Invariant: stop() fails when a connection to the database was left open.
import { startBilling } from '../../examples/billing/billing.ts';
import { createPool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTestDatabase } from './postgres.ts';

export const subgraphKey = 'key of the subgraph, 32 characters long';

export const asEdge = { 'x-clientele-edge': subgraphKey };

interface Asked {
  /** @default the tenant of the test */
  readonly tenantId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Told {
  readonly v: number;
  readonly identity: string;
  readonly position: string;
  readonly tags: readonly string[];
  readonly epoch: string;
  readonly committed: readonly number[];
}

export interface BillingAnswer<Data> {
  readonly data: Data | null;
  readonly codes: readonly unknown[];
  /** What it says beside the answer. */
  readonly cache: Told | null;
}

export interface TestBilling {
  readonly url: string;
  readonly databaseUrl: string;
  /** Past the service. */
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  query<Data>(document: string, variables?: object, asked?: Asked): Promise<BillingAnswer<Data>>;
  /** As query; throws unless there is data and no error. */
  ask<Data>(document: string, variables?: object, tenantId?: string): Promise<Data>;
  readonly tenantId: string;
  stop(): Promise<void>;
}

export async function startTestBilling(): Promise<TestBilling> {
  const database = await createTestDatabase({ isEmpty: true });
  const billing = await startBilling({ databaseUrl: database.url, port: 0, key: subgraphKey });
  const url = `http://127.0.0.1:${billing.port}`;
  const admin = createPool({ url: database.url, role: 'none', max: 2 });
  const ours = newId();

  const query: TestBilling['query'] = async <Data>(
    document: string,
    variables: object = {},
    { tenantId = ours, headers = asEdge }: Asked = {},
  ) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-clientele-viewer': JSON.stringify({ tenantId }), ...headers },
      body: JSON.stringify({ query: document, variables }),
    });
    const body = (await response.json()) as {
      data?: Data | null;
      errors?: { extensions: { code: string } }[];
      extensions?: { cache?: Told };
    };
    return {
      data: body.data ?? null,
      codes: (body.errors ?? []).map(({ extensions }) => extensions.code),
      cache: body.extensions?.cache ?? null,
    };
  };

  return {
    url,
    databaseUrl: database.url,
    tenantId: ours,
    query,
    async ask<Data>(document: string, variables: object = {}, tenantId = ours) {
      const answer = await query<Data>(document, variables, { tenantId });
      if (answer.data === null || answer.codes.length > 0) throw new Error(`${JSON.stringify(answer)} to ${document}`);
      return answer.data;
    },
    sql: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await admin.query(text, [...values])).rows as Row[],
    async stop() {
      await billing.stop();
      await admin.end();
      await database.drop();
    },
  };
}
