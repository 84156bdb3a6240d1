// A rule of the contract, and what comes of checking it.
import type { Bench } from './bench.ts';
import { Unchecked } from './verdict.ts';

export interface Rule {
  /** A sentence that is true of a subgraph that keeps the contract. */
  readonly name: string;
  /** What was seen, or nothing. Throws Broken, or Unchecked. */
  readonly check: (bench: Bench) => Promise<string | undefined>;
  /** Begun before all others, because it mostly waits. @default false */
  readonly isSlow?: boolean;
}

export interface Finding {
  readonly rule: string;
  readonly outcome: 'ok' | 'FAILED' | 'skipped';
  readonly detail: string;
}

export async function checkRule({ name: rule, check }: Rule, bench: Bench): Promise<Finding> {
  try {
    return { rule, outcome: 'ok', detail: (await check(bench)) ?? '' };
  } catch (error) {
    const { message, cause } = error as Error;
    if (error instanceof Unchecked) return { rule, outcome: 'skipped', detail: message };
    // Also what does not parse, or does not answer.
    return { rule, outcome: 'FAILED', detail: cause instanceof Error ? `${message}: ${cause.message}` : message };
  }
}

export function lineOf({ rule, outcome, detail }: Finding): string {
  return `${outcome.padEnd(8)} ${rule}${detail && `: ${detail}`}`;
}
