// Judges pairs of a query and a write: throws on a stale answer, counts how precise the tags are, and judges each pair once
// more with something left out (mutants). A mutant that makes no answer stale is a tag that nothing tests, or nothing needs.
import { type ChangeRow, changeOf } from '../../src/changes/row.ts';
import { isRowTag } from '../../src/db/tags.ts';
import { isSpared, type Pair, type Spare, touching } from './tag-scene.ts';
import { allOfThem } from './values.ts';

type Tags = ReadonlySet<string>;

interface Mutant {
  readonly name: string;
  readonly ofWrite?: (changes: readonly ChangeRow[]) => readonly ChangeRow[];
  readonly ofAnswer?: (tags: Tags, rows: Pair['rows']) => Tags;
  readonly spare?: Spare;
}

const pick = (from: ChangeRow['after'], keys: ChangeRow['before']) =>
  from && Object.fromEntries(Object.keys(keys ?? {}).map((key) => [key, from[key]]));
const without = (pattern: RegExp) => (tags: Tags) => new Set([...tags].filter((tag) => !pattern.test(tag)));

/** What the cache cannot do without: each must make some answer stale. */
export const requiredMutants: readonly Mutant[] = [
  {
    name: 'old image',
    ofWrite: (changes) =>
      changes.map((change) => ({
        ...change,
        before: change.op === 'update' ? pick(change.after, change.before) : null,
      })),
  },
  {
    name: 'new partition',
    ofWrite: (changes) =>
      changes.map((change) =>
        change.op === 'update' ? { ...change, after: { ...change.after, ...change.before } } : change,
      ),
  },
  {
    name: 'tag of an absent id',
    ofAnswer: (tags, rows) => new Set([...tags].filter((tag) => !tag.startsWith('e.') || rows.has(tag.slice(2)))),
  },
  {
    name: 'tag of a present id',
    ofAnswer: (tags, rows) => new Set([...tags].filter((tag) => !tag.startsWith('e.') || !rows.has(tag.slice(2)))),
  },
  { name: 'tags of columns', ofAnswer: without(/^c\..*~\w+$/) },
  { name: 'tags of coming and going', ofAnswer: without(/^c\.(?!.*~\w+$)/) },
  { name: 'tags of bulk changes', ofAnswer: without(/^x\./) },
  {
    name: 'old image within bounds',
    spare: (extent, tag, change) =>
      isSpared(extent, tag, isRowTag(tag) || change.op === 'delete' ? change : { ...change, op: 'insert' }),
  },
  {
    name: 'new image within bounds',
    spare: (extent, tag, change) =>
      isSpared(extent, tag, isRowTag(tag) || change.op === 'insert' ? change : { ...change, op: 'delete' }),
  },
  { name: 'changes within bounds', spare: (extent, tag, change) => !isRowTag(tag) || isSpared(extent, tag, change) },
  { name: 'columns that are shown', spare: (extent, tag, change) => isRowTag(tag) || isSpared(extent, tag, change) },
  ...allOfThem.map(
    ({ name }): Mutant => ({
      name: `triggers of ${name}`,
      ofWrite: (changes) => changes.filter(({ type }) => type !== name),
    }),
  ),
];

export interface Tally {
  readonly judge: (pair: Pair) => void;
  readonly counts: { pairs: number; changed: number; invalidated: number; byTag: number; byTable: number };
  /** How many answers each mutant would have left stale. */
  readonly stale: ReadonlyMap<string, number>;
  readonly coordinates: ReadonlySet<string>;
  /** Fields of Query with an answer that a write changed. */
  readonly changedRoots: ReadonlySet<string>;
  /** Tags, with the ids left out, that were the only one in common: how often. */
  readonly alone: ReadonlyMap<string, number>;
  /** By which kinds of tags answers were invalidated that had not changed: e rows, c lists, x bulk. */
  readonly inVain: ReadonlyMap<string, number>;
  report(): string;
}

const tableOfTag = (tag: string) => /^\w\.(\w+)/.exec(tag)![1]!;
const shapeOfTag = (tag: string) => tag.replace(/^(e\.\w+)\..*/, '$1').replace(/=.*?(~\w+)?$/s, '=…$1');

export function createTally(): Tally {
  const counts = { pairs: 0, changed: 0, invalidated: 0, byTag: 0, byTable: 0 };
  const stale = new Map<string, number>();
  const alone = new Map<string, number>();
  const inVain = new Map<string, number>();
  const coordinates = new Set<string>();
  const changedRoots = new Set<string>();
  const add = (to: Map<string, number>, key: string) => void to.set(key, (to.get(key) ?? 0) + 1);

  function judgeMutants({ changes, before, rows }: Pair): void {
    for (const { name, ofWrite, ofAnswer, spare } of requiredMutants) {
      const tags = ofAnswer?.(before.tags, rows) ?? before.tags;
      if (touching({ ...before, tags }, ofWrite?.(changes) ?? changes, spare).size === 0) add(stale, name);
    }
  }

  return {
    counts,
    stale,
    coordinates,
    changedRoots,
    alone,
    inVain,
    judge(pair) {
      const { query, before, after, tagsOfWrite, changes } = pair;
      counts.pairs++;
      for (const coordinate of query.coordinates) coordinates.add(coordinate);
      const common = [...touching(before, changes)];
      if ([...before.tags].some((tag) => tagsOfWrite.has(tag))) counts.byTag++;
      const isInvalid = common.length > 0;
      if (isInvalid) counts.invalidated++;
      const tables = new Set([...tagsOfWrite].map(tableOfTag));
      if ([...before.tags].some((tag) => tables.has(tableOfTag(tag)))) counts.byTable++;
      if (before.bytes === after.bytes) {
        if (isInvalid) add(inVain, [...new Set(common.map((tag) => tag[0]!))].sort().join('+'));
        return;
      }
      if (!isInvalid) throw new Error(describeViolation(pair));
      counts.changed++;
      for (const coordinate of query.coordinates) if (coordinate.startsWith('Query.')) changedRoots.add(coordinate);
      if (common.length === 1) add(alone, shapeOfTag(common[0]!));
      judgeMutants(pair);
    },
    report() {
      const { pairs, changed, invalidated, byTag, byTable } = counts;
      const percent = (part: number, whole: number) => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
      return [
        `${pairs} answers beside a write: ${changed} changed, ${invalidated} invalidated, none stale`,
        `precision (changed of invalidated): ${percent(changed, invalidated)}; without bounds it would be ${percent(changed, byTag)}, by table alone ${percent(changed, byTable)}`,
        `stale without: ${requiredMutants.map(({ name }) => `${name} ${stale.get(name) ?? 0}`).join(', ')}`,
      ].join('\n');
    },
  };
}

function describeViolation({ query, write, before, after, changes, tagsOfWrite }: Pair): string {
  const list = (tags: Tags) =>
    [...tags]
      .sort()
      .map((tag) => `  ${tag}`)
      .join('\n') || '  (none)';
  return [
    'a committed write changed an answer, and they have no tag in common: the cache would serve it for ever',
    `query: ${query.text}`,
    `variables: ${JSON.stringify(query.variables)}`,
    `write${write.isReplica ? ' (session_replication_role = replica)' : ''}:\n${write.statements.map((statement) => `  ${statement};`).join('\n')}`,
    `its changes:\n${changes.map((change) => `  ${JSON.stringify(changeOf(change))}`).join('\n') || '  (none)'}`,
    `answer before: ${before.bytes}`,
    `answer after:  ${after.bytes}`,
    `tags of the answer:\n${list(before.tags)}`,
    `tags of the write:\n${list(tagsOfWrite)}`,
  ].join('\n');
}
