// Judges figures by thresholds. Invariant: what was not measured does not pass.
const comparisons = {
  '<=': (value: number, limit: number) => value <= limit,
  '>=': (value: number, limit: number) => value >= limit,
  '==': (value: number, limit: number) => value === limit,
} as const;

export interface Threshold {
  readonly comparison: keyof typeof comparisons;
  readonly limit: number;
}

export interface Judgement {
  readonly figure: string;
  readonly threshold: string;
  /** Null: not measured. */
  readonly value: number | null;
  readonly isKept: boolean;
}

/** Null: it is none. */
export function parseThreshold(text: string): Threshold | null {
  const [, sign, limit] = /^(<=|>=|==) (\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const comparison = (['<=', '>=', '=='] as const).find((each) => each === sign);
  return comparison ? { comparison, limit: Number(limit) } : null;
}

export function judge(
  thresholds: Readonly<Record<string, string>>,
  figures: Readonly<Record<string, number | null>>,
): Judgement[] {
  return Object.entries(thresholds).map(([figure, threshold]) => {
    const parsed = parseThreshold(threshold);
    if (!parsed) throw new Error(`"${threshold}" of ${figure} is no threshold: expected such as "<= 100"`);
    const value = figures[figure] ?? null;
    const isKept = value !== null && comparisons[parsed.comparison](value, parsed.limit);
    return { figure, threshold, value, isKept };
  });
}
