// Where results go: samples to results/<date>.json, tables to stdout, progress to stderr.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly postgres: string;
}

export function describeMachine(postgres: string): Machine {
  return { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, postgres };
}

export function describe({ cpu, cores, node, postgres }: Machine): string {
  return `Node ${node}, PostgreSQL ${postgres}, ${cores} × ${cpu}.`;
}

export function writeResults(kind: string, results: object): void {
  const at = new Date().toISOString();
  const folder = resolve(import.meta.dirname, 'results');
  const file = resolve(folder, `${kind}${at.replaceAll(':', '-')}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at, ...results }, null, 2)}\n`);
  note(`Written to ${file}`);
}

/** Progress goes to stderr: stdout is the report. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
