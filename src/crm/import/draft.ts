// A row as the mapping reads it: values ready to be written, and what must first be looked up. Knows no database.

import type { Table } from '../../db/table.ts';
import { badInput } from '../../errors.ts';
import { cleanText } from '../../lib/text.ts';
import type { ExternalName } from '../write.ts';
import { type Conversion, convert, convertMoney } from './convert.ts';
import { type CustomFieldOfEntity, customTypes } from './custom-fields.ts';
import { dateFormat } from './date-format.ts';
import { parseDecimal } from './decimal.ts';
import type { Mapping, Source } from './mapping.ts';
import { listed, type Read, single, sourceReader } from './read-source.ts';
import type { SourceRow } from './rows.ts';
import { type By, defaultBy, finders, parseBy, type Target, targetsOf, waysTo } from './target.ts';

/** A record that the row names. */
export interface Want {
  /** The input that takes its id: `companyId`, `tagIds`, or `about`. */
  readonly key: string;
  readonly kind: 'one' | 'list' | 'about';
  readonly to: string;
  readonly by: By;
  readonly name: string;
  /** Fields of the record that is made when there is none; null: none is made. */
  readonly create: Readonly<Record<string, unknown>> | null;
}

export interface Draft {
  readonly row: SourceRow;
  readonly input: Record<string, unknown>;
  readonly wants: readonly Want[];
  readonly externalIds: readonly ExternalName[];
  /** What finds the record that is there; null in a row without it. */
  readonly match: string | null;
}

type Fill = (row: SourceRow, draft: { input: Record<string, unknown>; wants: Want[] }) => void;

/** `match`: what finds existing records; null when the mode is insert. The mapping was checked before. */
export function createDrafter(
  mapping: Mapping,
  table: Table,
  customFields: readonly CustomFieldOfEntity[],
  match: By | null,
): (row: SourceRow) => Draft {
  const read = (source: Source) => sourceReader(mapping, source);
  const targets = targetsOf(table);
  const fills = Object.entries(mapping.fields).map(([name, source]) => {
    const fill = filler(mapping, table, name, source, targets.get(name)!, read(source));
    return naming(name, fill);
  });
  for (const [key, source] of Object.entries(mapping.custom ?? {})) {
    const type = customTypes[customFields.find((each) => each.key === key)!.kind];
    const [get, conversion] = [read(source), conversionOf(source)];
    fills.push(
      naming(`custom.${key}`, (row, { input }) => {
        const value = single(get(row));
        if (value === null && mapping.emptyCells !== 'clear') return;
        input['custom'] ??= {};
        const custom = input['custom'] as Record<string, unknown>;
        custom[key] = value === null ? null : convert(value, type, conversion, key);
      }),
    );
  }
  const names = Object.entries(mapping.externalIds ?? {}).map(([source, from]) => {
    const get = read(from);
    return { source, all: (row: SourceRow) => listed(get(row), from.separator) };
  });
  const matching = matcher(mapping, match, read);
  return (row) => {
    const draft = { row, input: {} as Record<string, unknown>, wants: [] as Want[] };
    for (const fill of fills) fill(row, draft);
    const externalIds = names.flatMap(({ source, all }) =>
      all(row).map((name) => ({ source, externalId: cleanText(name, source) })),
    );
    const found = matching === null ? null : (listed(matching(row), undefined)[0] ?? null);
    return { ...draft, externalIds, match: found === null ? null : cleanText(String(found), 'match') };
  };
}

function matcher(mapping: Mapping, match: By | null, read: (source: Source) => Read): Read | null {
  if (!match) return null;
  const source =
    match.kind === 'id'
      ? mapping.id
      : match.kind === 'external'
        ? mapping.externalIds?.[match.source]
        : mapping.fields[match.field];
  return source ? read(source) : null;
}

/** Errors of one field say which. */
function naming(field: string, fill: Fill): Fill {
  return (row, draft) => {
    try {
      fill(row, draft);
    } catch (error) {
      throw badInput(`${field}: ${(error as Error).message}`, { field });
    }
  };
}

function conversionOf(source: Source, target?: Target): Conversion {
  return {
    decimal: source.decimal,
    group: source.group,
    scale: source.scale === undefined ? undefined : parseDecimal(source.scale),
    round: source.round,
    formats: (source.date ?? []).map((each) => dateFormat(each)!),
    choices: target?.kind === 'value' ? target.choices : undefined,
  };
}

function filler(mapping: Mapping, table: Table, name: string, source: Source, target: Target, get: Read): Fill {
  const clears = mapping.emptyCells === 'clear';
  const conversion = conversionOf(source, target);
  const column = (of: string, row: SourceRow) => single(sourceReader(mapping, { column: of })(row));
  switch (target.kind) {
    case 'value': {
      const { type, nullable } = target;
      return (row, { input }) => {
        const value = single(get(row));
        if (value !== null) input[name] = convert(value, type, conversion, name);
        else if (clears && nullable) input[name] = null;
      };
    }
    case 'money': {
      const { currency } = source;
      return (row, { input }) => {
        const value = single(get(row));
        const code = typeof currency === 'string' ? currency : column(currency!.column, row);
        if (value === null) {
          if (clears) input[name] = null;
        } else if (code === null) throw badInput('An amount without a currency.');
        else input[name] = convertMoney(value, String(code), conversion);
      };
    }
    case 'reference': {
      const wanted = wanter(source, target.key, 'one');
      const nullable = table.columns[target.key]!.nullable;
      return (row, { input, wants }) => {
        const value = single(get(row));
        if (value !== null) wants.push(wanted(target.to, String(value)));
        else if (clears && nullable) input[target.key] = null;
      };
    }
    case 'about': {
      const wanted = wanter(source, name, 'about');
      return (row, { input, wants }) => {
        const value = single(get(row));
        const type = typeof source.type === 'string' ? source.type : column(source.type!.column, row);
        if (value === null) {
          if (clears) input[name] = null;
        } else if (type === null || !Object.hasOwn(finders, type as string)) {
          throw badInput(`A type is one of ${Object.keys(finders).join(', ')}, got ${type ?? 'nothing'}.`);
        } else wants.push(wanted(String(type), String(value)));
      };
    }
    case 'list': {
      const wanted = wanter(source, target.key, 'list');
      return (row, { wants }) => {
        const names = listed(get(row), source.separator ?? ';');
        for (const each of new Set(names)) wants.push(wanted(target.to, each));
      };
    }
  }
}

function wanter(source: Source, key: string, kind: Want['kind']): (to: string, name: string) => Want {
  const create = source.create === true ? {} : source.create || null;
  return (to, name) => {
    const by = parseBy(to, source.by ?? defaultBy(to));
    if (!by) throw badInput(`A ${to.slice(0, 40)} is found by ${waysTo(to)}.`);
    const isEmail = by.kind === 'field' && by.field === 'email'; // kept in lower case
    return { key, kind, to, by, name: cleanText(isEmail ? name.toLowerCase() : name, key), create };
  };
}
