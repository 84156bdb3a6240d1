// From text to values: numbers without floats, money to the cent, days that exist, names in two parts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCell, partOfName } from '../../src/crm/import/clean-cell.ts';
import { convert, convertMoney } from '../../src/crm/import/convert.ts';
import { dateFormat, parseDay, parseTime } from '../../src/crm/import/date-format.ts';
import { formatDecimal, parseDecimal } from '../../src/crm/import/decimal.ts';
import { decimalText } from '../../src/crm/import/money.ts';

const plain = { formats: [] };
const formats = (...texts: string[]) => texts.map((text) => dateFormat(text)!);

describe('money', () => {
  const usd = (text: string, conversion = {}) => convertMoney(text, 'USD', { ...plain, ...conversion }).minor;

  it('is exact where a float is not', () => {
    expect(usd('1.15')).toBe(115);
    expect(usd('4035.1', { scale: parseDecimal('1000000') })).toBe(403_510_000_000);
    expect(usd('0.07', { scale: parseDecimal('100') })).toBe(700);
    expect(usd('90071992547409.91')).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('any amount of minor units survives the way out and in', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (minor, currency) => {
        expect(convertMoney(decimalText(minor, currency), currency, plain)).toEqual({ minor, currency });
      }),
    );
  });

  it("reads what people write: separators, accountants' minus, the sign of its own currency", () => {
    expect(usd('1,234,567.80', { group: ',' })).toBe(123_456_780);
    expect(usd('1.234,5', { group: '.', decimal: ',' })).toBe(123_450);
    expect(usd('1 234,50', { group: ' ', decimal: ',' })).toBe(123_450);
    expect(usd('(12.00)')).toBe(-1200);
    expect(usd('$12')).toBe(1200);
    expect(usd('12.5 USD')).toBe(1250);
    expect(usd('1.1E+06')).toBe(110_000_000);
  });

  it('refuses what it cannot be sure of', () => {
    for (const [text, sentence] of [
      ['1.005', 'more decimals'],
      ['€12', 'no number'],
      ['1,234.5', 'no number'],
      ['12.', ''],
      ['.', 'no number'],
      ['', 'no number'],
      ['1e999', 'no number'],
      ['9'.repeat(70), 'no number'],
      ['90071992547409.92', 'out of range'],
      ['NaN', 'no number'],
      ['0x10', 'no number'],
    ] as const) {
      if (sentence === '') expect(usd(text)).toBe(1200);
      else expect(() => usd(text), text).toThrow(sentence);
    }
    expect(usd('1.005', { round: true })).toBe(101);
    expect(usd('-1.005', { round: true })).toBe(-101);
    expect(() => convertMoney('1', 'usd', plain)).toThrow('currency');
  });
});

describe('numbers', () => {
  it('whole numbers are whole and fit their column', () => {
    expect(convert('1,234', 'int', { ...plain, group: ',' }, 'x')).toBe(1234);
    expect(convert('12.0', 'int', plain, 'x')).toBe(12);
    expect(() => convert('12.5', 'int', plain, 'x')).toThrow('whole');
    expect(() => convert('2147483648', 'int', plain, 'x')).toThrow('range');
  });

  it('decimals print as they were read', () => {
    expect(formatDecimal(parseDecimal('-0.05').digits, 2)).toBe('-0.05');
    expect(convert('0.1', 'numeric', plain, 'x')).toBe(0.1);
  });
});

describe('dates', () => {
  it('are read by their format, first come first served', () => {
    expect(parseDay('31.1.2024', formats('D.M.YYYY'))).toBe('2024-01-31');
    expect(parseDay('01/31/24', formats('DD.MM.YYYY', 'MM/DD/YY'))).toBe('2024-01-31');
    expect(parseDay('5 Mar 1999', formats('D MMM YYYY'))).toBe('1999-03-05');
    expect(parseTime('31.01.2024 07:05', formats('DD.MM.YYYY HH:mm'))).toBe('2024-01-31T07:05:00.000Z');
  });

  it('ISO 8601 needs no format, and a time without a zone is one of UTC', () => {
    expect(convert('2024-02-29', 'date', plain, 'x')).toBe('2024-02-29');
    expect(parseTime('2024-01-31T13:30:00+02:00', [])).toBe('2024-01-31T11:30:00.000Z');
    expect(parseTime('2024-01-31 13:30', [])).toBe('2024-01-31T13:30:00.000Z');
    expect(parseTime('2024-01-31', [])).toBe('2024-01-31T00:00:00.000Z');
  });

  it('a day that does not exist is refused, never moved', () => {
    for (const text of ['2023-02-29', '2024-13-01', '2024-1-1', '0000-01-01', 'soon'])
      expect(() => convert(text, 'date', plain, 'x'), text).toThrow();
    for (const text of ['2024-02-30T00:00:00Z', '2024-01-31T25:00:00Z', '2024-01-31T10', '1706659200'])
      expect(() => parseTime(text, []), text).toThrow();
  });

  it('a format is made of tokens and has a day, a month and a year', () => {
    for (const text of ['YYYY-MM', 'dd.mm.yyyy', 'YYYY-MM-DD YYYY', 'D.M.']) expect(dateFormat(text), text).toBeNull();
  });
});

describe('cells', () => {
  it('are trimmed, emptied and put right', () => {
    expect(cleanCell('  x ', {}, {})).toBe('x');
    expect(cleanCell('  x ', { trim: false }, {})).toBe('  x ');
    expect(cleanCell(' n/a ', { empty: ['n/a'] }, {})).toBeNull();
    expect(cleanCell('technolgy', { values: { technolgy: 'technology' } }, {})).toBe('technology');
    expect(cleanCell('other', { values: { a: 'b' }, otherwise: 'empty' }, {})).toBeNull();
    expect(() => cleanCell('other', { values: { a: 'b' }, otherwise: 'refuse' }, {})).toThrow('none of a');
    expect(cleanCell('toString', { values: { a: 'b' } }, {})).toBe('toString');
  });

  it('truths and choices are read without regard to case', () => {
    expect(convert('Yes', 'boolean', plain, 'x')).toBe(true);
    expect(() => convert('maybe', 'boolean', plain, 'x')).toThrow('none of');
    expect(convert('won', 'text', { ...plain, choices: ['OPEN', 'WON'] }, 'x')).toBe('WON');
  });

  it('a full name has two parts', () => {
    for (const [name, first, last] of [
      ['Anna Maria Snelling', 'Anna Maria', 'Snelling'],
      ['Snelling, Anna Maria', 'Anna Maria', 'Snelling'],
      ['Cher', 'Cher', null],
    ] as const) {
      expect(partOfName(name, 'first')).toBe(first);
      expect(partOfName(name, 'last')).toBe(last);
    }
  });
});
