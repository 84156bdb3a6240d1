// All rules, one after the other. Invariant: each ends, with a finding, whatever the subgraph does.
import { OperatorError } from '../lib/operator-error.ts';
import { createBench } from './bench.ts';
import type { PostListener } from './post-listener.ts';
import { race } from './race.ts';
import { checkRule, type Finding } from './rule.ts';
import { answerRules } from './rules-answers.ts';
import { postRules } from './rules-posts.ts';
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
  /** Where the posts of the subgraph come in. @default it has a stream */
  readonly posts?: PostListener | null;
  readonly onFinding: (finding: Finding) => void;
}

export async function checkConformance(options: ConformanceOptions): Promise<readonly Finding[]> {
  const { scenario, key, seconds, signal, only = '', posts = null, onFinding } = options;
  const rules = [...answerRules, ...(posts ? postRules : streamRules), race].filter(({ name }) => name.includes(only));
  const subgraph = createSubgraph({ url: scenario.url, key });
  const bench = createBench({ subgraph, scenario, posts, seconds, signal });
  try {
    for (const viewer of bench.viewers) await bench.prepare(viewer);
  } catch (error) {
    const { cause, message } = error as Error;
    throw new OperatorError(`${scenario.url} did not answer: ${cause instanceof Error ? cause.message : message}.`);
  }
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
