// Readers of the race: callers who ask over HTTP, somebody who compares what they get with an executor of his own, and a doctor at
// each node.
import { setTimeout as pause } from 'node:timers/promises';
import type { Execute } from '../../src/api/execute.ts';
import type { Operations } from '../../src/api/operations.ts';
import type { Caller, createAsker, Node } from './nodes.ts';
import type { Judge } from './race-judge.ts';
import type { Scene } from './race-scene.ts';
import type { Random } from './random.ts';

export interface ReaderCounts {
  /** Requests by what `Cache-Status` said; 'none' for those whose answer was not kept. */
  readonly outcomes: Map<string, number>;
  requests: number;
  /** Requests that found no connection to the database in time: of a machine that is too busy. */
  unavailable: number;
  /** Answers over HTTP compared with an executor of the test's own. */
  asked: number;
}

export interface ReadersOptions {
  readonly asker: ReturnType<typeof createAsker>;
  readonly callers: readonly Caller[];
  readonly counts: ReaderCounts;
  readonly judge: Judge;
  readonly operations: Operations;
  readonly execute: Execute;
  /** Told of an answer that must not be. */
  readonly onDefect: (text: string) => void;
}

export function createReaders({ asker, callers, counts, judge, operations, execute, onDefect }: ReadersOptions) {
  const note = (outcome: string) => void counts.outcomes.set(outcome, (counts.outcomes.get(outcome) ?? 0) + 1);

  /** Some questions are asked much more often than others. */
  function choose({ queries }: Scene, chance: Random) {
    const share = chance.below(1000) / 1000;
    const query = queries[Math.floor(queries.length * (chance.once(2) ? share : share ** 3))]!;
    return { query, caller: chance.pick(callers) };
  }

  return {
    async read(node: () => Node, scene: Scene, chance: Random, isOver: () => boolean): Promise<void> {
      while (!isOver()) {
        const { query, caller } = choose(scene, chance);
        const headers: Record<string, string> = chance.once(25)
          ? { 'x-clientele-consistency': 'strong' }
          : chance.once(50)
            ? { 'cache-control': 'no-cache' }
            : {};
        const method = chance.once(8) ? 'GET' : 'POST';
        const asked = { key: caller.key, query: query.text, variables: query.variables, headers, method } as const;
        const reply = await asker.ask(node(), asked);
        if (reply.status === 503) counts.unavailable++;
        else if (reply.status !== 200 || reply.text.includes('"INTERNAL"'))
          onDefect(`${reply.status} ${reply.text}\n${query.text} ${JSON.stringify(query.variables)}`);
        note(String(reply.headers['cache-status'] ?? 'none'));
        counts.requests++;
        await pause(chance.below(4)); // or a few milliseconds of hits would be all
      }
    },

    /** One entry at a time, now and then: each costs an execution. */
    async doctor(node: () => Node, chance: Random, isOver: () => boolean, wrong: string[]): Promise<void> {
      while (!isOver()) {
        await pause(chance.below(40));
        const { cache } = node();
        const entries = [...cache.store.entries()].filter((entry) => cache.isServable(entry));
        const found = entries.length > 0 ? await judge.sample(cache, chance.pick(entries)) : null;
        if (found) wrong.push(found);
      }
    },

    /** As a stranger sees it: what this caller is answered, beside what an executor of our own answers this viewer. */
    async compare(nodes: readonly Node[], scene: Scene, samples: number, random: Random): Promise<string[]> {
      const wrong: string[] = [];
      for (let left = samples; left > 0; left--) {
        const { query, caller } = choose(scene, random);
        const { text, variables } = query;
        const reply = await asker.ask(random.pick(nodes), { key: caller.key, query: text, variables });
        const operation = operations.find(text, null);
        if ('errors' in operation) throw new Error(`the grammar made a wrong query: ${text}`);
        const { body, data, errors } = await execute({ operation, variables, viewer: caller.viewer, asText: true });
        const status = String(reply.headers['cache-status'] ?? 'none');
        note(status);
        if (errors?.length || (body ?? '').includes('"errors":')) continue;
        counts.asked++;
        const expected = body ?? JSON.stringify({ data });
        if (reply.text === expected) continue;
        const who = `${caller.viewer.subject} of ${caller.viewer.tenantId}`;
        wrong.push(
          `${who} was answered what is not true (${status}): ${text}\n${JSON.stringify(variables)}\n  ${reply.text}\n  ${expected}`,
        );
      }
      return wrong;
    },
  };
}
