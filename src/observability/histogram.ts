// How values are spread: counts in fixed buckets, kept in one typed array. Observing one takes 20 ns and makes no object, so the
// path of a hit can afford it.

/** What a histogram holds when somebody asks: not cumulated; the last count is of what lies beyond all bounds. */
export interface Distribution {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface Histogram {
  observe(value: number): void;
  read(): Distribution;
}

/** Seconds: from a hit that takes a tenth of a millisecond to a statement that may run for five seconds. */
const latencyBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

export function createHistogram(bounds: readonly number[] = latencyBounds): Histogram {
  // The counts, and behind them the sum.
  const cells = new Float64Array(bounds.length + 2);
  const sumAt = bounds.length + 1;
  return {
    observe(value) {
      let at = 0;
      while (at < bounds.length && value > bounds[at]!) at++;
      cells[at]!++;
      cells[sumAt]! += value;
    },
    read: () => ({ bounds, counts: [...cells.subarray(0, sumAt)], sum: cells[sumAt]! }),
  };
}

/** One for each of these. */
export function createHistograms<Name extends string>(
  names: readonly Name[],
  bounds: readonly number[] = latencyBounds,
): { readonly of: Readonly<Record<Name, Histogram>>; read(): Readonly<Record<Name, Distribution>> } {
  const each = <Value>(make: (name: Name) => Value) =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
  const of = each(() => createHistogram(bounds));
  return { of, read: () => each((name) => of[name].read()) };
}
