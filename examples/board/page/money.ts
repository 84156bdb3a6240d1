// Amounts as people read them, in the words of their browser.

interface Money {
  /** In the smallest unit of the currency. */
  readonly minor: number;
  readonly currency: string;
}

/** Without cents: a board is looked at from afar. Yen have none, so how many there are is asked of the currency. */
export function moneyText({ minor, currency }: Money): string {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency, maximumFractionDigits: 0 });
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return format.format(minor / 10 ** (digits ?? 2));
}
