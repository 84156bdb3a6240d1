// Artillery as a process of its own: installed apart from the product when it is first needed, and kept from calling home.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithThisProcess } from '../../test/support/janitor.ts';
import type { Scenario } from './scenario.ts';

const home = join(import.meta.dirname, '../artillery');
const program = join(home, 'node_modules/artillery/bin/run');

export const isInstalled = (): boolean => existsSync(program);

/** Without scripts: what packages would download is for browsers, which no scenario drives. */
export async function install(): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const npm = spawn('npm', args, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`npm ci in load/artillery ended with ${code}`);
}

export interface Playing {
  readonly pid: number;
  /** Errors that artillery has counted. Rejects with its last words if it did not play. */
  done(): Promise<number>;
}

/** `folder`: for the script, the log and artillery's own report. */
export async function play(scenario: Scenario, target: string, worldFile: string, folder: string): Promise<Playing> {
  const [script, log, report] = ['script.json', 'artillery.log', 'artillery.json'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  const { config, scenarios } = scenario;
  const processor = join(import.meta.dirname, 'processor.mjs');
  writeFileSync(
    script,
    JSON.stringify({ config: { ...config, target, processor, variables: { worldFile } }, scenarios }),
  );
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [program, 'run', '--quiet', '--output', report, script], {
    cwd: home,
    // One worker: subscribers wait for each other in one process.
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ARTILLERY_DISABLE_TELEMETRY: 'true', WORKERS: '1' },
    stdio: ['ignore', output, output],
  });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  endWithThisProcess(child);
  closeSync(output);
  return {
    pid: child.pid!,
    async done() {
      const [code] = await ended;
      if (!existsSync(report))
        throw new Error(`artillery ended with ${code}:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
      return errorsIn(readFileSync(report, 'utf8'));
    },
  };
}

function errorsIn(report: string): number {
  const { aggregate } = JSON.parse(report) as { aggregate: { counters: Readonly<Record<string, number>> } };
  return Object.entries(aggregate.counters)
    .filter(([name]) => name.startsWith('errors.'))
    .reduce((sum, [, count]) => sum + count, 0);
}
