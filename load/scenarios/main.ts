// Load scenarios, each on a throwaway cluster and judged by its thresholds: npm run load -- <scenario> [--scale 0.2] [--seconds 30]
// [--folder …]. Exit code 1: a threshold is not kept.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { install, isInstalled } from './artillery.ts';
import { reportOf } from './report.ts';
import { runScenario } from './run.ts';
import { readScenario, scaled, scenarioNames } from './scenario.ts';
import { isPassed, summaryOf } from './summary.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' }, seconds: { type: 'string' }, folder: { type: 'string' } },
});
const [name, ...others] = positionals;
const scale = Number(values.scale);
const seconds = values.seconds === undefined ? null : Number(values.seconds);
const usage = `usage: npm run load -- <${scenarioNames().join(' | ')}> [--scale 0.2] [--seconds 30] [--folder …]`;

const note = (line: string) => console.error(line);

async function main(chosen: string): Promise<void> {
  const scenario = scaled(readScenario(chosen), { scale, seconds });
  if (!isInstalled()) {
    note('installing artillery in load/artillery, apart from the product: 400 MB, some minutes, once');
    await install();
  }
  const at = new Date().toISOString().slice(0, 19);
  const folder = values.folder ?? join(import.meta.dirname, '../../.data/load', `${chosen}-${at.replaceAll(':', '-')}`);
  const played = await runScenario(scenario, folder, note);
  const report = join(folder, 'report.html');
  const options = [`--scale ${scale}`, ...(seconds === null ? [] : [`--seconds ${seconds}`])].join(' ');
  writeFileSync(report, reportOf(played, `npm run load -- ${chosen} ${options} · ${at}Z`));
  console.log(`\n${summaryOf(played)}\nReport: ${relative('.', report)}`);
  process.exitCode = isPassed(played) ? 0 : 1;
}

if (name === undefined || others.length > 0 || !(scale > 0) || (seconds !== null && !(seconds >= 1))) {
  note(usage);
  process.exitCode = 2;
} else
  await main(name).catch((error: Error) => {
    note(error.message);
    process.exitCode = 1;
  });
