// What is told of a budget: in receipts, to the viewer, and as headers.

export interface BudgetState {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Points a second. */
  readonly restoreRate: number;
}

/** Points flow in all the time: what is left is told for the next second, after which there is more. */
const effectiveWindow = 1;

/**
 * draft-ietf-httpapi-ratelimit-headers-11: q is the capacity, w the seconds in which it fills; r what is left for the next t seconds. The
 * unit is a point, for which `qu` has no word; the buckets stand in the names of the policies, and need no `pk`.
 */
export function headersOf(states: Readonly<Record<'tenant' | 'key', BudgetState>>): string[] {
  const each = Object.entries(states);
  const policy = each.map(
    ([name, { maximumAvailable: q, restoreRate }]) => `"${name}";q=${q};w=${Math.ceil(q / restoreRate)}`,
  );
  const left = each.map(([name, { currentlyAvailable: r }]) => `"${name}";r=${r};t=${effectiveWindow}`);
  return ['ratelimit-policy', policy.join(', '), 'ratelimit', left.join(', ')];
}
