// Scenes of the race: what is asked and what is written for a while, about one thing, so that the two often meet.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { mayBeAsked } from './may-be-asked.ts';
import { queryArbitrary, type RenderedQuery, render } from './operations.ts';
import type { Random } from './random.ts';
import { allOfThem, idsOf, ours, type Theme, theirs, themesOf } from './values.ts';
import { crowdText, firstRows, hasCrowd, type Write, writeArbitrary } from './writes.ts';

/** What is asked and what is written for a while. */
export interface Scene {
  readonly theme: Theme;
  readonly queries: readonly RenderedQuery[];
  readonly writes: readonly Write[];
}

/** What a scene is about, where that is not left to chance, and questions that it asks beside random ones. */
export interface Focus {
  readonly table: string;
  readonly column?: string;
  readonly asks?: readonly string[];
  /** Statements that are run beside random ones, as often as all of those. */
  readonly writes?: readonly string[];
}

/** Contacts that are renamed, and lists in which all of them show. */
export const aboutContacts: Focus = {
  table: 'contact',
  asks: ['{ contacts(first: 50) { nodes { id lastName } } }', '{ contacts(last: 50) { nodes { lastName id } } }'],
  writes: idsOf('contact').flatMap((id) =>
    ['Alpha', 'Beta', 'Gamma'].map((name) => `update contact set last_name = '${name}' where id = '${id}'`),
  ),
};

/** `size`: random questions, and random writes. */
export function drawScene(schema: GraphQLSchema, random: Random, size: number, focus?: Focus): Scene {
  const { table, column, asks = [], writes = [] }: Focus = focus ?? { table: random.pick(allOfThem).name };
  const themes = themesOf(allOfThem.find(({ name }) => name === table)!, random.below(12));
  const theme = random.pick(themes.filter(({ slot }) => column === undefined || slot.columns.includes(column)));
  const sample = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.sample(fc.noBias(arbitrary), { numRuns: size, seed: random.below(2 ** 31) });
  const given = Array.from({ length: writes.length > 0 ? size : 0 }, (_, nth) => writes[nth % writes.length]!);
  return {
    theme,
    queries: [
      ...asks.map((text) => ({ text, variables: {}, coordinates: new Set<string>() })),
      ...sample(queryArbitrary(schema, theme))
        .map(render)
        .filter(({ text }) => mayBeAsked(text)),
    ],
    writes: [
      ...sample(writeArbitrary(theme, hasCrowd(table))),
      ...given.map((statement) => ({ statements: [statement], isReplica: false })),
    ],
  };
}

/** Tables of which the other tenant has other rows from the start, with the very same ids. */
const marked = ['company', 'contact', 'deal', 'product', 'user', 'team', 'tag', 'pipeline', 'stage'];

/** The rows that a scene begins with, in the place of those of the one before. Through the triggers, like everything: the nodes run on. */
export function fillText({ theme }: Scene, isCrowded: boolean): string {
  const { name } = theme.table;
  const marks = marked.map((table) => {
    const column = table === 'contact' ? 'last_name' : 'name';
    return `update "${table}" set ${column} = ${column} || ' there' where tenant_id = '${theirs}'`;
  });
  return [
    'begin',
    'set local session_replication_role = replica',
    ...allOfThem.map((table) => `delete from "${table.name}"`),
    ...firstRows(),
    ...marks,
    ...(isCrowded && hasCrowd(name) ? [crowdText(name, ours)] : []),
    'commit',
  ].join(';\n');
}
