// From what a cell says to what a column takes, by the column's type.

import type { ColumnType } from '../../db/column.ts';
import { badInput } from '../../errors.ts';
import { cleanText } from '../../lib/text.ts';
import type { Scalar } from './clean-cell.ts';
import { type DateFormat, isoDay, parseDay, parseTime } from './date-format.ts';
import { type Decimal, multiply, type NumberForm, parseDecimal, withPlaces } from './decimal.ts';
import { minorUnits } from './money.ts';

export interface Conversion extends NumberForm {
  readonly formats: readonly DateFormat[];
  readonly scale?: Decimal | undefined;
  readonly round?: boolean | undefined;
  readonly choices?: readonly string[] | undefined;
}

const truths: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

export function convert(value: Scalar, type: ColumnType, conversion: Conversion, field: string): unknown {
  const text = String(value);
  switch (type) {
    case 'int': {
      const whole = withPlaces(number(text, conversion), 0, conversion.round ?? false);
      if (whole === null) throw badInput(`"${text}" is no whole number.`);
      if (whole >= 2n ** 31n || whole < -(2n ** 31n)) throw badInput(`"${text}" is out of range.`);
      return Number(whole);
    }
    case 'numeric': {
      const { digits, places } = number(text, conversion);
      return Number(`${digits}e-${places}`);
    }
    case 'boolean': {
      const truth = truths[text.toLowerCase()];
      if (truth === undefined) throw badInput(`"${text.slice(0, 40)}" is none of true, false, yes, no, 1, 0.`);
      return truth;
    }
    case 'date':
      return parseDay(text, conversion.formats.length > 0 ? conversion.formats : [isoDay]);
    case 'timestamptz':
      return parseTime(text, conversion.formats);
    default:
      return choice(cleanText(text, field), conversion.choices);
  }
}

function number(text: string, conversion: Conversion): Decimal {
  const parsed = parseDecimal(text, conversion);
  return conversion.scale ? multiply(parsed, conversion.scale) : parsed;
}

function choice(text: string, choices: readonly string[] | undefined): string {
  if (!choices) return text;
  const found = choices.find((each) => each === text.toUpperCase());
  if (!found) throw badInput(`"${text.slice(0, 40)}" is none of ${choices.join(', ')}.`);
  return found;
}

const symbols = new Map<string, string>();

/** `$` for USD: a sign beside the number may only say what the mapping says. */
function symbolOf(currency: string): string {
  let symbol = symbols.get(currency);
  if (!symbol) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    symbol = format.formatToParts(0).find((part) => part.type === 'currency')!.value;
    symbols.set(currency, symbol);
  }
  return symbol;
}

export function convertMoney(
  value: Scalar,
  currency: string,
  conversion: Conversion,
): { minor: number; currency: string } {
  if (!/^[A-Z]{3}$/.test(currency))
    throw badInput(`"${currency.slice(0, 10)}" is no currency: three letters such as EUR.`);
  let text = String(value);
  for (const mark of [currency, symbolOf(currency)]) {
    if (text.startsWith(mark)) text = text.slice(mark.length).trimStart();
    else if (text.endsWith(mark)) text = text.slice(0, -mark.length).trimEnd();
  }
  const amount = number(text, conversion);
  return { minor: minorUnits(amount, currency, conversion.round ?? false), currency };
}
