// Every state that can be reached from a first one, nearest first, so that the trace of what is found wrong is a shortest one.
// States are told apart by 53 bits of their text: in a million of them two are taken for one once in 20,000 runs.
import { hashTag } from '../../src/cache/tag-hash.ts';

const names = new Map<string, number>();

/** A short name for a long text: the text of a state is made of a few of them. */
export function nameOf(text: string): number {
  const known = names.get(text);
  if (known !== undefined) return known;
  names.set(text, names.size);
  return names.size - 1;
}

export interface Machine<State> {
  readonly first: State;
  /** All that can happen next. */
  steps(state: State, to: (label: string, next: State) => void): void;
  /** Equal for states that nothing can tell apart. */
  key(state: State): string;
  /** What is wrong here. */
  check(state: State): string | null;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** False: it stopped at `mostStates`. */
  readonly isComplete: boolean;
  readonly wrong: { readonly what: string; readonly trace: readonly string[] } | null;
}

export function explore<State>(machine: Machine<State>, mostStates = Number.POSITIVE_INFINITY): Exploration {
  const seen = new Set<number>();
  // How each state was reached: its predecessor by number, and the step from there.
  const predecessors: number[] = [];
  const labels: string[] = [];
  let transitions = 0;
  let depth = 0;
  let wrong: Exploration['wrong'] = null;
  let frontier: { readonly number: number; readonly state: State }[] = [];
  let following: typeof frontier = [];

  function reach(state: State, predecessor: number, label: string): void {
    const hash = hashTag('', machine.key(state));
    if (seen.has(hash)) return;
    seen.add(hash);
    const number = predecessors.push(predecessor) - 1;
    labels.push(label);
    following.push({ number, state });
    const what = machine.check(state);
    if (what !== null) wrong ??= { what, trace: trace(number) };
  }

  function trace(number: number): string[] {
    const steps: string[] = [];
    for (let at = number; at > 0; at = predecessors[at]!) steps.push(labels[at]!);
    return steps.reverse();
  }

  reach(machine.first, -1, '');
  for (; following.length > 0 && !wrong && seen.size < mostStates; depth++) {
    frontier = following;
    following = [];
    for (const { number, state } of frontier) {
      machine.steps(state, (label, next) => {
        transitions++;
        reach(next, number, label);
      });
      if (wrong || seen.size >= mostStates) break;
    }
  }
  return { states: seen.size, transitions, depth, isComplete: following.length === 0 && !wrong, wrong };
}
