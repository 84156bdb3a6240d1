// The interleaving model with more writers, more polls and several accidents at once: node test/long/model.ts [scenario | mutants]
// Six million states take five to ten minutes and 3 GB. `mutants` prints the shortest way in which each mistake shows.
import { longScenarios, mutants, scenarios, tryMutant, tryScenario } from '../support/model-scenarios.ts';

const chosen = process.argv[2];

function tellMutants(): void {
  for (const mutant of mutants) {
    const { wrong, states } = tryMutant(mutant);
    if (!wrong) process.exitCode = 1;
    console.log(`\n${mutant.name} (${mutant.in}): ${wrong ? `${wrong.what}, found in ${states} states` : 'NOT FOUND'}`);
    for (const [index, step] of (wrong?.trace ?? []).entries()) console.log(`  ${index + 1}. ${step}`);
  }
}

function tryScenarios(): void {
  let all = 0;
  for (const scenario of [...scenarios, ...longScenarios]) {
    if (chosen !== undefined && scenario.name !== chosen) continue;
    const started = performance.now();
    const { states, transitions, depth, wrong } = tryScenario(scenario);
    all += states;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${scenario.name}: ${states} states, ${transitions} transitions, ${depth} steps deep, ${seconds} s`);
    if (!wrong) continue;
    process.exitCode = 1;
    console.error(`${wrong.what}\n${wrong.trace.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}`);
  }
  console.log(`${all} states`);
}

if (chosen === 'mutants') tellMutants();
else tryScenarios();
