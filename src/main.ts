#!/usr/bin/env node
// `clientele <command>`: loads the command that was asked for, runs it, and turns signals and failures into an exit code.
// Exit codes: 0 done or stopped as asked, 1 failed, 2 wrong usage, 128 + n cut short by signal n.
import { enableCompileCache } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { CliCommand, Running } from './commands/cli-command.ts';
import { OperatorError } from './lib/operator-error.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<CliCommand>;
}

const commands: Readonly<Record<string, Entry>> = {
  dev: {
    summary: 'everything in one process, with an embedded PostgreSQL and demo data unless DATABASE_URL is set',
    load: async () => (await import('./commands/dev.ts')).devCommand,
  },
  origin: {
    summary: 'serve GraphQL from the database in DATABASE_URL',
    load: async () => (await import('./commands/origin.ts')).originCommand,
  },
  worker: {
    summary: 'send webhooks, and sweep what is old, from the database in DATABASE_URL',
    load: async () => (await import('./commands/worker.ts')).workerCommand,
  },
  edge: {
    summary: 'serve from a cache near the clients what the origin at ORIGIN_URL answers',
    load: async () => (await import('./commands/edge.ts')).edgeCommand,
  },
  purger: {
    summary: 'drop from Varnish, Fastly or Cloudflare what changes at the origin at ORIGIN_URL made untrue',
    load: async () => (await import('./commands/purger.ts')).purgerCommand,
  },
  migrate: {
    summary: 'bring the database to the schema of this version',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand,
  },
  seed: {
    summary: 'fill the database with made-up tenants',
    load: async () => (await import('./commands/seed.ts')).seedCommand,
  },
  import: {
    summary: 'read CSV or JSONL files into a tenant',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  export: {
    summary: 'write the records of a tenant as CSV or JSONL',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  backup: {
    summary: 'write all tenants, or one, from one snapshot into a file',
    load: async () => (await import('./commands/backup.ts')).backupCommand,
  },
  restore: {
    summary: 'take back what `backup` wrote, and verify it',
    load: async () => (await import('./commands/restore.ts')).restoreCommand,
  },
  keys: {
    summary: 'create, list and revoke API keys',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  budget: {
    summary: 'set, show and reset the points of a tenant',
    load: async () => (await import('./commands/budget.ts')).budgetCommand,
  },
  operations: {
    summary: 'add, list and remove operations that clients name by their hash',
    load: async () => (await import('./commands/operations.ts')).operationsCommand,
  },
  doctor: {
    summary: 'execute a sample of what a running node has cached again, and tell what is wrong',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  conformance: {
    summary: 'test whether a subgraph tells caches what they have to know: docs/subgraphs.md',
    load: async () => (await import('./commands/conformance.ts')).conformanceCommand,
  },
  dump: {
    summary: 'write migrations/schema.txt, the schema that the migrations make',
    load: async () => (await import('./commands/dump.ts')).dumpCommand,
  },
};

// A command loads some 700 files, which are stripped of types and compiled: kept, that takes half as long the next time. Where nobody may
// write, it is not kept. Not in the system's folder for temporary files, where others could put what this process would run.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));

// All state stands above the first await: a signal may come at any time.
const stopping = new AbortController();
let running: Running | undefined;
let signalledAt: number | undefined;
let cutShortBy: NodeJS.Signals | undefined;
let isExiting = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal === 'SIGHUP' && running?.reload) return running.reload();
    // npm passes Ctrl-C on although the terminal sent it to us as well: a second one within this moment is an echo.
    const isEcho = signalledAt !== undefined && performance.now() - signalledAt < 500;
    if (isEcho) return;
    if (signalledAt !== undefined) process.exit(codeOf(signal));
    signalledAt = performance.now();
    cutShortBy = signal;
    stopping.abort();
    if (running) void stopAndExit(0);
  });
}

process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

await main();

async function main(): Promise<void> {
  const program = new Command('clientele')
    .description('A GraphQL CRM API that is fresh at the edge. Variables: see .env.example.')
    .version(manifest.version)
    .exitOverride();
  const asked = process.argv[2] ?? '';
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary).exitOverride();
    if (name !== asked) continue;
    const { declare, run } = await load();
    declare?.(command);
    command.action(async () => {
      const result = await run(command, stopping.signal);
      if (!result) return;
      running = result;
      running.broken?.catch(fail);
      // The signal came while it was starting.
      if (stopping.signal.aborted) await stopAndExit(0);
    });
  }
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else fail(error);
  }
  if (!running && cutShortBy) process.exit(codeOf(cutShortBy));
}

function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function fail(error: unknown): void {
  // Work that ended because it was told to has nothing to report.
  if (error !== stopping.signal.reason) tell(error);
  void stopAndExit(cutShortBy ? codeOf(cutShortBy) : 1);
}

function tell(error: unknown): void {
  if (error instanceof OperatorError) console.error(`clientele: ${error.message}`);
  else if (running?.report) running.report(error);
  else console.error(error);
}

/** Whoever comes first decides the code; a failure while stopping makes it 1. */
async function stopAndExit(code: number): Promise<void> {
  if (isExiting) return;
  isExiting = true;
  // Before an orchestrator loses patience and kills, which nobody could tell from a crash.
  setTimeout(() => {
    console.error('clientele: it did not end in time, and was cut off.');
    process.exit(code);
  }, running?.stopsWithinMs ?? 30_000).unref();
  try {
    await running?.stop();
    process.exit(code);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
