// `clientele export`: writes the records of a tenant as CSV or JSON Lines, and on request the mapping that reads them back.
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import { readConfig } from '../config.ts';
import { type Export, startExport } from '../crm/export/run-export.ts';
import type { Format } from '../crm/import/rows.ts';
import { type EntityName, tableOf } from '../crm/index.ts';
import { clientErrorOf } from '../db/errors.ts';
import type { Filter } from '../db/filter.ts';
import { createPool } from '../db/pool.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';
import { transferable } from './transferable.ts';

interface Options extends TenantOptions {
  readonly entity: EntityName;
  readonly file: string;
  readonly format?: Format;
  readonly fields?: string;
  readonly filter?: string;
  readonly map?: string;
  readonly formulaGuard: boolean;
}

/** A page of an export reads more than a page of a list. */
const statementTimeoutMs = 60_000;

export const exportCommand: CliCommand = {
  declare(command) {
    command
      .addOption(new Option('--entity <entity>', 'which records').choices(transferable).makeOptionMandatory())
      .requiredOption('--file <path>', 'where to write them; - is standard output')
      .option('--tenant <id>', 'whose records; without it those of the demo tenant of the embedded database')
      .option('--tenant-name <name>', 'the tenant by its name')
      .addOption(new Option('--format <format>', 'without it, by the name of the file').choices(['csv', 'jsonl']))
      .option('--fields <names>', 'columns, with commas between them; without it all')
      .option('--filter <json>', 'as in the API, for instance {"status":{"eq":"WON"}}')
      .option('--map <file>', 'write the mapping that imports the file into another tenant')
      .option('--no-formula-guard', 'CSV: no apostrophe before text that starts with = + - @');
  },
  async run(command, signal) {
    const options = command.opts<Options>();
    const filter = options.filter === undefined ? null : filterOf(options.filter);
    const config = readConfig();
    const database = await openDatabase(config);
    const pool = createPool({ url: database.url, max: 1, statementTimeoutMs });
    const startedMs = performance.now();
    try {
      const tenant = await findTenant(database.adminUrl, config.databaseUrl === undefined, options);
      const started = await startExport({
        pool,
        tenantId: tenant.id,
        table: tableOf(options.entity),
        format: options.format ?? (/\.(jsonl|ndjson)$/i.test(options.file) ? 'jsonl' : 'csv'),
        fields: options.fields?.split(',').map((name) => name.trim()) ?? null,
        filter,
        formulaGuard: options.formulaGuard,
        signal,
      });
      await write(started, options.file);
      if (options.map) await writeFile(options.map, `${JSON.stringify(started.mapping, null, 2)}\n`);
      const seconds = (performance.now() - startedMs) / 1000;
      console.error(
        `${tenant.name}, ${options.entity}: ${started.rows().toLocaleString('en-US')} rows, ${seconds.toFixed(1)} s`,
      );
    } catch (error) {
      const known = clientErrorOf(error);
      throw known ? new OperatorError(known.message) : error;
    } finally {
      await pool.end();
      await database.stop();
    }
    return undefined;
  },
};

function filterOf(json: string): Filter {
  try {
    const filter: unknown = JSON.parse(json);
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter as Filter;
  } catch {
    // told below
  }
  throw new OperatorError(`--filter takes a JSON object such as {"status":{"eq":"WON"}}, got ${json}`);
}

/** A file appears under its name when it is complete. */
async function write({ stream }: Export, path: string): Promise<void> {
  if (path === '-') {
    await pipeline(stream, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error; // whoever reads has had enough
    });
    return;
  }
  const draft = `${path}.part`;
  try {
    await pipeline(stream, createWriteStream(draft));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? new OperatorError(`${path} cannot be written: its folder does not exist.`)
      : error;
  }
}
