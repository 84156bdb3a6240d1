// docs/coherence.md §6 to §12, exhaustively: in every state that a few transactions, readers, nodes and accidents can come to, in
// whatever order, nothing stale is served and nothing true is withheld; and each mistake that we could think of is found out.
// `npm run test:model` tries larger scenarios, and prints the shortest way into each mistake.
import { expect, it } from 'vitest';
import { mutants, scenarios, tryMutant, tryScenario } from '../support/model-scenarios.ts';

const timeout = 120_000;

it('serves nothing stale and withholds nothing true, in any of 100,000 states and more', { timeout }, () => {
  let states = 0;
  for (const scenario of scenarios) {
    const { wrong, isComplete, states: some } = tryScenario(scenario);
    expect(wrong, scenario.name).toBeNull();
    expect(isComplete, scenario.name).toBe(true);
    states += some;
  }
  console.info(`${states} states in ${scenarios.length} scenarios`);
  expect(states).toBeGreaterThan(100_000);
});

it.each(mutants)('is not coherent if $name', { timeout }, (mutant) => {
  expect(tryMutant(mutant).wrong).not.toBeNull();
});
