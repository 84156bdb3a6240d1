// Mutants of the whole system: each takes one thing away that docs/coherence.md relies on, in the database or around a node's
// parts. The race (or the history) must catch every one of them, or it proves nothing. Here is how they are made.
import type { CacheRequest } from '../../src/cache/cache.ts';
import type { Answer } from '../../src/cache/entry.ts';
import type { Node } from './nodes.ts';
import type { Focus } from './race-scene.ts';

export type Sql = { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

export interface Sabotage {
  readonly name: string;
  /** What the scene is about, so that it does not take for ever. */
  readonly focus: Focus;
  /** Answers how to undo it. */
  readonly install: (sql: Sql, nodes: readonly Node[]) => Promise<() => Promise<void>>;
}

/** Replaces methods of a part for a while. */
export function replace<Part extends object>(part: Part, methods: (original: Part) => Partial<Part>): () => void {
  const original = { ...part };
  Object.assign(part, methods(original));
  return () => void Object.assign(part, original);
}

export const everywhere = (nodes: readonly Node[], install: (node: Node) => () => void) => {
  const undo = nodes.map(install);
  return async () => {
    for (const each of undo) each();
  };
};

/** Changes what executions answer. Questions outlive the requests that asked them, so each asks whether it is still meant. */
export function falsify(
  nodes: readonly Node[],
  change: (answer: Answer, tenantId: string) => Answer | Promise<Answer>,
) {
  let isOn = true;
  const run = async (request: CacheRequest) => {
    const answer = await request.run();
    return isOn ? change(answer, request.tenantId) : answer;
  };
  const undo = everywhere(nodes, ({ cache }) =>
    replace(cache, ({ serve }) => ({ serve: (request) => serve({ ...request, run: () => run(request) }) })),
  );
  return async () => {
    isOn = false;
    await undo();
  };
}
