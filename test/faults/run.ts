// Seeded faults under load, each judged by a ledger of what was written and read: npm run faults -- [--only 3,5] [--runs 20] [--seed N]
// Prints one line a run; ends with 1 if any criterion was not met. docs/faults.md tells what each scenario breaks and demands.
import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';
import { startStage } from './stage.ts';
import { lineOf, type Scenario } from './verdict.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, runs: { type: 'string', default: '1' }, seed: { type: 'string' } },
});
const runs = Number(values.runs);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const wanted = values.only?.split(',').map(Number);
const unknown = wanted?.filter((each) => !scenarios.some(({ number }) => number === each)) ?? [];
if (!(Number.isSafeInteger(runs) && runs > 0) || !Number.isSafeInteger(seed) || unknown.length > 0) {
  const all = scenarios.map(({ number, name }) => `  ${number}  ${name}`).join('\n');
  throw new Error(`usage: npm run faults -- [--only 3,5] [--runs 20] [--seed N], of\n${all}`);
}

let failed = 0;
/** Ctrl-C: after the run that is under way. */
let isOver = false;
process.once('SIGINT', () => (isOver = true));

function fail(scenario: Scenario, text: string): void {
  failed++;
  console.error(`scenario ${scenario.number} failed:\n${text}`);
}

async function play(scenario: Scenario): Promise<void> {
  const reason = await scenario.skipped?.();
  if (reason) return console.log(`scenario ${scenario.number} (${scenario.name}): skipped, ${reason}`);
  const stage = await startStage(scenario.stage);
  try {
    for (let run = 0; run < runs && !isOver; run++) {
      const verdict = await scenario.run(stage, seed + run);
      console.log(lineOf(scenario, verdict));
      if (verdict.failures.length > 0) fail(scenario, `seed ${seed + run}: ${verdict.failures.join('\n')}`);
    }
  } finally {
    await stage.stop();
  }
}

console.log(`seed ${seed}, ${runs} ${runs === 1 ? 'run' : 'runs'} each`);
for (const scenario of scenarios) {
  if (isOver || (wanted && !wanted.includes(scenario.number))) continue;
  await play(scenario).catch((error: Error) => fail(scenario, error.stack ?? error.message));
}
if (failed > 0) {
  console.error(`${failed} failed`);
  process.exitCode = 1;
}
