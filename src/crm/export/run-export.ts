// The export: all records of one snapshot, a page of ids at a time, in constant memory.
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Sql } from 'sql-template-tag';
import { compileFilter, type Filter } from '../../db/filter.ts';
import { requireKnown } from '../../db/known-keys.ts';
import type { Pool } from '../../db/pool.ts';
import type { Table } from '../../db/table.ts';
import { type OpenReader, openReader } from '../../db/transaction.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { guarded } from '../import/clean-cell.ts';
import { customFieldsOf } from '../import/custom-fields.ts';
import type { Format } from '../import/rows.ts';
import { type ExportColumn, exportColumns, listSeparator, type WrittenMapping } from './export-columns.ts';

export interface ExportOptions {
  readonly pool: Pool;
  readonly tenantId: string;
  readonly table: Table;
  readonly format: Format;
  /** Names of columns, in this order; null: all. */
  readonly fields: readonly string[] | null;
  readonly filter: Filter | null;
  /** An apostrophe before text that a spreadsheet would take for a formula. CSV only. */
  readonly formulaGuard: boolean;
  readonly signal: AbortSignal;
}

export interface Export {
  /** The file, piece by piece. */
  readonly stream: Readable;
  /** Reads the file back in, into another tenant, with `clientele import`. */
  readonly mapping: WrittenMapping;
  /** So far. */
  readonly rows: () => number;
}

const pageSize = 1000;

export async function startExport(options: ExportOptions): Promise<Export> {
  const { pool, tenantId, table } = options;
  const { where, keys } = compileFilter(table, options.filter, false);
  const reader = await openReader(pool, tenantId);
  let columns: ExportColumn[];
  try {
    // A slow taker of the file may let more time pass between two pages than a request may.
    await reader.query({ text: 'set local idle_in_transaction_session_timeout = 0', values: [], prepare: false });
    await requireKnown(reader, keys);
    columns = chosen(await allColumns(reader, table), options.fields);
  } catch (error) {
    await reader.end();
    throw error;
  }
  let rows = 0;
  async function* text(): AsyncGenerator<string> {
    try {
      if (options.format === 'csv') yield stringify([columns.map(({ name }) => name)]);
      for await (const page of pages(reader, columns, where, options)) {
        rows += page.length;
        yield options.format === 'csv' ? asCsv(page, columns, options.formulaGuard) : asJson(page, columns);
      }
    } finally {
      await reader.end();
    }
  }
  return { stream: Readable.from(text()), mapping: mappingOf(columns, options), rows: () => rows };
}

async function allColumns(reader: OpenReader, table: Table): Promise<ExportColumn[]> {
  const sources = await reader.query<{ source: string }>({
    text: 'select distinct source from external_id where tenant_id = $1 and record_type = $2 order by source',
    values: [reader.tenantId, table.name],
  });
  return exportColumns(
    table,
    await customFieldsOf(reader, table),
    sources.map(({ source }) => source),
  );
}

function chosen(columns: ExportColumn[], fields: readonly string[] | null): ExportColumn[] {
  if (!fields) return columns;
  const unknown = fields.filter((field) => !columns.some(({ name }) => name === field));
  if (unknown.length > 0)
    throw new OperatorError(
      `--fields: there is no ${unknown.join(', ')}; there are: ${columns.map(({ name }) => name).join(', ')}`,
    );
  // An amount is nothing without its currency.
  const withCurrency = fields.flatMap((field) =>
    columns.some(({ name }) => name === `${field}Currency`) ? [field, `${field}Currency`] : [field],
  );
  return [...new Set(withCurrency)].map((field) => columns.find(({ name }) => name === field)!);
}

/** A row as an array: its id, then its columns. */
type Row = readonly unknown[];

async function* pages(
  reader: OpenReader,
  columns: readonly ExportColumn[],
  where: Sql | null,
  options: ExportOptions,
): AsyncGenerator<Row[]> {
  const { table, signal } = options;
  const values: unknown[] = [reader.tenantId, null];
  const numbered = (sql: string, given: readonly unknown[]) => {
    let at = 0;
    return sql.replaceAll('?', () => `$${values.push(given[at++])}::text`);
  };
  const selection = columns.map(({ sql, values: given = [] }, at) => `${numbered(sql, given)} as c${at}`).join(', ');
  const condition = where
    ? where.strings.reduce((left, right, at) => `${left}$${values.push(where.values[at - 1])}${right}`)
    : 'true';
  const text = `select t.id, ${selection} from "${table.name}" t
    where t.tenant_id = $1 and ($2::uuid is null or t.id > $2) and (${condition}) order by t.id limit ${pageSize}`;
  for (let after: unknown = null; ; ) {
    signal.throwIfAborted();
    values[1] = after;
    const found = await reader.query<Record<string, unknown>>({ text, values: [...values] });
    if (found.length > 0) yield found.map((row) => shown(row, columns));
    if (found.length < pageSize) return;
    after = found.at(-1)!['id'];
  }
}

function shown(row: Record<string, unknown>, columns: readonly ExportColumn[]): Row {
  const byName = (name: string) => row[`c${columns.findIndex((column) => column.name === name)}`];
  return columns.map(({ show }, at) => (show ? show(row[`c${at}`], byName) : row[`c${at}`]) ?? null);
}

function asCsv(page: readonly Row[], columns: readonly ExportColumn[], formulaGuard: boolean): string {
  return stringify(
    page.map((row) =>
      row.map((value, at) => {
        const text = Array.isArray(value) ? value.join(listSeparator) : value;
        return formulaGuard && columns[at]!.isText && guarded.test(`'${text}`) ? `'${text}` : text;
      }),
    ),
    { cast: { boolean: String } },
  );
}

function asJson(page: readonly Row[], columns: readonly ExportColumn[]): string {
  const lines = page.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((value, at) => [columns[at]!.name, value]))),
  );
  return `${lines.join('\n')}\n`;
}

function mappingOf(
  columns: readonly ExportColumn[],
  { tenantId, format, formulaGuard }: ExportOptions,
): WrittenMapping {
  const mapping: WrittenMapping = {
    trim: false,
    ...(format === 'csv' && formulaGuard && { formulaGuard }),
    externalIds: {},
    fields: {},
    custom: {},
  };
  for (const { map } of columns) map?.(mapping, `clientele:${tenantId}`);
  return mapping;
}
