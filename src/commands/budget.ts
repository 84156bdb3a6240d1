// `clientele budget set | show | reset`: the points of one tenant, in the place of what the configuration gives to each.
// Origins look every 30 seconds.
import type { Command } from 'commander';
import pg from 'pg';
import { readConfig } from '../config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';

export type BudgetRequest = Pick<TenantOptions, 'tenant' | 'tenantName'> &
  (
    | { readonly action: 'set'; readonly points: number; readonly refill: number }
    | { readonly action: 'show' }
    | { readonly action: 'reset' }
  );

export interface BudgetCommandOptions {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  readonly isEmbedded: boolean;
  /** Takes what is to be shown. */
  readonly print: (line: string) => void;
}

export async function budget(
  request: BudgetRequest,
  { adminUrl, isEmbedded, print }: BudgetCommandOptions,
): Promise<void> {
  const { id, name } = await findTenant(adminUrl, isEmbedded, request);
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele budget' });
  await client.connect();
  try {
    await client.query('set role clientele_owner');
    if (request.action === 'set') {
      await client.query(
        `insert into budget_override (tenant_id, points, refill) values ($1, $2, $3)
         on conflict (tenant_id) do update set points = excluded.points, refill = excluded.refill`,
        [id, request.points, request.refill],
      );
    } else if (request.action === 'reset') await client.query('delete from budget_override where tenant_id = $1', [id]);
    const { rows } = await client.query<{ points: string; refill: string }>(
      'select points, refill from budget_override where tenant_id = $1',
      [id],
    );
    const [set] = rows;
    print(
      set
        ? `${name}: ${set.points} points, ${set.refill} come back in a second.`
        : `${name}: as the configuration says (BUDGET_TENANT_POINTS, BUDGET_TENANT_REFILL).`,
    );
  } finally {
    await client.end();
  }
}

const most = 1_000_000_000;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new OperatorError(`--${name} takes a whole number from 1 to ${most}, got "${text}".`);
  return value;
}

interface Typed extends Pick<TenantOptions, 'tenant' | 'tenantName'> {
  readonly points?: string;
  readonly refill?: string;
}

export const budgetCommand: CliCommand = {
  declare(command) {
    command
      .argument('<action>', 'set, show or reset')
      .option('--tenant <id>', 'whose budget')
      .option('--tenant-name <name>', 'whose budget, by name')
      .option('--points <number>', 'set: points that it may have')
      .option('--refill <number>', 'set: points that come back in a second');
  },
  async run(command) {
    const request = requestOf(command);
    const config = readConfig();
    const database = await openDatabase(config);
    try {
      const isEmbedded = config.databaseUrl === undefined;
      await budget(request, { adminUrl: database.adminUrl, isEmbedded, print: (line) => console.log(line) });
    } finally {
      await database.stop();
    }
    return undefined;
  },
};

function requestOf(command: Command): BudgetRequest {
  const [action] = command.args;
  const { points, refill, ...tenant } = command.opts<Typed>();
  if (action === 'show' || action === 'reset') return { ...tenant, action };
  if (action === 'set' && points !== undefined && refill !== undefined)
    return { ...tenant, action, points: whole('points', points), refill: whole('refill', refill) };
  throw new OperatorError(
    'Expected `budget set --points <number> --refill <number>`, `budget show` or `budget reset`, each with --tenant <id> or ' +
      `--tenant-name <name>, got \`budget ${command.args.join(' ')}\`.`,
  );
}
