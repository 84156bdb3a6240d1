// Endpoints that we stop ourselves, and how they come back: always with a reason that shows, and noted in the log of acts.
import { noteAct } from '../auth/audit.ts';
import type { Transaction } from '../db/transaction.ts';
import type { EndReason } from './endpoint.ts';

/** Without its owner an endpoint is paused: another may take it. In all other cases its receiver has to be mended. */
export async function endEndpoint(tx: Transaction, id: string, reason: EndReason): Promise<void> {
  const state = reason === 'OWNER_GONE' ? 'paused' : 'disabled';
  const [ended] = await tx.query({
    text: `/* webhooks.end */ update webhook_endpoint set state = $3, reason = $4, updated_at = now()
      where tenant_id = $1 and id = $2 and state = 'enabled' returning id`,
    values: [tx.tenantId, id, state, reason],
  });
  if (!ended) return;
  if (state === 'disabled') await giveUpAll(tx, id);
  await noteAct(tx, { actor: 'worker', act: `webhook.${state}`, subject: `webhook:${id}`, details: { reason } });
}

/** What a disabled endpoint was still to be told is given up: it may ask for it again. */
async function giveUpAll(tx: Transaction, id: string): Promise<void> {
  await tx.query({
    text: `/* webhooks.giveUp */ update webhook_delivery set state = 'failed', finished_at = now()
      where tenant_id = $1 and endpoint_id = $2 and state = 'pending'`,
    values: [tx.tenantId, id],
  });
}
