// The columns of an export, read from the entity's description: its fields, references as ids and names, tags, custom fields,
// and its names in other systems.
import { quoted, type Table, tableOf } from '../../db/table.ts';
import type { CustomFieldOfEntity } from '../import/custom-fields.ts';
import type { Mapping, Source } from '../import/mapping.ts';
import { decimalText } from '../import/money.ts';
import { finders, targetsOf } from '../import/target.ts';

type Fields = Record<string, string | Partial<Source>>;

/** A mapping as a person would write it. */
export type WrittenMapping = Omit<Partial<Mapping>, 'fields' | 'custom' | 'externalIds'> & {
  readonly externalIds: Fields;
  readonly fields: Fields;
  readonly custom: Fields;
};

export interface ExportColumn {
  readonly name: string;
  /** Over the row `t`; what it is called in the result is its place. */
  readonly sql: string;
  readonly values?: readonly unknown[];
  /** From what PostgreSQL gives; lists of text are joined in CSV. @default as it is */
  readonly show?: (value: unknown, row: (name: string) => unknown) => unknown;
  /** Free text, in which a spreadsheet may see a formula. */
  readonly isText?: boolean;
  /** Adds what reads the column back to the mapping of an import. `from` is the source of the exported ids. */
  readonly map?: (mapping: WrittenMapping, from: string) => void;
}

/** Between the texts of a list in one cell of a CSV file. */
export const listSeparator = ';';

export function exportColumns(
  table: Table,
  customFields: readonly CustomFieldOfEntity[],
  sources: readonly string[],
): ExportColumn[] {
  const id: ExportColumn = {
    name: 'id',
    sql: 't.id',
    map: ({ externalIds }, from) => {
      externalIds[from] = 'id';
    },
  };
  const columns = [id, ...sources.map((source) => externalColumn(table, source))];
  for (const [name, target] of targetsOf(table)) {
    if (name === 'createdAt') continue;
    if (target.kind === 'money') columns.push(...moneyColumns(table, name));
    else if (target.kind === 'reference') columns.push(...referenceColumns(name, target.to, target.key));
    else if (target.kind === 'about') columns.push(...aboutColumns());
    else if (target.kind === 'list') columns.push(...listColumns(name, target.to));
    else columns.push(valueColumn(name, target.type === 'text' && !target.choices));
  }
  if (table.name === 'deal') columns.push({ name: 'status', sql: 't.status' });
  columns.push(...customFields.map(customColumn));
  columns.push(valueColumn('createdAt', false), { name: 'updatedAt', sql: 't.updated_at' });
  return columns;
}

function valueColumn(name: string, isText: boolean): ExportColumn {
  return {
    name,
    sql: `t.${quoted(name)}`,
    isText,
    map: ({ fields }) => {
      fields[name] = name;
    },
  };
}

function externalColumn(table: Table, source: string): ExportColumn {
  const name = `externalIds.${source}`;
  return {
    name,
    sql: `(select array_agg(e.external_id order by e.id) from external_id e where e.tenant_id = t.tenant_id
      and e.record_id = t.id and e.record_type = '${table.name}' and e.source = ?)`,
    values: [source],
    isText: true,
    map: ({ externalIds }) => {
      externalIds[source] = { column: name, separator: listSeparator };
    },
  };
}

function moneyColumns(table: Table, name: string): ExportColumn[] {
  const [minor, currency] = table.fields[name] as [string, string];
  const code = `${name}Currency`;
  return [
    {
      name,
      sql: `t.${quoted(minor)}`,
      show: (value, row) => (value === null ? null : decimalText(value as number, row(code) as string)),
      map: ({ fields }) => {
        fields[name] = { column: name, currency: { column: code } };
      },
    },
    { name: code, sql: `t.${quoted(currency)}` },
  ];
}

function referenceColumns(name: string, to: string, key: string): ExportColumn[] {
  const column = `${name}Id`;
  return [
    {
      name: column,
      sql: `t.${quoted(key)}`,
      map: ({ fields }, from) => {
        fields[name] = { column, by: `external:${from}` };
      },
    },
    { name, sql: `(select r.name from "${tableOf(to).name}" r where ${isRecord(`t.${quoted(key)}`)})`, isText: true },
  ];
}

const isRecord = (id: string) => `r.tenant_id = t.tenant_id and r.id = ${id}`;

function aboutColumns(): ExportColumn[] {
  const cases = Object.keys(finders).map((to) => {
    const word = to === 'activity' ? 'subject' : 'name';
    return `when '${to}' then (select r.${word} from "${to}" r where ${isRecord('t.about_id')})`;
  });
  return [
    { name: 'aboutType', sql: 't.about_type' },
    {
      name: 'aboutId',
      sql: 't.about_id',
      map: ({ fields }, from) => {
        fields['about'] = { column: 'aboutId', type: { column: 'aboutType' }, by: `external:${from}` };
      },
    },
    { name: 'about', sql: `case t.about_type ${cases.join(' ')} end`, isText: true },
  ];
}

function listColumns(name: string, to: string): ExportColumn[] {
  const from =
    to === 'tag'
      ? 'tagging l join tag r on r.tenant_id = l.tenant_id and r.id = l.tag_id where l.tenant_id = t.tenant_id and l.record_id = t.id'
      : 'deal_contact l join contact r on r.tenant_id = l.tenant_id and r.id = l.contact_id where l.tenant_id = t.tenant_id and l.deal_id = t.id';
  const list = (what: string) =>
    `(select array_agg(${what} order by r.name, r.id) from ${from} and r.deleted_at is null)`;
  if (to === 'tag') {
    const map: ExportColumn['map'] = ({ fields }) => {
      fields[name] = { column: name, create: true, separator: listSeparator };
    };
    return [{ name, sql: list('r.name'), isText: true, map }];
  }
  const column = `${to}Ids`;
  const map: ExportColumn['map'] = ({ fields }, source) => {
    fields[name] = { column, by: `external:${source}`, separator: listSeparator };
  };
  return [
    { name: column, sql: list('r.id'), map },
    { name, sql: list('r.name'), isText: true },
  ];
}

function customColumn({ key, kind }: CustomFieldOfEntity): ExportColumn {
  const name = `custom.${key}`;
  return {
    name,
    sql: 't.custom -> ?',
    values: [key],
    isText: kind === 'TEXT' || kind === 'SELECT',
    map: ({ custom }) => {
      custom[key] = name;
    },
  };
}
