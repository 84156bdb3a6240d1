// Tags: what an answer depends on and what a change touches. Both sides are in this one file, because the cache is right
// exactly when they meet: if a change alters an answer, tagsOfChange(change) and the answer's tags have one in common.
//
//   e.T.id           the row with that id, existing or not
//   c.T  c.T.p=v     rows that come or go in table T, or in its partition where column p equals v
//   c.T~u  c.T.p=v~u column u of a row in T, or in that partition (by its old or its new values), changed
//   t.T              any single row of T changed in any way: for answers with more rows than are worth naming
//   x.T              more rows of T at once than are worth naming
//
// A list depends on the rows of its partition (they come and go) and on the columns that its filter and order use, and on
// nothing else: a rename does not touch a list ordered by id. Tags are of one tenant; the tenant is added where they leave the process.

import type { Bounds, Extent } from './bounds.ts';
import type { Change } from './change.ts';
import type { Ruled } from './rights.ts';

/** What tags say of a table. */
interface Tagged {
  readonly name: string;
  /** Columns whose equality splits lists into partitions, each with tags of its own. */
  readonly partitions: readonly string[];
}

/** What is looked at: its tags, and who may. */
interface Looked extends Tagged, Ruled {}

/** A scan of a table, as the reads layer described it: which equality it was confined to, and which columns it looked at. */
export interface Scan {
  readonly table: Looked;
  /** One conjunct of the filter that compares a partition column with one or a few values. */
  readonly partition?: { readonly column: string; readonly values: readonly unknown[] };
  /** Columns of the filter, the order, the groups and the aggregates. */
  readonly uses: Iterable<string>;
  /** What confines it more narrowly: a change outside of them touches nothing. */
  readonly bounds?: Bounds;
}

/** Values above this are named by their first characters only: a tag is no place for a document. A shared prefix is a spurious miss. */
const longestValue = 64;

const scopeTag = (table: string, column: string, value: unknown) =>
  `c.${table}.${column}=${String(value).slice(0, longestValue)}`;

/** More partitions than this in one scan and the whole table stands for them: a full page of parents still has its own. */
const mostPartitions = 100;

export function tagOfRow(table: Tagged, id: string): string {
  return `e.${table.name}.${id}`;
}

/** Whether it names a row, or stands for rows that are too many to name, and not a list. */
export const isRowTag = (tag: string): boolean => tag.startsWith('e.') || tag.startsWith('t.');

function tagsOfScan(scan: Scan): string[] {
  return [`x.${scan.table.name}`, ...scopesOfScan(scan)];
}

function scopesOfScan({ table, partition, uses }: Scan): string[] {
  const scopes =
    partition && partition.values.length <= mostPartitions
      ? partition.values.map((value) => scopeTag(table.name, partition.column, value))
      : [`c.${table.name}`];
  const columns = [...uses].filter((column) => column !== 'id');
  return scopes.flatMap((scope) => [scope, ...columns.map((column) => `${scope}~${column}`)]);
}

/**
 * The tags of a change. An update of k columns in a table with p partition columns gives 2 + k(1 + p to 2p) tags;
 * `updatedAt` and `version` change with every update and are columns like any other.
 */
export function tagsOfChange(table: Tagged, { op, id, before, after }: Change): string[] {
  if (op === 'bulk' || id === null) return [`x.${table.name}`];
  const now = { ...before, ...after };
  const was = { ...after, ...before };
  const scopes = new Set([`c.${table.name}`]);
  for (const column of table.partitions) {
    scopes.add(scopeTag(table.name, column, was[column]));
    scopes.add(scopeTag(table.name, column, now[column]));
  }
  const changed = op === 'update' ? Object.keys(before ?? {}) : null;
  const rows = [`e.${table.name}.${id}`, `t.${table.name}`];
  if (!changed) return [...rows, ...scopes];
  return [...rows, ...[...scopes].flatMap((scope) => changed.map((column) => `${scope}~${column}`))];
}

/** Tags of one answer: at 8 bytes each a tenth of what an answer with as many rows takes. */
const mostTags = 2048;

/** Names rows one by one, and of the tables with the most rows none but the table, when they would be too many. */
function tagsOfRows(
  rows: readonly { readonly table: Tagged; readonly ids: readonly string[] }[],
  room: number,
): Set<string> {
  const byTable = new Map<string, Set<string>>();
  for (const { table, ids } of rows) {
    const tags = byTable.get(table.name) ?? new Set();
    byTable.set(table.name, tags);
    for (const id of ids) tags.add(tagOfRow(table, id));
  }
  const all = new Set<string>();
  let count = [...byTable.values()].reduce((sum, tags) => sum + tags.size, 0);
  for (const [name, tags] of [...byTable].sort(([, a], [, b]) => b.size - a.size)) {
    if (tags.size === 0) continue;
    all.add(`x.${name}`);
    if (count > room) {
      all.add(`t.${name}`);
      count -= tags.size;
    } else for (const tag of tags) all.add(tag);
  }
  return all;
}

/** By table, the columns that were looked at in its rows; without tables of which any may have been. */
function columnsOfRows(rows: readonly { readonly table: Tagged; readonly columns: Iterable<string> | undefined }[]) {
  const found = new Map<string, ReadonlySet<string>>();
  const any = new Set<string>();
  for (const { table, columns } of rows) {
    const before = found.get(table.name);
    if (!columns) any.add(table.name);
    else if (before !== columns) found.set(table.name, new Set([...(before ?? []), ...columns]));
  }
  for (const name of any) found.delete(name);
  return found;
}

/** By tag, the bounds of all scans that have it; without tags of which any scan has none. */
function boundsOfScans(scans: readonly Scan[]) {
  const found = new Map<string, readonly Bounds[]>();
  const unbounded = new Set<string>();
  for (const scan of scans) {
    // One array for all tags of a scan: they are many, and kept with each answer.
    const own = scan.bounds && [scan.bounds];
    for (const tag of scopesOfScan(scan)) {
      const before = found.get(tag);
      if (!own) unbounded.add(tag);
      else found.set(tag, before ? [...before, ...own] : own);
    }
  }
  for (const tag of unbounded) found.delete(tag);
  return found;
}

/** Collects what an operation read. Rows are kept by reference and turned to tags only when somebody asks. */
export interface Recorder {
  /** `columns`: all that is looked at in them. @default any */
  rows(table: Looked, ids: readonly string[], columns?: Iterable<string>): void;
  scan(scan: Scan): void;
  /** What was read also depends on something without tags: it may be shown again for this long at most. */
  limit(ms: number): void;
  /** All tags so far. */
  tags(): Set<string>;
  /** What the tags are too coarse for. */
  extent(): Extent;
  /** The least of the limits; Infinity if there is none. */
  ttlMs(): number;
}

export function createRecorder(): Recorder {
  const rows: { table: Looked; ids: readonly string[]; columns: Iterable<string> | undefined }[] = [];
  const scans: Scan[] = [];
  let ttlMs = Number.POSITIVE_INFINITY;
  return {
    rows: (table, ids, columns) => void rows.push({ table, ids, columns }),
    scan: (scan) => void scans.push(scan),
    limit(ms) {
      ttlMs = Math.min(ttlMs, ms);
    },
    ttlMs: () => ttlMs,
    extent: () => ({ columns: columnsOfRows(rows), bounds: boundsOfScans(scans) }),
    tags() {
      const scanned = new Set(scans.flatMap(tagsOfScan));
      const tags = tagsOfRows(rows, Math.max(mostTags - scanned.size, 0));
      for (const tag of scanned) tags.add(tag);
      return tags;
    },
  };
}
