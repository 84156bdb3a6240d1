// A scenario: artillery's YAML, with what the runner takes out of it before: the cluster that it wants, and its thresholds.
// Invariant: a file that names a question, a setting or a figure that does not exist is told about before anything is started.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { figureNames } from './figures.ts';
import { isQuestionName } from './questions.ts';
import { parseThreshold } from './thresholds.ts';

const threshold = z.string().refine((text) => parseThreshold(text) !== null, 'expected such as "<= 100"');

const phase = z
  .strictObject({
    name: z.string(),
    duration: z.number().positive(),
    arrivalRate: z.number().positive().optional(),
    arrivalCount: z.int().positive().optional(),
  })
  .refine((given) => (given.arrivalRate ?? given.arrivalCount) !== undefined, 'expected arrivalRate or arrivalCount');

const form = z.strictObject({
  about: z.string(),
  cluster: z.strictObject({
    tenants: z.int().min(1).max(10),
    edges: z.int().min(0).max(4),
    /** Whether all hot reads were asked before. */
    isWarm: z.boolean().default(false),
    /** Of the origin; without them nothing is limited. */
    settings: z.record(z.string(), z.string()).default({}),
  }),
  thresholds: z.partialRecord(z.enum(figureNames), threshold),
  config: z.looseObject({ phases: z.array(phase).min(1) }),
  scenarios: z.array(z.looseObject({ name: z.string(), flow: z.array(z.looseObject({})) })).min(1),
});

export type Scenario = z.output<typeof form> & { readonly name: string };

const suffix = '.yml';

export const scenarioNames = (): string[] =>
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));

export function readScenario(name: string): Scenario {
  if (!scenarioNames().includes(name))
    throw new Error(`There is no scenario "${name}"; there are ${scenarioNames().join(', ')}.`);
  const read = form.safeParse(parse(readFileSync(join(import.meta.dirname, `${name}${suffix}`), 'utf8')));
  if (!read.success) throw new Error(`${name}${suffix}: ${z.prettifyError(read.error)}`);
  const strange = questionsIn(read.data.scenarios).filter((question) => !isQuestionName(question));
  if (strange.length > 0)
    throw new Error(`${name}${suffix}: there is no question ${strange.join(', ')} in questions.ts`);
  return { name, ...read.data };
}

/** Wherever one is named. */
export function questionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) =>
    key === 'question' && typeof each === 'string' ? [each] : questionsIn(each),
  );
}

/** `scale`: of how much comes; `seconds`: all phases together, each in proportion. */
export function scaled(scenario: Scenario, { scale, seconds }: { scale: number; seconds: number | null }): Scenario {
  const all = scenario.config.phases.reduce((sum, { duration }) => sum + duration, 0);
  const stretch = seconds === null ? 1 : seconds / all;
  const phases = scenario.config.phases.map(({ arrivalRate = 0, arrivalCount, ...rest }) => {
    const duration = Math.max(1, Math.round(rest.duration * stretch));
    // A number of visitors, since artillery takes whole rates only.
    const visitors = (arrivalCount ?? arrivalRate * duration) * scale;
    return { ...rest, duration, arrivalCount: Math.max(2, Math.round(visitors)) };
  });
  return { ...scenario, config: { ...scenario.config, phases } };
}
