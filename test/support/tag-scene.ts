// One scene of the tag test: rows, queries, and writes between which all queries are answered again. The property: an answer
// that a committed write changed shares a tag with it (docs/coherence.md). Each scene starts from the same rows, so that a
// failing one can be shrunk and repeated.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { createExecutor, type Finished } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { viewerOf } from '../../src/auth/rights.ts';
import type { Viewer } from '../../src/auth/verdicts.ts';
import { type ChangeRow, taggedOf, tagsOfChanges } from '../../src/changes/row.ts';
import { type Extent, isAside, isOutside } from '../../src/db/bounds.ts';
import type { Change } from '../../src/db/change.ts';
import { createPool } from '../../src/db/pool.ts';
import type { Visibility } from '../../src/db/rights.ts';
import { isRowTag } from '../../src/db/tags.ts';
import { gatewayLimits } from '../../src/limits/limits.ts';
import { type Query, queryArbitrary, type RenderedQuery, render } from './operations.ts';
import { allOfThem, idsOf, ours, type Theme, theirs, themesOf } from './values.ts';
import { crowdText, firstRows, hasCrowd, type Write, writeArbitrary } from './writes.ts';

export interface Scene {
  /** Whose records the one who asks sees. */
  readonly visibility: Visibility;
  /** Tables with a crowd of rows from the start. */
  readonly crowds: readonly string[];
  /** Writes before the first question: so that not all scenes look alike. */
  readonly past: readonly Write[];
  readonly queries: readonly Query[];
  readonly writes: readonly Write[];
}

/** Each scene has a theme, so that its writes and its queries often meet. */
export function sceneArbitrary(schema: GraphQLSchema): fc.Arbitrary<Scene> {
  const about = (theme: Theme, crowds: readonly string[], most: number) =>
    fc.record({
      visibility: fc.constantFrom<Visibility>('all', 'all', 'team', 'own'),
      crowds: fc.constant(crowds),
      past: fc.array(writeArbitrary(theme), { maxLength: 4 }),
      queries: fc.array(queryArbitrary(schema, theme), { minLength: 1, maxLength: 40, size: 'max' }),
      writes: fc.array(writeArbitrary(theme, crowds.length > 0), { minLength: 1, maxLength: most, size: 'max' }),
    });
  // A theme does not shrink: with another one, everything else would be another story.
  const theme = fc.noShrink(
    fc
      .tuple(fc.constantFrom(...allOfThem), fc.nat(11))
      .chain(([table, from]) => fc.constantFrom(...themesOf(table, from))),
  );
  const scene = theme.chain((theme) => {
    const { name } = theme.table;
    const usual = { weight: 12, arbitrary: about(theme, [], 30) };
    return fc.oneof(usual, ...(hasCrowd(name) ? [{ weight: 2, arbitrary: about(theme, [name], 8) }] : []));
  });
  // Without the bias of fast-check to short lists and first values: most scenes would be over before anything met.
  return fc.noBias(scene);
}

export interface Answer {
  /** The data as bytes go out; null if there were errors, which are never kept. */
  readonly bytes: string | null;
  readonly tags: ReadonlySet<string>;
  readonly extent: Extent;
}

/** A query beside a write: what is judged. */
export interface Pair {
  readonly query: RenderedQuery;
  readonly write: Write;
  readonly before: Answer;
  readonly after: Answer;
  readonly changes: readonly ChangeRow[];
  readonly tagsOfWrite: ReadonlySet<string>;
  /** `table.id` of rows that were there before the write. */
  readonly rows: ReadonlySet<string>;
}

/** Whether a change that has the tag in common with an answer leaves it as it is. */
export type Spare = (extent: Extent, tag: string, change: Change) => boolean;

export const isSpared: Spare = ({ columns, bounds }, tag, change) => {
  if (isRowTag(tag)) return isAside(columns.get(change.type), change);
  const within = bounds.get(tag);
  return within !== undefined && isOutside(within, change);
};

/** The tags by which the changes touch the answer, as the cache finds them: docs/coherence.md §2, §3. */
export function touching(
  { tags, extent }: Pick<Answer, 'tags' | 'extent'>,
  changes: readonly ChangeRow[],
  spare: Spare = isSpared,
): Set<string> {
  const found = new Set<string>();
  for (const row of changes) {
    const { change, tags: touched } = taggedOf(row);
    for (const tag of touched) {
      if (tags.has(tag) && !spare(extent, tag, change)) found.add(tag);
    }
  }
  return found;
}

export interface Stage {
  /** Plays a scene; `judge` sees every pair whose two answers are without errors. */
  play(scene: Scene, judge: (pair: Pair) => void): Promise<void>;
  readonly counts: {
    scenes: number;
    writes: number;
    statements: number;
    refused: number;
    answers: number;
    /** Answers with errors, by message. */
    erroneous: Map<string, number>;
    /** What was not meant to be thrown. */
    defects: string[];
  };
  stop(): Promise<void>;
}

/** `url`: a superuser's, to a migrated database without rows. */
export async function createStage({ url, schema }: { url: string; schema: GraphQLSchema }): Promise<Stage> {
  const pool = createPool({ url, max: 6 });
  const writer = new pg.Client({ connectionString: url, application_name: 'clientele tag test' });
  await writer.connect();
  const operations = createOperations(schema, { limits: gatewayLimits });
  const viewers = Object.fromEntries(
    (['all', 'team', 'own'] as const).map((visibility) => [
      visibility,
      viewerOf(ours, 'key:tag-test', {
        scopes: ['*'],
        visibility,
        userId: idsOf('user')[0]!,
        teamId: idsOf('team')[0]!,
      }),
    ]),
  ) as Record<Visibility, Viewer>; // Object.fromEntries() forgets the names
  const counts: Stage['counts'] = {
    scenes: 0,
    writes: 0,
    statements: 0,
    refused: 0,
    answers: 0,
    erroneous: new Map(),
    defects: [],
  };
  const tables = ['change', ...allOfThem.map(({ name }) => name)];
  const clearing = [
    'begin',
    'set local session_replication_role = replica',
    ...tables.map((name) => `delete from "${name}"`),
  ];
  const tenants = `insert into tenant (id, name) values ('${ours}', 'One'), ('${theirs}', 'One') on conflict (id) do update set name = excluded.name`;
  const filling = [...clearing, tenants, ...firstRows()];

  async function reset({ crowds, past }: Scene): Promise<void> {
    await writer.query('rollback'); // what a scene before this one left open when it failed
    await writer.query([...filling, ...crowds.map((table) => crowdText(table, ours)), 'commit'].join(';\n'));
    for (const write of past) await commit(write);
  }

  /** The changes of our tenant. A statement that a constraint refuses is taken back alone. */
  async function commit({ statements, isReplica }: Write): Promise<ChangeRow[]> {
    counts.writes++;
    await writer.query(isReplica ? 'begin; set local session_replication_role = replica' : 'begin');
    for (const statement of statements) {
      counts.statements++;
      try {
        await writer.query(`savepoint s; ${statement}`);
      } catch (error) {
        if (!/^(23|27|21)/.test((error as { code?: string }).code ?? ''))
          throw new Error(`${(error as Error).message}\n${statement}`, { cause: error });
        counts.refused++;
        await writer.query('rollback to savepoint s');
      }
    }
    const { rows } = await writer.query<ChangeRow>(
      'select type, id, op, before, after from change where xid = pg_current_xact_id_if_assigned() and tenant_id = $1 order by seq',
      [ours],
    );
    await writer.query('commit');
    return rows;
  }

  /** `asText`: as the byte path asks, which writes plain queries without the general executor. */
  async function answer(query: RenderedQuery, viewer: Viewer, asText: boolean): Promise<Answer> {
    counts.answers++;
    let depends: Pick<Answer, 'tags' | 'extent'> = {
      tags: new Set(),
      extent: { columns: new Map(), bounds: new Map() },
    };
    const report = (error: unknown) => void counts.defects.push(`${String(error)}\n${query.text}`);
    const onFinished = (finished: Finished) => {
      depends = finished;
    };
    const operation = operations.find(query.text, null);
    if ('errors' in operation) throw new Error(`the grammar made a wrong query: ${operation.errors[0]}\n${query.text}`);
    // An executor of its own for each operation, so that its tags are not mistaken for those of its neighbours.
    const execute = createExecutor({ schema, pool, report, onFinished });
    const outcome = await execute({ operation, variables: query.variables, viewer, asText });
    const { data, errors = [] } = outcome.body === undefined ? outcome : (JSON.parse(outcome.body) as typeof outcome);
    for (const { message } of errors) counts.erroneous.set(message, (counts.erroneous.get(message) ?? 0) + 1);
    return { bytes: errors.length > 0 ? null : JSON.stringify(data), tags: depends.tags, extent: depends.extent };
  }

  /** The first answers of a scene: both ways to ask must give the same. */
  async function firstAnswer(query: RenderedQuery, viewer: Viewer): Promise<Answer> {
    const [written, executed] = await Promise.all([answer(query, viewer, true), answer(query, viewer, false)]);
    if (written.bytes === executed.bytes) return written;
    const ways = `written:  ${written.bytes}\nexecuted: ${executed.bytes}`;
    throw new Error(`two ways to answer differ\n${query.text}\n${JSON.stringify(query.variables)}\n${ways}`);
  }

  async function rowsNow(): Promise<Set<string>> {
    const { rows } = await writer.query<{ row: string }>(
      allOfThem
        .map(({ name }) => `select '${name}.' || id as row from "${name}" where tenant_id = '${ours}'`)
        .join(' union all '),
    );
    return new Set(rows.map(({ row }) => row));
  }

  return {
    counts,
    async play(scene, judge) {
      counts.scenes++;
      await reset(scene);
      const queries = scene.queries.map(render);
      let rows = await rowsNow();
      const viewer = viewers[scene.visibility];
      let befores = await Promise.all(queries.map((query) => firstAnswer(query, viewer)));
      for (const write of scene.writes) {
        const changes = await commit(write);
        const tagsOfWrite = tagsOfChanges(changes);
        const afters = await Promise.all(queries.map((query) => answer(query, viewer, true)));
        queries.forEach((query, index) => {
          const before = befores[index]!;
          const after = afters[index]!;
          if (before.bytes !== null && after.bytes !== null)
            judge({ query, write, before, after, changes, tagsOfWrite, rows });
        });
        befores = afters;
        rows = await rowsNow();
      }
    },
    async stop() {
      await Promise.all([pool.end(), writer.end()]);
    },
  };
}
