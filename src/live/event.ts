// What subscribers are told of a change: what became of the record, and what that means for their list.
// Invariant: an event is told of whatever enters, stays in or leaves a list, and of nothing else.
import type { CommittedChange } from '../changes/frame.ts';
import { changeOf } from '../changes/row.ts';
import { type EntityName, entities } from '../crm/index.ts';
import type { Change } from '../db/change.ts';
import type { Row } from '../db/column.ts';
import type { Filter } from '../db/filter.ts';
import { type Image, imagesOf } from '../db/image.ts';
import type { Matcher } from '../db/matcher.ts';
import type { Table } from '../db/table.ts';
import { type Cursor, printCursor, snapshotCursor } from './cursor.ts';

export type ChangeKind =
  | 'CREATED'
  | 'UPDATED'
  | 'DELETED'
  | 'RESTORED'
  | 'MERGED'
  | 'MANY'
  | 'SNAPSHOT'
  | 'PRESENT'
  | 'READY';
export type Transition = 'ENTER' | 'UPDATE' | 'LEAVE';

export interface ChangeEvent {
  /** Of one write to one record, wherever it is told. */
  readonly id: string;
  readonly cursor: string;
  readonly kind: ChangeKind;
  readonly transition: Transition;
  readonly at: string;
  readonly type: Uppercase<EntityName>;
  readonly table: Table;
  /** Null: many records. */
  readonly recordId: string | null;
  readonly changedFields: readonly string[];
  /** The changed fields, by the names of fields. */
  readonly before: Image | null;
  readonly after: Image | null;
}

/** A change of an entity, made ready for any number of lists. */
export interface ToldChange {
  readonly row: CommittedChange;
  readonly type: Uppercase<EntityName>;
  readonly table: Table;
  readonly change: Change;
  readonly was: Image | null;
  readonly is: Image | null;
  /** How far the feed is read with it, */
  readonly cursor: Cursor;
  /** and how far without it. */
  readonly previous: Cursor;
  /** The record came into the viewer's sight or went out of it: the image on the other side is kept from it. */
  readonly isCrossing?: boolean;
}

/** The part of one type's records that somebody asks for. */
export interface List {
  readonly matches: Matcher;
  readonly kinds: ReadonlySet<ChangeKind> | null;
  readonly filter: Filter | null;
}

/** What is asked for, by the name of the table. */
export type Lists = ReadonlyMap<string, List>;

export const typeOf = ({ name }: Pick<Table, 'name'>) => name.toUpperCase() as Uppercase<EntityName>;

const isEntity = (type: string): type is EntityName => Object.hasOwn(entities, type);

/** Null: links, keys and what else is no entity are told by no event of their own. */
export function toldOf(row: CommittedChange, cursor: Cursor, previous: Cursor): ToldChange | null {
  if (!isEntity(row.type)) return null;
  const table: Table = entities[row.type];
  const change = changeOf(row);
  return { row, type: typeOf(table), table, change, ...imagesOf(table.columns, change), cursor, previous };
}

/** Null: the list is as before. Many records at once are told to everybody, whose list may have changed. */
function transitionOf({ change, was, is }: ToldChange, matches: Matcher): Transition | null {
  if (change.op === 'bulk') return 'UPDATE';
  const [wasIn, isIn] = [was !== null && matches(was), is !== null && matches(is)];
  if (wasIn) return isIn ? 'UPDATE' : 'LEAVE';
  return isIn ? 'ENTER' : null;
}

export function eventOf(told: ToldChange, list: List): ChangeEvent | null {
  const transition = transitionOf(told, list.matches);
  const kind = transition && kindOf(told);
  if (!transition || !kind || (list.kinds && !list.kinds.has(kind))) return null;
  const { row, type, table, change, was, is, cursor, isCrossing } = told;
  // Of a record that one did not see before, as of a new one, the whole; of one that is seen no more, nothing.
  const fields = !isCrossing ? fieldsOf(table, change) : is ? fieldsOf(table, { ...change, op: 'insert' }) : [];
  const isPart = change.op === 'update' && !isCrossing;
  return {
    id: `${cursor.epoch}.${row.xid}.${row.seq}${table.name === row.type ? '' : `.${table.name}`}`,
    cursor: printCursor(cursor),
    kind,
    transition,
    at: row.at,
    type,
    table,
    recordId: change.op === 'bulk' ? null : row.id,
    changedFields: isPart ? fields.map(({ name }) => name) : [],
    before: isCrossing ? null : was && valuesOf(fields, was),
    after: is && valuesOf(fields, is),
  };
}

/** The record as a list shows it. */
export function presentOf(table: Table, row: Row, { epoch }: Cursor): ChangeEvent {
  return {
    id: `${epoch}.${row.id}.${row['version']}`,
    cursor: snapshotCursor,
    kind: 'PRESENT',
    transition: 'ENTER',
    at: String(row['updatedAt']),
    type: typeOf(table),
    table,
    recordId: row.id,
    changedFields: [],
    before: null,
    after: valuesOf(fieldsOf(table, { type: table.name, id: row.id, op: 'insert', before: null, after: row }), row),
  };
}

function kindOf({ change, was, is, isCrossing }: ToldChange): ChangeKind {
  if (change.op === 'bulk') return 'MANY';
  if (isCrossing) return 'UPDATED'; // anything else would tell of the side that is kept from the viewer
  if (!was) return 'CREATED';
  if (!is) return 'DELETED';
  const [wasGone, isGone] = [was['deletedAt'] ?? null, is['deletedAt'] ?? null];
  if (wasGone !== null) return isGone === null ? 'RESTORED' : 'UPDATED';
  if (isGone === null) return 'UPDATED';
  return (is['mergedIntoId'] ?? null) === null ? 'DELETED' : 'MERGED';
}

interface Field {
  readonly name: string;
  readonly valueIn: (image: Image) => unknown;
}

/** They change with every write and say nothing of it. */
const always: ReadonlySet<string> = new Set(['version', 'updatedAt']);

/** Of an update the changed fields, else all: as clients write them, so money and a reference to any record are one field each. */
function fieldsOf(table: Table, { op, before }: Change): Field[] {
  const fields = new Map<string, Field>();
  const changed = op === 'update' ? (before ?? {}) : table.columns;
  for (const column of Object.keys(changed)) {
    if (!(column in table.columns) || (op === 'update' && always.has(column))) continue;
    const field = fieldOf(table, column);
    fields.set(field.name, field);
  }
  return [...fields.values()];
}

function fieldOf(table: Table, column: string): Field {
  for (const [name, [minor = '', currency = '']] of Object.entries(table.fields)) {
    if (column !== minor && column !== currency) continue;
    return { name, valueIn: (row) => (row[minor] == null ? null : { minor: row[minor], currency: row[currency] }) };
  }
  for (const [name, edge] of Object.entries(table.edges)) {
    if (edge.kind !== 'any' || (column !== edge.typeKey && column !== edge.key)) continue;
    const { typeKey, key } = edge;
    return {
      name,
      valueIn: (row) => (row[key] == null ? null : { type: String(row[typeKey]).toUpperCase(), id: row[key] }),
    };
  }
  return { name: column, valueIn: (row) => row[column] ?? null };
}

const valuesOf = (fields: readonly Field[], image: Image): Image =>
  Object.fromEntries(fields.map(({ name, valueIn }) => [name, valueIn(image)]));
