// `npm run check`: everything that can be checked without running the product's tests, in under 60 seconds.
// Invariant: one failing step hides no other. All steps run, and each failure ends with the command that repairs it.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

interface Step {
  name: string;
  command: string;
  remedy: string;
}

interface Outcome extends Step {
  output: string;
  passed: boolean;
  seconds: number;
}

const root = join(import.meta.dirname, '../..');

// The slow ones first: two run at a time, and the longest should not be left for the end.
const steps: Step[] = [
  {
    name: 'schema dump',
    command: 'npm run --silent db:dump:check',
    remedy: 'If the change of the tables is meant, run `npm run db:dump` and commit the dump.',
  },
  {
    name: 'types',
    command: 'tsc && tsc --project examples/board/page && tsc --project src/console/page',
    remedy: 'Correct the types; after a change of schema/*.graphql run `npm run codegen`.',
  },
  {
    name: 'imports',
    command: "depcruise '{src,resolvers,test,examples}/**/*.{ts,tsx}' --output-type err-long",
    remedy: 'Each rule above says what to do instead. The rules are in .dependency-cruiser.js.',
  },
  {
    name: 'generated types',
    command: 'npm run --silent codegen:check',
    remedy: 'Run `npm run codegen` and commit resolvers/types.generated.ts.',
  },
  {
    name: 'console page',
    command: 'npm run --silent console:check',
    remedy: 'Run `npm run console` and commit src/console/generated.',
  },
  { name: 'unused code', command: 'knip', remedy: 'Delete what nothing uses; entry points are listed in knip.json.' },
  {
    name: 'format and lint',
    command: 'biome ci --colors=off',
    remedy: 'Run `npm run fix`, then correct by hand what is left.',
  },
];

function run(step: Step): Promise<Outcome> {
  const started = performance.now();
  const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(step.command, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    const finish = (passed: boolean) =>
      resolve({ ...step, output, passed, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

const waiting = [...steps];
const failed: Outcome[] = [];
const started = performance.now();

async function work(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const outcome = await run(step);
    if (!outcome.passed) failed.push(outcome);
    console.log(`${outcome.passed ? 'ok  ' : 'FAIL'}  ${outcome.name} (${outcome.seconds.toFixed(1)} s)`);
  }
}

await Promise.all([work(), work()]);

for (const { name, command, output, remedy } of failed) {
  console.log(`\n--- ${name}: ${command}\n${output.trimEnd()}\n--> ${remedy}`);
}
const total = `${((performance.now() - started) / 1000).toFixed(1)} s`;
console.log(
  failed.length === 0
    ? `\nAll ${steps.length} checks passed in ${total}.`
    : `\n${failed.length} of ${steps.length} checks failed in ${total}: ${failed.map(({ name }) => name).join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
