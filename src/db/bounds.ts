// What confines an answer more narrowly than its tags can say: the columns that it shows of a row, the conditions on the rows of a
// list, the end of a page. A change beyond does not touch it, though they have a tag in common (docs/coherence.md §2).
// Invariant: whatever cannot be judged here exactly as PostgreSQL would counts as inside.
import type { Change } from './change.ts';
import type { ColumnType, Order, Row } from './column.ts';
import { cleaned, type Operators } from './condition.ts';

/** A row as the change log has it, by property names: times and days are text, as JSON has them. */
type Image = Readonly<Record<string, unknown>>;

/** False only if the row is certainly not in the list. */
export type Test = (image: Image) => boolean;

export interface Bounds {
  readonly tests: readonly Test[];
  /** The page: its order, and the first row that is no longer in it; null if everything is. */
  readonly orders?: readonly Order[];
  readonly backwards?: boolean;
  endOf?: (image: Image) => Row | null;
}

const day = /^\d{4}-\d\d-\d\d$/;

/** As PostgreSQL orders two values that are not null; null if that is not certain, as with text, which has collations. */
function compare(a: unknown, b: unknown, type: ColumnType): number | null {
  if (a === b) return 0;
  if (type === 'int' || type === 'bigint' || type === 'boolean') return Number(a) - Number(b);
  if (typeof a !== 'string' || typeof b !== 'string') return null;
  if (type === 'uuid' || (type === 'date' && day.test(a) && day.test(b))) return a < b ? -1 : 1;
  if (type !== 'timestamptz') return null;
  const apart = Date.parse(a) - Date.parse(b);
  return Number.isNaN(apart) ? null : apart;
}

const comparisons = {
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
} as const;

/** A conjunct of a filter as a test of images; null if nothing in it can be judged. */
export function testOf(column: string, type: ColumnType, operators: Operators, field: string): Test | null {
  const tests: Test[] = [];
  const clean = (value: unknown) => cleaned(value, type, field);
  const isEqual = (value: unknown, wanted: unknown) =>
    value != null && (type === 'text' ? value === wanted : compare(value, wanted, type) === 0);
  /** Text is equal byte by byte or not at all; what cannot be compared may be equal. */
  const mayEqual = (value: unknown, wanted: unknown) =>
    value != null && (type === 'text' ? value === wanted : (compare(value, wanted, type) ?? 0) === 0);
  const isKnown = type !== 'jsonb' && type !== 'text[]' && type !== 'numeric';
  if (!isKnown) return null;
  for (const [operator, given] of Object.entries(operators)) {
    if (given === undefined) continue;
    if (operator === 'eq') {
      const wanted = clean(given);
      tests.push((image) => (wanted === null ? image[column] == null : mayEqual(image[column], wanted)));
    } else if (operator === 'in' && Array.isArray(given)) {
      const wanted = given.map(clean);
      tests.push((image) => wanted.some((each) => mayEqual(image[column], each)));
    } else if (operator === 'isNull' && given !== null) {
      tests.push((image) => (image[column] == null) === given);
    } else if (operator === 'ne' && given === null) {
      tests.push((image) => image[column] != null);
    } else if (operator === 'ne') {
      const unwanted = clean(given);
      tests.push((image) => !isEqual(image[column], unwanted));
    } else if (operator in comparisons && given !== null) {
      const isMet = comparisons[operator as keyof typeof comparisons];
      const limit = clean(given);
      tests.push((image) => {
        const value = image[column];
        if (value == null) return false;
        const order = compare(value, limit, type);
        return order === null || isMet(order);
      });
    }
  }
  return tests.length === 0 ? null : (image) => tests.every((test) => test(image));
}

/** Whether the row stands behind that one in the order. */
function isBehind(orders: readonly Order[], backwards: boolean, image: Image, end: Row): boolean {
  for (const { column, type, desc, nullsFirst } of orders) {
    const [value, last] = [image[column] ?? null, end[column] ?? null];
    if (value === null && last === null) continue;
    if (value === null) return nullsFirst === backwards;
    if (last === null) return nullsFirst !== backwards;
    const order = compare(value, last, type);
    if (order === null) return false;
    if (order !== 0) return desc === backwards ? order > 0 : order < 0;
  }
  return false;
}

function isInside({ tests, orders = [], backwards = false, endOf }: Bounds, image: Image): boolean {
  if (!tests.every((test) => test(image))) return false;
  const end = endOf?.(image);
  return !end || !isBehind(orders, backwards, image, end);
}

/** How far an answer reaches into what its tags name. */
export interface Extent {
  /** By table: what was looked at in its rows. A table that is not here may have been looked at in any column. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  /** By tag of a scan. A tag that is not here has no bounds. */
  readonly bounds: ReadonlyMap<string, readonly Bounds[]>;
}

/** Whether the change of a row leaves an answer as it is that looked at these columns of that row and at no others. */
export function isAside(columns: ReadonlySet<string> | undefined, { op, before }: Change): boolean {
  if (op !== 'update' || columns === undefined) return false;
  for (const column in before) if (columns.has(column)) return false;
  return true;
}

/** Whether the change leaves scans with these bounds as they are. */
export function isOutside(bounds: readonly Bounds[], { op, before, after }: Change): boolean {
  if (op === 'bulk') return false;
  const was = op === 'insert' ? null : { ...after, ...before };
  const is = op === 'delete' ? null : after;
  return bounds.every((each) => !(was && isInside(each, was)) && !(is && isInside(each, is)));
}
