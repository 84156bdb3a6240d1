// What is done to endpoints, by whoever asks; each act is noted in its transaction.
// Invariant: nobody sends elsewhere, or has told otherwise, what they could not see themselves; a secret is answered once.
import { noteAct } from '../auth/audit.ts';
import { holds } from '../auth/rights.ts';
import { webhookEndpoint } from '../auth/tables.ts';
import type { Viewer } from '../auth/verdicts.ts';
import { requireKnown } from '../db/known-keys.ts';
import { requireRead } from '../db/rights.ts';
import type { Reader, Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { newId } from '../lib/uuid.ts';
import type { AddressRules } from './address.ts';
import { findEndpoint, listEndpoints, noEndpoint, type WebhookEndpointRow } from './endpoint.ts';
import { forgetFailures } from './health.ts';
import { cleaned, defaults, type EndpointValues } from './input.ts';
import { ownerOf } from './owner.ts';
import { newSecret, printSecret, type SecretBox } from './secret.ts';
import type { Tell } from './telling.ts';

export interface Keeper {
  readonly viewer: Viewer;
  readonly box: SecretBox;
  readonly rules: AddressRules;
  readonly tell: Tell;
}

export interface MadeEndpoint {
  readonly endpoint: WebhookEndpointRow;
  /** As Standard Webhooks writes it: shown now and never again. */
  readonly secret: string;
}

const mostEndpoints = 100;
/** A week: longer, and the old secret has become a second one. */
const mostHoursKept = 168;

const sees = ({ viewer }: Keeper, { owner }: Pick<WebhookEndpointRow, 'owner'>) =>
  viewer.visibility === 'all' || viewer.subject === owner;

/** Whoever sees all records sees all endpoints, others their own. Health has no tag, so the list is never shown a second time. */
export async function seeEndpoints(reader: Reader, by: Keeper): Promise<WebhookEndpointRow[]> {
  reader.recorder.scan({ table: webhookEndpoint, uses: Object.keys(webhookEndpoint.columns) });
  reader.recorder.limit(0);
  return listEndpoints(reader, by.viewer.visibility === 'all' ? null : by.viewer.subject);
}

/** Throws NOT_FOUND for one that the viewer does not see. */
export async function seeEndpoint(reader: Reader, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  requireRead(reader.rights, webhookEndpoint);
  const endpoint = await findEndpoint(reader, id);
  if (!endpoint || !sees(by, endpoint)) throw noEndpoint(id);
  return endpoint;
}

/** Locked until the transaction ends. */
async function lockEndpoint(tx: Transaction, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  requireRead(tx.rights, webhookEndpoint);
  const values = [tx.tenantId, id];
  await tx.query({ text: 'select from webhook_endpoint where tenant_id = $1 and id = $2 for no key update', values });
  return seeEndpoint(tx, by, id);
}

/** To lead elsewhere what its owner sees, one has to see all of that oneself. */
async function requireOwnersRights(tx: Transaction, { viewer }: Keeper, endpoint: WebhookEndpointRow): Promise<void> {
  if (viewer.subject === endpoint.owner) return;
  const owner = await ownerOf(tx, endpoint);
  const missing = (owner?.scopes ?? endpoint.ownerScopes).filter((scope) => !holds(viewer.scopes, scope));
  if (missing.length === 0 && viewer.visibility === 'all') return;
  const message = `The endpoint tells what its owner may see, which this credential may not: it lacks \`${missing.join('`, `')}\`. Take the endpoint over first (takeWebhookEndpoint).`;
  throw new ClientError('FORBIDDEN', message, { scopes: missing });
}

const ownedBy = ({ subject, scopes, visibility, userId }: Viewer) => [subject, scopes, visibility, userId];

export async function createEndpoint(
  tx: Transaction,
  by: Keeper,
  given: Partial<EndpointValues> & Pick<EndpointValues, 'url'>,
): Promise<MadeEndpoint> {
  requireRead(tx.rights, webhookEndpoint);
  const { values, keys } = cleaned(by, { ...defaults, ...given });
  await requireKnown(tx, keys);
  const [count] = await tx.query<{ n: number }>({
    text: 'select count(*) as n from webhook_endpoint where tenant_id = $1',
    values: [tx.tenantId],
  });
  if (count!.n >= mostEndpoints)
    throw new ClientError('RULE_VIOLATED', `A tenant has at most ${mostEndpoints} webhook endpoints.`);
  const id = newId();
  const secret = newSecret();
  await tx.query({
    text: `insert into webhook_endpoint (tenant_id, id, url, description, subscription, variables, changed_fields, coalesce_seconds, skip_own,
        owner, owner_scopes, owner_visibility, owner_user_id, secret)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [tx.tenantId, id, ...values, ...ownedBy(by.viewer), by.box.seal(secret, id)],
  });
  return { endpoint: await done(tx, by, id, 'create'), secret: printSecret(secret) };
}

export async function updateEndpoint(
  tx: Transaction,
  by: Keeper,
  id: string,
  given: Partial<EndpointValues>,
): Promise<WebhookEndpointRow> {
  const was = await lockEndpoint(tx, by, id);
  await requireOwnersRights(tx, by, was);
  const { values, keys } = cleaned(by, { ...was, variables: JSON.parse(was.variables), ...given });
  // A field may be gone since: who changes something else is not to be stopped by that.
  if (given.subscription !== undefined || given.variables !== undefined) await requireKnown(tx, keys);
  await tx.query({
    text: `update webhook_endpoint set url = $3, description = $4, subscription = $5, variables = $6, changed_fields = $7,
        coalesce_seconds = $8, skip_own = $9, updated_at = now() where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, id, ...values],
  });
  return done(tx, by, id, 'update');
}

/** A second secret beside the first: deliveries carry a signature by each for so many hours. */
export async function rotateSecret(tx: Transaction, by: Keeper, id: string, keepOldFor: number): Promise<MadeEndpoint> {
  if (keepOldFor < 0 || keepOldFor > mostHoursKept)
    throw badInput(`\`keepOldFor\` is 0 to ${mostHoursKept} hours, got ${keepOldFor}.`, { argument: 'keepOldFor' });
  const was = await lockEndpoint(tx, by, id);
  await requireOwnersRights(tx, by, was);
  const secret = newSecret();
  await tx.query({
    text: `update webhook_endpoint set old_secret = secret, old_secret_until = now() + make_interval(hours => $3), secret = $4,
        updated_at = now() where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, id, keepOldFor, by.box.seal(secret, id)],
  });
  return { endpoint: await done(tx, by, id, 'rotate', { keepOldFor }), secret: printSecret(secret) };
}

/** What comes meanwhile waits, for 72 hours. Pausing takes nothing but seeing it: it tells nobody anything. */
export async function pauseEndpoint(tx: Transaction, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  const { state } = await lockEndpoint(tx, by, id);
  if (state !== 'enabled') return seeEndpoint(tx, by, id);
  await setState(tx, id, 'paused');
  return done(tx, by, id, 'pause');
}

export async function enableEndpoint(tx: Transaction, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  const endpoint = await lockEndpoint(tx, by, id);
  await requireOwnersRights(tx, by, endpoint);
  if (!(await ownerOf(tx, endpoint)))
    throw new ClientError('RULE_VIOLATED', 'The owner of the endpoint is gone: take it over (takeWebhookEndpoint).', {
      id,
    });
  await setState(tx, id, 'enabled');
  await forgetFailures(tx, id);
  return done(tx, by, id, 'enable');
}

/** From now on it is told what the caller may see, and it is enabled if it was its owner who was missing. */
export async function takeEndpoint(tx: Transaction, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  const was = await lockEndpoint(tx, by, id);
  cleaned(by, { ...was, variables: JSON.parse(was.variables) }); // its filters may look at what the caller may not see
  await tx.query({
    text: `update webhook_endpoint set owner = $3, owner_scopes = $4, owner_visibility = $5, owner_user_id = $6, updated_at = now()
      where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, id, ...ownedBy(by.viewer)],
  });
  if (was.reason === 'OWNER_GONE') await setState(tx, id, 'enabled');
  return done(tx, by, id, 'take', { was: was.owner });
}

/** With its log. */
export async function deleteEndpoint(tx: Transaction, by: Keeper, id: string): Promise<WebhookEndpointRow> {
  const endpoint = await lockEndpoint(tx, by, id);
  await tx.query({ text: 'delete from webhook_endpoint where tenant_id = $1 and id = $2', values: [tx.tenantId, id] });
  await note(tx, by, 'delete', endpoint);
  return endpoint;
}

async function setState(tx: Transaction, id: string, state: 'enabled' | 'paused'): Promise<void> {
  await tx.query({
    text: 'update webhook_endpoint set state = $3, reason = null, updated_at = now() where tenant_id = $1 and id = $2',
    values: [tx.tenantId, id, state],
  });
}

async function done(
  tx: Transaction,
  by: Keeper,
  id: string,
  act: string,
  more: object = {},
): Promise<WebhookEndpointRow> {
  const endpoint = await seeEndpoint(tx, by, id);
  await note(tx, by, act, endpoint, more);
  return endpoint;
}

/** Variables may hold names of people, and addresses of receivers secrets: neither is noted whole. */
async function note(
  tx: Transaction,
  { viewer }: Keeper,
  act: string,
  { id, url, owner }: WebhookEndpointRow,
  more: object = {},
): Promise<void> {
  const details = { host: new URL(url).host, owner, ...more };
  await noteAct(tx, { actor: viewer.subject, act: `webhook.${act}`, subject: `webhook:${id}`, details });
}
