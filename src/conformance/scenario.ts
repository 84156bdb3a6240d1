// What the author of a subgraph gives for a test of it: who asks, questions, writes. docs/subgraphs.md describes the file.
// Invariant: a question is complete or not asked: `{name}` stands for a value that was given or that an earlier write brought.
import { z } from 'zod';
import { OperatorError } from '../lib/operator-error.ts';

const values = z.record(z.string(), z.array(z.json()).min(1));
const viewer = z.strictObject({
  tenantId: z.string().min(1),
  subject: z.string().min(1).default('key:conformance'),
  scopes: z.array(z.string()).default(['*']),
  values: values.default({}),
});
const question = { query: z.string().min(1), variables: z.record(z.string(), z.json()).default({}) };
const mutation = z.strictObject({ ...question, remember: z.record(z.string(), z.string()).default({}) });
const command = z.strictObject({ command: z.string().min(1) });

const scenario = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  viewers: z.tuple([viewer, viewer]).refine(([one, other]) => one.tenantId !== other.tenantId, 'two tenants'),
  values: values.default({}),
  reads: z.array(z.strictObject(question)).min(1),
  writes: z.array(z.union([mutation, command])).min(1),
  failing: z.array(z.strictObject(question)).default([]),
});

export type Scenario = z.output<typeof scenario>;
export type Viewer = z.output<typeof viewer>;
export type Mutation = z.output<typeof mutation>;
export type Command = z.output<typeof command>;
type Json = z.output<ReturnType<typeof z.json>>;

/** As it is asked: without placeholders. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function parseScenario(text: string): Scenario {
  const wrong = (what: string) => new OperatorError(`The file does not describe a test (docs/subgraphs.md): ${what}`);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw wrong(`it is no JSON: ${(error as Error).message}`);
  }
  const parsed = scenario.safeParse(read);
  if (parsed.success) return parsed.data;
  throw wrong(
    parsed.error.issues.map(({ path, message }) => `\n  ${path.join('.') || 'the file'}: ${message}`).join(''),
  );
}

/** Of what writes brought, the latest: older ones may be gone. */
const mostRemembered = 30;
const placeholder = /\{([a-zA-Z]\w*)\}/g;

/** Values that were chosen, to be used again: what has the same pins is about the same things. */
export type Pins = Map<string, Json>;

export interface Values {
  /** Null: a placeholder has no value yet. */
  fill(template: { query: string; variables: Record<string, Json> }, viewer: Viewer, pins: Pins): Question | null;
  fillCommand(template: Command, viewer: Viewer, pins: Pins): string | null;
  /** Notes what an accepted write brought. */
  remember(mutation: Mutation, viewer: Viewer, data: unknown): void;
}

/** `below(n)`: a whole number from 0 to n - 1. */
export function createValues({ values: shared }: Scenario, below: (n: number) => number): Values {
  const remembered = new Map<string, Json[]>();
  let n = Date.now(); // numbers of an earlier run are taken

  function choose(name: string, { tenantId, values: own }: Viewer): Json {
    const choices = own[name] ?? shared[name] ?? remembered.get(`${tenantId} ${name}`) ?? [];
    if (choices.length === 0) throw new Missing();
    return choices[below(choices.length)]!;
  }

  function find(name: string, viewer: Viewer, pins: Pins): Json {
    if (name === 'n') return ++n;
    const value = pins.get(name) ?? choose(name, viewer);
    pins.set(name, value);
    return value;
  }

  /** Throws Missing. */
  function filled(template: Json, viewer: Viewer, pins: Pins): Json {
    if (typeof template === 'string') {
      const lone = /^\{([a-zA-Z]\w*)\}$/.exec(template)?.[1];
      if (lone !== undefined) return find(lone, viewer, pins);
      return template.replace(placeholder, (_, name: string) => String(find(name, viewer, pins)));
    }
    if (Array.isArray(template)) return template.map((each) => filled(each, viewer, pins));
    if (template === null || typeof template !== 'object') return template;
    return Object.fromEntries(Object.entries(template).map(([name, each]) => [name, filled(each, viewer, pins)]));
  }

  function orNull<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (error instanceof Missing) return null;
      throw error;
    }
  }

  return {
    fill: ({ query, variables }, viewer, pins) =>
      orNull(() => ({ query, variables: Object(filled(variables, viewer, pins)) as Question['variables'] })),
    fillCommand: ({ command: text }, viewer, pins) =>
      orNull(() =>
        text.replace(placeholder, (_, name: string) => {
          const value = String(find(name, viewer, pins));
          if (/^[\w.:-]*$/.test(value)) return value;
          throw new OperatorError(
            `A value in a command is of letters, digits and _ . : -, got "${value}" for {${name}}.`,
          );
        }),
      ),
    remember({ remember }, { tenantId }, data) {
      for (const [name, path] of Object.entries(remember)) {
        const value = path.split('.').reduce<unknown>((part, key) => Object(part)[key], data);
        if (value === undefined || value === null) continue;
        const key = `${tenantId} ${name}`;
        remembered.set(key, [...(remembered.get(key) ?? []), value as Json].slice(-mostRemembered));
      }
    },
  };
}

/** A placeholder has no value yet. */
class Missing extends Error {}
