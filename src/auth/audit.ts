// The log of acts: who did what to what may be done, written in the transaction of the act. The app can add to it and change nothing.
// Invariant: no secret is in it.
import type { Transaction } from '../db/transaction.ts';
import { newId } from '../lib/uuid.ts';

export interface Act {
  /** `key:<id>`, `user:<id>`, or `operator` for a command. */
  readonly actor: string;
  /** What and how, for instance `api_key.rotate`. */
  readonly act: string;
  readonly subject: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export async function noteAct(tx: Transaction, { actor, act, subject, details = {} }: Act): Promise<void> {
  await tx.query({
    text: 'insert into audit_event (tenant_id, id, actor, act, subject, details) values ($1, $2, $3, $4, $5, $6)',
    values: [tx.tenantId, newId(), actor, act, subject, JSON.stringify(details)],
  });
}
