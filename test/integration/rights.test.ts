// What a viewer gets is what an administrator gets of the rows and columns that the viewer may see: for random rights, rows and
// queries, executed and from a cache, at an origin and through an edge.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExecutor } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { createSchema } from '../../src/api/schema.ts';
import { holds } from '../../src/auth/rights.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { type EdgeScene, startEdgeScene } from '../support/edge-scene.ts';
import { mayBeAsked } from '../support/may-be-asked.ts';
import { type Query, queryArbitrary, type RenderedQuery, render } from '../support/operations.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRandom } from '../support/random.ts';
import {
  createRightsScene,
  mirrorViewer,
  type RightsScene,
  randomSight,
  type SightedCaller,
} from '../support/rights-scene.ts';
import { allOfThem, themesOf } from '../support/values.ts';
import { type Write, writeArbitrary } from '../support/writes.ts';

const seed = 20_261_123;
const scenes = 6;
const viewersInScene = 4;
const testMs = 240_000;

interface TestError {
  readonly path?: readonly (string | number)[];
  readonly message: string;
  readonly extensions: { readonly code: string; readonly scope?: string };
}

interface Answer {
  readonly data: unknown;
  readonly errors: readonly TestError[];
}

const schema: GraphQLSchema = createSchema();
let database: TestDatabase;
let sql: pg.Pool;
let pool: Pool;
let rights: RightsScene;
let edges: EdgeScene;
const asked = new Set<string>();
const counts = { answers: 0, refusals: 0, hits: { origin: 0, edge: 0 }, gone: 0 };

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 1 });
  pool = createPool({ url: database.url, max: 4 });
  rights = await createRightsScene(database.url);
  edges = await startEdgeScene(database.url, sql);
});

afterAll(async () => {
  await edges?.stop();
  await Promise.all([rights?.stop(), pool?.end(), sql?.end()]);
  await database?.drop();
});

/** About the viewer itself: of no rows that a mirror could have. And what the planner guesses is of all tenants. */
const isAboutRows = ({ text, coordinates }: RenderedQuery) =>
  !coordinates.has('Query.viewer') && !text.includes('ESTIMATE');

const scene = fc.noBias(
  fc
    .noShrink(
      fc
        .tuple(fc.constantFrom(...allOfThem.filter(({ typename }) => typename)), fc.nat(11))
        .chain(([table, from]) => fc.constantFrom(...themesOf(table, from))),
    )
    .chain((theme) =>
      fc.record({
        writes: fc.array(writeArbitrary(theme), { maxLength: 5 }),
        queries: fc.array(queryArbitrary(schema, theme), { minLength: 16, maxLength: 16 }),
        later: fc.array(writeArbitrary(theme), { minLength: 1, maxLength: 3 }),
      }),
    ),
);

async function ask(
  port: number,
  node: 'origin' | 'edge',
  { key }: SightedCaller,
  query: RenderedQuery,
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: query.text, variables: query.variables }),
  });
  if (response.headers.get('cache-status')?.includes('hit')) counts.hits[node]++;
  const { data = null, errors = [] } = (await response.json()) as Partial<Answer>;
  return { data, errors };
}

const operations = createOperations(schema);

async function askMirror({ text, variables }: RenderedQuery): Promise<Answer> {
  const operation = operations.find(text, null);
  if ('errors' in operation) throw new Error(`the grammar made a wrong query: ${text}`);
  const execute = createExecutor({ schema, pool, report: (error) => expect.fail(String(error)) });
  const { data, errors = [] } = await execute({ operation, variables, viewer: mirrorViewer });
  return JSON.parse(JSON.stringify({ data: data ?? null, errors })) as Answer;
}

/** The data with null at the path; a path that is not there changes nothing. */
function withNull(data: unknown, path: readonly (string | number)[]): void {
  const [last, ...way] = path.toReversed();
  let at = data as Record<string | number, unknown> | null;
  for (const step of way.toReversed()) at = (at?.[step] ?? null) as typeof at;
  if (at && last !== undefined && last in at) at[last] = null;
}

const pathOf = (path: TestError['path']) => (path ?? []).join('.');

/** Refusals name a scope that the viewer lacks, and take away what they stand at and nothing else. */
function expected(mirrored: Answer, refusals: readonly TestError[], { sight }: SightedCaller): Answer {
  const data = structuredClone(mirrored.data);
  for (const { path, extensions, message } of refusals) {
    expect(holds(sight.scopes, extensions.scope!), message).toBe(false);
    withNull(data, path ?? []);
  }
  const refused = refusals.map(({ path }) => pathOf(path));
  const errors = mirrored.errors.filter(
    ({ path }) => !refused.some((prefix) => pathOf(path) === prefix || pathOf(path).startsWith(`${prefix}.`)),
  );
  return { data, errors: sorted(errors) };
}

/** Without locations, which depend on the executor, and in an order that does not depend on time. */
const sorted = (errors: readonly TestError[]): TestError[] =>
  errors
    .map(({ path = [], message, extensions }) => ({ path, message, extensions }))
    .sort((a, b) => (pathOf(a.path) + a.message < pathOf(b.path) + b.message ? -1 : 1));

const isRefusal = ({ extensions }: TestError) => extensions.code === 'FORBIDDEN';

async function compare(caller: SightedCaller, queries: readonly RenderedQuery[]): Promise<void> {
  const [origin, edge] = [edges.origin.port, edges.edges[0]!.port];
  const isThere = await rights.reflect(caller.sight);
  await edges.caughtUp();
  for (const query of queries) {
    const answers = [];
    for (const [node, port] of [
      ['origin', origin],
      ['edge', edge],
      ['origin', origin],
      ['edge', edge],
    ] as const)
      answers.push(await ask(port, node, caller, query));
    if (!isThere) {
      counts.gone++;
      for (const { data, errors } of answers)
        expect([data, errors[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
      continue;
    }
    const mirrored = await askMirror(query);
    const context = `${JSON.stringify(caller.sight)}\n${query.text}\n${JSON.stringify(query.variables)}`;
    for (const { data, errors } of answers) {
      counts.answers++;
      const refusals = errors.filter(isRefusal);
      counts.refusals += refusals.length;
      const others = sorted(errors.filter((error) => !isRefusal(error)));
      expect({ data, errors: others }, context).toEqual(expected(mirrored, refusals, caller));
    }
  }
}

async function play(
  callers: readonly SightedCaller[],
  parts: { writes: readonly Write[]; queries: readonly Query[]; later: readonly Write[] },
) {
  const queries = parts.queries
    .map(render)
    .filter(isAboutRows)
    .filter(({ text }) => mayBeAsked(text));
  for (const { coordinates } of queries) for (const coordinate of coordinates) asked.add(coordinate);
  await rights.reset(parts.writes);
  for (const caller of callers) await compare(caller, queries);
  // What is kept by now must not outlive a change of rows, owners or teams.
  for (const write of parts.later) await rights.commit(write);
  for (const caller of callers) await compare(caller, queries);
}

it('a viewer gets what an administrator gets of what the viewer may see', { timeout: testMs }, async () => {
  const random = createRandom(seed);
  await rights.reset([]);
  for (const [at, parts] of fc.sample(scene, { seed, numRuns: scenes }).entries()) {
    const sights = Array.from({ length: viewersInScene }, () => randomSight(random));
    const callers = await Promise.all(sights.map(rights.caller));
    await play(callers, parts).catch((error: unknown) => {
      throw new Error(`scene ${at}: ${error instanceof Error ? error.message : error}`, { cause: error });
    });
  }
  console.info(JSON.stringify(counts));
});

it('some of it was refused, and some came from the caches of both', () => {
  expect(counts.refusals).toBeGreaterThan(100);
  expect(counts.hits.origin).toBeGreaterThan(100);
  expect(counts.hits.edge).toBeGreaterThan(100);
});

it('every list was asked for', () => {
  const lists = allOfThem.flatMap(({ scope }) => scope ?? []).filter((scope) => !asked.has(`Query.${scope}`));
  expect(lists).toEqual([]);
});
