// Keys, the log of acts and webhook endpoints as tables: what is shown of them is read and tagged like any record, by a scope of
// their own.
import type { RowOf } from '../db/column.ts';
import type { Visibility } from '../db/rights.ts';
import { column, nullable, registerTables, table } from '../db/table.ts';
import type { KeyEnvironment } from './api-key.ts';

export const apiKey = table({
  name: 'api_key',
  typename: 'ApiKey',
  scope: 'keys:manage',
  columns: {
    id: column('uuid'),
    name: column('text'),
    publicId: column('text'),
    last4: column('text'),
    environment: nullable('text'),
    scopes: column('text[]'),
    visibility: column('text'),
    userId: nullable('uuid'),
    replacesId: nullable('uuid'),
    createdAt: column('timestamptz'),
    expiresAt: nullable('timestamptz'),
    revokedAt: nullable('timestamptz'),
  },
});

const auditEvent = table({
  name: 'audit_event',
  typename: 'AuditEvent',
  scope: 'audit:read',
  columns: {
    id: column('uuid'),
    at: column('timestamptz'),
    actor: column('text'),
    act: column('text'),
    subject: column('text'),
    details: column('jsonb'),
  },
  orders: { AT: 'at' },
});

/** Endpoints are made, seen and changed with this scope, in the bounds of what their owner may see. */
export const webhookEndpoint = table({
  name: 'webhook_endpoint',
  typename: 'WebhookEndpoint',
  scope: 'webhooks:manage',
  columns: {
    id: column('uuid'),
    url: column('text'),
    description: column('text'),
    state: column('text'),
    reason: nullable('text'),
    subscription: column('text'),
    variables: column('text'),
    changedFields: nullable('text[]'),
    coalesceSeconds: column('int'),
    skipOwn: column('boolean'),
    owner: column('text'),
    ownerScopes: column('text[]'),
    ownerVisibility: column('text'),
    ownerUserId: nullable('uuid'),
    oldSecretUntil: nullable('timestamptz'),
    createdAt: column('timestamptz'),
    updatedAt: column('timestamptz'),
  },
});

export type ApiKeyRow = RowOf<typeof apiKey.columns> & {
  readonly visibility: Visibility;
  readonly environment: KeyEnvironment | null;
  /** To the minute; null if it was never used. */
  readonly lastUsedAt: string | null;
  /** The newest key that was made for it in a rotation. */
  readonly replacedById: string | null;
};
export type AuditEventRow = RowOf<typeof auditEvent.columns>;

registerTables([apiKey, auditEvent, webhookEndpoint]);
