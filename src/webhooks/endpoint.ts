// Endpoints as they are kept, and as clients see them.
import { webhookEndpoint } from '../auth/tables.ts';
import type { RowOf } from '../db/column.ts';
import type { Visibility } from '../db/rights.ts';
import type { Reader } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';

/** Why we stopped by ourselves. */
export type EndReason = 'OWNER_GONE' | 'GONE' | 'DEAD' | 'INVALID';

export interface WebhookEndpointRow extends Omit<RowOf<typeof webhookEndpoint.columns>, 'ownerVisibility'> {
  readonly ownerVisibility: Visibility;
  readonly failures: number;
  readonly failingSince: string | null;
  readonly restingUntil: string | null;
  readonly deliveredAt: string | null;
  readonly failedAt: string | null;
  readonly error: string | null;
  /** Still to be sent; `mostCounted` stands for more. */
  readonly waiting: number;
}

const shown = Object.keys(webhookEndpoint.columns)
  .map((name) => `e.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as "${name}"`)
  .join(', ');

const mostCounted = 1_000;

const rows = `/* webhooks.endpoints */ select ${shown}, coalesce(h.failures, 0) as failures, h.failing_since as "failingSince",
    h.resting_until as "restingUntil", h.delivered_at as "deliveredAt", h.failed_at as "failedAt", h.error,
    (select count(*) from (select from webhook_delivery d where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending'
      limit ${mostCounted}) w) as waiting
  from webhook_endpoint e left join webhook_health h on h.tenant_id = e.tenant_id and h.endpoint_id = e.id
  where e.tenant_id = $1`;

const mostListed = 1_000;

/** The newest first; of one owner, or of all. */
export function listEndpoints(reader: Reader, owner: string | null): Promise<WebhookEndpointRow[]> {
  return reader.query<WebhookEndpointRow>({
    text: `${rows} and ($2::text is null or e.owner = $2) order by e.created_at desc, e.id desc limit ${mostListed}`,
    values: [reader.tenantId, owner],
  });
}

export async function findEndpoint(reader: Reader, id: string): Promise<WebhookEndpointRow | null> {
  const [row] = await reader.query<WebhookEndpointRow>({
    text: `${rows} and e.id = $2`,
    values: [reader.tenantId, id],
  });
  return row ?? null;
}

export interface Secrets {
  readonly secret: Buffer;
  /** Null: no rotation is under way. */
  readonly oldSecret: Buffer | null;
}

/** As they are kept: sealed. */
export async function secretsOf(reader: Reader, id: string): Promise<Secrets> {
  const [found] = await reader.query<Secrets>({
    text: `select secret, case when old_secret_until > now() then old_secret end as "oldSecret"
      from webhook_endpoint where tenant_id = $1 and id = $2`,
    values: [reader.tenantId, id],
  });
  if (!found) throw noEndpoint(id);
  return found;
}

export const noEndpoint = (id: string) =>
  new ClientError('NOT_FOUND', `There is no webhook endpoint with the id ${id}.`, { id });
