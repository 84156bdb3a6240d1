// Days and times by a format such as `D.M.YYYY` or `MM/DD/YYYY HH:mm`. A day that does not exist is refused, never moved.
import { badInput } from '../../errors.ts';
import { isDay } from '../../lib/day.ts';

const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<short>\\d\\d)',
  MMM: '(?<name>[A-Za-z]{3})',
  MM: '(?<month>\\d\\d)',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d\\d)',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d\\d)',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d\\d)',
  ss: '(?<second>\\d\\d)',
};

const token = /YYYY|YY|MMM|MM|M|DD|D|HH|H|mm|ss|[^A-Za-z0-9]/g;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

export interface DateFormat {
  readonly text: string;
  readonly pattern: RegExp;
}

/** Null if the format is none: letters that are no token, no year, or a part that comes twice. */
export function dateFormat(text: string): DateFormat | null {
  const parts = text.match(token) ?? [];
  if (parts.join('') !== text) return null;
  try {
    const pattern = new RegExp(`^${parts.map((part) => tokens[part] ?? `\\${part}`).join('')}$`);
    const names = ['(?<month>|(?<name>', '(?<day>', '(?<year>|(?<short>'];
    return names.every((any) => any.split('|').some((name) => pattern.source.includes(name)))
      ? { text, pattern }
      : null;
  } catch {
    return null;
  }
}

export const isoDay: DateFormat = { text: 'YYYY-MM-DD', pattern: /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/ };

/** `YYYY-MM-DD` of the first format that fits. */
export function parseDay(text: string, formats: readonly DateFormat[]): string {
  return parts(text, formats).day;
}

const iso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** ISO 8601 in UTC. A time without a zone is one of UTC, a day alone its first moment. */
export function parseTime(text: string, formats: readonly DateFormat[]): string {
  if (formats.length === 0) {
    const [day = '', zone] = [text.slice(0, 10), /Z|[+-]\d\d:?\d\d$/.exec(text.slice(10))?.[0]];
    const parsed = new Date(text.length === 10 ? text : `${text.replace(' ', 'T')}${zone ? '' : 'Z'}`);
    if (!iso.test(text) || !isDay(day) || Number.isNaN(parsed.getTime()))
      throw badInput(`"${text.slice(0, 40)}" is no time such as 2024-01-31T13:30:00Z.`);
    return parsed.toISOString();
  }
  const { day, hour, minute, second } = parts(text, formats);
  const parsed = new Date(`${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(parsed.getTime())) throw refused(text, formats);
  return parsed.toISOString();
}

function parts(text: string, formats: readonly DateFormat[]) {
  for (const { pattern } of formats) {
    const found = pattern.exec(text)?.groups;
    if (!found) continue;
    const month = found['name'] ? months.indexOf(found['name'].toLowerCase()) + 1 : Number(found['month']);
    const day = `${found['year'] ?? century(found['short']!)}-${two(month)}-${two(found['day']!)}`;
    if (!isDay(day)) throw badInput(`"${text}" is a day that does not exist.`);
    const time = { hour: two(found['hour'] ?? 0), minute: found['minute'] ?? '00', second: found['second'] ?? '00' };
    return { day, ...time };
  }
  throw refused(text, formats);
}

const two = (number: number | string) => String(number).padStart(2, '0');

/** As spreadsheets read two digits: 70 is 1970, 69 is 2069. */
const century = (short: string) => `${Number(short) >= 70 ? '19' : '20'}${short}`;

const refused = (text: string, formats: readonly DateFormat[]) =>
  badInput(`"${text.slice(0, 40)}" is no date of the form ${formats.map((each) => each.text).join(' or ')}.`);
