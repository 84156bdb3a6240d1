// All rules, one after the other. Invariant: each ends, with a finding, whatever the subgraph does.
import { createBench } from './bench.ts';
import { race } from './race.ts';
import { checkRule, type Finding, type Rule } from './rule.ts';
import { answerRules } from './rules-answers.ts';
import { streamRules } from './rules-stream.ts';
import type { Scenario } from './scenario.ts';
import { createSubgraph } from './subgraph.ts';

export interface ConformanceOptions {
  readonly scenario: Scenario;
  readonly key: string;
  /** Of the race. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Rules with these words in their names. @default all */
  readonly only?: string;
  readonly onFinding: (finding: Finding) => void;
}

const allRules: readonly Rule[] = [...answerRules, ...streamRules, race];
/** Writes of each tenant before all, so that there is something to read. */
const firstWrites = 6;

export async function checkConformance(options: ConformanceOptions): Promise<readonly Finding[]> {
  const { scenario, key, seconds, signal, only = '', onFinding } = options;
  const rules = allRules.filter(({ name }) => name.includes(only));
  const subgraph = createSubgraph({ url: scenario.url, key });
  const bench = createBench({ subgraph, scenario, seconds, signal });
  for (const viewer of bench.viewers) for (let time = 0; time < firstWrites; time++) await bench.write(viewer);
  const early = new Map(rules.filter(({ isSlow }) => isSlow).map((rule) => [rule, checkRule(rule, bench)]));
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (signal.aborted) break;
    const finding = await (early.get(rule) ?? checkRule(rule, bench));
    findings.push(finding);
    onFinding(finding);
  }
  await Promise.all(early.values());
  return findings;
}
