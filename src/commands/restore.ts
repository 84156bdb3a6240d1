// `clientele restore`: takes back what `clientele backup` wrote, all of it or nothing, and says how much time was lost and taken.
// Invariant: a key that was revoked or changed since the backup opens nothing, unless the operator says so.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { readConfig } from '../config.ts';
import { type Head, type Line, writeAll } from '../db/archive.ts';
import { createPool } from '../db/pool.ts';
import { read } from '../db/transaction.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { markOf, summaryOf } from './backup.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { findPepper } from './pepper.ts';

interface Options {
  readonly from: string;
  readonly keysOf?: string;
  readonly revokeKeys?: boolean;
  readonly keepKeys?: boolean;
}

/** Read back as the application does, with its rights. */
const mostTenantsRead = 20;

export const restoreCommand: CliCommand = {
  declare(command) {
    command
      .requiredOption('--from <file>', 'what `clientele backup` wrote')
      .option(
        '--keys-of <url>',
        'the database that is given up: keys that were revoked or changed there since are revoked',
      )
      .option('--revoke-keys', 'if it is lost: revoke all keys')
      .option('--keep-keys', 'let all keys of the backup open again, those revoked since too');
  },
  async run(command) {
    const options = command.opts<Options>();
    const said = [options.keysOf, options.revokeKeys, options.keepKeys].filter((each) => each !== undefined).length;
    if (said !== 1)
      throw new OperatorError(
        'Which keys shall open? Say one of --keys-of <url of the database that is given up>, --revoke-keys, --keep-keys.',
      );
    const startedMs = performance.now();
    const config = readConfig();
    const database = await openDatabase(config);
    const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'clientele restore' });
    const pool = createPool({ url: database.url, max: 1 });
    try {
      const pepper = markOf(await findPepper(config));
      await client.connect();
      await client.query('begin');
      const heads: Head[] = [];
      const sums = await writeAll(
        client,
        heard(linesOf(options.from), pepper, (head) => heads.push(head)),
      );
      const { tenantId, takenAt } = heads[0]!;
      const revoked = options.keepKeys ? 0 : await revokeKeys(client, tenantId, options.keysOf);
      // A database of its own has an identity of its own; one that was restored into twice has not.
      await client.query('select bump_change_epoch()');
      const tenants = await companiesOf(client, tenantId);
      await client.query('commit');
      for (const { id, companies } of tenants) await readBack(pool, id, companies);
      const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
      console.log(
        `Restored ${summaryOf(sums)}; counts and hashes are those of the backup, ${revoked} keys were revoked.`,
      );
      console.log(`${tenants.length} tenants were read back as the application reads them.`);
      console.log(
        `Lost (RPO): what was written since ${takenAt}, ${seconds(Date.now() - Date.parse(takenAt))} ago. Taken (RTO): ${seconds(performance.now() - startedMs)}.`,
      );
    } finally {
      await Promise.all([client.end(), pool.end()]);
      await database.stop();
    }
    return undefined;
  },
};

async function* linesOf(path: string): AsyncGenerator<Line> {
  const unzipped = createReadStream(path).pipe(createGunzip());
  try {
    for await (const text of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY }))
      yield JSON.parse(text) as Line;
  } catch (error) {
    throw new OperatorError(
      `${path} is not a backup, or a broken one: ${(error as Error).message}. Nothing was restored.`,
    );
  }
}

async function* heard(lines: AsyncIterable<Line>, pepper: string, onHead: (head: Head) => void): AsyncGenerator<Line> {
  for await (const line of lines) {
    if ('head' in line) {
      if (line.head.pepper !== pepper)
        throw new OperatorError('KEY_PEPPER is not that of the backup: no key and no secret of a webhook would open.');
      onHead(line.head);
    }
    yield line;
  }
}

/** All but those that are the same in the other database, and open there. */
async function revokeKeys(client: pg.Client, tenantId: string | null, keysOf: string | undefined): Promise<number> {
  const open = keysOf === undefined ? [] : await openKeysOf(keysOf);
  const { rowCount } = await client.query(
    `update api_key k set revoked_at = clock_timestamp() where revoked_at is null
     and ($1::uuid is null or tenant_id = $1) and to_jsonb(k)::text <> all ($2)`,
    [tenantId, open],
  );
  return rowCount ?? 0;
}

async function openKeysOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'clientele restore' });
  await client.connect();
  try {
    await client.query(`begin read only; set local row_security = off; set local timezone = 'UTC'`);
    const { rows } = await client.query<{ doc: string }>(
      'select to_jsonb(k)::text as doc from api_key k where revoked_at is null',
    );
    return rows.map(({ doc }) => doc);
  } finally {
    await client.end();
  }
}

interface Companies {
  readonly id: string;
  readonly companies: number;
}

async function companiesOf(client: pg.Client, tenantId: string | null): Promise<Companies[]> {
  const { rows } = await client.query<Companies>(
    `select t.id, (select count(*)::int from company c where c.tenant_id = t.id) as companies from tenant t
     where $1::uuid is null or t.id = $1 order by t.id limit ${mostTenantsRead}`,
    [tenantId],
  );
  return rows;
}

async function readBack(pool: pg.Pool, tenantId: string, companies: number): Promise<void> {
  const [seen] = await read(pool, tenantId, (reader) =>
    reader.query<{ n: number }>({ text: 'select count(*)::int as n from company', values: [] }),
  );
  if (seen?.n !== companies)
    throw new OperatorError(`The application sees ${seen?.n} companies of tenant ${tenantId}; there are ${companies}.`);
}
