// The account that the embedded PostgreSQL runs under: PostgreSQL refuses to run as root.
// Invariant: data that exists is served by the account that owns it, whoever starts us.
import { stat } from 'node:fs/promises';
import { OperatorError } from '../lib/operator-error.ts';
import { type Account, runProgram } from '../lib/run-program.ts';

const accountName = 'postgres';

/** Undefined means "as ourselves"; only root changes accounts. */
export async function findServerAccount(clusterFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(clusterFolder).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return (await lookUp()) ?? (await create());
}

/** Asks the system rather than the modes: every folder on the way counts. To "execute" a folder is to enter it. */
export async function mayUse(account: Account | undefined, path: string, use: 'read' | 'execute'): Promise<boolean> {
  const { code } = await runProgram('/bin/sh', ['-c', 'test "$1" "$2"', 'sh', use === 'read' ? '-r' : '-x', path], {
    account,
  });
  return code === 0;
}

async function lookUp(): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([runProgram('id', ['-u', accountName]), runProgram('id', ['-g', accountName])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function create(): Promise<Account> {
  const result = await runProgram('useradd', ['--system', '--user-group', '--no-create-home', accountName]).catch(
    (error: Error) => ({ output: error.message }),
  );
  const account = await lookUp();
  if (account) return account;
  throw new OperatorError(
    `PostgreSQL does not run as root, and no "${accountName}" account exists or could be created (${result.output}). ` +
      `Create one (useradd --system ${accountName}), start as a normal user, or set DATABASE_URL.`,
  );
}
