// Between amounts as files write them (decimals) and as the database keeps them (whole minor units).
import { badInput } from '../../errors.ts';
import { type Decimal, formatDecimal, withPlaces } from './decimal.ts';

/** Currencies whose smallest unit is not a hundredth (ISO 4217, list one). */
const places: Readonly<Record<string, number>> = {
  ...of(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...of(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...of(4, 'CLF UYW'),
};

function of(count: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, count]));
}

const placesOf = (currency: string) => places[currency] ?? 2;

export function minorUnits(amount: Decimal, currency: string, round: boolean): number {
  const minor = withPlaces(amount, placesOf(currency), round);
  if (minor === null)
    throw badInput(
      `The amount has more decimals than ${currency}, which has ${placesOf(currency)}; \`round\` allows it.`,
    );
  const number = Number(minor);
  if (!Number.isSafeInteger(number))
    throw badInput('The amount is out of range: at most 9,007,199,254,740,991 minor units.');
  return number;
}

export function decimalText(minor: number, currency: string): string {
  return formatDecimal(BigInt(minor), placesOf(currency));
}
