// A tenant behind an origin with a console, and what its operators are told.
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import type { RequestRecord } from '../../src/observability/request-log.ts';
import { createTenant, pepper, type TestTenant } from './api.ts';
import { openConsoleStream, operatorKey } from './console-stream.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export interface ConsoleScene {
  readonly database: TestDatabase;
  readonly tenant: TestTenant;
  readonly url: string;
  /** Another origin over the same database. */
  start(env?: Readonly<Record<string, string>>): Promise<RunningOrigin>;
  /** As clients ask, who take what is kept. The body of the answer. */
  ask(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** Who opens the console is told at once what was asked lately. */
  recent(): Promise<readonly RequestRecord[]>;
  /** The last one of this operation with that outcome. */
  told(label: string, outcome: string): Promise<RequestRecord>;
  stop(): Promise<void>;
}

export async function startConsoleScene(): Promise<ConsoleScene> {
  const database = await createTestDatabase();
  const tenant = await createTenant(database.url, 'Ours');
  const start: ConsoleScene['start'] = (env = { OPERATOR_KEY: operatorKey }) =>
    startOrigin({
      config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '2', CACHE_MB: '1', ...withoutLimits, ...env }),
      databaseUrl: database.url,
      pepper,
      graphiql: null,
    });
  const origin = await start();
  const url = `http://127.0.0.1:${origin.port}`;

  async function recent() {
    const stream = await openConsoleStream(url);
    const { requests } = await stream.find(() => true);
    await stream.close();
    return requests;
  }

  return {
    database,
    tenant,
    url,
    start,
    async ask(query, variables = {}, headers = {}) {
      // On a busy machine the node may have been blind for a moment, which is another reason than the one that is meant.
      await until(origin.cache.isLive, { withinMs: 20_000, what: 'that the node is live' });
      const all = { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}`, ...headers };
      const body = JSON.stringify({ query, variables });
      return (await fetch(`${url}/graphql`, { method: 'POST', headers: all, body })).text();
    },
    recent,
    async told(label, outcome) {
      const all = await recent();
      const found = all.findLast((each) => each.operation?.label === label && each.outcome === outcome);
      if (!found) throw new Error(`no ${outcome} of ${label} among ${JSON.stringify(all)}`);
      return found;
    },
    async stop() {
      await origin.stop();
      await database.drop();
    },
  };
}
