// Rules that hold whoever asks look at the records of all owners: that no circle closes, that no reference is left behind.
// Invariant: nothing of what is seen here reaches the caller.
import { settingOf } from './rights.ts';
import type { Transaction } from './transaction.ts';

export async function seeingAll<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  const setting = settingOf(tx.rights);
  if (setting === 'all') return work();
  const see = (value: string) =>
    tx.query({ text: `select set_config('app.visibility', $1, true)`, values: [value] }).then(() => {});
  await see('all');
  const result = await work(); // when it fails, the savepoint or the transaction takes the setting back
  await see(setting);
  return result;
}
