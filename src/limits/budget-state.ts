// What is told of a budget: in receipts, to the viewer, and as headers.

export interface BudgetState {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Points a second. */
  readonly restoreRate: number;
}

/** draft-ietf-httpapi-ratelimit-headers-10: q is the capacity, w the seconds in which it fills; r what is left, t until it is full. */
export function headersOf(states: Readonly<Record<'tenant' | 'key', BudgetState>>): string[] {
  const each = Object.entries(states);
  const policy = each.map(
    ([name, { maximumAvailable: q, restoreRate }]) => `"${name}";q=${q};w=${Math.ceil(q / restoreRate)}`,
  );
  const left = each.map(([name, { maximumAvailable: q, currentlyAvailable: r, restoreRate }]) => {
    return `"${name}";r=${r};t=${Math.ceil((q - r) / restoreRate)}`;
  });
  return ['ratelimit-policy', policy.join(', '), 'ratelimit', left.join(', ')];
}
