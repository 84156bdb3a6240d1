// Decimal numbers as people write them, exactly: no value of a file passes through a float on its way to the database.
import { badInput } from '../../errors.ts';

/** `digits` times ten to the power of `-places`. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

export interface NumberForm {
  /** @default '.' */
  readonly decimal?: '.' | ',' | undefined;
  /** Between thousands. A blank stands for the narrow and the no-break blank as well. @default none */
  readonly group?: string | undefined;
}

/** Longer than any number that a column takes; a text of a million digits is no number but a burden. */
const longest = 60;
const largestExponent = 30;
const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** `1,234.5`, `(12.00)` as accountants write minus twelve, `1.1E+06` as spreadsheets write 1,100,000. */
export function parseDecimal(text: string, { decimal = '.', group }: NumberForm = {}): Decimal {
  const refuse = () => {
    const grouped = group ? `, with "${group}" between thousands` : ', without separators between thousands';
    return badInput(`"${text.slice(0, longest)}" is no number such as 1234${decimal}5${grouped}.`);
  };
  if (text.length > longest) throw refuse();
  const inner = /^\((.*)\)$/.exec(text)?.[1];
  let plain = inner === undefined ? text : `-${inner}`;
  if (group) plain = plain.replace(group === ' ' ? /(?<=\d)[ \u00a0\u202f](?=\d)/g : between(group), '');
  if (decimal === ',') plain = plain.includes('.') ? '' : plain.replace(',', '.');
  const [matched, sign, whole = '', fraction = '', exponent = '0'] = form.exec(plain) ?? [];
  const places = fraction.length - Number(exponent);
  if (matched === undefined || whole + fraction === '' || Math.abs(Number(exponent)) > largestExponent) throw refuse();
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}

const between = (group: string) => new RegExp(`(?<=\\d)\\${group}(?=\\d)`, 'g');

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, places: a.places + b.places };
}

/** With exactly this many places. What would be cut off is refused, or rounded half away from zero. */
export function withPlaces({ digits, places }: Decimal, wanted: number, round: boolean): bigint | null {
  if (places <= wanted) return digits * 10n ** BigInt(wanted - places);
  const unit = 10n ** BigInt(places - wanted);
  const rest = digits % unit;
  if (rest === 0n) return digits / unit;
  if (!round) return null;
  const up = (rest < 0n ? -rest : rest) * 2n >= unit;
  return digits / unit + (up ? (digits < 0n ? -1n : 1n) : 0n);
}

export function formatDecimal(digits: bigint, places: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}
