// Images of the change table in the outside form of rows: times as answers show them, every column of the description there.
import type { Change } from './change.ts';
import type { Columns } from './column.ts';

export type Image = Readonly<Record<string, unknown>>;

/** Times in the form of answers; the change log writes them its own way. Columns that nobody described are left out. */
function imageOf(columns: Columns, from: Image): Image {
  const image: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(columns)) {
    const value = from[name] ?? null;
    image[name] = type === 'timestamptz' && value !== null ? new Date(value as string).toISOString() : value;
  }
  return image;
}

/** The row before and after; null where there was none. A change of many rows has neither. */
export function imagesOf(columns: Columns, { op, before, after }: Change): { was: Image | null; is: Image | null } {
  if (op === 'bulk') return { was: null, is: null };
  return {
    was: op === 'insert' ? null : imageOf(columns, { ...after, ...before }),
    is: op === 'delete' ? null : imageOf(columns, after ?? {}),
  };
}
