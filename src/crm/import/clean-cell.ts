// What a cell says, before anybody asks for a number or a date: trimmed, emptied, and put right by a table of values.
import { badInput } from '../../errors.ts';
import type { Cleaning } from './mapping.ts';

export type Scalar = string | number | boolean;

export interface CleanOptions {
  /** @default true */
  readonly trim?: boolean | undefined;
  /** Cells of our own export: an apostrophe before what a spreadsheet would take for a formula. @default false */
  readonly formulaGuard?: boolean | undefined;
}

/** The same pattern guards in the export: one apostrophe more on the way out, one less on the way in. */
export const guarded = /^'+[=+\-@\t\r]/;

/** Null: nothing. */
export function cleanCell(
  given: string | null,
  cleaning: Cleaning,
  { trim = true, formulaGuard = false }: CleanOptions,
): Scalar | null {
  if (given === null) return null;
  let cell = formulaGuard && guarded.test(given) ? given.slice(1) : given;
  if (cleaning.trim ?? trim) cell = cell.trim();
  if (cell === '' || cleaning.empty?.includes(cell)) return null;
  const { values } = cleaning;
  if (values) {
    if (Object.hasOwn(values, cell)) return values[cell]!;
    if (cleaning.otherwise === 'empty') return null;
    if (cleaning.otherwise === 'refuse')
      throw badInput(`"${cell.slice(0, 100)}" is none of ${Object.keys(values).slice(0, 20).join(', ')}.`);
  }
  if (cleaning.case) return cleaning.case === 'lower' ? cell.toLowerCase() : cell.toUpperCase();
  return cell;
}

/** `Anna Maria Snelling` and `Snelling, Anna Maria` give the same parts; one word alone is a first name. */
export function partOfName(name: string, part: 'first' | 'last'): string | null {
  const comma = /^([^,]+),\s*(.+)$/s.exec(name);
  const split = comma ? [comma[2]!, comma[1]!] : (/^(.*\S)\s+(\S+)$/s.exec(name)?.slice(1) ?? [name, '']);
  return split[part === 'first' ? 0 : 1]!.trim() || null;
}
