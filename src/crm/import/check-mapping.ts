// Whether a mapping fits the entity: all that is wrong with it, each problem with what there is instead.
import { type Table, tableOf } from '../../db/table.ts';
import type { CustomFieldOfEntity } from './custom-fields.ts';
import { customTypes } from './custom-fields.ts';
import { dateFormat } from './date-format.ts';
import { parseDecimal } from './decimal.ts';
import type { Mapping, Source } from './mapping.ts';
import { finders, parseBy, type Target, targetsOf, waysTo } from './target.ts';

/** Options that say something for some kinds of field only, and for which. */
const meaning: Readonly<Record<string, { readonly kinds: readonly string[]; readonly word: string }>> = {
  part: { kinds: ['text'], word: 'text' },
  decimal: { kinds: ['int', 'numeric', 'money'], word: 'numbers' },
  group: { kinds: ['int', 'numeric', 'money'], word: 'numbers' },
  scale: { kinds: ['int', 'numeric', 'money'], word: 'numbers' },
  round: { kinds: ['int', 'money'], word: 'whole numbers and money' },
  currency: { kinds: ['money'], word: 'money' },
  date: { kinds: ['date', 'timestamptz'], word: 'dates and times' },
  by: { kinds: ['reference', 'about', 'list'], word: 'references' },
  create: { kinds: ['reference', 'about', 'list'], word: 'references' },
  type: { kinds: ['about'], word: '`about`' },
  separator: { kinds: ['list'], word: 'lists' },
};

export function mappingProblems(
  mapping: Mapping,
  table: Table,
  customFields: readonly CustomFieldOfEntity[],
  mode: 'insert' | 'update' | 'upsert',
): string[] {
  const targets = targetsOf(table);
  const problems: string[] = [];
  for (const [name, source] of Object.entries(mapping.fields)) {
    const target = targets.get(name);
    if (target) problems.push(...sourceProblems(`fields.${name}`, source, target));
    else problems.push(`fields.${name}: ${table.typename} takes ${[...targets.keys()].join(', ')}${hint(table, name)}`);
  }
  for (const [key, source] of Object.entries(mapping.custom ?? {})) {
    const field = customFields.find((each) => each.key === key);
    if (field) {
      const target = { kind: 'value', type: customTypes[field.kind], nullable: true } as const;
      problems.push(...sourceProblems(`custom.${key}`, source, target));
    } else {
      const known = customFields.map((each) => each.key).join(', ') || 'none';
      problems.push(`custom.${key}: ${table.typename} has these custom fields: ${known}`);
    }
  }
  const plain = { kind: 'value', type: 'text', nullable: true } as const;
  // Several names in one cell: the one list that is no list of records.
  for (const [name, { separator: _, ...source }] of Object.entries(mapping.externalIds ?? {}))
    problems.push(...sourceProblems(`externalIds.${name}`, source, plain));
  if (mapping.pipeline && table.name !== 'deal') problems.push('pipeline: only deals stand in one');
  if (mode === 'insert') problems.push(...missing(mapping, table));
  return problems;
}

/** What every new record needs; a row may still lack the value. */
function missing(mapping: Mapping, table: Table): string[] {
  const edges = Object.entries(table.edges);
  return table.required
    .map((name) => edges.find(([, edge]) => edge.kind === 'one' && edge.key === name)?.[0] ?? name)
    .filter((name) => !(name in mapping.fields))
    .map((name) => `fields.${name}: a new ${table.typename} needs it`);
}

function hint(table: Table, name: string): string {
  if (table.name === 'contact' && /name/i.test(name))
    return '. A full name is split with { "column": …, "part": "first" } and "last"';
  const edge = Object.entries(table.edges).find(([, each]) => each.kind === 'one' && each.key === name);
  return edge ? `. Ids: "${edge[0]}": { "column": …, "by": "id" }` : '';
}

function sourceProblems(path: string, source: Source, target: Target): string[] {
  const problems: string[] = [];
  const kind = target.kind === 'value' ? target.type : target.kind;
  for (const [option, { kinds, word }] of Object.entries(meaning)) {
    if (source[option as keyof Source] !== undefined && !kinds.includes(kind))
      problems.push(`${path}.${option}: is for ${word}, and this is ${kind}`);
  }
  if (kind === 'money' && source.currency === undefined)
    problems.push(`${path}.currency: money needs one, "USD" or { "column": … }`);
  for (const each of source.date ?? []) {
    if (!dateFormat(each))
      problems.push(`${path}.date: "${each}" is no format; it is made of YYYY YY MMM MM M DD D HH H mm ss and signs`);
  }
  if (source.scale !== undefined && !isDecimal(source.scale))
    problems.push(`${path}.scale: "${source.scale}" is no number`);
  if (kind === 'about' && source.type === undefined)
    problems.push(`${path}.type: what the activity is about: an entity, or { "column": … }`);
  const to = 'to' in target ? target.to : typeof source.type === 'string' ? source.type : null;
  if (to) problems.push(...referenceProblems(path, source, to));
  return problems;
}

function referenceProblems(path: string, source: Source, to: string): string[] {
  if (!Object.hasOwn(finders, to)) return [`${path}.type: there is no entity "${to}"`];
  const problems: string[] = [];
  const by = source.by === undefined ? null : parseBy(to, source.by);
  if (source.by !== undefined && !by) problems.push(`${path}.by: a ${to} is found by ${waysTo(to)}`);
  if (source.create && by?.kind === 'id')
    problems.push(`${path}.create: a record that is named by its id exists already`);
  if (typeof source.create === 'object') {
    const takes = [...targetsOf(tableOf(to))].filter(([, target]) => target.kind === 'value').map(([name]) => name);
    const unknown = Object.keys(source.create).filter((name) => !takes.includes(name));
    if (unknown.length > 0)
      problems.push(`${path}.create: no ${unknown.join(', ')}; a new ${to} takes ${takes.join(', ')}`);
  }
  return problems;
}

function isDecimal(text: string): boolean {
  try {
    return parseDecimal(text).digits !== 0n;
  } catch {
    return false;
  }
}

/** `{{product}}` in a template names a column. */
export const placeholder = /\{\{\s*(.*?)\s*\}\}/g;

/** Columns that the mapping reads and the file has not. */
export function columnProblems(mapping: Mapping, columns: ReadonlySet<string>): string[] {
  const optional = new Set(Object.keys(mapping.columns ?? {}).filter((name) => mapping.columns![name]!.optional));
  return columnsUsed(mapping)
    .filter(({ column, isOptional }) => !isOptional && !optional.has(column) && !columns.has(column))
    .map(({ path, column }) => `${path}: the file has no column "${column}"; it has ${[...columns].join(', ')}`);
}

export function columnsUsed(mapping: Mapping): { path: string; column: string; isOptional: boolean }[] {
  const sources: [string, Source][] = [
    ...(mapping.id ? [['id', mapping.id] as [string, Source]] : []),
    ...(['externalIds', 'fields', 'custom'] as const).flatMap((part) =>
      Object.entries(mapping[part] ?? {}).map(([name, source]) => [`${part}.${name}`, source] as [string, Source]),
    ),
  ];
  const used = sources.flatMap(([path, source]) =>
    [
      source.column,
      ...(source.template ?? []).flatMap((each) => [...each.matchAll(placeholder)].map((match) => match[1])),
      typeof source.currency === 'object' ? source.currency.column : undefined,
      typeof source.type === 'object' ? source.type.column : undefined,
    ]
      .filter((column) => column !== undefined)
      .map((column) => ({ path, column, isOptional: source.optional ?? false })),
  );
  const cleaned = Object.entries(mapping.columns ?? {}).map(([column, { optional = false }]) => ({
    path: `columns.${column}`,
    column,
    isOptional: optional,
  }));
  return [...cleaned, ...used];
}
