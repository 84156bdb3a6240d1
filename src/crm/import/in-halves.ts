// Many rows in one statement, and yet each row's own error: a part that fails is undone and halved until the row at fault
// stands alone. k bad rows of n cost about k * log2(n) statements more; n good rows cost one savepoint.
import { clientErrorOf } from '../../db/errors.ts';
import type { Transaction } from '../../db/transaction.ts';
import type { ClientError } from '../../errors.ts';

export async function inHalves<T>(
  tx: Transaction,
  items: readonly T[],
  work: (items: readonly T[]) => Promise<void>,
  refuse: (item: T, error: ClientError) => void,
): Promise<void> {
  if (items.length === 0) return;
  await command(tx, 'savepoint part');
  try {
    await work(items);
    await command(tx, 'release savepoint part');
    return;
  } catch (error) {
    const known = clientErrorOf(error);
    if (!known || known.code === 'UNAVAILABLE') throw error; // no row's fault
    await command(tx, 'rollback to savepoint part');
    await command(tx, 'release savepoint part');
    if (items.length === 1) return refuse(items[0]!, known);
  }
  const middle = Math.ceil(items.length / 2);
  await inHalves(tx, items.slice(0, middle), work, refuse);
  await inHalves(tx, items.slice(middle), work, refuse);
}

async function command(tx: Transaction, text: string): Promise<void> {
  await tx.query({ text, values: [], prepare: false });
}
