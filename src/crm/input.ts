// From what a client writes to what the columns take: ids checked, money in two columns, references in two, custom values merged.
import { columnOf, type Table, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput } from '../errors.ts';
import { cleanText, parseId } from '../lib/text.ts';
import { mergeCustom } from './custom-values.ts';

export type Input = Readonly<Record<string, unknown>>;

/** Fields of inputs that are no columns: they become rows of link tables. */
const linkFields = new Set(['tagIds', 'externalIds', 'contactIds']);

export async function valuesOf(
  tx: Transaction,
  table: Table,
  input: Input,
  current: Readonly<Values> | null,
): Promise<Values> {
  const values: Values = {};
  for (const [field, value] of Object.entries(input)) {
    if (value === undefined || linkFields.has(field)) continue;
    if (field === 'custom')
      values['custom'] = await mergeCustom(tx, table, value, (current?.['custom'] ?? {}) as Values);
    else if (field === 'about') Object.assign(values, aboutOf(value as { type: string; id: string } | null));
    else if (table.fields[field])
      Object.assign(values, moneyOf(table.fields[field], value as { minor: number; currency: string } | null, field));
    else values[field] = cleaned(table, field, value);
  }
  return values;
}

function cleaned(table: Table, field: string, value: unknown): unknown {
  const { type, nullable } = columnOf(table, field);
  if (value === null && !nullable) throw badInput(`\`${field}\` must have a value.`, { field });
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? cleanText(each, field) : each));
  if (typeof value !== 'string') return value;
  return type === 'uuid' ? parseId(value, field) : cleanText(value, field);
}

function moneyOf(
  [minor, currency]: readonly string[],
  value: { minor: number; currency: string } | null,
  field: string,
): Values {
  if (value && !/^[A-Z]{3}$/.test(value.currency))
    throw badInput('A currency is an ISO 4217 code: three capital letters, for instance EUR.', {
      field: `${field}.currency`,
    });
  return { [minor!]: value?.minor ?? null, [currency!]: value?.currency ?? null };
}

function aboutOf(value: { type: string; id: string } | null): Values {
  return { aboutType: value?.type ?? null, aboutId: value ? parseId(value.id, 'about.id') : null };
}
