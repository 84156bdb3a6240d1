// `clientele import`: reads a CSV or JSON Lines file into a tenant, as a mapping says. An operator's tool: it works on the
// database itself. Exit code 0 when every row is in, 1 when a row failed (the others are in), 2 for wrong usage.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config.ts';
import { type Mapping, parseMapping } from '../crm/import/mapping.ts';
import type { Mode } from '../crm/import/match-items.ts';
import type { Format } from '../crm/import/rows.ts';
import { runImport } from '../crm/import/run-import.ts';
import { openSourceFile } from '../crm/import/source-file.ts';
import { type By, parseBy, waysTo } from '../crm/import/target.ts';
import { type EntityName, tableOf } from '../crm/index.ts';
import { createPool } from '../db/pool.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { createDisplay, summaryLines } from './import-display.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';
import { transferable } from './transferable.ts';

interface Options extends TenantOptions {
  readonly file: string;
  readonly entity: EntityName;
  readonly map: string;
  readonly format?: Format;
  readonly mode: Mode;
  readonly match?: string;
  readonly dryRun?: boolean;
  readonly errors?: string;
  readonly batch: number;
  readonly restart?: boolean;
}

/** A batch is one transaction: it may take long on a busy server, and still ends. */
const statementTimeoutMs = 60_000;

export const importCommand: CliCommand = {
  declare(command) {
    command
      .requiredOption('--file <path>', 'what to import; - is standard input')
      .addOption(new Option('--entity <entity>', 'what its rows are').choices(transferable).makeOptionMandatory())
      .requiredOption('--map <file>', 'JSON: which field comes from which column (docs/import.md)')
      .option('--tenant <id>', 'whose records they become; without it the demo tenant of the embedded database')
      .option('--tenant-name <name>', 'the tenant by its name')
      .option('--create-tenant', 'make the tenant of that name if there is none')
      .addOption(new Option('--format <format>', 'without it, by the name of the file').choices(['csv', 'jsonl']))
      .addOption(
        new Option('--mode <mode>', 'what a row may do').choices(['insert', 'update', 'upsert']).default('insert'),
      )
      .option('--match <how>', 'update, upsert: find the record by external:<source>, id or a field such as email')
      .option('--dry-run', 'do everything, and undo it: nothing is changed')
      .option('--errors <file>', 'write rows that failed there, with the reason')
      .option('--batch <rows>', 'rows in one transaction', batchSize, 500)
      .option('--restart', 'begin anew a file that was imported, or half imported, before');
  },
  async run(command, signal) {
    const options = command.opts<Options>();
    if (options.dryRun && options.createTenant)
      throw new OperatorError('A dry run makes no tenant: leave one of the two.');
    if (options.errors !== undefined && resolve(options.errors) === resolve(options.file))
      throw new OperatorError('--errors names the file that is imported: it would be overwritten.');
    const json = await readText(options.map);
    const mapping = parseMapping(json, options.map);
    const match = options.mode === 'insert' ? null : matchOf(options, mapping);
    const source = await openSourceFile(options.file, process.stdin);
    const config = readConfig();
    const database = await openDatabase(config);
    try {
      const tenant = await findTenant(database.adminUrl, config.databaseUrl === undefined, options);
      const pool = createPool({ url: database.url, max: 1, statementTimeoutMs });
      const startedMs = performance.now();
      const display = createDisplay(source, options.errors === undefined);
      try {
        const summary = await runImport({
          pool,
          tenantId: tenant.id,
          table: tableOf(options.entity),
          source,
          format: options.format ?? (/\.(jsonl|ndjson)$/i.test(options.file) ? 'jsonl' : 'csv'),
          mapping,
          mappingName: options.map,
          settings: createHash('sha256')
            .update(JSON.stringify([options.mode, match, mapping]))
            .digest('hex'),
          mode: options.mode,
          match,
          batchSize: options.batch,
          isDryRun: options.dryRun ?? false,
          isRestart: options.restart ?? false,
          errorsPath: options.errors ?? null,
          signal,
          ...display,
        });
        display.stop();
        const seconds = (performance.now() - startedMs) / 1000;
        for (const line of summaryLines(summary, { ...options, tenant: tenant.name, seconds })) console.log(line);
        if (summary.counts.failed > 0) process.exitCode = 1;
      } catch (error) {
        display.stop();
        if (signal.aborted && source.isResumable && !options.dryRun)
          console.error('Stopped between two batches: the same command goes on from there.');
        throw error;
      } finally {
        await pool.end();
      }
    } finally {
      await database.stop();
    }
    return undefined;
  },
};

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError(`The mapping ${path} cannot be read: ${(error as Error).message}`);
  }
}

/** What finds the records that are there: as asked, or the only external id of the mapping. */
function matchOf({ match, entity, mode }: Options, mapping: Mapping): By {
  const sources = Object.keys(mapping.externalIds ?? {});
  const text = match ?? (sources.length === 1 ? `external:${sources[0]}` : mapping.id ? 'id' : undefined);
  if (text === undefined) throw new OperatorError(`--mode ${mode} needs --match: ${waysTo(entity)}.`);
  const by = parseBy(entity, text);
  if (!by) throw new OperatorError(`--match "${text}": a ${entity} is found by ${waysTo(entity)}.`);
  const place = by.kind === 'id' ? 'id' : by.kind === 'external' ? `externalIds.${by.source}` : `fields.${by.field}`;
  const isMapped =
    by.kind === 'id'
      ? mapping.id
      : by.kind === 'external'
        ? mapping.externalIds?.[by.source]
        : mapping.fields[by.field];
  if (!isMapped) throw new OperatorError(`--match ${text} needs \`${place}\` in the mapping.`);
  return by;
}

function batchSize(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 5000) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 5000.');
}
