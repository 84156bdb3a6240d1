// What all rules work with: the subgraph, who asks, and reads and writes of the author's choice.
// Invariant: whatever is asked for comes, or the rule is skipped or broken with a sentence that says why.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';
import { description, parse, writing } from '../edge/contract.ts';
import type { PostListener } from './post-listener.ts';
import {
  type Command,
  createValues,
  type Mutation,
  type Pins,
  type Question,
  type Scenario,
  type Viewer,
} from './scenario.ts';
import type { Reply, Subgraph } from './subgraph.ts';
import { Broken, Unchecked } from './verdict.ts';

type Described = z.output<typeof description>;
type Written = z.output<typeof writing>;

export interface Bench {
  readonly subgraph: Subgraph;
  readonly viewers: readonly [Viewer, Viewer];
  /** Where posts of the subgraph come in; null: it has a stream. */
  readonly posts: PostListener | null;
  /** How long the race is. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** All reads that can be asked by now. With `pins` they are about what else has these pins. */
  questions(viewer: Viewer, pins?: Pins): Question[];
  /** Those that were given because they lead to errors. */
  failing(viewer: Viewer): Question[];
  anyQuestion(viewer: Viewer): Question;
  anyViewer(): Viewer;
  /** The answer to a read, with what it says beside it. Broken if it says nothing. */
  read(question: Question, viewer: Viewer, isFresh?: boolean): Promise<Reply & { readonly told: Described }>;
  /** A write by the API that was accepted, with what it says that it committed. Unchecked if there are none by the API. */
  mutate(viewer: Viewer): Promise<Written>;
  /** Any write. Whether it was accepted. */
  write(viewer: Viewer, pins?: Pins): Promise<boolean>;
  /** Every write, some times over, in the order given: so that there is something to read. */
  prepare(viewer: Viewer): Promise<void>;
}

interface BenchOptions {
  readonly subgraph: Subgraph;
  readonly scenario: Scenario;
  readonly posts: PostListener | null;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** A write may be refused by the state of things: an invoice that is paid is not paid again. */
const mostTries = 20;
const timesPrepared = 2;

const isMutation = (write: Mutation | Command): write is Mutation => 'query' in write;
const wordsOf = ({ errors, status }: Reply) => String(errors[0]?.message ?? `status ${status}`).slice(0, 200);

export function createBench({ subgraph, scenario, posts, seconds, signal }: BenchOptions): Bench {
  const below = (n: number) => Math.floor(Math.random() * n);
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const values = createValues(scenario, below);
  const mutations = scenario.writes.filter(isMutation);

  const questions: Bench['questions'] = (viewer, pins) =>
    scenario.reads.map((read) => values.fill(read, viewer, pins ?? new Map())).filter((filled) => filled !== null);

  async function send(mutation: Mutation, viewer: Viewer, pins: Pins = new Map()): Promise<Reply | null> {
    const filled = values.fill(mutation, viewer, pins);
    const reply = filled && (await subgraph.ask(filled, viewer));
    if (reply && reply.errors.length === 0 && reply.data !== null) values.remember(mutation, viewer, reply.data);
    return reply;
  }

  async function run(command: Command, viewer: Viewer, pins: Pins = new Map()): Promise<boolean> {
    const text = values.fillCommand(command, viewer, pins);
    if (text === null) return false;
    const child = spawn(text, { shell: true, stdio: ['ignore', 'ignore', 'inherit'], signal });
    const [code] = await once(child, 'close');
    return code === 0;
  }

  async function perform(write: Mutation | Command, viewer: Viewer, pins?: Pins): Promise<boolean> {
    if (!isMutation(write)) return run(write, viewer, pins);
    const reply = await send(write, viewer, pins);
    return reply !== null && reply.errors.length === 0;
  }

  return {
    subgraph,
    viewers: scenario.viewers,
    posts,
    seconds,
    signal,
    questions,
    failing: (viewer) =>
      scenario.failing.map((each) => values.fill(each, viewer, new Map())).filter((filled) => filled !== null),
    anyQuestion(viewer) {
      const choices = questions(viewer);
      if (choices.length === 0) throw new Unchecked('no read has values for all of its placeholders');
      return pick(choices);
    },
    anyViewer: () => pick(scenario.viewers),
    async read(question, viewer, isFresh = false) {
      const reply = await subgraph.ask(question, viewer, { isFresh });
      if (reply.errors.length > 0 || reply.data === null)
        throw new Broken(`a read was refused (${wordsOf(reply)}): ${shown(question)}`);
      if (reply.cache === undefined) throw new Broken(`there is no \`extensions.cache\` beside ${shown(question)}`);
      return { ...reply, told: parse(description, reply.cache, '`extensions.cache` of a read') };
    },
    async mutate(viewer) {
      if (mutations.length === 0) throw new Unchecked('there is no write by a mutation');
      let last: Reply | null = null;
      for (let tries = 0; tries < mostTries; tries++) {
        const reply = await send(pick(mutations), viewer);
        last = reply ?? last;
        if (!reply || reply.errors.length > 0 || reply.data === null) continue;
        if (reply.cache === undefined) throw new Broken('there is no `extensions.cache` beside a mutation');
        return parse(writing, reply.cache, '`extensions.cache` of a mutation');
      }
      throw new Broken(`of ${mostTries} mutations none was accepted${last && `; the last one: ${wordsOf(last)}`}`);
    },
    write: (viewer, pins) => perform(pick(scenario.writes), viewer, pins),
    async prepare(viewer) {
      for (let time = 0; time < timesPrepared; time++)
        for (const write of scenario.writes) await perform(write, viewer);
    },
  };
}

export const shown = ({ query, variables }: Question) =>
  `${query.replaceAll(/\s+/g, ' ')} ${JSON.stringify(variables)}`;
