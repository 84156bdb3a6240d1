// What the catalogue may have beside the usual, by name and with its reason: policies, tables without a tenant or without capture,
// wider indexes, rights of each role.

const ofTenant = '(tenant_id = ( SELECT current_tenant() AS current_tenant))';
export const tenantPolicy = `tenant: for ALL to PUBLIC using ${ofTenant} check ${ofTenant}`;
const ownerPolicy = 'owner: for ALL to clientele_owner using true check true';
const relayPolicy = 'relay: for SELECT to clientele_relay using true check null';
/** Of an image that has an owner. */
const imagesPolicy = `visibility: RESTRICTIVE for ALL to clientele_app using (( SELECT sees_all_owners() AS sees_all_owners) OR (NOT COALESCE((COALESCE(after, before) ? 'owner_id'::text), false))${['after', 'before'].map((image) => ` OR (((${image} ->> 'owner_id'::text))::uuid = ANY (( SELECT visible_owners() AS visible_owners)::uuid[]))`).join('')}) check null`;
const workerPolicy = 'worker: for SELECT to clientele_worker using true check null';
/** Beside the tenant's: what has an owner is seen by whoever may see that owner. */
export const visibilityPolicy =
  'visibility: RESTRICTIVE for ALL to clientele_app using (( SELECT sees_all_owners() AS sees_all_owners) OR (owner_id = ANY (( SELECT visible_owners() AS visible_owners)::uuid[]))) check null';
const searchPolicy = 'search: for SELECT to clientele_search using true check null';

/** Tables whose policies are others than that of tenant_table(). */
export const policiesOf: Readonly<Record<string, readonly string[]>> = {
  // Its key is the tenant itself; the owner role makes tenants.
  tenant: [ownerPolicy, `tenant: for ALL to PUBLIC using ${ofTenant.replace('tenant_id', 'id')} check null`],
  // The capture trigger writes it as its owner, and relays read it across tenants; nobody else writes.
  change: [
    ownerPolicy,
    relayPolicy,
    `tenant: for ALL to PUBLIC using ${ofTenant} check null`,
    imagesPolicy,
    workerPolicy,
  ],
  // The search views read these as clientele_search, and keep the tenant apart by a condition of their own: under row-level
  // security the search indexes would not serve (their operators are not proven to leak nothing).
  company: [searchPolicy, tenantPolicy, visibilityPolicy],
  contact: [searchPolicy, tenantPolicy, visibilityPolicy],
  deal: [searchPolicy, tenantPolicy, visibilityPolicy],
  // find_api_key() looks for the team of a key's user before the tenant is known.
  user: [ownerPolicy.replace('ALL', 'SELECT').replace('check true', 'check null'), tenantPolicy],
  // find_api_key() looks for a key before the tenant is known.
  api_key: [ownerPolicy, tenantPolicy],
  // Operators set it for any tenant.
  budget_override: [ownerPolicy, tenantPolicy],
  // The worker looks for endpoints of all tenants whom a change concerns, and writes down that it does.
  webhook_endpoint: [tenantPolicy, workerPolicy],
  webhook_delivery: [tenantPolicy, 'worker: for ALL to clientele_worker using true check true'],
  // The worker drops the old ones of all tenants.
  idempotent_reply: [tenantPolicy, 'worker: for ALL to clientele_worker using true check null'],
  // Of client apps: all tenants find what is there, and the app adds and drops only what clients have registered themselves.
  persisted_operation: [
    'find: for SELECT to clientele_app using true check null',
    "forget: for DELETE to clientele_app using (source = 'apq'::text) check null",
    ownerPolicy,
    "register: for INSERT to clientele_app using null check (source = 'apq'::text)",
    "worker: for ALL to clientele_worker using (source = 'apq'::text) check null",
  ],
};
/** Tables that are not of a tenant. */
export const untenanted = new Set([
  'schema_migration',
  'change_epoch', // one row each, about the feed of all tenants: no data of anybody
  'change_floor',
  'change_identity',
  'change_mark',
  'webhook_feed', // one row, about the feed of all tenants
  'persisted_operation', // documents of client apps
]);
/** Indexes that do not start with tenant_id. */
export const widerIndexes = new Set([
  'tenant_pkey', // the tenant itself
  'schema_migration_pkey', // no data of anybody
  'api_key_public_id', // at login the tenant is what the key is asked for
  'change_by_xid', // relays follow all tenants in commit order
  'change_of_owners', // workers hear of endpoints and their owners, of all tenants
  'change_epoch_pkey', // of one row
  'change_floor_pkey',
  'change_identity_pkey',
  'change_mark_pkey',
  'idempotent_reply_by_age', // the worker drops the old ones of all tenants
  'webhook_feed_pkey',
  'webhook_delivery_by_finish', // the same
  'persisted_operation_pkey', // a hash of the text
  'persisted_operation_sha1_key',
  'persisted_operation_by_age',
]);
/** Tables whose writes are not captured. */
export const uncaptured = new Set([
  'schema_migration',
  'change', // the capture itself
  'change_epoch', // what the feed says of itself
  'change_floor',
  'change_identity',
  'change_mark',
  'idempotent_reply', // no answer but its own replay depends on it
  'import_progress', // bookkeeping of a command, which no query shows
  'import_reference',
  'api_key_use', // that a key was used changes no answer that is kept
  'usage', // changes with every request, and answers that show it are not kept
  'budget_override', // the same
  'webhook_delivery', // changes with every attempt, and answers that show it are not kept
  'webhook_health', // the same
  'webhook_replay', // bookkeeping of the worker, which no query shows
  'webhook_feed',
  'persisted_operation', // rows never change, and no answer depends on whether they are there
]);
/** The app role reads these and writes them never. */
export const readOnly = new Set([
  'tenant',
  'schema_migration', // whether the tables of this version are there
  'change',
  'change_epoch',
  'change_floor',
  'change_identity',
  'budget_override',
]);
/** The app role may add to these and drop, and change no row. */
export const unchanging = new Set(['persisted_operation']);
/** The app role may add to these, and that is all. */
export const growing = new Set(['audit_event']);
/** What clientele_relay may read, of all tenants; it may nothing else. */
export const relayed = new Set(['change', 'change_epoch', 'change_floor']);
/** What clientele_worker may do, of all tenants; it may nothing else. */
export const worked: Readonly<Record<string, string>> = {
  change: 'SELECT',
  change_epoch: 'SELECT',
  change_floor: 'SELECT',
  webhook_endpoint: 'SELECT',
  webhook_delivery: 'DELETE INSERT SELECT',
  webhook_feed: 'INSERT SELECT UPDATE',
  idempotent_reply: 'DELETE SELECT',
  persisted_operation: 'DELETE SELECT',
};
/** What clientele_search may read of a table: the columns that are searched. */
export const searched: Readonly<Record<string, string>> = {
  company: 'city deleted_at domain id name owner_id tenant_id',
  contact: 'deleted_at email id name owner_id tenant_id title',
  deal: 'deleted_at description id name owner_id tenant_id',
};
/** Functions that run with their owner's rights. */
export const definers = new Set([
  'capture_change',
  'find_api_key',
  'database_identity', // sets the mark after a crash
  'note_ddl', // whoever changes the schema, the epoch is the owner's
  'make_change_partition', // none of these three takes an argument or does more than is due
  'drop_change_partition',
  'trim_change_rest',
]);
