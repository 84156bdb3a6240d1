// Traces as a collector gets them: from an edge to its origin to PostgreSQL. They are sent when a process stops, at the latest.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge } from '../../src/commands/edge.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { edgeKey } from '../support/edge-scene.ts';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { withoutLimits } from '../support/without-limits.ts';

let database: TestDatabase;
let tenant: TestTenant;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTenant(database.url, 'Ours');
});
afterAll(() => database?.drop());

interface Asked {
  readonly query: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

/** Asks through an edge, stops both, and answers the spans that they sent. */
async function traced(env: Record<string, string>, work: (ask: (asked: Asked) => Promise<string>) => Promise<void>) {
  const collector = await startOtlpReceiver();
  const config = readConfig({
    ...withoutLimits,
    ...{ PORT: '0', LOG_LEVEL: 'silent', EDGE_KEY: edgeKey, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env },
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector=ours',
  });
  const origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null });
  const edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  try {
    await until(() => edge.cache.isLive());
    await work(async ({ query, variables, headers }) => {
      const response = await fetch(`http://127.0.0.1:${edge.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}`, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return response.text();
    });
  } finally {
    await origin.stop();
    await edge.stop();
    await collector.stop();
  }
  return collector;
}

const traceparent = (digit: string, flags = '01') => ({
  traceparent: `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`,
});

/** A trace as lines: each span under its parent, with what tells of it. */
function drawn(spans: readonly ReceivedSpan[], digit: string): string[] {
  const ours = spans.filter(({ traceId }) => traceId === digit.repeat(32));
  const under = (parent: string, depth: number): string[] =>
    ours
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap((span) => {
        const told = span.attributes['clientele.outcome'] ?? span.attributes['clientele.cache'];
        const name = `${span.name}${told ? `: ${told}` : ''}${span.isFailed ? '!' : ''}`;
        const line = span.attributes['http.route'] ? `${span.service} ${name}` : name;
        return ['  '.repeat(depth) + line, ...under(span.spanId, depth + 1)];
      });
  return under(digit.repeat(16), 0);
}

describe('a trace', () => {
  it('joins edge, origin and SQL: of a miss, a hit, an error and a mutation', async () => {
    const query =
      'query Some($name: String) { companies(first: 1, filter: { name: { eq: $name } }) { nodes { name owner { name } } } }';
    const variables = { name: 'variable-secret' };
    const { spans, headers } = await traced({}, async (ask) => {
      await ask({ query, variables, headers: traceparent('a') });
      await ask({ query, variables, headers: traceparent('b') });
      await onServer(database.url, (sql) => sql.query('alter table product rename to product_away'));
      await ask({ query: '{ products(first: 1) { nodes { name } } }', headers: traceparent('c') });
      await onServer(database.url, (sql) => sql.query('alter table product_away rename to product'));
      const mutation = 'mutation Add { createCompany(input: { name: "literal-secret" }) { id name } }';
      await ask({ query: mutation, headers: traceparent('d') });
    });
    expect(headers[0]).toBe('ours');
    const [miss, hit, error, write] = ['a', 'b', 'c', 'd'].map((digit) => drawn(spans, digit));
    expect(miss!.slice(0, 6)).toEqual([
      'clientele-edge POST /graphql: miss',
      '  clientele-origin POST /graphql: miss',
      '    prepare',
      '    query Some: miss',
      '      wait for a turn',
      '      execute',
    ]);
    expect(miss!.slice(6).length, 'statements').toBeGreaterThan(0);
    for (const line of miss!.slice(6)) expect(line).toMatch(/^ {8}[\w.]+$/);
    expect(hit).toEqual(['clientele-edge POST /graphql: hit']);
    expect(error).toContainEqual(expect.stringMatching(/^ {4}query: miss!$/));
    expect(error!.at(-1)).toMatch(/^ {8}\S+!$/);
    expect(write!.slice(0, 4)).toEqual([
      'clientele-edge POST /graphql: mutation',
      '  clientele-origin POST /graphql: mutation',
      '    prepare',
      '    mutation Add',
    ]);
    const all = JSON.stringify(spans);
    expect(all).not.toMatch(/(?:literal|variable)-secret/);
    expect(all).not.toContain(tenant.key);
    const statement = spans.find(({ attributes }) => attributes['db.query.text'] !== undefined)!;
    expect(statement.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'clientele.database': 'primary',
      'db.query.text': expect.stringContaining('$1'),
    });
    expect(spans.find(({ isFailed, attributes }) => isFailed && attributes['db.query.text'])!.attributes).toMatchObject(
      {
        'error.type': '42P01',
      },
    );
  });

  it('is sampled as its first span says; those that begin here by their share', async () => {
    const { spans } = await traced({ OTEL_TRACES_SAMPLER_ARG: '0' }, async (ask) => {
      await ask({ query: '{ companies(first: 2) { nodes { name } } }' });
      await ask({ query: '{ companies(first: 3) { nodes { name } } }', headers: traceparent('e', '00') });
      await ask({ query: '{ companies(first: 4) { nodes { name } } }', headers: traceparent('f', '01') });
      await ask({ query: '{ companies(first: 5) { nodes { name } } }', headers: { traceparent: 'nonsense' } });
    });
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['f'.repeat(32)]));
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['clientele-edge', 'clientele-origin']));
  });

  it('begins here where none came, and goes on at the origin', async () => {
    const { spans } = await traced(
      {},
      async (ask) => void (await ask({ query: '{ companies(first: 6) { nodes { name } } }' })),
    );
    const [first, ...others] = spans.filter(({ parentSpanId }) => parentSpanId === '');
    expect([first!.service, others]).toEqual(['clientele-edge', []]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([first!.traceId]));
  });

  it('is lost, and nothing else, when the collector is away', async () => {
    const collector = await startOtlpReceiver();
    await collector.stop();
    const beganMs = performance.now();
    await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, async (ask) => {
      expect(await ask({ query: '{ companies(first: 7) { nodes { name } } }' })).not.toContain('errors');
    });
    expect(performance.now() - beganMs, 'two processes that stop').toBeLessThan(9_000);
  });
});

it('without OTEL_EXPORTER_OTLP_ENDPOINT nothing of OpenTelemetry is loaded', async () => {
  const script = (env: object, commands: readonly string[]) => `
    const { startTracing } = await import('./src/commands/tracing.ts');
    const { readConfig } = await import('./src/config.ts');
    for (const command of ${JSON.stringify(commands)}) await import('./src/commands/' + command + '.ts');
    const tracer = await startTracing(readConfig(${JSON.stringify(env)}), 'origin', '');
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /@opentelemetry.(?:sdk|exporter)/.test(path));
    console.log(JSON.stringify([tracer !== null, loaded.length > 0]));
    await tracer?.stop();`;
  const run = async (env: object, commands: readonly string[] = []) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      script(env, commands),
    ]);
    return JSON.parse(stdout) as unknown;
  };
  expect(await run({}, ['origin', 'edge'])).toEqual([false, false]);
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toEqual([true, true]);
});
