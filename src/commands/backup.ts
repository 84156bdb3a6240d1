// `clientele backup`: all tenants, or one, from one snapshot into a file. It holds what the database holds, hashes of keys too: keep it as safe.
// Invariant: a file appears under its name when it is complete.
import { createHmac } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Command } from 'commander';
import pg from 'pg';
import { readConfig } from '../config.ts';
import { type Line, readAll, type Sum } from '../db/archive.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { findPepper } from './pepper.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';

interface Options extends TenantOptions {
  readonly to: string;
}

/** Says whether two are the same, and nothing else of them. */
export const markOf = (pepper: string): string =>
  createHmac('sha256', pepper).update('clientele backup').digest('hex').slice(0, 16);

export const backupCommand: CliCommand = {
  declare(command) {
    command
      .requiredOption('--to <file>', 'where to write it, compressed by gzip')
      .option('--tenant <id>', 'of this tenant alone')
      .option('--tenant-name <name>', 'the tenant by its name');
  },
  async run(command: Command, signal) {
    const options = command.opts<Options>();
    const config = readConfig();
    const database = await openDatabase(config);
    const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'clientele backup' });
    try {
      const isOne = options.tenant !== undefined || options.tenantName !== undefined;
      const tenant = isOne ? await findTenant(database.adminUrl, false, options) : null;
      await client.connect();
      const lines = readAll(client, tenant?.id ?? null, markOf(await findPepper(config)));
      const sums = await write(lines, options.to, signal);
      console.log(`${tenant?.name ?? 'All tenants'}, to ${options.to}: ${summaryOf(sums)}`);
    } finally {
      await client.end();
      await database.stop();
    }
    return undefined;
  },
};

async function write(lines: AsyncIterable<Line>, path: string, signal: AbortSignal): Promise<Record<string, Sum>> {
  const draft = `${path}.part`;
  let sums: Record<string, Sum> = {};
  async function* texts() {
    for await (const line of lines) {
      if ('sums' in line) sums = line.sums;
      yield `${JSON.stringify(line)}\n`;
    }
  }
  try {
    await pipeline(Readable.from(texts()), createGzip(), createWriteStream(draft, { mode: 0o600 }), { signal });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return sums;
}

export function summaryOf(sums: Readonly<Record<string, Sum>>): string {
  const rows = Object.values(sums).reduce((sum, each) => sum + each.rows, 0);
  return `${rows.toLocaleString('en-US')} rows of ${Object.keys(sums).length} tables`;
}
