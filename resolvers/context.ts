// What resolvers are given: they say what is wanted, and src/api/context.ts says how it is got.
import type { GraphQLResolveInfo } from 'graphql';
import type { MadeKey, NewKey } from '../src/auth/keys.ts';
import type { ApiKeyRow } from '../src/auth/tables.ts';
import type { Viewer } from '../src/auth/verdicts.ts';
import type { EdgeWants, Loaders } from '../src/crm/loaders.ts';
import type { Table } from '../src/db/table.ts';
import type { Reader, Transaction } from '../src/db/transaction.ts';
import type { BudgetState } from '../src/limits/budget-state.ts';
import type { FieldCost, Fit } from '../src/limits/cost.ts';
import type { MadeEndpoint } from '../src/webhooks/acts.ts';
import type { WebhookEndpointRow } from '../src/webhooks/endpoint.ts';
import type { EndpointValues } from '../src/webhooks/input.ts';
import type { DeliveryPage, LogArgs, WebhookDeliveryRow } from '../src/webhooks/redelivery.ts';

/** An operation about which somebody asks. */
export interface EstimateOptions {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

export interface Estimate {
  readonly requested: number;
  readonly bound: number;
  readonly ceiling: number;
  readonly fits: readonly Fit[];
  readonly fields: readonly FieldCost[];
  readonly isCacheable: boolean;
  readonly uncacheableBecause: string | null;
  readonly maxAgeSeconds: number;
  readonly isPersonal: boolean;
  readonly tagCount: number | null;
}

/** What the viewer may spend, and what an operation would cost it. */
export interface Limits {
  estimate(asked: EstimateOptions): Promise<Estimate>;
  budgets(): Readonly<Record<'tenant' | 'key', BudgetState>>;
}

/** What can be done to keys, by whoever asks. */
export interface KeyActs {
  list(withRevoked: boolean): Promise<ApiKeyRow[]>;
  create(given: NewKey): Promise<MadeKey>;
  /** `keepOldFor`: hours. */
  rotate(id: string, keepOldFor: number): Promise<MadeKey>;
  rename(id: string, name: string): Promise<ApiKeyRow>;
  revoke(id: string): Promise<ApiKeyRow>;
}

import type { ChangePage, PullArgs } from '../src/live/pull.ts';

/** What can be done to webhook endpoints and their deliveries, by whoever asks. */
export interface WebhookActs {
  list(): Promise<WebhookEndpointRow[]>;
  create(given: Partial<EndpointValues> & Pick<EndpointValues, 'url'>): Promise<MadeEndpoint>;
  update(id: string, given: Partial<EndpointValues>): Promise<WebhookEndpointRow>;
  /** `keepOldFor`: hours. */
  rotate(id: string, keepOldFor: number): Promise<MadeEndpoint>;
  pause(id: string): Promise<WebhookEndpointRow>;
  enable(id: string): Promise<WebhookEndpointRow>;
  take(id: string): Promise<WebhookEndpointRow>;
  delete(id: string): Promise<WebhookEndpointRow>;
  deliveries(args: LogArgs): Promise<DeliveryPage>;
  test(id: string): Promise<WebhookDeliveryRow>;
  resend(deliveryId: string): Promise<WebhookDeliveryRow>;
  /** Null: up to now. */
  replay(id: string, after: string, until: string | null): Promise<WebhookEndpointRow>;
}

export interface Context {
  readonly viewer: Viewer;
  readonly limits: Limits;
  /** Rows of this operation's snapshot. */
  readonly loaders: Loaders;
  /** Whether the viewer may read the table's records. Reads refuse by themselves: for what is left out without a word. */
  mayRead(table: Table): boolean;
  /** Throws FORBIDDEN if the column is personal and the viewer may not see it. */
  requireColumn(table: Table, column: string): void;
  /** What the operation goes on to ask at the place of this field. */
  wants(info: GraphQLResolveInfo): EdgeWants;
  /** The operation's read transaction, for reads that are not rows: reports and search. */
  reader(): Promise<Reader>;
  readonly keys: KeyActs;
  readonly webhooks: WebhookActs;
  /** A page of the change feed, as of the operation's snapshot. */
  changes(args: PullArgs, info: GraphQLResolveInfo): Promise<ChangePage>;
  /** Runs the writes of one mutation field in one transaction; reads after it see them. */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
