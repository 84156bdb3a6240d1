// Where a value comes from: a column, a constant, or a template over several columns, each cell cleaned on the way.
import { badInput } from '../../errors.ts';
import { placeholder } from './check-mapping.ts';
import { cleanCell, partOfName, type Scalar } from './clean-cell.ts';
import type { Mapping, Source } from './mapping.ts';
import type { Cell, SourceRow } from './rows.ts';

export type Read = (row: SourceRow) => Scalar | readonly string[] | null;

export function single(value: Scalar | readonly string[] | null): Scalar | null {
  if (Array.isArray(value)) throw badInput('A list stands where one value is wanted.');
  return value as Scalar | null;
}

/** The texts of a list; without a separator the one text. */
export function listed(value: Scalar | readonly string[] | null, separator: string | undefined): string[] {
  if (value === null) return [];
  if (typeof value !== 'object')
    return separator === undefined ? [String(value)] : listed(String(value).split(separator), separator);
  return value.map((each) => each.trim()).filter((each) => each !== '');
}

export function sourceReader(mapping: Mapping, source: Source): Read {
  const options = { trim: source.trim ?? mapping.trim, formulaGuard: mapping.formulaGuard };
  const column = (name: string, cell: Cell | undefined): Scalar | readonly string[] | null => {
    if (cell === undefined || cell === null) return null;
    return typeof cell === 'string' ? cleanCell(cell, mapping.columns?.[name] ?? {}, options) : cell;
  };
  const { value, template, part } = source;
  if (value !== undefined) return () => value;
  if (template) return (row) => expand(template, (name) => single(column(name, row.cells[name])));
  const name = source.column!;
  const isCleaned = source.empty || source.values || source.case;
  return (row) => {
    const cell = column(name, row.cells[name]);
    if (cell === null || typeof cell === 'object') return cell;
    const cleaned = isCleaned ? cleanCell(String(cell), source, { trim: options.trim }) : cell;
    return part && cleaned !== null ? partOfName(String(cleaned), part) : cleaned;
  };
}

/** The first template whose columns all say something. */
function expand(templates: readonly string[], column: (name: string) => Scalar | null): string | null {
  for (const template of templates) {
    let isComplete = true;
    const text = template.replace(placeholder, (_, name: string) => {
      const value = column(name);
      isComplete &&= value !== null;
      return String(value);
    });
    if (isComplete) return text;
  }
  return null;
}
