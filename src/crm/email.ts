// E-mail addresses as they are kept: in lower case, and looking like one.
import type { Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput } from '../errors.ts';

/** Not a proof that the address works: it tells a mistyped field from an address. */
const address = /^[^\s@]+@[^\s@]+$/;

/** E-mail addresses are kept in lower case, so that equality finds them and indexes serve it. */
export function lowerEmail(_: Transaction, values: Values): Values {
  const { email } = values;
  if (typeof email !== 'string') return values;
  if (!address.test(email)) throw badInput('`email` is no e-mail address.', { field: 'email' });
  return { ...values, email: email.toLowerCase() };
}
