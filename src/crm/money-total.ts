// Sums of money, one for each currency: added up exactly, rounded once and at the end, and refused where a client's number
// could not hold them.
import { badInput } from '../errors.ts';

export interface MoneyTotal {
  readonly currency: string;
  readonly count: number;
  readonly sum: number;
  readonly weighted: number;
}

/** Deals of one currency, as PostgreSQL adds them up; without a currency they have no amount and only count. */
export interface Amounts {
  readonly currency: string | null;
  readonly count: number;
  /** Whole numbers of any size, as text. */
  readonly sum: string | null;
  /** Sum of amount times percent. */
  readonly hundredfold: string | null;
}

export function countOf(amounts: readonly Amounts[]): number {
  return amounts.reduce((count, each) => count + each.count, 0);
}

/** One total for each currency, by currency. */
export function moneyTotals(amounts: readonly Amounts[]): MoneyTotal[] {
  const exact = new Map<string, { count: number; sum: bigint; hundredfold: bigint }>();
  for (const { currency, count, sum, hundredfold } of amounts) {
    if (currency === null) continue;
    const so = exact.get(currency) ?? { count: 0, sum: 0n, hundredfold: 0n };
    so.count += count;
    so.sum += BigInt(sum!);
    so.hundredfold += BigInt(hundredfold!);
    exact.set(currency, so);
  }
  return [...exact]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { count, sum, hundredfold }]) => ({
      currency,
      count,
      sum: safe(sum, `The sum of amounts in ${currency}`, Number.MAX_SAFE_INTEGER),
      weighted: safe(hundredth(hundredfold), `The weighted sum of amounts in ${currency}`, Number.MAX_SAFE_INTEGER),
    }));
}

/** Rounded half up, also below zero: -0.5 is 0. */
function hundredth(value: bigint): bigint {
  const more = value + 50n;
  return more >= 0n ? more / 100n : (more - 99n) / 100n;
}

/** A sum as a number that is exactly it. */
export function safe(sum: bigint, what: string, most: number): number {
  if (sum <= BigInt(most) && sum >= -BigInt(most)) return Number(sum);
  throw badInput(
    `${what} is ${sum}, and numbers here go to ${most} either way: narrow the filter, or group by one more key.`,
    {
      sum: String(sum),
    },
  );
}
