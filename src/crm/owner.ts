// Who owns a record, where that decides who sees it: a limited viewer makes records of its own, and gives them to nobody who is
// out of its sight.
import { isLimited, isOwned } from '../db/rights.ts';
import type { Table, Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';

/** The values with an owner that the writer sees; FORBIDDEN if they name another. */
export async function ownedBy(tx: Transaction, table: Table, values: Values, isNew: boolean): Promise<Values> {
  const { rights } = tx;
  if (!isLimited(rights) || !isOwned(table)) return values;
  const owned = isNew ? { ownerId: rights.userId, ...values } : values;
  if (!('ownerId' in owned) || owned['ownerId'] === rights.userId) return owned;
  const [seen] = await tx.query({ text: 'select where $1::uuid = any (visible_owners())', values: [owned['ownerId']] });
  if (seen) return owned;
  const whose = rights.visibility === 'team' ? 'a member of your team' : 'yourself';
  throw new ClientError('FORBIDDEN', `\`ownerId\` must be ${whose}: this credential sees no record of others.`, {
    field: 'ownerId',
    visibility: rights.visibility,
  });
}
