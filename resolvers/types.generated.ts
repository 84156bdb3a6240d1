import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ActivityRow } from '../src/crm/activity.ts';
import type { Connection, Named } from './list.ts';
import type { CompanyRow } from '../src/crm/company.ts';
import type { ContactRow } from '../src/crm/contact.ts';
import type { CustomFieldRow } from '../src/crm/custom-field.ts';
import type { DealRow } from '../src/crm/deal.ts';
import type { ExternalIdRow } from '../src/crm/external-id.ts';
import type { PipelineRow } from '../src/crm/pipeline.ts';
import type { ProductRow } from '../src/crm/product.ts';
import type { StageRow } from '../src/crm/stage.ts';
import type { TagRow } from '../src/crm/tag.ts';
import type { TeamRow } from '../src/crm/team.ts';
import type { UserRow } from '../src/crm/user.ts';
import type { ApiKeyRow, AuditEventRow } from '../src/auth/tables.ts';
import type { WebhookEndpointRow } from '../src/webhooks/endpoint.ts';
import type { WebhookDeliveryRow, DeliveryPage } from '../src/webhooks/redelivery.ts';
import type { MadeKey } from '../src/auth/keys.ts';
import type { MadeEndpoint } from '../src/webhooks/acts.ts';
import type { LoggedAttempt } from '../src/webhooks/deliveries.ts';
import type { Viewer as Caller } from '../src/auth/verdicts.ts';
import type { Hit } from '../src/crm/search.ts';
import type { PipelineReport as PipelineReportRow, StageTotals as StageTotalsRow } from '../src/crm/pipeline-report.ts';
import type { DealTotals as DealTotalsRow } from '../src/crm/deal-totals.ts';
import type { CompanyTotals as CompanyTotalsRow } from '../src/crm/company-totals.ts';
import type { Estimate, Context } from './context.ts';
import type { OperationUsage as OperationUsageRow } from '../src/crm/usage.ts';
import type { ChangeEvent } from '../src/live/event.ts';
import type { ChangePage } from '../src/live/pull.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day without a time, `2024-05-17`. */
  Date: { input: string; output: string; }
  /** A point in time, ISO 8601 in UTC with milliseconds: `2024-05-17T09:30:00.000Z`. Other offsets are taken and converted. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  /** An amount of money in the currency's smallest unit (cents), a whole number of at most 9,007,199,254,740,991 either way. */
  MinorUnits: { input: number; output: number; }
};

/** A task, note, call, e-mail or meeting about any record. */
export type Activity = Node & AnyRecord & {
  readonly __typename?: 'Activity';
  /** The record that the activity is about. */
  readonly about?: Maybe<AnyRecord>;
  /** Free text, up to 10,000 characters. */
  readonly body?: Maybe<Scalars['String']['output']>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was done; null while it is not. */
  readonly doneAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it is due. */
  readonly dueAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** What kind of activity it is. */
  readonly kind: ActivityKind;
  /** The user who does it. */
  readonly owner?: Maybe<User>;
  /** One line, 1 to 500 characters. */
  readonly subject: Scalars['String']['output'];
  /** Tags on the activity. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A task, note, call, e-mail or meeting about any record. */
export type ActivityTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type ActivityBatch = {
  readonly __typename?: 'ActivityBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<ActivityResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A change of an activity. */
export type ActivityChange = {
  readonly __typename?: 'ActivityChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<Activity>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** A page of activities. */
export type ActivityConnection = {
  readonly __typename?: 'ActivityConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<ActivityEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Activity>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of activities. */
export type ActivityConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type ActivityEdge = {
  readonly __typename?: 'ActivityEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Activity;
};

/** What an activity must be like to match. Conditions side by side must all hold. */
export type ActivityFilter = {
  /** Id of the record that the activity is about. */
  readonly aboutId?: InputMaybe<IDFilter>;
  /** Entity of the record that the activity is about. */
  readonly aboutType?: InputMaybe<RecordTypeFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<ActivityFilter>>;
  /** Free text, up to 10,000 characters. */
  readonly body?: InputMaybe<StringFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** When it was done; null while it is not. */
  readonly doneAt?: InputMaybe<DateTimeFilter>;
  /** When it is due. */
  readonly dueAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** What kind of activity it is. */
  readonly kind?: InputMaybe<ActivityKindFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<ActivityFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ActivityFilter>>;
  /** The user who does it. It exists and matches this filter; one level of relations only. */
  readonly owner?: InputMaybe<UserFilter>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<IDFilter>;
  /** One line, 1 to 500 characters. */
  readonly subject?: InputMaybe<StringFilter>;
  /** At least one of these matches: tags on the activity. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** What an activity can be. */
export type ActivityKind =
  /** A phone call. */
  | 'CALL'
  /** An e-mail. */
  | 'EMAIL'
  /** A meeting. */
  | 'MEETING'
  /** Something to remember. */
  | 'NOTE'
  /** Something to do. */
  | 'TASK';

/** Compares the kind of an activity. */
export type ActivityKindFilter = {
  /** Is this. */
  readonly eq?: InputMaybe<ActivityKind>;
  /** Is one of these. */
  readonly in?: InputMaybe<ReadonlyArray<ActivityKind>>;
  /** Is not this. */
  readonly ne?: InputMaybe<ActivityKind>;
  /** Is none of these. */
  readonly notIn?: InputMaybe<ReadonlyArray<ActivityKind>>;
};

/** One key of an order. */
export type ActivityOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: ActivityOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What activities can be ordered by. */
export type ActivityOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By done at. */
  | 'DONE_AT'
  /** By due at. */
  | 'DUE_AT'
  /** By kind. */
  | 'KIND'
  /** By subject. */
  | 'SUBJECT'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type ActivityResult = {
  readonly __typename?: 'ActivityResult';
  /** The activity as written; null if the row failed. */
  readonly activity?: Maybe<Activity>;
  /** Whether the row made a new activity. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
};

/** A key by which programs call. Of its secret nothing is kept but a hash. */
export type ApiKey = {
  readonly __typename?: 'ApiKey';
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What kind of program holds it; null for keys that are older than this field. */
  readonly environment?: Maybe<KeyEnvironment>;
  /** Until when it works; null: until it is revoked. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** The last four characters. */
  readonly last4: Scalars['String']['output'];
  /** When it was last used, to about a minute; null if it never was. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it is for. */
  readonly name: Scalars['String']['output'];
  /** The ten characters behind `ck_live_`: finds the key in logs and in the hands of others. */
  readonly publicId: Scalars['String']['output'];
  /** The newest key that was made for it in a rotation: once only that one is used, this one can go. */
  readonly replacedById?: Maybe<Scalars['ID']['output']>;
  /** The key that it was made for in a rotation. */
  readonly replacesId?: Maybe<Scalars['ID']['output']>;
  /** When it was revoked; null while it works. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it may do: see the documentation of access. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
  /** For whom it acts; null for a program of its own. */
  readonly user?: Maybe<User>;
  /** Whose records it sees. */
  readonly visibility: Visibility;
};

/** A new key with its secret. */
export type ApiKeySecret = {
  readonly __typename?: 'ApiKeySecret';
  /** The key. */
  readonly apiKey: ApiKey;
  /** The whole key, for the header `Authorization: Bearer …`. It is shown now and never again. */
  readonly secret: Scalars['String']['output'];
};

/** An act on what may be done: a key was made, rotated, renamed or revoked. */
export type AuditEvent = {
  readonly __typename?: 'AuditEvent';
  /** What, for instance `api_key.rotate`. */
  readonly act: Scalars['String']['output'];
  /** Who: `key:` or `user:` with an id, or `operator` for a command on the server. */
  readonly actor: Scalars['String']['output'];
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** More about it; never a secret. */
  readonly details: Scalars['JSON']['output'];
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** To what, for instance `key:` with an id. */
  readonly subject: Scalars['String']['output'];
};

/** A page of acts. */
export type AuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  /** The acts with their cursors. */
  readonly edges: ReadonlyArray<AuditEventEdge>;
  /** The acts alone. */
  readonly nodes: ReadonlyArray<AuditEvent>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many acts there are on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of acts. */
export type AuditEventConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** An act of a page. */
export type AuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  /** Stands for the act's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The act. */
  readonly node: AuditEvent;
};

/** Compares true and false. */
export type BooleanFilter = {
  /** Equals this. */
  readonly eq?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Points that fill up again at a steady rate. */
export type Budget = {
  readonly __typename?: 'Budget';
  /** Points that it holds now. */
  readonly currentlyAvailable: Scalars['Int']['output'];
  /** Points that it holds at most. */
  readonly maximumAvailable: Scalars['Int']['output'];
  /** Points that come back in a second. */
  readonly restoreRate: Scalars['Float']['output'];
};

/** Both budgets that an operation is paid from. */
export type Budgets = {
  readonly __typename?: 'Budgets';
  /** Of this credential. */
  readonly key: Budget;
  /** Of the tenant, for all its credentials together. */
  readonly tenant: Budget;
};

/** Who shares an answer. */
export type CacheControlScope =
  /** One caller. */
  | 'PRIVATE'
  /** All callers with the same rights. */
  | 'PUBLIC';

/** What became of a record. */
export type ChangeKind =
  /** It is new. */
  | 'CREATED'
  /** It was deleted; it can be restored. */
  | 'DELETED'
  /** Read again what you keep of this type: one statement wrote more than 500 records, which are not told one by one; or somebody came to your team or left it, with all that it owns. */
  | 'MANY'
  /** It was merged into another record, which lives on. */
  | 'MERGED'
  /** It is in the list as it stands. */
  | 'PRESENT'
  /** All of the list was told: what you keep now is the list at this cursor, and changes of it follow; `recordId` is null. */
  | 'READY'
  /** It was deleted, and is back. */
  | 'RESTORED'
  /** Of a subscription with `snapshot`: forget what you keep of this list. Its records follow as PRESENT, and then READY; `recordId` is null. */
  | 'SNAPSHOT'
  /** Fields of it changed. */
  | 'UPDATED';

/** What a change means for the list under the filter of the subscription, or for all living records. */
export type ChangeTransition =
  /** The record was not in the list, and is now. */
  | 'ENTER'
  /** It was in the list and is not any more. */
  | 'LEAVE'
  /** It was in the list and still is. */
  | 'UPDATE';

/** A company that the tenant sells to. */
export type Company = Node & AnyRecord & {
  readonly __typename?: 'Company';
  /** Activities about the company. */
  readonly activities?: Maybe<ActivityConnection>;
  /** Revenue of the last year. */
  readonly annualRevenue?: Maybe<Money>;
  /** City of the head office. */
  readonly city?: Maybe<Scalars['String']['output']>;
  /** People at the company. */
  readonly contacts?: Maybe<ContactConnection>;
  /** Country of the head office. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** Deals with the company. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Internet domain without protocol, for instance `example.com`. */
  readonly domain?: Maybe<Scalars['String']['output']>;
  /** Number of employees. */
  readonly employees?: Maybe<Scalars['Int']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Year of foundation, four digits. */
  readonly foundedYear?: Maybe<Scalars['Int']['output']>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Industry, in the words of the tenant. */
  readonly industry?: Maybe<Scalars['String']['output']>;
  /** Name as written on an invoice, 1 to 500 characters. */
  readonly name: Scalars['String']['output'];
  /** The user who looks after the company. */
  readonly owner?: Maybe<User>;
  /** The company that this one belongs to. */
  readonly parent?: Maybe<Company>;
  /** Phone number as written. */
  readonly phone?: Maybe<Scalars['String']['output']>;
  /** Companies whose parent this is. */
  readonly subsidiaries?: Maybe<CompanyConnection>;
  /** Tags on the company. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
  /** Address of the website. */
  readonly website?: Maybe<Scalars['String']['output']>;
};


/** A company that the tenant sells to. */
export type CompanyActivitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ActivityOrder>>;
};


/** A company that the tenant sells to. */
export type CompanyContactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContactFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrder>>;
};


/** A company that the tenant sells to. */
export type CompanyDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** A company that the tenant sells to. */
export type CompanySubsidiariesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CompanyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<CompanyOrder>>;
};


/** A company that the tenant sells to. */
export type CompanyTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type CompanyBatch = {
  readonly __typename?: 'CompanyBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<CompanyResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A change of a company. */
export type CompanyChange = {
  readonly __typename?: 'CompanyChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<Company>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** A page of companies. */
export type CompanyConnection = {
  readonly __typename?: 'CompanyConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<CompanyEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Company>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of companies. */
export type CompanyConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type CompanyEdge = {
  readonly __typename?: 'CompanyEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Company;
};

/** What a company must be like to match. Conditions side by side must all hold. */
export type CompanyFilter = {
  /** At least one of these matches: activities about the company. One level of relations only. */
  readonly activities?: InputMaybe<ActivityFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<CompanyFilter>>;
  /** Revenue of the last year. */
  readonly annualRevenue?: InputMaybe<MoneyFilter>;
  /** City of the head office. */
  readonly city?: InputMaybe<StringFilter>;
  /** At least one of these matches: people at the company. One level of relations only. */
  readonly contacts?: InputMaybe<ContactFilter>;
  /** Country of the head office. */
  readonly country?: InputMaybe<StringFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** At least one of these matches: deals with the company. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<StringFilter>;
  /** Internet domain without protocol, for instance `example.com`. */
  readonly domain?: InputMaybe<StringFilter>;
  /** Number of employees. */
  readonly employees?: InputMaybe<IntFilter>;
  /** Year of foundation, four digits. */
  readonly foundedYear?: InputMaybe<IntFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Industry, in the words of the tenant. */
  readonly industry?: InputMaybe<StringFilter>;
  /** Name as written on an invoice, 1 to 500 characters. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<CompanyFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<CompanyFilter>>;
  /** The user who looks after the company. It exists and matches this filter; one level of relations only. */
  readonly owner?: InputMaybe<UserFilter>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<IDFilter>;
  /** The company that this one belongs to. It exists and matches this filter; one level of relations only. */
  readonly parent?: InputMaybe<CompanyFilter>;
  /** Id of the parent. */
  readonly parentId?: InputMaybe<IDFilter>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<StringFilter>;
  /** At least one of these matches: companies whose parent this is. One level of relations only. */
  readonly subsidiaries?: InputMaybe<CompanyFilter>;
  /** At least one of these matches: tags on the company. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
  /** Address of the website. */
  readonly website?: InputMaybe<StringFilter>;
};

/** What companies can be grouped by. */
export type CompanyGroup =
  /** Their country. */
  | 'COUNTRY'
  /** The month in which they were created. */
  | 'CREATED_MONTH'
  /** Their industry. */
  | 'INDUSTRY'
  /** Their owner. */
  | 'OWNER';

/** One key of an order. */
export type CompanyOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: CompanyOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What companies can be ordered by. */
export type CompanyOrderField =
  /** By annual revenue in minor units, whatever the currency. */
  | 'ANNUAL_REVENUE'
  /** By country. */
  | 'COUNTRY'
  /** By time of creation. */
  | 'CREATED_AT'
  /** By employees. */
  | 'EMPLOYEES'
  /** By founded year. */
  | 'FOUNDED_YEAR'
  /** By industry. */
  | 'INDUSTRY'
  /** By name. */
  | 'NAME'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type CompanyResult = {
  readonly __typename?: 'CompanyResult';
  /** The company as written; null if the row failed. */
  readonly company?: Maybe<Company>;
  /** Whether the row made a new company. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
};

/** A group of companies, counted and summed up. */
export type CompanyTotals = {
  readonly __typename?: 'CompanyTotals';
  /** Companies in the group. */
  readonly count: Scalars['Int']['output'];
  /** Grouped by COUNTRY. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Sum of their employees; companies that do not tell count 0. */
  readonly employees: Scalars['Int']['output'];
  /** Grouped by INDUSTRY. */
  readonly industry?: Maybe<Scalars['String']['output']>;
  /** Grouped by CREATED_MONTH: the first day of the month. */
  readonly month?: Maybe<Scalars['Date']['output']>;
  /** Grouped by OWNER. */
  readonly owner?: Maybe<User>;
};

/** A person, most often at a company. */
export type Contact = Node & AnyRecord & {
  readonly __typename?: 'Contact';
  /** Activities about the person. */
  readonly activities?: Maybe<ActivityConnection>;
  /** City. */
  readonly city?: Maybe<Scalars['String']['output']>;
  /** The company that the person works for. */
  readonly company?: Maybe<Company>;
  /** Country. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** Deals that the person takes part in. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** E-mail address, kept in lower case. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Given name. */
  readonly firstName?: Maybe<Scalars['String']['output']>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Family name. */
  readonly lastName?: Maybe<Scalars['String']['output']>;
  /** First and last name, joined by the database. */
  readonly name: Scalars['String']['output'];
  /** The user who looks after the contact. */
  readonly owner?: Maybe<User>;
  /** Phone number as written. */
  readonly phone?: Maybe<Scalars['String']['output']>;
  /** Tags on the contact. */
  readonly tags?: Maybe<TagConnection>;
  /** Job title. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A person, most often at a company. */
export type ContactActivitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ActivityOrder>>;
};


/** A person, most often at a company. */
export type ContactDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** A person, most often at a company. */
export type ContactTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type ContactBatch = {
  readonly __typename?: 'ContactBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<ContactResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A change of a contact. */
export type ContactChange = {
  readonly __typename?: 'ContactChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<Contact>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** A page of contacts. */
export type ContactConnection = {
  readonly __typename?: 'ContactConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<ContactEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Contact>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of contacts. */
export type ContactConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type ContactEdge = {
  readonly __typename?: 'ContactEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Contact;
};

/** What a contact must be like to match. Conditions side by side must all hold. */
export type ContactFilter = {
  /** At least one of these matches: activities about the person. One level of relations only. */
  readonly activities?: InputMaybe<ActivityFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<ContactFilter>>;
  /** City. */
  readonly city?: InputMaybe<StringFilter>;
  /** The company that the person works for. It exists and matches this filter; one level of relations only. */
  readonly company?: InputMaybe<CompanyFilter>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<IDFilter>;
  /** Country. */
  readonly country?: InputMaybe<StringFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** At least one of these matches: deals that the person takes part in. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** E-mail address, kept in lower case. */
  readonly email?: InputMaybe<StringFilter>;
  /** Given name. */
  readonly firstName?: InputMaybe<StringFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Family name. */
  readonly lastName?: InputMaybe<StringFilter>;
  /** First and last name, joined by the database. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<ContactFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ContactFilter>>;
  /** The user who looks after the contact. It exists and matches this filter; one level of relations only. */
  readonly owner?: InputMaybe<UserFilter>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<IDFilter>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<StringFilter>;
  /** At least one of these matches: tags on the contact. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** Job title. */
  readonly title?: InputMaybe<StringFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type ContactOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: ContactOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What contacts can be ordered by. */
export type ContactOrderField =
  /** By country. */
  | 'COUNTRY'
  /** By time of creation. */
  | 'CREATED_AT'
  /** By email. */
  | 'EMAIL'
  /** By first name. */
  | 'FIRST_NAME'
  /** By last name. */
  | 'LAST_NAME'
  /** By name. */
  | 'NAME'
  /** By title. */
  | 'TITLE'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type ContactResult = {
  readonly __typename?: 'ContactResult';
  /** The contact as written; null if the row failed. */
  readonly contact?: Maybe<Contact>;
  /** Whether the row made a new contact. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
};

/** What an operation would cost, in points. */
export type CostEstimate = {
  readonly __typename?: 'CostEstimate';
  /** What it costs if all its lists are as long as its arguments allow. */
  readonly bound: Scalars['Float']['output'];
  /** What one operation may cost. */
  readonly ceiling: Scalars['Int']['output'];
  /** The dearest fields, at most 50. */
  readonly fields: ReadonlyArray<FieldCost>;
  /** For the dearest pages, the largest size with which the operation would be within the ceiling. */
  readonly fits: ReadonlyArray<PageFit>;
  /** Whether its answer is kept and shown again. */
  readonly isCacheable: Scalars['Boolean']['output'];
  /** Whether its answer is of this credential alone, not of all with the same rights. */
  readonly isPersonal: Scalars['Boolean']['output'];
  /** Seconds for which an answer is kept at most. */
  readonly maxAgeSeconds: Scalars['Int']['output'];
  /** What would be charged before it runs: lists are taken to be as long as they were in this account, where that is known. */
  readonly requested: Scalars['Int']['output'];
  /** On how many tags the answer depends that is kept now; null if none is. */
  readonly tagCount?: Maybe<Scalars['Int']['output']>;
  /** Why not; null if it is. */
  readonly uncacheableBecause?: Maybe<Scalars['String']['output']>;
};

/** How exactly to count. */
export type CountMode =
  /** Up to 10,000; 10,001 means more than that. */
  | 'CAPPED'
  /** The planner's estimate, without reading a row. */
  | 'ESTIMATE'
  /** Every row. */
  | 'EXACT';

/** A new activity. */
export type CreateActivityInput = {
  /** The record that the activity is about: both its entity and its id, or neither. */
  readonly about?: InputMaybe<RecordRef>;
  /** Free text, up to 10,000 characters. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** When it was done; null while it is not. */
  readonly doneAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it is due. */
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** What kind of activity it is. */
  readonly kind: ActivityKind;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** One line, 1 to 500 characters. */
  readonly subject: Scalars['String']['input'];
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new key. */
export type CreateApiKeyInput = {
  /** What kind of program holds it. */
  readonly environment?: KeyEnvironment;
  /** Until when it works; left out: until it is revoked. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What it is for, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** What it may do: not more than the one who makes it. */
  readonly scopes: ReadonlyArray<Scalars['String']['input']>;
  /** For whom it acts. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose records it sees. All but `ALL` take a user. */
  readonly visibility?: Visibility;
};

/** A new company. */
export type CreateCompanyInput = {
  /** Revenue of the last year. */
  readonly annualRevenue?: InputMaybe<MoneyInput>;
  /** City of the head office. */
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** Country of the head office. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Internet domain without protocol, for instance `example.com`. */
  readonly domain?: InputMaybe<Scalars['String']['input']>;
  /** Number of employees. */
  readonly employees?: InputMaybe<Scalars['Int']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Year of foundation, four digits. */
  readonly foundedYear?: InputMaybe<Scalars['Int']['input']>;
  /** Industry, in the words of the tenant. */
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  /** Name as written on an invoice, 1 to 500 characters. */
  readonly name: Scalars['String']['input'];
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the parent. */
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Address of the website. */
  readonly website?: InputMaybe<Scalars['String']['input']>;
};

/** A new contact. */
export type CreateContactInput = {
  /** City. */
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Country. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** E-mail address, kept in lower case. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Given name. */
  readonly firstName?: InputMaybe<Scalars['String']['input']>;
  /** Family name. */
  readonly lastName?: InputMaybe<Scalars['String']['input']>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Job title. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** A new custom field. */
export type CreateCustomFieldInput = {
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name in `custom`: a letter, then letters, digits and _; unique for the entity. */
  readonly key: Scalars['String']['input'];
  /** Type of its values. */
  readonly kind: CustomFieldKind;
  /** Name for people. */
  readonly label: Scalars['String']['input'];
  /** SELECT: the values that may be chosen; empty for other kinds. */
  readonly options?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Place among the fields of the entity, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** The entity that gets the field. */
  readonly recordType: RecordType;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new deal. */
export type CreateDealInput = {
  /** What the deal is worth. */
  readonly amount?: InputMaybe<MoneyInput>;
  /** The day on which it was won or lost; while it is open, the day on which it is expected to close. */
  readonly closeDate?: InputMaybe<Scalars['Date']['input']>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** People who take part in the deal. */
  readonly contactIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** What the deal is called, 1 to 500 characters. */
  readonly name: Scalars['String']['input'];
  /** The day on which work on the deal began. */
  readonly openedOn?: InputMaybe<Scalars['Date']['input']>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Its pipeline; without it the pipeline of the stage, or else the first pipeline. */
  readonly pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the product. */
  readonly productId?: InputMaybe<Scalars['ID']['input']>;
  /** Its stage; without it the first stage of the pipeline. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new pipeline. */
export type CreatePipelineInput = {
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name, unique in the tenant without regard to case. */
  readonly name: Scalars['String']['input'];
  /** Place among the pipelines, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new product. */
export type CreateProductInput = {
  /** Whether it is still sold. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** List price of one unit. */
  readonly price?: InputMaybe<MoneyInput>;
  /** Family of products. */
  readonly series?: InputMaybe<Scalars['String']['input']>;
  /** Article number, unique in the tenant without regard to case. */
  readonly sku?: InputMaybe<Scalars['String']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new stage. */
export type CreateStageInput = {
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name, unique in its pipeline without regard to case. */
  readonly name: Scalars['String']['input'];
  /** Id of the pipeline. */
  readonly pipelineId: Scalars['ID']['input'];
  /** Place in the pipeline, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** Chance in percent, 0 to 100, that a deal in this stage is won: its weight in reports. */
  readonly probability?: InputMaybe<Scalars['Int']['input']>;
  /** The status of every deal in this stage. It cannot change while deals are in the stage. */
  readonly status?: InputMaybe<DealStatus>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new tag. */
export type CreateTagInput = {
  /** Colour as `#rrggbb`, in lower case. */
  readonly color?: InputMaybe<Scalars['String']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name, unique in the tenant without regard to case, 1 to 100 characters. */
  readonly name: Scalars['String']['input'];
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new team. */
export type CreateTeamInput = {
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Name, unique in the tenant without regard to case. */
  readonly name: Scalars['String']['input'];
  /** Where the team works. */
  readonly region?: InputMaybe<Scalars['String']['input']>;
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** A new user. */
export type CreateUserInput = {
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** E-mail address, unique in the tenant, kept in lower case. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Names that other systems have for it. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
  /** Id of the manager. */
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  /** Full name. */
  readonly name: Scalars['String']['input'];
  /** Tags to put on it. */
  readonly tagIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Id of the team. */
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  /** Job title. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** A new endpoint. */
export type CreateWebhookEndpointInput = {
  /** Of updates, only those that changed one of these fields. */
  readonly changedFields?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Tell changes of one record within so many seconds as one, 0 to 3,600. */
  readonly coalesceSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What it is for, at most 500 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Leave out what the owner itself has changed. */
  readonly skipOwn?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * What it is told of, and what of it: a subscription of this schema, without `after`, for instance
   * `subscription { dealChanged(filter: { amount: { gt: 0 } }, kinds: [CREATED]) { id cursor node { name } } }`. Left out: all changes, by their ids alone.
   */
  readonly subscription?: InputMaybe<Scalars['String']['input']>;
  /** Where changes are posted to: https, and of the public internet. */
  readonly url: Scalars['String']['input'];
  /** Variables of the subscription. */
  readonly variables?: InputMaybe<Scalars['JSON']['input']>;
};

/** A field that the tenant adds to an entity. */
export type CustomField = Node & AnyRecord & {
  readonly __typename?: 'CustomField';
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name in `custom`: a letter, then letters, digits and _; unique for the entity. */
  readonly key: Scalars['String']['output'];
  /** Type of its values. */
  readonly kind: CustomFieldKind;
  /** Name for people. */
  readonly label: Scalars['String']['output'];
  /** SELECT: the values that may be chosen; empty for other kinds. */
  readonly options: ReadonlyArray<Scalars['String']['output']>;
  /** Place among the fields of the entity, ascending. */
  readonly position: Scalars['Int']['output'];
  /** The entity that gets the field. */
  readonly recordType: RecordType;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};

/** What became of a batch. */
export type CustomFieldBatch = {
  readonly __typename?: 'CustomFieldBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<CustomFieldResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of custom fields. */
export type CustomFieldConnection = {
  readonly __typename?: 'CustomFieldConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<CustomFieldEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<CustomField>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of custom fields. */
export type CustomFieldConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type CustomFieldEdge = {
  readonly __typename?: 'CustomFieldEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: CustomField;
};

/** What a custom field must be like to match. Conditions side by side must all hold. */
export type CustomFieldFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<CustomFieldFilter>>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name in `custom`: a letter, then letters, digits and _; unique for the entity. */
  readonly key?: InputMaybe<StringFilter>;
  /** Type of its values. */
  readonly kind?: InputMaybe<CustomFieldKindFilter>;
  /** Name for people. */
  readonly label?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<CustomFieldFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<CustomFieldFilter>>;
  /** Place among the fields of the entity, ascending. */
  readonly position?: InputMaybe<IntFilter>;
  /** The entity that gets the field. */
  readonly recordType?: InputMaybe<RecordTypeFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** Types of custom values. */
export type CustomFieldKind =
  /** True or false. */
  | 'BOOLEAN'
  /** A day, `YYYY-MM-DD`. */
  | 'DATE'
  /** A number. */
  | 'NUMBER'
  /** One of the field's options. */
  | 'SELECT'
  /** Text of up to 2,000 characters. */
  | 'TEXT';

/** Compares the kind of a custom field. */
export type CustomFieldKindFilter = {
  /** Is this. */
  readonly eq?: InputMaybe<CustomFieldKind>;
  /** Is one of these. */
  readonly in?: InputMaybe<ReadonlyArray<CustomFieldKind>>;
};

/** One key of an order. */
export type CustomFieldOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: CustomFieldOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What custom fields can be ordered by. */
export type CustomFieldOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By key. */
  | 'KEY'
  /** By label. */
  | 'LABEL'
  /** By position. */
  | 'POSITION'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type CustomFieldResult = {
  readonly __typename?: 'CustomFieldResult';
  /** Whether the row made a new custom field. */
  readonly created: Scalars['Boolean']['output'];
  /** The custom field as written; null if the row failed. */
  readonly customField?: Maybe<CustomField>;
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
};

/** Compares a custom field; a value of another type than the one compared counts as none. */
export type CustomFilter = {
  /** Compares a BOOLEAN value. */
  readonly boolean?: InputMaybe<BooleanFilter>;
  /** Compares a DATE value. */
  readonly date?: InputMaybe<DateFilter>;
  /** Key of the field, as one of the entity's `customFields` has it: another one is refused. */
  readonly key: Scalars['String']['input'];
  /** Compares a NUMBER value. */
  readonly number?: InputMaybe<FloatFilter>;
  /** Compares a TEXT or SELECT value. */
  readonly text?: InputMaybe<StringFilter>;
};

/** Whom the tenant deals with: what live updates speak of. */
export type Customer = Company | Contact;

/** A change of a company or contact. */
export type CustomerChange = {
  readonly __typename?: 'CustomerChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<Customer>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** Compares a day. */
export type DateFilter = {
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['Date']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['Date']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['Date']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['Date']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['Date']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['Date']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
};

/** Compares a point in time. */
export type DateTimeFilter = {
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['DateTime']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['DateTime']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['DateTime']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['DateTime']['input']>>;
};

/** A sale in progress, won or lost. */
export type Deal = Node & AnyRecord & {
  readonly __typename?: 'Deal';
  /** Activities about the deal. */
  readonly activities?: Maybe<ActivityConnection>;
  /** What the deal is worth. */
  readonly amount?: Maybe<Money>;
  /** The day on which it was won or lost; while it is open, the day on which it is expected to close. */
  readonly closeDate?: Maybe<Scalars['Date']['output']>;
  /** The company that buys. */
  readonly company?: Maybe<Company>;
  /** People who take part in the deal. */
  readonly contacts?: Maybe<ContactConnection>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** What the deal is called, 1 to 500 characters. */
  readonly name: Scalars['String']['output'];
  /** The day on which work on the deal began. */
  readonly openedOn?: Maybe<Scalars['Date']['output']>;
  /** The user who sells. */
  readonly owner?: Maybe<User>;
  /** The pipeline that the deal is in. */
  readonly pipeline?: Maybe<Pipeline>;
  /** What is sold. */
  readonly product?: Maybe<Product>;
  /** Where in its pipeline the deal stands. */
  readonly stage?: Maybe<Stage>;
  /** Open, won or lost: the status of its stage. */
  readonly status: DealStatus;
  /** Tags on the deal. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A sale in progress, won or lost. */
export type DealActivitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ActivityOrder>>;
};


/** A sale in progress, won or lost. */
export type DealContactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContactFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrder>>;
};


/** A sale in progress, won or lost. */
export type DealTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type DealBatch = {
  readonly __typename?: 'DealBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<DealResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A change of a deal. */
export type DealChange = {
  readonly __typename?: 'DealChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<Deal>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** A page of deals. */
export type DealConnection = {
  readonly __typename?: 'DealConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<DealEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Deal>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of deals. */
export type DealConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type DealEdge = {
  readonly __typename?: 'DealEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Deal;
};

/** What a deal must be like to match. Conditions side by side must all hold. */
export type DealFilter = {
  /** At least one of these matches: activities about the deal. One level of relations only. */
  readonly activities?: InputMaybe<ActivityFilter>;
  /** What the deal is worth. */
  readonly amount?: InputMaybe<MoneyFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<DealFilter>>;
  /** The day on which it was won or lost; while it is open, the day on which it is expected to close. */
  readonly closeDate?: InputMaybe<DateFilter>;
  /** The company that buys. It exists and matches this filter; one level of relations only. */
  readonly company?: InputMaybe<CompanyFilter>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<IDFilter>;
  /** At least one of these matches: people who take part in the deal. One level of relations only. */
  readonly contacts?: InputMaybe<ContactFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<StringFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** What the deal is called, 1 to 500 characters. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<DealFilter>;
  /** The day on which work on the deal began. */
  readonly openedOn?: InputMaybe<DateFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<DealFilter>>;
  /** The user who sells. It exists and matches this filter; one level of relations only. */
  readonly owner?: InputMaybe<UserFilter>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<IDFilter>;
  /** The pipeline that the deal is in. It exists and matches this filter; one level of relations only. */
  readonly pipeline?: InputMaybe<PipelineFilter>;
  /** Id of the pipeline. */
  readonly pipelineId?: InputMaybe<IDFilter>;
  /** What is sold. It exists and matches this filter; one level of relations only. */
  readonly product?: InputMaybe<ProductFilter>;
  /** Id of the product. */
  readonly productId?: InputMaybe<IDFilter>;
  /** Where in its pipeline the deal stands. It exists and matches this filter; one level of relations only. */
  readonly stage?: InputMaybe<StageFilter>;
  /** Id of the stage. */
  readonly stageId?: InputMaybe<IDFilter>;
  /** Open, won or lost: the status of its stage. */
  readonly status?: InputMaybe<DealStatusFilter>;
  /** At least one of these matches: tags on the deal. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** What deals can be grouped by. */
export type DealGroup =
  /** The month of their close date. */
  | 'CLOSE_MONTH'
  /** Their company. */
  | 'COMPANY'
  /** The industry of their company. */
  | 'INDUSTRY'
  /** The month in which they were opened. */
  | 'OPENED_MONTH'
  /** Their owner. */
  | 'OWNER'
  /** Their pipeline. */
  | 'PIPELINE'
  /** Their product. */
  | 'PRODUCT'
  /** Their stage. */
  | 'STAGE'
  /** Open, won or lost. */
  | 'STATUS';

/** One key of an order. */
export type DealOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: DealOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What deals can be ordered by. */
export type DealOrderField =
  /** By amount in minor units, whatever the currency. */
  | 'AMOUNT'
  /** By close date. */
  | 'CLOSE_DATE'
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By opened on. */
  | 'OPENED_ON'
  /** By status. */
  | 'STATUS'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type DealResult = {
  readonly __typename?: 'DealResult';
  /** Whether the row made a new deal. */
  readonly created: Scalars['Boolean']['output'];
  /** The deal as written; null if the row failed. */
  readonly deal?: Maybe<Deal>;
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
};

/** Where a deal stands. */
export type DealStatus =
  /** The customer did not buy. */
  | 'LOST'
  /** In progress. */
  | 'OPEN'
  /** The customer bought. */
  | 'WON';

/** Compares the status of a deal or stage. */
export type DealStatusFilter = {
  /** Is this. */
  readonly eq?: InputMaybe<DealStatus>;
  /** Is one of these. */
  readonly in?: InputMaybe<ReadonlyArray<DealStatus>>;
  /** Is not this. */
  readonly ne?: InputMaybe<DealStatus>;
  /** Is none of these. */
  readonly notIn?: InputMaybe<ReadonlyArray<DealStatus>>;
};

/** A group of deals, summed up. Of the keys only those grouped by are set; a group of deals without the key has null there. */
export type DealTotals = {
  readonly __typename?: 'DealTotals';
  /** Sums, one for each currency, by currency. */
  readonly amounts: ReadonlyArray<MoneyTotal>;
  /** Grouped by COMPANY. */
  readonly company?: Maybe<Company>;
  /** Deals in the group. */
  readonly count: Scalars['Int']['output'];
  /** Grouped by INDUSTRY. */
  readonly industry?: Maybe<Scalars['String']['output']>;
  /** Grouped by CLOSE_MONTH or OPENED_MONTH: the first day of the month. */
  readonly month?: Maybe<Scalars['Date']['output']>;
  /** Grouped by OWNER. */
  readonly owner?: Maybe<User>;
  /** Grouped by PIPELINE. */
  readonly pipeline?: Maybe<Pipeline>;
  /** Grouped by PRODUCT. */
  readonly product?: Maybe<Product>;
  /** Grouped by STAGE. */
  readonly stage?: Maybe<Stage>;
  /** Grouped by STATUS. */
  readonly status?: Maybe<DealStatus>;
};

/** The name that another system has for a record. */
export type ExternalId = {
  readonly __typename?: 'ExternalId';
  /** The id there. */
  readonly externalId: Scalars['String']['output'];
  /** The other system. */
  readonly source: Scalars['String']['output'];
};

/** The name that another system has for a record. */
export type ExternalIdInput = {
  /** The id there, 1 to 200 characters. */
  readonly externalId: Scalars['String']['input'];
  /** The other system, 1 to 100 characters, for instance `billing`. */
  readonly source: Scalars['String']['input'];
};

/** What a field costs. */
export type FieldCost = {
  readonly __typename?: 'FieldCost';
  /** Of all its objects together, with what is below them. */
  readonly cost: Scalars['Float']['output'];
  /** Where it stands in the answer. */
  readonly path: Scalars['String']['output'];
  /** Objects each time. */
  readonly size: Scalars['Int']['output'];
  /** How often it is asked. */
  readonly times: Scalars['Float']['output'];
};

/** Compares a number. */
export type FloatFilter = {
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['Float']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['Float']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['Float']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Float']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['Float']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['Float']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['Float']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['Float']['input']>>;
};

/** Compares an id. */
export type IDFilter = {
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['ID']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['ID']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** Compares a whole number. */
export type IntFilter = {
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['Int']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['Int']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['Int']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['Int']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['Int']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['Int']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
};

/** What kind of program holds a key. */
export type KeyEnvironment =
  /** One that works for people: `ck_live_…`. */
  | 'LIVE'
  /** One that is tried out: `ck_test_…`. */
  | 'TEST';

/** An amount of money. */
export type Money = {
  readonly __typename?: 'Money';
  /** ISO 4217 code, three capital letters. */
  readonly currency: Scalars['String']['output'];
  /** In the currency's smallest unit: 1999 is 19.99 in a currency with cents. */
  readonly minor: Scalars['MinorUnits']['output'];
};

/** Compares an amount of money by its minor units; say the currency where a tenant has several. */
export type MoneyFilter = {
  /** Is in this currency. */
  readonly currency?: InputMaybe<Scalars['String']['input']>;
  /** Equals this. */
  readonly eq?: InputMaybe<Scalars['MinorUnits']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['MinorUnits']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['MinorUnits']['input']>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['MinorUnits']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['MinorUnits']['input']>;
  /** Differs from this. */
  readonly ne?: InputMaybe<Scalars['MinorUnits']['input']>;
};

/** An amount of money. */
export type MoneyInput = {
  /** ISO 4217 code, three capital letters. */
  readonly currency: Scalars['String']['input'];
  /** In the currency's smallest unit: 1999 is 19.99 in a currency with cents. */
  readonly minor: Scalars['MinorUnits']['input'];
};

/** A sum of money in one currency. */
export type MoneyTotal = {
  readonly __typename?: 'MoneyTotal';
  /** Deals with an amount in this currency. */
  readonly count: Scalars['Int']['output'];
  /** The currency, ISO 4217. */
  readonly currency: Scalars['String']['output'];
  /** Sum of the amounts, in minor units. */
  readonly sum: Scalars['MinorUnits']['output'];
  /** Sum of the amounts, each times the probability of its stage, rounded half up, in minor units. */
  readonly weighted: Scalars['MinorUnits']['output'];
};

/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds people to a deal, or gives them another role. */
  readonly addDealContacts?: Maybe<Deal>;
  /** Tells under which id another system knows a record. An id that leads to another record is refused. */
  readonly addExternalId?: Maybe<AnyRecord>;
  /** Puts tags on a record; those it already carries stay. */
  readonly addTags?: Maybe<AnyRecord>;
  /** Makes up to 100 of them in one transaction. */
  readonly createActivities?: Maybe<ActivityBatch>;
  /** Makes an activity. */
  readonly createActivity?: Maybe<Activity>;
  /** Makes a key. Takes the scope `keys:manage` and the visibility `ALL`, as all acts on keys; without an `Idempotency-Key`, since a secret is never stored. */
  readonly createApiKey?: Maybe<ApiKeySecret>;
  /** Makes up to 100 of them in one transaction. */
  readonly createCompanies?: Maybe<CompanyBatch>;
  /** Makes a company. */
  readonly createCompany?: Maybe<Company>;
  /** Makes a contact. */
  readonly createContact?: Maybe<Contact>;
  /** Makes up to 100 of them in one transaction. */
  readonly createContacts?: Maybe<ContactBatch>;
  /** Makes a custom field. */
  readonly createCustomField?: Maybe<CustomField>;
  /** Makes up to 100 of them in one transaction. */
  readonly createCustomFields?: Maybe<CustomFieldBatch>;
  /** Makes a deal. */
  readonly createDeal?: Maybe<Deal>;
  /** Makes up to 100 of them in one transaction. */
  readonly createDeals?: Maybe<DealBatch>;
  /** Makes a pipeline. */
  readonly createPipeline?: Maybe<Pipeline>;
  /** Makes up to 100 of them in one transaction. */
  readonly createPipelines?: Maybe<PipelineBatch>;
  /** Makes a product. */
  readonly createProduct?: Maybe<Product>;
  /** Makes up to 100 of them in one transaction. */
  readonly createProducts?: Maybe<ProductBatch>;
  /** Makes a stage. */
  readonly createStage?: Maybe<Stage>;
  /** Makes up to 100 of them in one transaction. */
  readonly createStages?: Maybe<StageBatch>;
  /** Makes a tag. */
  readonly createTag?: Maybe<Tag>;
  /** Makes up to 100 of them in one transaction. */
  readonly createTags?: Maybe<TagBatch>;
  /** Makes a team. */
  readonly createTeam?: Maybe<Team>;
  /** Makes up to 100 of them in one transaction. */
  readonly createTeams?: Maybe<TeamBatch>;
  /** Makes a user. */
  readonly createUser?: Maybe<User>;
  /** Makes up to 100 of them in one transaction. */
  readonly createUsers?: Maybe<UserBatch>;
  /**
   * Makes an endpoint, which is told what the caller may see, as long as it may. Takes the scope `webhooks:manage`, as all acts on endpoints;
   * without an `Idempotency-Key`, since a secret is never stored in a reply.
   */
  readonly createWebhookEndpoint?: Maybe<WebhookEndpointSecret>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteActivities?: Maybe<ActivityBatch>;
  /** Deletes an activity: it leaves all lists and can be restored. */
  readonly deleteActivity?: Maybe<Activity>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteCompanies?: Maybe<CompanyBatch>;
  /** Deletes a company: it leaves all lists and can be restored. */
  readonly deleteCompany?: Maybe<Company>;
  /** Deletes a contact: it leaves all lists and can be restored. */
  readonly deleteContact?: Maybe<Contact>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteContacts?: Maybe<ContactBatch>;
  /** Deletes a custom field: it leaves all lists and can be restored. */
  readonly deleteCustomField?: Maybe<CustomField>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteCustomFields?: Maybe<CustomFieldBatch>;
  /** Deletes a deal: it leaves all lists and can be restored. */
  readonly deleteDeal?: Maybe<Deal>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteDeals?: Maybe<DealBatch>;
  /** Deletes a pipeline: it leaves all lists and can be restored. */
  readonly deletePipeline?: Maybe<Pipeline>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deletePipelines?: Maybe<PipelineBatch>;
  /** Deletes a product: it leaves all lists and can be restored. */
  readonly deleteProduct?: Maybe<Product>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteProducts?: Maybe<ProductBatch>;
  /** Deletes a stage: it leaves all lists and can be restored. */
  readonly deleteStage?: Maybe<Stage>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteStages?: Maybe<StageBatch>;
  /** Deletes a tag: it leaves all lists and can be restored. */
  readonly deleteTag?: Maybe<Tag>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteTags?: Maybe<TagBatch>;
  /** Deletes a team: it leaves all lists and can be restored. */
  readonly deleteTeam?: Maybe<Team>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteTeams?: Maybe<TeamBatch>;
  /** Deletes a user: it leaves all lists and can be restored. */
  readonly deleteUser?: Maybe<User>;
  /** Deletes up to 100 of them in one transaction. */
  readonly deleteUsers?: Maybe<UserBatch>;
  /** Ends an endpoint for ever, with its log. Answers how it was. */
  readonly deleteWebhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Goes on sending, with what has waited for less than 72 hours. */
  readonly enableWebhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Merges duplicates into one company: empty fields are filled from the others in their order, everything that points at them is moved, reading one of their ids gives the survivor from then on, writing to it is refused. */
  readonly mergeCompanies?: Maybe<Company>;
  /** Merges duplicates into one contact: empty fields are filled from the others in their order, everything that points at them is moved, reading one of their ids gives the survivor from then on, writing to it is refused. */
  readonly mergeContacts?: Maybe<Contact>;
  /** Merges duplicates into one deal: empty fields are filled from the others in their order, everything that points at them is moved, reading one of their ids gives the survivor from then on, writing to it is refused. */
  readonly mergeDeals?: Maybe<Deal>;
  /** Moves a deal to another stage, of the same pipeline or of another; its status becomes that of the stage. */
  readonly moveDeal?: Maybe<Deal>;
  /** Stops sending; what comes waits. */
  readonly pauseWebhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Takes people off a deal. */
  readonly removeDealContacts?: Maybe<Deal>;
  /** Forgets an id of another system. */
  readonly removeExternalId?: Maybe<AnyRecord>;
  /** Takes tags off a record. */
  readonly removeTags?: Maybe<AnyRecord>;
  /** Sends all events of a part of the feed again, of the last 72 hours, with their `webhook-id`s. */
  readonly replayWebhookEvents?: Maybe<WebhookEndpoint>;
  /** Sends an event once more, with the same `webhook-id`, as the record and the rights are by now. */
  readonly resendWebhookDelivery?: Maybe<WebhookDelivery>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreActivities?: Maybe<ActivityBatch>;
  /** Brings a deleted activity back. */
  readonly restoreActivity?: Maybe<Activity>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreCompanies?: Maybe<CompanyBatch>;
  /** Brings a deleted company back. */
  readonly restoreCompany?: Maybe<Company>;
  /** Brings a deleted contact back. */
  readonly restoreContact?: Maybe<Contact>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreContacts?: Maybe<ContactBatch>;
  /** Brings a deleted custom field back. */
  readonly restoreCustomField?: Maybe<CustomField>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreCustomFields?: Maybe<CustomFieldBatch>;
  /** Brings a deleted deal back. */
  readonly restoreDeal?: Maybe<Deal>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreDeals?: Maybe<DealBatch>;
  /** Brings a deleted pipeline back. */
  readonly restorePipeline?: Maybe<Pipeline>;
  /** Restores up to 100 of them in one transaction. */
  readonly restorePipelines?: Maybe<PipelineBatch>;
  /** Brings a deleted product back. */
  readonly restoreProduct?: Maybe<Product>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreProducts?: Maybe<ProductBatch>;
  /** Brings a deleted stage back. */
  readonly restoreStage?: Maybe<Stage>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreStages?: Maybe<StageBatch>;
  /** Brings a deleted tag back. */
  readonly restoreTag?: Maybe<Tag>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreTags?: Maybe<TagBatch>;
  /** Brings a deleted team back. */
  readonly restoreTeam?: Maybe<Team>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreTeams?: Maybe<TeamBatch>;
  /** Brings a deleted user back. */
  readonly restoreUser?: Maybe<User>;
  /** Restores up to 100 of them in one transaction. */
  readonly restoreUsers?: Maybe<UserBatch>;
  /** Ends a key at once and for ever: it is refused everywhere within seconds. */
  readonly revokeApiKey?: Maybe<ApiKey>;
  /** Makes a second key with the same rights, and ends the old one after a while: until then both work. Without an `Idempotency-Key`. */
  readonly rotateApiKey?: Maybe<ApiKeySecret>;
  /** Gives an endpoint a new secret; messages carry signatures by both for a while. Without an `Idempotency-Key`. */
  readonly rotateWebhookSecret?: Maybe<WebhookEndpointSecret>;
  /** Makes the caller the owner: from now on the endpoint is told what the caller may see. */
  readonly takeWebhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Sends a message of the type `webhook.test`. */
  readonly testWebhookEndpoint?: Maybe<WebhookDelivery>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateActivities?: Maybe<ActivityBatch>;
  /** Changes an activity. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateActivity?: Maybe<Activity>;
  /** Changes a key. */
  readonly updateApiKey?: Maybe<ApiKey>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateCompanies?: Maybe<CompanyBatch>;
  /** Changes a company. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateCompany?: Maybe<Company>;
  /** Changes a contact. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateContact?: Maybe<Contact>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateContacts?: Maybe<ContactBatch>;
  /** Changes a custom field. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateCustomField?: Maybe<CustomField>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateCustomFields?: Maybe<CustomFieldBatch>;
  /** Changes a deal. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateDeal?: Maybe<Deal>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateDeals?: Maybe<DealBatch>;
  /** Changes a pipeline. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updatePipeline?: Maybe<Pipeline>;
  /** Changes up to 100 of them in one transaction. */
  readonly updatePipelines?: Maybe<PipelineBatch>;
  /** Changes a product. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateProduct?: Maybe<Product>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateProducts?: Maybe<ProductBatch>;
  /** Changes a stage. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateStage?: Maybe<Stage>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateStages?: Maybe<StageBatch>;
  /** Changes a tag. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateTag?: Maybe<Tag>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateTags?: Maybe<TagBatch>;
  /** Changes a team. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateTeam?: Maybe<Team>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateTeams?: Maybe<TeamBatch>;
  /** Changes a user. With `expectedVersion`, changes to other fields since then are kept; a change to the same field answers CONFLICT with both values. */
  readonly updateUser?: Maybe<User>;
  /** Changes up to 100 of them in one transaction. */
  readonly updateUsers?: Maybe<UserBatch>;
  /** Changes an endpoint. Of others' endpoints it takes all rights of their owner, as all acts that lead elsewhere what the owner sees. */
  readonly updateWebhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertActivities?: Maybe<ActivityBatch>;
  /** Changes the activity that another system knows under this id, or makes it. */
  readonly upsertActivity?: Maybe<Activity>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertCompanies?: Maybe<CompanyBatch>;
  /** Changes the company that another system knows under this id, or makes it. */
  readonly upsertCompany?: Maybe<Company>;
  /** Changes the contact that another system knows under this id, or makes it. */
  readonly upsertContact?: Maybe<Contact>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertContacts?: Maybe<ContactBatch>;
  /** Changes the custom field that another system knows under this id, or makes it. */
  readonly upsertCustomField?: Maybe<CustomField>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertCustomFields?: Maybe<CustomFieldBatch>;
  /** Changes the deal that another system knows under this id, or makes it. */
  readonly upsertDeal?: Maybe<Deal>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertDeals?: Maybe<DealBatch>;
  /** Changes the pipeline that another system knows under this id, or makes it. */
  readonly upsertPipeline?: Maybe<Pipeline>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertPipelines?: Maybe<PipelineBatch>;
  /** Changes the product that another system knows under this id, or makes it. */
  readonly upsertProduct?: Maybe<Product>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertProducts?: Maybe<ProductBatch>;
  /** Changes the stage that another system knows under this id, or makes it. */
  readonly upsertStage?: Maybe<Stage>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertStages?: Maybe<StageBatch>;
  /** Changes the tag that another system knows under this id, or makes it. */
  readonly upsertTag?: Maybe<Tag>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertTags?: Maybe<TagBatch>;
  /** Changes the team that another system knows under this id, or makes it. */
  readonly upsertTeam?: Maybe<Team>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertTeams?: Maybe<TeamBatch>;
  /** Changes the user that another system knows under this id, or makes it. */
  readonly upsertUser?: Maybe<User>;
  /** Changes or makes up to 100 of them, by the ids of another system, in one transaction. */
  readonly upsertUsers?: Maybe<UserBatch>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationAddDealContactsArgs = {
  contactIds: ReadonlyArray<Scalars['ID']['input']>;
  dealId: Scalars['ID']['input'];
  role?: InputMaybe<Scalars['String']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationAddExternalIdArgs = {
  externalId: ExternalIdInput;
  record: RecordRef;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationAddTagsArgs = {
  record: RecordRef;
  tagIds: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateActivitiesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateActivityInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateActivityArgs = {
  input: CreateActivityInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateCompaniesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateCompanyInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateCompanyArgs = {
  input: CreateCompanyInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateContactArgs = {
  input: CreateContactInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateContactsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateContactInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateCustomFieldArgs = {
  input: CreateCustomFieldInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateCustomFieldsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateCustomFieldInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateDealArgs = {
  input: CreateDealInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateDealsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateDealInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreatePipelineArgs = {
  input: CreatePipelineInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreatePipelinesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreatePipelineInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateProductArgs = {
  input: CreateProductInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateProductsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateProductInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateStageArgs = {
  input: CreateStageInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateStagesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateStageInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateTagArgs = {
  input: CreateTagInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateTagsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateTagInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateTeamArgs = {
  input: CreateTeamInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateTeamsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateTeamInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateUsersArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<CreateUserInput>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationCreateWebhookEndpointArgs = {
  input: CreateWebhookEndpointInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteActivitiesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteActivityArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteCompaniesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteCompanyArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteContactArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteContactsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteCustomFieldArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteCustomFieldsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteDealArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteDealsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeletePipelineArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeletePipelinesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteProductArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteProductsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteStageArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteStagesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteTagArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteTagsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteTeamArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteTeamsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteUserArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteUsersArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationDeleteWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationEnableWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationMergeCompaniesArgs = {
  dryRun?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
  into: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationMergeContactsArgs = {
  dryRun?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
  into: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationMergeDealsArgs = {
  dryRun?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
  into: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationMoveDealArgs = {
  closeDate?: InputMaybe<Scalars['Date']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  stageId: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationPauseWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRemoveDealContactsArgs = {
  contactIds: ReadonlyArray<Scalars['ID']['input']>;
  dealId: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRemoveExternalIdArgs = {
  externalId: ExternalIdInput;
  record: RecordRef;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRemoveTagsArgs = {
  record: RecordRef;
  tagIds: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationReplayWebhookEventsArgs = {
  after: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  until?: InputMaybe<Scalars['String']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationResendWebhookDeliveryArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreActivitiesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreActivityArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreCompaniesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreCompanyArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreContactArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreContactsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreCustomFieldArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreCustomFieldsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreDealArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreDealsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestorePipelineArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestorePipelinesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreProductArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreProductsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreStageArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreStagesArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreTagArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreTagsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreTeamArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreTeamsArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreUserArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRestoreUsersArgs = {
  atomic?: Scalars['Boolean']['input'];
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRevokeApiKeyArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRotateApiKeyArgs = {
  id: Scalars['ID']['input'];
  keepOldFor?: Scalars['Int']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationRotateWebhookSecretArgs = {
  id: Scalars['ID']['input'];
  keepOldFor?: Scalars['Int']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationTakeWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationTestWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateActivitiesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateActivityRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateActivityArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateActivityInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateApiKeyArgs = {
  id: Scalars['ID']['input'];
  input: UpdateApiKeyInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateCompaniesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateCompanyRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateCompanyArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateCompanyInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateContactArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateContactInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateContactsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateContactRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateCustomFieldArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateCustomFieldInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateCustomFieldsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateCustomFieldRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateDealArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateDealInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateDealsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateDealRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdatePipelineArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdatePipelineInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdatePipelinesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdatePipelineRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateProductArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateProductInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateProductsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateProductRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateStageArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateStageInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateStagesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateStageRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateTagArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateTagInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateTagsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateTagRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateTeamArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateTeamInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateTeamsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateTeamRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateUserArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  input: UpdateUserInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateUsersArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpdateUserRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpdateWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
  input: UpdateWebhookEndpointInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertActivitiesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertActivityRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertActivityArgs = {
  externalId: ExternalIdInput;
  input: UpdateActivityInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertCompaniesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertCompanyRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertCompanyArgs = {
  externalId: ExternalIdInput;
  input: UpdateCompanyInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertContactArgs = {
  externalId: ExternalIdInput;
  input: UpdateContactInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertContactsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertContactRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertCustomFieldArgs = {
  externalId: ExternalIdInput;
  input: UpdateCustomFieldInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertCustomFieldsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertCustomFieldRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertDealArgs = {
  externalId: ExternalIdInput;
  input: UpdateDealInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertDealsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertDealRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertPipelineArgs = {
  externalId: ExternalIdInput;
  input: UpdatePipelineInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertPipelinesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertPipelineRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertProductArgs = {
  externalId: ExternalIdInput;
  input: UpdateProductInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertProductsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertProductRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertStageArgs = {
  externalId: ExternalIdInput;
  input: UpdateStageInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertStagesArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertStageRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertTagArgs = {
  externalId: ExternalIdInput;
  input: UpdateTagInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertTagsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertTagRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertTeamArgs = {
  externalId: ExternalIdInput;
  input: UpdateTeamInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertTeamsArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertTeamRow>;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertUserArgs = {
  externalId: ExternalIdInput;
  input: UpdateUserInput;
};


/** The root of all writes. Each field is one transaction: it happens whole, or not at all. To repeat a request safely, send the header `Idempotency-Key` (1 to 255 printable ASCII characters, a new one for each write): once it has written, the same request with the same key gets the same answer again for 24 hours, with the header `Idempotency-Replayed: true`. */
export type MutationUpsertUsersArgs = {
  atomic?: Scalars['Boolean']['input'];
  input: ReadonlyArray<UpsertUserRow>;
};

/** Whatever has an id. */
export type Node = {
  /** Identifies the record for ever. */
  readonly id: Scalars['ID']['output'];
};

/** Where rows without a value go in an order. */
export type NullsOrder =
  /** Before all others. */
  | 'FIRST'
  /** Behind all others. */
  | 'LAST';

/** What was spent on one operation on one day. */
export type OperationUsage = {
  readonly __typename?: 'OperationUsage';
  /** The day, in UTC. */
  readonly day: Scalars['Date']['output'];
  /** How often it was executed. */
  readonly executed: Scalars['Float']['output'];
  /** How often it was answered from the cache of an origin, at no cost. */
  readonly hits: Scalars['Float']['output'];
  /** Name of the operation; empty for those without a name, and `(other)` for those beyond some 200 names. */
  readonly operation: Scalars['String']['output'];
  /** Points that it did cost. */
  readonly points: Scalars['Float']['output'];
  /** How often it was refused for want of points. */
  readonly throttled: Scalars['Float']['output'];
};

/** Direction of an order. */
export type OrderDirection =
  /** Smallest first. */
  | 'ASC'
  /** Largest first. */
  | 'DESC';

/** A page, and how large it may be. */
export type PageFit = {
  readonly __typename?: 'PageFit';
  /** The argument that says how large it is. */
  readonly argument: Scalars['String']['output'];
  /** The largest that fits; 0 if none does. */
  readonly fits: Scalars['Int']['output'];
  /** As it is. */
  readonly given: Scalars['Int']['output'];
  /** Where it stands in the answer. */
  readonly path: Scalars['String']['output'];
};

/** Where a page stands in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last row; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether rows follow. Exact for pages with `first`; for pages with `last`, whether `before` was given. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether rows precede. Exact for pages with `last`; for pages with `first`, whether `after` was given. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** The way that a kind of deal takes: an ordered set of stages. */
export type Pipeline = Node & AnyRecord & {
  readonly __typename?: 'Pipeline';
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Its deals in all stages. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name, unique in the tenant without regard to case. */
  readonly name: Scalars['String']['output'];
  /** Place among the pipelines, ascending. */
  readonly position: Scalars['Int']['output'];
  /** Its stages; order them by POSITION. */
  readonly stages?: Maybe<StageConnection>;
  /** Tags on the pipeline. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** The way that a kind of deal takes: an ordered set of stages. */
export type PipelineDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** The way that a kind of deal takes: an ordered set of stages. */
export type PipelineStagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<StageFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<StageOrder>>;
};


/** The way that a kind of deal takes: an ordered set of stages. */
export type PipelineTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type PipelineBatch = {
  readonly __typename?: 'PipelineBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<PipelineResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of pipelines. */
export type PipelineConnection = {
  readonly __typename?: 'PipelineConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<PipelineEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Pipeline>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of pipelines. */
export type PipelineConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type PipelineEdge = {
  readonly __typename?: 'PipelineEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Pipeline;
};

/** What a pipeline must be like to match. Conditions side by side must all hold. */
export type PipelineFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<PipelineFilter>>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** At least one of these matches: its deals in all stages. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name, unique in the tenant without regard to case. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<PipelineFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<PipelineFilter>>;
  /** Place among the pipelines, ascending. */
  readonly position?: InputMaybe<IntFilter>;
  /** At least one of these matches: its stages; order them by POSITION. One level of relations only. */
  readonly stages?: InputMaybe<StageFilter>;
  /** At least one of these matches: tags on the pipeline. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type PipelineOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: PipelineOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What pipelines can be ordered by. */
export type PipelineOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By position. */
  | 'POSITION'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** A pipeline, summed up. */
export type PipelineReport = {
  readonly __typename?: 'PipelineReport';
  /** Sums over all stages, one for each currency, by currency. */
  readonly amounts: ReadonlyArray<MoneyTotal>;
  /** Deals in all stages. */
  readonly count: Scalars['Int']['output'];
  /** The pipeline. */
  readonly pipeline: Pipeline;
  /** One row for each stage, in the pipeline's order, also for stages without deals. */
  readonly stages: ReadonlyArray<StageTotals>;
};

/** What became of one row of a batch. */
export type PipelineResult = {
  readonly __typename?: 'PipelineResult';
  /** Whether the row made a new pipeline. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The pipeline as written; null if the row failed. */
  readonly pipeline?: Maybe<Pipeline>;
};

/** What deals sell. */
export type Product = Node & AnyRecord & {
  readonly __typename?: 'Product';
  /** Whether it is still sold. */
  readonly active: Scalars['Boolean']['output'];
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** Deals that sell the product. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** List price of one unit. */
  readonly price?: Maybe<Money>;
  /** Family of products. */
  readonly series?: Maybe<Scalars['String']['output']>;
  /** Article number, unique in the tenant without regard to case. */
  readonly sku?: Maybe<Scalars['String']['output']>;
  /** Tags on the product. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** What deals sell. */
export type ProductDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** What deals sell. */
export type ProductTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type ProductBatch = {
  readonly __typename?: 'ProductBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<ProductResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of products. */
export type ProductConnection = {
  readonly __typename?: 'ProductConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<ProductEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Product>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of products. */
export type ProductConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type ProductEdge = {
  readonly __typename?: 'ProductEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Product;
};

/** What a product must be like to match. Conditions side by side must all hold. */
export type ProductFilter = {
  /** Whether it is still sold. */
  readonly active?: InputMaybe<BooleanFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<ProductFilter>>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** At least one of these matches: deals that sell the product. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<StringFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name, 1 to 200 characters. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<ProductFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ProductFilter>>;
  /** List price of one unit. */
  readonly price?: InputMaybe<MoneyFilter>;
  /** Family of products. */
  readonly series?: InputMaybe<StringFilter>;
  /** Article number, unique in the tenant without regard to case. */
  readonly sku?: InputMaybe<StringFilter>;
  /** At least one of these matches: tags on the product. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type ProductOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: ProductOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What products can be ordered by. */
export type ProductOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By price in minor units, whatever the currency. */
  | 'PRICE'
  /** By series. */
  | 'SERIES'
  /** By sku. */
  | 'SKU'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type ProductResult = {
  readonly __typename?: 'ProductResult';
  /** Whether the row made a new product. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The product as written; null if the row failed. */
  readonly product?: Maybe<Product>;
};

/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type Query = {
  readonly __typename?: 'Query';
  /** All activities of the tenant. */
  readonly activities?: Maybe<ActivityConnection>;
  /** The activity with this id, deleted or not; null if there is none. */
  readonly activity?: Maybe<Activity>;
  /** The activity that another system knows under this id; null if there is none. */
  readonly activityByExternalId?: Maybe<Activity>;
  /** The keys of the tenant, the newest first, 1,000 at most. Takes the scope `keys:manage`. */
  readonly apiKeys?: Maybe<ReadonlyArray<ApiKey>>;
  /** What was done to keys, the newest first. Takes the scope `audit:read`. */
  readonly auditEvents?: Maybe<AuditEventConnection>;
  /**
   * What was changed since a cursor, over the last 72 hours, each change at least once. Without `after` there are none: then `pageInfo.endCursor` is the moment
   * of this query, from which a subscription goes on without a gap.
   */
  readonly changes?: Maybe<RecordChangeConnection>;
  /** All companies of the tenant. */
  readonly companies?: Maybe<CompanyConnection>;
  /** The company with this id, deleted or not; null if there is none. */
  readonly company?: Maybe<Company>;
  /** The company that another system knows under this id; null if there is none. */
  readonly companyByExternalId?: Maybe<Company>;
  /** Companies grouped and counted: at most 1,000 groups, the largest count first. */
  readonly companyTotals?: Maybe<ReadonlyArray<CompanyTotals>>;
  /** The contact with this id, deleted or not; null if there is none. */
  readonly contact?: Maybe<Contact>;
  /** The contact that another system knows under this id; null if there is none. */
  readonly contactByExternalId?: Maybe<Contact>;
  /** All contacts of the tenant. */
  readonly contacts?: Maybe<ContactConnection>;
  /** The custom field with this id, deleted or not; null if there is none. */
  readonly customField?: Maybe<CustomField>;
  /** The custom field that another system knows under this id; null if there is none. */
  readonly customFieldByExternalId?: Maybe<CustomField>;
  /** All custom fields of the tenant. */
  readonly customFields?: Maybe<CustomFieldConnection>;
  /** The deal with this id, deleted or not; null if there is none. */
  readonly deal?: Maybe<Deal>;
  /** The deal that another system knows under this id; null if there is none. */
  readonly dealByExternalId?: Maybe<Deal>;
  /** Deals grouped, counted and summed up: at most 1,000 groups, the largest count first. */
  readonly dealTotals?: Maybe<ReadonlyArray<DealTotals>>;
  /** All deals of the tenant. */
  readonly deals?: Maybe<DealConnection>;
  /** What an operation would cost, without running it. It costs nothing to ask. */
  readonly estimateCost: CostEstimate;
  /** The record with this id, of whatever type; null if there is none. */
  readonly node?: Maybe<Node>;
  /** The records with these ids, in their order; null for each that does not exist. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** The pipeline with this id, deleted or not; null if there is none. */
  readonly pipeline?: Maybe<Pipeline>;
  /** The pipeline that another system knows under this id; null if there is none. */
  readonly pipelineByExternalId?: Maybe<Pipeline>;
  /** A pipeline with counts and sums by stage. */
  readonly pipelineReport?: Maybe<PipelineReport>;
  /** All pipelines of the tenant. */
  readonly pipelines?: Maybe<PipelineConnection>;
  /** The product with this id, deleted or not; null if there is none. */
  readonly product?: Maybe<Product>;
  /** The product that another system knows under this id; null if there is none. */
  readonly productByExternalId?: Maybe<Product>;
  /** All products of the tenant. */
  readonly products?: Maybe<ProductConnection>;
  /** Finds companies, contacts and deals by words, their beginnings, and by names that are spelt almost like the text. */
  readonly search?: Maybe<ReadonlyArray<SearchHit>>;
  /** The stage with this id, deleted or not; null if there is none. */
  readonly stage?: Maybe<Stage>;
  /** The stage that another system knows under this id; null if there is none. */
  readonly stageByExternalId?: Maybe<Stage>;
  /** All stages of the tenant. */
  readonly stages?: Maybe<StageConnection>;
  /** The tag with this id, deleted or not; null if there is none. */
  readonly tag?: Maybe<Tag>;
  /** The tag that another system knows under this id; null if there is none. */
  readonly tagByExternalId?: Maybe<Tag>;
  /** All tags of the tenant. */
  readonly tags?: Maybe<TagConnection>;
  /** The team with this id, deleted or not; null if there is none. */
  readonly team?: Maybe<Team>;
  /** The team that another system knows under this id; null if there is none. */
  readonly teamByExternalId?: Maybe<Team>;
  /** All teams of the tenant. */
  readonly teams?: Maybe<TeamConnection>;
  /** The user with this id, deleted or not; null if there is none. */
  readonly user?: Maybe<User>;
  /** The user that another system knows under this id; null if there is none. */
  readonly userByExternalId?: Maybe<User>;
  /** All users of the tenant. */
  readonly users?: Maybe<UserConnection>;
  /** Who asks: the tenant and the credential. */
  readonly viewer: Viewer;
  /** What an endpoint was told and is to be told, the newest first. Takes the scope `webhooks:manage`. */
  readonly webhookDeliveries?: Maybe<WebhookDeliveryConnection>;
  /** The endpoints of the tenant, the newest first; without the visibility `ALL` one's own. Takes the scope `webhooks:manage`. */
  readonly webhookEndpoints?: Maybe<ReadonlyArray<WebhookEndpoint>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryActivitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ActivityOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryActivityArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryActivityByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryApiKeysArgs = {
  withRevoked?: Scalars['Boolean']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  types?: InputMaybe<ReadonlyArray<RecordType>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCompaniesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CompanyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<CompanyOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCompanyArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCompanyByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCompanyTotalsArgs = {
  filter?: InputMaybe<CompanyFilter>;
  groupBy: ReadonlyArray<CompanyGroup>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryContactArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryContactByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryContactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContactFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCustomFieldArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCustomFieldByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryCustomFieldsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomFieldFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<CustomFieldOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryDealArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryDealByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryDealTotalsArgs = {
  filter?: InputMaybe<DealFilter>;
  groupBy: ReadonlyArray<DealGroup>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryEstimateCostArgs = {
  operationName?: InputMaybe<Scalars['String']['input']>;
  query: Scalars['String']['input'];
  variables?: InputMaybe<Scalars['JSON']['input']>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryPipelineArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryPipelineByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryPipelineReportArgs = {
  filter?: InputMaybe<DealFilter>;
  pipelineId?: InputMaybe<Scalars['ID']['input']>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryPipelinesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<PipelineFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<PipelineOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryProductArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryProductByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ProductOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QuerySearchArgs = {
  first?: Scalars['Int']['input'];
  text: Scalars['String']['input'];
  types?: InputMaybe<ReadonlyArray<SearchType>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryStageArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryStageByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryStagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<StageFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<StageOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTagArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTagByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTeamArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTeamByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryTeamsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TeamFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TeamOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryUserByExternalIdArgs = {
  externalId: Scalars['String']['input'];
  source: Scalars['String']['input'];
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<UserOrder>>;
};


/** The root of all reads. One query is one snapshot: all its parts show the same moment. */
export type QueryWebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  endpointId: Scalars['ID']['input'];
  first?: Scalars['Int']['input'];
  state?: InputMaybe<WebhookDeliveryState>;
};

/** What all records have in common. */
export type AnyRecord = {
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the record was deleted; null while it lives. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever. */
  readonly id: Scalars['ID']['output'];
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. */
  readonly version: Scalars['Int']['output'];
};

/** A change of a record of any type. */
export type RecordChange = {
  readonly __typename?: 'RecordChange';
  /** The changed fields as the change left them, or the whole record if it is new or came into your sight; null if it is gone for good or out of your sight. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** When it was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The changed fields as they were, or the whole record as it was if it is gone for good; null if it is new, or came into your sight or went out of it. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** Fields that the change gave another value, besides `version` and `updatedAt`; empty unless you saw the record before and still do. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** How far the feed is read with this change: for `after`, of subscriptions and of `changes`, and as `Last-Event-ID`. */
  readonly cursor: Scalars['String']['output'];
  /** Of this one write to this record, the same wherever it is told: by it you know what you have seen. */
  readonly id: Scalars['ID']['output'];
  /** What became of the record. */
  readonly kind: ChangeKind;
  /** The record as it is now: at this change or later; after a merge the one that lives on. */
  readonly node?: Maybe<AnyRecord>;
  /** Its id; null if `kind` is MANY. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What that means for the list. */
  readonly transition: ChangeTransition;
  /** The kind of record. */
  readonly type: RecordType;
};

/** Changes, in their order for each record. */
export type RecordChangeConnection = {
  readonly __typename?: 'RecordChangeConnection';
  /** The changes with their cursors. */
  readonly edges: ReadonlyArray<RecordChangeEdge>;
  /** The changes alone. */
  readonly nodes: ReadonlyArray<RecordChange>;
  /** Where the page stands. `endCursor` is there for an empty page too: it is how far the feed is read. */
  readonly pageInfo: PageInfo;
};

/** A change of a page. */
export type RecordChangeEdge = {
  readonly __typename?: 'RecordChangeEdge';
  /** How far the feed is read with this change. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: RecordChange;
};

/** A record of any type. */
export type RecordRef = {
  /** Its id. */
  readonly id: Scalars['ID']['input'];
  /** Its type. */
  readonly type: RecordType;
};

/** The kinds of records. */
export type RecordType =
  /** Activity. */
  | 'activity'
  /** Company. */
  | 'company'
  /** Contact. */
  | 'contact'
  /** CustomField. */
  | 'custom_field'
  /** Deal. */
  | 'deal'
  /** Pipeline. */
  | 'pipeline'
  /** Product. */
  | 'product'
  /** Stage. */
  | 'stage'
  /** Tag. */
  | 'tag'
  /** Team. */
  | 'team'
  /** User. */
  | 'user';

/** Compares a kind of record. */
export type RecordTypeFilter = {
  /** Is this. */
  readonly eq?: InputMaybe<RecordType>;
  /** Is one of these. */
  readonly in?: InputMaybe<ReadonlyArray<RecordType>>;
};

/** Why a row of a batch failed. */
export type RowError = {
  readonly __typename?: 'RowError';
  /** Stable code, as in `extensions.code`. NOT_APPLIED: the row was good, but another row of an atomic batch was not. */
  readonly code: Scalars['String']['output'];
  /** More, by code: the field, both values of a conflict. */
  readonly details?: Maybe<Scalars['JSON']['output']>;
  /** One sentence for people. */
  readonly message: Scalars['String']['output'];
};

/** A record that a search found. */
export type SearchHit = {
  readonly __typename?: 'SearchHit';
  /** The record. */
  readonly record: AnyRecord;
  /** How well it fits, from 0; hits come best first. */
  readonly score: Scalars['Float']['output'];
};

/** What a search can find. */
export type SearchType =
  /** Companies, by name, domain and city. */
  | 'COMPANY'
  /** Contacts, by name, e-mail address and title. */
  | 'CONTACT'
  /** Deals, by name and description. */
  | 'DEAL';

/** A stage of a pipeline: it decides whether its deals are open, won or lost. */
export type Stage = Node & AnyRecord & {
  readonly __typename?: 'Stage';
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Deals in this stage. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name, unique in its pipeline without regard to case. */
  readonly name: Scalars['String']['output'];
  /** The pipeline that the stage belongs to. */
  readonly pipeline?: Maybe<Pipeline>;
  /** Place in the pipeline, ascending. */
  readonly position: Scalars['Int']['output'];
  /** Chance in percent, 0 to 100, that a deal in this stage is won: its weight in reports. */
  readonly probability: Scalars['Int']['output'];
  /** The status of every deal in this stage. It cannot change while deals are in the stage. */
  readonly status: DealStatus;
  /** Tags on the stage. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A stage of a pipeline: it decides whether its deals are open, won or lost. */
export type StageDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** A stage of a pipeline: it decides whether its deals are open, won or lost. */
export type StageTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type StageBatch = {
  readonly __typename?: 'StageBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<StageResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of stages. */
export type StageConnection = {
  readonly __typename?: 'StageConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<StageEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Stage>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of stages. */
export type StageConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type StageEdge = {
  readonly __typename?: 'StageEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Stage;
};

/** What a stage must be like to match. Conditions side by side must all hold. */
export type StageFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<StageFilter>>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** At least one of these matches: deals in this stage. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name, unique in its pipeline without regard to case. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<StageFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<StageFilter>>;
  /** The pipeline that the stage belongs to. It exists and matches this filter; one level of relations only. */
  readonly pipeline?: InputMaybe<PipelineFilter>;
  /** Id of the pipeline. */
  readonly pipelineId?: InputMaybe<IDFilter>;
  /** Place in the pipeline, ascending. */
  readonly position?: InputMaybe<IntFilter>;
  /** Chance in percent, 0 to 100, that a deal in this stage is won: its weight in reports. */
  readonly probability?: InputMaybe<IntFilter>;
  /** The status of every deal in this stage. It cannot change while deals are in the stage. */
  readonly status?: InputMaybe<DealStatusFilter>;
  /** At least one of these matches: tags on the stage. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type StageOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: StageOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What stages can be ordered by. */
export type StageOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By position. */
  | 'POSITION'
  /** By probability. */
  | 'PROBABILITY'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type StageResult = {
  readonly __typename?: 'StageResult';
  /** Whether the row made a new stage. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The stage as written; null if the row failed. */
  readonly stage?: Maybe<Stage>;
};

/** Deals of one stage, summed up. */
export type StageTotals = {
  readonly __typename?: 'StageTotals';
  /** Sums, one for each currency, by currency. */
  readonly amounts: ReadonlyArray<MoneyTotal>;
  /** Deals in the stage, with an amount or without. */
  readonly count: Scalars['Int']['output'];
  /** The stage. */
  readonly stage: Stage;
};

/** Compares text. Equality and order regard case, the rest does not. */
export type StringFilter = {
  /** Contains this, without regard to case. */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** Ends with this, without regard to case. */
  readonly endsWith?: InputMaybe<Scalars['String']['input']>;
  /** Equals this; null means has no value. */
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  /** Is greater. */
  readonly gt?: InputMaybe<Scalars['String']['input']>;
  /** Is greater or equal. */
  readonly gte?: InputMaybe<Scalars['String']['input']>;
  /** Equals one of these, at most 1,000. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Has no value (true) or has one (false). */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  readonly lt?: InputMaybe<Scalars['String']['input']>;
  /** Is less or equal. */
  readonly lte?: InputMaybe<Scalars['String']['input']>;
  /** Differs from this; rows without a value differ. */
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  /** Equals none of these, at most 1,000. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Starts with this, without regard to case. */
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
};

/** Changes as they are committed, in their order for each record, each at least once. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Changes of activities. */
  readonly activityChanged: ActivityChange;
  /** Changes of records of all types. */
  readonly changes: RecordChange;
  /** Changes of companies. */
  readonly companyChanged: CompanyChange;
  /** Changes of contacts. */
  readonly contactChanged: ContactChange;
  /** Changes of companies and contacts. */
  readonly customerChanged: CustomerChange;
  /** Changes of deals. */
  readonly dealChanged: DealChange;
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionActivityChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  filter?: InputMaybe<ActivityFilter>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  snapshot?: Scalars['Boolean']['input'];
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  types?: InputMaybe<ReadonlyArray<RecordType>>;
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionCompanyChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  filter?: InputMaybe<CompanyFilter>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  snapshot?: Scalars['Boolean']['input'];
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionContactChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  filter?: InputMaybe<ContactFilter>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  snapshot?: Scalars['Boolean']['input'];
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionCustomerChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  company?: InputMaybe<CompanyFilter>;
  contact?: InputMaybe<ContactFilter>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  snapshot?: Scalars['Boolean']['input'];
};


/** Changes as they are committed, in their order for each record, each at least once. */
export type SubscriptionDealChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  coalesce?: Scalars['Boolean']['input'];
  filter?: InputMaybe<DealFilter>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  snapshot?: Scalars['Boolean']['input'];
};

/** A coloured word that any record can carry. */
export type Tag = Node & AnyRecord & {
  readonly __typename?: 'Tag';
  /** Colour as `#rrggbb`, in lower case. */
  readonly color?: Maybe<Scalars['String']['output']>;
  /** Companies that carry the tag. */
  readonly companies?: Maybe<CompanyConnection>;
  /** Contacts that carry the tag. */
  readonly contacts?: Maybe<ContactConnection>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Deals that carry the tag. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name, unique in the tenant without regard to case, 1 to 100 characters. */
  readonly name: Scalars['String']['output'];
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A coloured word that any record can carry. */
export type TagCompaniesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CompanyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<CompanyOrder>>;
};


/** A coloured word that any record can carry. */
export type TagContactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContactFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrder>>;
};


/** A coloured word that any record can carry. */
export type TagDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};

/** What became of a batch. */
export type TagBatch = {
  readonly __typename?: 'TagBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<TagResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of tags. */
export type TagConnection = {
  readonly __typename?: 'TagConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<TagEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Tag>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of tags. */
export type TagConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type TagEdge = {
  readonly __typename?: 'TagEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Tag;
};

/** What a tag must be like to match. Conditions side by side must all hold. */
export type TagFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<TagFilter>>;
  /** Colour as `#rrggbb`, in lower case. */
  readonly color?: InputMaybe<StringFilter>;
  /** At least one of these matches: companies that carry the tag. One level of relations only. */
  readonly companies?: InputMaybe<CompanyFilter>;
  /** At least one of these matches: contacts that carry the tag. One level of relations only. */
  readonly contacts?: InputMaybe<ContactFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** At least one of these matches: deals that carry the tag. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name, unique in the tenant without regard to case, 1 to 100 characters. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<TagFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<TagFilter>>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type TagOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: TagOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What tags can be ordered by. */
export type TagOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type TagResult = {
  readonly __typename?: 'TagResult';
  /** Whether the row made a new tag. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The tag as written; null if the row failed. */
  readonly tag?: Maybe<Tag>;
};

/** A team of users, most often of a region. */
export type Team = Node & AnyRecord & {
  readonly __typename?: 'Team';
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** Name, unique in the tenant without regard to case. */
  readonly name: Scalars['String']['output'];
  /** Where the team works. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** Tags on the team. */
  readonly tags?: Maybe<TagConnection>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Users in the team. */
  readonly users?: Maybe<UserConnection>;
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** A team of users, most often of a region. */
export type TeamTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};


/** A team of users, most often of a region. */
export type TeamUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<UserOrder>>;
};

/** What became of a batch. */
export type TeamBatch = {
  readonly __typename?: 'TeamBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<TeamResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of teams. */
export type TeamConnection = {
  readonly __typename?: 'TeamConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<TeamEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<Team>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of teams. */
export type TeamConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type TeamEdge = {
  readonly __typename?: 'TeamEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: Team;
};

/** What a team must be like to match. Conditions side by side must all hold. */
export type TeamFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<TeamFilter>>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** Name, unique in the tenant without regard to case. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<TeamFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<TeamFilter>>;
  /** Where the team works. */
  readonly region?: InputMaybe<StringFilter>;
  /** At least one of these matches: tags on the team. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
  /** At least one of these matches: users in the team. One level of relations only. */
  readonly users?: InputMaybe<UserFilter>;
};

/** One key of an order. */
export type TeamOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: TeamOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What teams can be ordered by. */
export type TeamOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By region. */
  | 'REGION'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type TeamResult = {
  readonly __typename?: 'TeamResult';
  /** Whether the row made a new team. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The team as written; null if the row failed. */
  readonly team?: Maybe<Team>;
};

/** One customer of the service. */
export type Tenant = {
  readonly __typename?: 'Tenant';
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name: Scalars['String']['output'];
};

/** Changes to an activity: fields left out stay as they are, null clears a field. */
export type UpdateActivityInput = {
  /** The record that the activity is about: both its entity and its id, or neither. */
  readonly about?: InputMaybe<RecordRef>;
  /** Free text, up to 10,000 characters. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** When it was done; null while it is not. */
  readonly doneAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it is due. */
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What kind of activity it is. */
  readonly kind?: InputMaybe<ActivityKind>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** One line, 1 to 500 characters. */
  readonly subject?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateActivities`. */
export type UpdateActivityRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The activity to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateActivityInput;
};

/** Changes to a key. Its rights stay as they are: for others make another key. */
export type UpdateApiKeyInput = {
  /** What it is for, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
};

/** Changes to a company: fields left out stay as they are, null clears a field. */
export type UpdateCompanyInput = {
  /** Revenue of the last year. */
  readonly annualRevenue?: InputMaybe<MoneyInput>;
  /** City of the head office. */
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** Country of the head office. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Internet domain without protocol, for instance `example.com`. */
  readonly domain?: InputMaybe<Scalars['String']['input']>;
  /** Number of employees. */
  readonly employees?: InputMaybe<Scalars['Int']['input']>;
  /** Year of foundation, four digits. */
  readonly foundedYear?: InputMaybe<Scalars['Int']['input']>;
  /** Industry, in the words of the tenant. */
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  /** Name as written on an invoice, 1 to 500 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the parent. */
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /** Address of the website. */
  readonly website?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateCompanies`. */
export type UpdateCompanyRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The company to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateCompanyInput;
};

/** Changes to a contact: fields left out stay as they are, null clears a field. */
export type UpdateContactInput = {
  /** City. */
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Country. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** E-mail address, kept in lower case. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Given name. */
  readonly firstName?: InputMaybe<Scalars['String']['input']>;
  /** Family name. */
  readonly lastName?: InputMaybe<Scalars['String']['input']>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Phone number as written. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /** Job title. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateContacts`. */
export type UpdateContactRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The contact to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateContactInput;
};

/** Changes to a custom field: fields left out stay as they are, null clears a field. */
export type UpdateCustomFieldInput = {
  /** Name in `custom`: a letter, then letters, digits and _; unique for the entity. */
  readonly key?: InputMaybe<Scalars['String']['input']>;
  /** Type of its values. */
  readonly kind?: InputMaybe<CustomFieldKind>;
  /** Name for people. */
  readonly label?: InputMaybe<Scalars['String']['input']>;
  /** SELECT: the values that may be chosen; empty for other kinds. */
  readonly options?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Place among the fields of the entity, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** The entity that gets the field. */
  readonly recordType?: InputMaybe<RecordType>;
};

/** One row of `updateCustomFields`. */
export type UpdateCustomFieldRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The custom field to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateCustomFieldInput;
};

/** Changes to a deal: fields left out stay as they are, null clears a field. */
export type UpdateDealInput = {
  /** What the deal is worth. */
  readonly amount?: InputMaybe<MoneyInput>;
  /** The day on which it was won or lost; while it is open, the day on which it is expected to close. */
  readonly closeDate?: InputMaybe<Scalars['Date']['input']>;
  /** Id of the company. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What the deal is called, 1 to 500 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** The day on which work on the deal began. */
  readonly openedOn?: InputMaybe<Scalars['Date']['input']>;
  /** Id of the owner. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Its pipeline; without it the pipeline of the stage, or else the first pipeline. */
  readonly pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the product. */
  readonly productId?: InputMaybe<Scalars['ID']['input']>;
  /** Its stage; without it the first stage of the pipeline. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
};

/** One row of `updateDeals`. */
export type UpdateDealRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The deal to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateDealInput;
};

/** Changes to a pipeline: fields left out stay as they are, null clears a field. */
export type UpdatePipelineInput = {
  /** Name, unique in the tenant without regard to case. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Place among the pipelines, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
};

/** One row of `updatePipelines`. */
export type UpdatePipelineRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The pipeline to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdatePipelineInput;
};

/** Changes to a product: fields left out stay as they are, null clears a field. */
export type UpdateProductInput = {
  /** Whether it is still sold. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Free text, up to 10,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Name, 1 to 200 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** List price of one unit. */
  readonly price?: InputMaybe<MoneyInput>;
  /** Family of products. */
  readonly series?: InputMaybe<Scalars['String']['input']>;
  /** Article number, unique in the tenant without regard to case. */
  readonly sku?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateProducts`. */
export type UpdateProductRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The product to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateProductInput;
};

/** Changes to a stage: fields left out stay as they are, null clears a field. */
export type UpdateStageInput = {
  /** Name, unique in its pipeline without regard to case. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Id of the pipeline. */
  readonly pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Place in the pipeline, ascending. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  /** Chance in percent, 0 to 100, that a deal in this stage is won: its weight in reports. */
  readonly probability?: InputMaybe<Scalars['Int']['input']>;
  /** The status of every deal in this stage. It cannot change while deals are in the stage. */
  readonly status?: InputMaybe<DealStatus>;
};

/** One row of `updateStages`. */
export type UpdateStageRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The stage to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateStageInput;
};

/** Changes to a tag: fields left out stay as they are, null clears a field. */
export type UpdateTagInput = {
  /** Colour as `#rrggbb`, in lower case. */
  readonly color?: InputMaybe<Scalars['String']['input']>;
  /** Name, unique in the tenant without regard to case, 1 to 100 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateTags`. */
export type UpdateTagRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The tag to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateTagInput;
};

/** Changes to a team: fields left out stay as they are, null clears a field. */
export type UpdateTeamInput = {
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** Name, unique in the tenant without regard to case. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Where the team works. */
  readonly region?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateTeams`. */
export type UpdateTeamRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The team to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateTeamInput;
};

/** Changes to a user: fields left out stay as they are, null clears a field. */
export type UpdateUserInput = {
  /** Values of custom fields by key; a null clears a value, keys left out stay. */
  readonly custom?: InputMaybe<Scalars['JSON']['input']>;
  /** E-mail address, unique in the tenant, kept in lower case. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Id of the manager. */
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  /** Full name. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Id of the team. */
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  /** Job title. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** One row of `updateUsers`. */
export type UpdateUserRow = {
  /** The version that the changes were made against; without it the last write wins. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The user to change. */
  readonly id: Scalars['ID']['input'];
  /** What to change. */
  readonly input: UpdateUserInput;
};

/** Changes to an endpoint; what is left out stays. */
export type UpdateWebhookEndpointInput = {
  /** Of updates, only those that changed one of these fields; null: all. */
  readonly changedFields?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Tell changes of one record within so many seconds as one, 0 to 3,600. */
  readonly coalesceSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What it is for, at most 500 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Leave out what the owner itself has changed. */
  readonly skipOwn?: InputMaybe<Scalars['Boolean']['input']>;
  /** What it is told of, and what of it: a subscription of this schema, without `after`. */
  readonly subscription?: InputMaybe<Scalars['String']['input']>;
  /** Where changes are posted to: https, and of the public internet. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
  /** Variables of the subscription. */
  readonly variables?: InputMaybe<Scalars['JSON']['input']>;
};

/** One row of `upsertActivities`. */
export type UpsertActivityRow = {
  /** The system and its id for the activity. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new activity needs the fields that are required of it. */
  readonly input: UpdateActivityInput;
};

/** One row of `upsertCompanies`. */
export type UpsertCompanyRow = {
  /** The system and its id for the company. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new company needs the fields that are required of it. */
  readonly input: UpdateCompanyInput;
};

/** One row of `upsertContacts`. */
export type UpsertContactRow = {
  /** The system and its id for the contact. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new contact needs the fields that are required of it. */
  readonly input: UpdateContactInput;
};

/** One row of `upsertCustomFields`. */
export type UpsertCustomFieldRow = {
  /** The system and its id for the custom field. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new custom field needs the fields that are required of it. */
  readonly input: UpdateCustomFieldInput;
};

/** One row of `upsertDeals`. */
export type UpsertDealRow = {
  /** The system and its id for the deal. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new deal needs the fields that are required of it. */
  readonly input: UpdateDealInput;
};

/** One row of `upsertPipelines`. */
export type UpsertPipelineRow = {
  /** The system and its id for the pipeline. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new pipeline needs the fields that are required of it. */
  readonly input: UpdatePipelineInput;
};

/** One row of `upsertProducts`. */
export type UpsertProductRow = {
  /** The system and its id for the product. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new product needs the fields that are required of it. */
  readonly input: UpdateProductInput;
};

/** One row of `upsertStages`. */
export type UpsertStageRow = {
  /** The system and its id for the stage. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new stage needs the fields that are required of it. */
  readonly input: UpdateStageInput;
};

/** One row of `upsertTags`. */
export type UpsertTagRow = {
  /** The system and its id for the tag. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new tag needs the fields that are required of it. */
  readonly input: UpdateTagInput;
};

/** One row of `upsertTeams`. */
export type UpsertTeamRow = {
  /** The system and its id for the team. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new team needs the fields that are required of it. */
  readonly input: UpdateTeamInput;
};

/** One row of `upsertUsers`. */
export type UpsertUserRow = {
  /** The system and its id for the user. */
  readonly externalId: ExternalIdInput;
  /** What to create or to change. A new user needs the fields that are required of it. */
  readonly input: UpdateUserInput;
};

/** Somebody of the tenant who owns records. */
export type User = Node & AnyRecord & {
  readonly __typename?: 'User';
  /** Activities that the user owns. */
  readonly activities?: Maybe<ActivityConnection>;
  /** Companies that the user owns. */
  readonly companies?: Maybe<CompanyConnection>;
  /** Contacts that the user owns. */
  readonly contacts?: Maybe<ContactConnection>;
  /** When the record was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Values of the custom fields that the tenant defined for this entity, by key. */
  readonly custom: Scalars['JSON']['output'];
  /** Deals that the user owns. */
  readonly deals?: Maybe<DealConnection>;
  /** When the record was deleted; null while it lives. Deleted records can be restored. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** E-mail address, unique in the tenant, kept in lower case. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Names that other systems have for the record, at most 100. */
  readonly externalIds?: Maybe<ReadonlyArray<ExternalId>>;
  /** Identifies the record for ever, in this tenant and all others; after a merge it leads to the record that lives on. */
  readonly id: Scalars['ID']['output'];
  /** To whom the user reports. */
  readonly manager?: Maybe<User>;
  /** Full name. */
  readonly name: Scalars['String']['output'];
  /** Users whose manager this is. */
  readonly reports?: Maybe<UserConnection>;
  /** Tags on the user. */
  readonly tags?: Maybe<TagConnection>;
  /** The team of the user. */
  readonly team?: Maybe<Team>;
  /** Job title. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** When the record was last written. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the writes to the record, from 1. Send it back as `expectedVersion` to notice what others changed. */
  readonly version: Scalars['Int']['output'];
};


/** Somebody of the tenant who owns records. */
export type UserActivitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActivityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ActivityOrder>>;
};


/** Somebody of the tenant who owns records. */
export type UserCompaniesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CompanyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<CompanyOrder>>;
};


/** Somebody of the tenant who owns records. */
export type UserContactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContactFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrder>>;
};


/** Somebody of the tenant who owns records. */
export type UserDealsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DealFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<DealOrder>>;
};


/** Somebody of the tenant who owns records. */
export type UserReportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<UserOrder>>;
};


/** Somebody of the tenant who owns records. */
export type UserTagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TagFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ReadonlyArray<TagOrder>>;
};

/** What became of a batch. */
export type UserBatch = {
  readonly __typename?: 'UserBatch';
  /** Rows that were not. */
  readonly failed: Scalars['Int']['output'];
  /** One result for each row of the input, in its order. */
  readonly results: ReadonlyArray<UserResult>;
  /** Rows that were written. */
  readonly succeeded: Scalars['Int']['output'];
};

/** A page of users. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The rows with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The rows alone. */
  readonly nodes: ReadonlyArray<User>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many rows match the filter on all pages together. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};


/** A page of users. */
export type UserConnectionTotalCountArgs = {
  mode?: CountMode;
};

/** A row of a page. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** Stands for the row's place in this list: for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The row. */
  readonly node: User;
};

/** What a user must be like to match. Conditions side by side must all hold. */
export type UserFilter = {
  /** At least one of these matches: activities that the user owns. One level of relations only. */
  readonly activities?: InputMaybe<ActivityFilter>;
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<UserFilter>>;
  /** At least one of these matches: companies that the user owns. One level of relations only. */
  readonly companies?: InputMaybe<CompanyFilter>;
  /** At least one of these matches: contacts that the user owns. One level of relations only. */
  readonly contacts?: InputMaybe<ContactFilter>;
  /** When the record was created. */
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  /** Custom fields; all conditions hold. A key that the tenant has not defined counts as without a value. */
  readonly custom?: InputMaybe<ReadonlyArray<CustomFilter>>;
  /** At least one of these matches: deals that the user owns. One level of relations only. */
  readonly deals?: InputMaybe<DealFilter>;
  /** When the record was deleted. A filter that does not speak of it sees living records only. */
  readonly deletedAt?: InputMaybe<DateTimeFilter>;
  /** E-mail address, unique in the tenant, kept in lower case. */
  readonly email?: InputMaybe<StringFilter>;
  /** Its id. */
  readonly id?: InputMaybe<IDFilter>;
  /** To whom the user reports. It exists and matches this filter; one level of relations only. */
  readonly manager?: InputMaybe<UserFilter>;
  /** Id of the manager. */
  readonly managerId?: InputMaybe<IDFilter>;
  /** Full name. */
  readonly name?: InputMaybe<StringFilter>;
  /** This does not hold. */
  readonly not?: InputMaybe<UserFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<UserFilter>>;
  /** At least one of these matches: users whose manager this is. One level of relations only. */
  readonly reports?: InputMaybe<UserFilter>;
  /** At least one of these matches: tags on the user. One level of relations only. */
  readonly tags?: InputMaybe<TagFilter>;
  /** The team of the user. It exists and matches this filter; one level of relations only. */
  readonly team?: InputMaybe<TeamFilter>;
  /** Id of the team. */
  readonly teamId?: InputMaybe<IDFilter>;
  /** Job title. */
  readonly title?: InputMaybe<StringFilter>;
  /** When the record was last written. */
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

/** One key of an order. */
export type UserOrder = {
  /** Ascending or descending. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: UserOrderField;
  /** Where rows without a value go. */
  readonly nulls?: NullsOrder;
};

/** What users can be ordered by. */
export type UserOrderField =
  /** By time of creation. */
  | 'CREATED_AT'
  /** By email. */
  | 'EMAIL'
  /** By name. */
  | 'NAME'
  /** By time of the last write. */
  | 'UPDATED_AT';

/** What became of one row of a batch. */
export type UserResult = {
  readonly __typename?: 'UserResult';
  /** Whether the row made a new user. */
  readonly created: Scalars['Boolean']['output'];
  /** Why the row failed; null if it did not. */
  readonly error?: Maybe<RowError>;
  /** Place of the row in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** The user as written; null if the row failed. */
  readonly user?: Maybe<User>;
};

/** Who asks. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** What may be spent now, of the points of the tenant and of this credential. */
  readonly budget: Budgets;
  /** What kind of program holds the key; null for users, and for keys that are older than this field. */
  readonly environment?: Maybe<KeyEnvironment>;
  /** What the credential may do; `*` is everything. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
  /** The credential: `key:` and the id of an API key, or `user:` and the id of a user. */
  readonly subject: Scalars['String']['output'];
  /** The tenant that everything in the answers belongs to. */
  readonly tenant: Tenant;
  /** What this credential has spent, by day (UTC) and operation: the newest days first, of a day the dearest. A few seconds late. */
  readonly usage: ReadonlyArray<OperationUsage>;
  /** For whom it acts; null for a program of its own. */
  readonly user?: Maybe<User>;
  /** Whose records it sees. */
  readonly visibility: Visibility;
};


/** Who asks. */
export type ViewerUsageArgs = {
  days?: Scalars['Int']['input'];
};

/** Of the records that have an owner (companies, contacts, deals, activities): whose are seen. */
export type Visibility =
  /** Those of everybody. */
  | 'ALL'
  /** Those of the user. */
  | 'OWN'
  /** Those of the members of the user's team. */
  | 'TEAM';

/** An attempt to deliver. */
export type WebhookAttempt = {
  readonly __typename?: 'WebhookAttempt';
  /** When its result was known. */
  readonly at: Scalars['DateTime']['output'];
  /** How long it took, in milliseconds. */
  readonly durationMs: Scalars['Int']['output'];
  /** Why it was not taken; null: it was. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** What the receiver answered; null: nothing. */
  readonly status?: Maybe<Scalars['Int']['output']>;
};

/** Why something is delivered. */
export type WebhookCause =
  /** A change. */
  | 'EVENT'
  /** Changes may be missing: what the receiver keeps should be read again. */
  | 'GAP'
  /** Somebody asked for a part of the feed again. */
  | 'REPLAY'
  /** Somebody asked for it once more. */
  | 'RESEND'
  /** Somebody wants to know whether it works. */
  | 'TEST';

/** An event that an endpoint is told, or was. Kept for 30 days, without what was sent. */
export type WebhookDelivery = {
  readonly __typename?: 'WebhookDelivery';
  /** When the change was written. */
  readonly at: Scalars['DateTime']['output'];
  /** The last 20 attempts. */
  readonly attempts: ReadonlyArray<WebhookAttempt>;
  /** Why it is delivered. */
  readonly cause: WebhookCause;
  /** When it is sent next; of what is not to be sent any more, when that would have been. */
  readonly dueAt: Scalars['DateTime']['output'];
  /** The event's, which is sent as `webhook-id`: the same in each attempt, and wherever the change is told. */
  readonly eventId: Scalars['String']['output'];
  /** When it was taken or given up. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** The record; null for many at once, and for what is no change. */
  readonly recordId?: Maybe<Scalars['ID']['output']>;
  /** What became of it. */
  readonly state: WebhookDeliveryState;
  /** The kind of record; null for what is no change. */
  readonly type?: Maybe<RecordType>;
};

/** A page of deliveries. */
export type WebhookDeliveryConnection = {
  readonly __typename?: 'WebhookDeliveryConnection';
  /** The deliveries with their cursors. */
  readonly edges: ReadonlyArray<WebhookDeliveryEdge>;
  /** The deliveries alone. */
  readonly nodes: ReadonlyArray<WebhookDelivery>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A delivery of a page. */
export type WebhookDeliveryEdge = {
  readonly __typename?: 'WebhookDeliveryEdge';
  /** Stands for the delivery's place in the list: for `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The delivery. */
  readonly node: WebhookDelivery;
};

/** What became of a delivery. */
export type WebhookDeliveryState =
  /** The receiver has taken it. */
  | 'DELIVERED'
  /** It was given up. */
  | 'FAILED'
  /** A later change of the same record came within the window, and was sent with it. */
  | 'MERGED'
  /** It is still to be sent. */
  | 'PENDING';

/** A receiver of changes: an address to which they are posted, signed as Standard Webhooks has it. */
export type WebhookEndpoint = {
  readonly __typename?: 'WebhookEndpoint';
  /** Of updates, only those that changed one of these fields; null: all. */
  readonly changedFields?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Changes of one record within so many seconds are told as one. */
  readonly coalesceSeconds: Scalars['Int']['output'];
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** How it does. */
  readonly health: WebhookHealth;
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Until when deliveries carry a signature by the secret before the present one, too. */
  readonly oldSecretUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Whose rights decide what it is told: `key:` or `user:` with an id. */
  readonly owner: Scalars['String']['output'];
  /** Why we stopped: OWNER_GONE, GONE (410), DEAD (nothing was taken for 72 hours), INVALID (its subscription cannot be run any more). */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Whether its owner's own changes are left out. */
  readonly skipOwn: Scalars['Boolean']['output'];
  /** Whether it is told of changes. */
  readonly state: WebhookState;
  /** What it is told of, and what of it: a subscription of this schema. */
  readonly subscription: Scalars['String']['output'];
  /** When it was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Where changes are posted to. */
  readonly url: Scalars['String']['output'];
  /** Variables of the subscription. */
  readonly variables: Scalars['JSON']['output'];
};

/** An endpoint with its secret. */
export type WebhookEndpointSecret = {
  readonly __typename?: 'WebhookEndpointSecret';
  /** The endpoint. */
  readonly endpoint: WebhookEndpoint;
  /** By which its messages are verified: `whsec_` and base64. It is shown now and never again. */
  readonly secret: Scalars['String']['output'];
};

/** How an endpoint does. */
export type WebhookHealth = {
  readonly __typename?: 'WebhookHealth';
  /** When something was last taken. */
  readonly deliveredAt?: Maybe<Scalars['DateTime']['output']>;
  /** What came of the last attempt, if it failed. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** When an attempt last failed. */
  readonly failedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Since when nothing was taken; null if the last attempt was. */
  readonly failingSince?: Maybe<Scalars['DateTime']['output']>;
  /** Attempts in a row that failed; 0 if the last one was taken. */
  readonly failures: Scalars['Int']['output'];
  /** Until when nothing is tried, because so much has failed. */
  readonly restingUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Deliveries that are still to be sent; 1,000 stands for more. */
  readonly waiting: Scalars['Int']['output'];
};

/** Whether an endpoint is told of changes. */
export type WebhookState =
  /** Not any more: its receiver has failed too long or wants nothing more. */
  | 'DISABLED'
  /** It is. */
  | 'ENABLED'
  /** Not now: what comes waits for it, for 72 hours. */
  | 'PAUSED';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Activity: ResolverTypeWrapper<ActivityRow>;
  ActivityBatch: ResolverTypeWrapper<Omit<ActivityBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['ActivityResult']> }>;
  ActivityChange: ResolverTypeWrapper<ChangeEvent>;
  ActivityConnection: ResolverTypeWrapper<Connection<ActivityRow>>;
  ActivityEdge: ResolverTypeWrapper<Omit<ActivityEdge, 'node'> & { node: ResolversTypes['Activity'] }>;
  ActivityFilter: ActivityFilter;
  ActivityKind: ActivityKind;
  ActivityKindFilter: ActivityKindFilter;
  ActivityOrder: ActivityOrder;
  ActivityOrderField: ActivityOrderField;
  ActivityResult: ResolverTypeWrapper<Omit<ActivityResult, 'activity'> & { activity?: Maybe<ResolversTypes['Activity']> }>;
  ApiKey: ResolverTypeWrapper<ApiKeyRow>;
  ApiKeySecret: ResolverTypeWrapper<MadeKey>;
  AuditEvent: ResolverTypeWrapper<AuditEventRow>;
  AuditEventConnection: ResolverTypeWrapper<Connection<AuditEventRow>>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BooleanFilter: BooleanFilter;
  Budget: ResolverTypeWrapper<Budget>;
  Budgets: ResolverTypeWrapper<Budgets>;
  CacheControlScope: CacheControlScope;
  ChangeKind: ChangeKind;
  ChangeTransition: ChangeTransition;
  Company: ResolverTypeWrapper<CompanyRow>;
  CompanyBatch: ResolverTypeWrapper<Omit<CompanyBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['CompanyResult']> }>;
  CompanyChange: ResolverTypeWrapper<ChangeEvent>;
  CompanyConnection: ResolverTypeWrapper<Connection<CompanyRow>>;
  CompanyEdge: ResolverTypeWrapper<Omit<CompanyEdge, 'node'> & { node: ResolversTypes['Company'] }>;
  CompanyFilter: CompanyFilter;
  CompanyGroup: CompanyGroup;
  CompanyOrder: CompanyOrder;
  CompanyOrderField: CompanyOrderField;
  CompanyResult: ResolverTypeWrapper<Omit<CompanyResult, 'company'> & { company?: Maybe<ResolversTypes['Company']> }>;
  CompanyTotals: ResolverTypeWrapper<CompanyTotalsRow>;
  Contact: ResolverTypeWrapper<ContactRow>;
  ContactBatch: ResolverTypeWrapper<Omit<ContactBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['ContactResult']> }>;
  ContactChange: ResolverTypeWrapper<ChangeEvent>;
  ContactConnection: ResolverTypeWrapper<Connection<ContactRow>>;
  ContactEdge: ResolverTypeWrapper<Omit<ContactEdge, 'node'> & { node: ResolversTypes['Contact'] }>;
  ContactFilter: ContactFilter;
  ContactOrder: ContactOrder;
  ContactOrderField: ContactOrderField;
  ContactResult: ResolverTypeWrapper<Omit<ContactResult, 'contact'> & { contact?: Maybe<ResolversTypes['Contact']> }>;
  CostEstimate: ResolverTypeWrapper<Estimate>;
  CountMode: CountMode;
  CreateActivityInput: CreateActivityInput;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateCompanyInput: CreateCompanyInput;
  CreateContactInput: CreateContactInput;
  CreateCustomFieldInput: CreateCustomFieldInput;
  CreateDealInput: CreateDealInput;
  CreatePipelineInput: CreatePipelineInput;
  CreateProductInput: CreateProductInput;
  CreateStageInput: CreateStageInput;
  CreateTagInput: CreateTagInput;
  CreateTeamInput: CreateTeamInput;
  CreateUserInput: CreateUserInput;
  CreateWebhookEndpointInput: CreateWebhookEndpointInput;
  CustomField: ResolverTypeWrapper<CustomFieldRow>;
  CustomFieldBatch: ResolverTypeWrapper<Omit<CustomFieldBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['CustomFieldResult']> }>;
  CustomFieldConnection: ResolverTypeWrapper<Connection<CustomFieldRow>>;
  CustomFieldEdge: ResolverTypeWrapper<Omit<CustomFieldEdge, 'node'> & { node: ResolversTypes['CustomField'] }>;
  CustomFieldFilter: CustomFieldFilter;
  CustomFieldKind: CustomFieldKind;
  CustomFieldKindFilter: CustomFieldKindFilter;
  CustomFieldOrder: CustomFieldOrder;
  CustomFieldOrderField: CustomFieldOrderField;
  CustomFieldResult: ResolverTypeWrapper<Omit<CustomFieldResult, 'customField'> & { customField?: Maybe<ResolversTypes['CustomField']> }>;
  CustomFilter: CustomFilter;
  Customer: ResolverTypeWrapper<Named<'Company' | 'Contact'>>;
  CustomerChange: ResolverTypeWrapper<ChangeEvent>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateFilter: DateFilter;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeFilter: DateTimeFilter;
  Deal: ResolverTypeWrapper<DealRow>;
  DealBatch: ResolverTypeWrapper<Omit<DealBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['DealResult']> }>;
  DealChange: ResolverTypeWrapper<ChangeEvent>;
  DealConnection: ResolverTypeWrapper<Connection<DealRow>>;
  DealEdge: ResolverTypeWrapper<Omit<DealEdge, 'node'> & { node: ResolversTypes['Deal'] }>;
  DealFilter: DealFilter;
  DealGroup: DealGroup;
  DealOrder: DealOrder;
  DealOrderField: DealOrderField;
  DealResult: ResolverTypeWrapper<Omit<DealResult, 'deal'> & { deal?: Maybe<ResolversTypes['Deal']> }>;
  DealStatus: DealStatus;
  DealStatusFilter: DealStatusFilter;
  DealTotals: ResolverTypeWrapper<DealTotalsRow>;
  ExternalId: ResolverTypeWrapper<ExternalIdRow>;
  ExternalIdInput: ExternalIdInput;
  FieldCost: ResolverTypeWrapper<FieldCost>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FloatFilter: FloatFilter;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IDFilter: IDFilter;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IntFilter: IntFilter;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  KeyEnvironment: KeyEnvironment;
  MinorUnits: ResolverTypeWrapper<Scalars['MinorUnits']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyFilter: MoneyFilter;
  MoneyInput: MoneyInput;
  MoneyTotal: ResolverTypeWrapper<MoneyTotal>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<Named>;
  NullsOrder: NullsOrder;
  OperationUsage: ResolverTypeWrapper<OperationUsageRow>;
  OrderDirection: OrderDirection;
  PageFit: ResolverTypeWrapper<PageFit>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Pipeline: ResolverTypeWrapper<PipelineRow>;
  PipelineBatch: ResolverTypeWrapper<Omit<PipelineBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['PipelineResult']> }>;
  PipelineConnection: ResolverTypeWrapper<Connection<PipelineRow>>;
  PipelineEdge: ResolverTypeWrapper<Omit<PipelineEdge, 'node'> & { node: ResolversTypes['Pipeline'] }>;
  PipelineFilter: PipelineFilter;
  PipelineOrder: PipelineOrder;
  PipelineOrderField: PipelineOrderField;
  PipelineReport: ResolverTypeWrapper<PipelineReportRow>;
  PipelineResult: ResolverTypeWrapper<Omit<PipelineResult, 'pipeline'> & { pipeline?: Maybe<ResolversTypes['Pipeline']> }>;
  Product: ResolverTypeWrapper<ProductRow>;
  ProductBatch: ResolverTypeWrapper<Omit<ProductBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['ProductResult']> }>;
  ProductConnection: ResolverTypeWrapper<Connection<ProductRow>>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductFilter: ProductFilter;
  ProductOrder: ProductOrder;
  ProductOrderField: ProductOrderField;
  ProductResult: ResolverTypeWrapper<Omit<ProductResult, 'product'> & { product?: Maybe<ResolversTypes['Product']> }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Record: ResolverTypeWrapper<Named>;
  RecordChange: ResolverTypeWrapper<ChangeEvent>;
  RecordChangeConnection: ResolverTypeWrapper<ChangePage>;
  RecordChangeEdge: ResolverTypeWrapper<Omit<RecordChangeEdge, 'node'> & { node: ResolversTypes['RecordChange'] }>;
  RecordRef: RecordRef;
  RecordType: ResolverTypeWrapper<Uppercase<RecordType>>;
  RecordTypeFilter: RecordTypeFilter;
  RowError: ResolverTypeWrapper<RowError>;
  SearchHit: ResolverTypeWrapper<Hit>;
  SearchType: SearchType;
  Stage: ResolverTypeWrapper<StageRow>;
  StageBatch: ResolverTypeWrapper<Omit<StageBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['StageResult']> }>;
  StageConnection: ResolverTypeWrapper<Connection<StageRow>>;
  StageEdge: ResolverTypeWrapper<Omit<StageEdge, 'node'> & { node: ResolversTypes['Stage'] }>;
  StageFilter: StageFilter;
  StageOrder: StageOrder;
  StageOrderField: StageOrderField;
  StageResult: ResolverTypeWrapper<Omit<StageResult, 'stage'> & { stage?: Maybe<ResolversTypes['Stage']> }>;
  StageTotals: ResolverTypeWrapper<StageTotalsRow>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  StringFilter: StringFilter;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tag: ResolverTypeWrapper<TagRow>;
  TagBatch: ResolverTypeWrapper<Omit<TagBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['TagResult']> }>;
  TagConnection: ResolverTypeWrapper<Connection<TagRow>>;
  TagEdge: ResolverTypeWrapper<Omit<TagEdge, 'node'> & { node: ResolversTypes['Tag'] }>;
  TagFilter: TagFilter;
  TagOrder: TagOrder;
  TagOrderField: TagOrderField;
  TagResult: ResolverTypeWrapper<Omit<TagResult, 'tag'> & { tag?: Maybe<ResolversTypes['Tag']> }>;
  Team: ResolverTypeWrapper<TeamRow>;
  TeamBatch: ResolverTypeWrapper<Omit<TeamBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['TeamResult']> }>;
  TeamConnection: ResolverTypeWrapper<Connection<TeamRow>>;
  TeamEdge: ResolverTypeWrapper<Omit<TeamEdge, 'node'> & { node: ResolversTypes['Team'] }>;
  TeamFilter: TeamFilter;
  TeamOrder: TeamOrder;
  TeamOrderField: TeamOrderField;
  TeamResult: ResolverTypeWrapper<Omit<TeamResult, 'team'> & { team?: Maybe<ResolversTypes['Team']> }>;
  Tenant: ResolverTypeWrapper<Tenant>;
  UpdateActivityInput: UpdateActivityInput;
  UpdateActivityRow: UpdateActivityRow;
  UpdateApiKeyInput: UpdateApiKeyInput;
  UpdateCompanyInput: UpdateCompanyInput;
  UpdateCompanyRow: UpdateCompanyRow;
  UpdateContactInput: UpdateContactInput;
  UpdateContactRow: UpdateContactRow;
  UpdateCustomFieldInput: UpdateCustomFieldInput;
  UpdateCustomFieldRow: UpdateCustomFieldRow;
  UpdateDealInput: UpdateDealInput;
  UpdateDealRow: UpdateDealRow;
  UpdatePipelineInput: UpdatePipelineInput;
  UpdatePipelineRow: UpdatePipelineRow;
  UpdateProductInput: UpdateProductInput;
  UpdateProductRow: UpdateProductRow;
  UpdateStageInput: UpdateStageInput;
  UpdateStageRow: UpdateStageRow;
  UpdateTagInput: UpdateTagInput;
  UpdateTagRow: UpdateTagRow;
  UpdateTeamInput: UpdateTeamInput;
  UpdateTeamRow: UpdateTeamRow;
  UpdateUserInput: UpdateUserInput;
  UpdateUserRow: UpdateUserRow;
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpsertActivityRow: UpsertActivityRow;
  UpsertCompanyRow: UpsertCompanyRow;
  UpsertContactRow: UpsertContactRow;
  UpsertCustomFieldRow: UpsertCustomFieldRow;
  UpsertDealRow: UpsertDealRow;
  UpsertPipelineRow: UpsertPipelineRow;
  UpsertProductRow: UpsertProductRow;
  UpsertStageRow: UpsertStageRow;
  UpsertTagRow: UpsertTagRow;
  UpsertTeamRow: UpsertTeamRow;
  UpsertUserRow: UpsertUserRow;
  User: ResolverTypeWrapper<UserRow>;
  UserBatch: ResolverTypeWrapper<Omit<UserBatch, 'results'> & { results: ReadonlyArray<ResolversTypes['UserResult']> }>;
  UserConnection: ResolverTypeWrapper<Connection<UserRow>>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  UserOrderField: UserOrderField;
  UserResult: ResolverTypeWrapper<Omit<UserResult, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  Viewer: ResolverTypeWrapper<Caller>;
  Visibility: Visibility;
  WebhookAttempt: ResolverTypeWrapper<LoggedAttempt>;
  WebhookCause: WebhookCause;
  WebhookDelivery: ResolverTypeWrapper<WebhookDeliveryRow>;
  WebhookDeliveryConnection: ResolverTypeWrapper<DeliveryPage>;
  WebhookDeliveryEdge: ResolverTypeWrapper<Omit<WebhookDeliveryEdge, 'node'> & { node: ResolversTypes['WebhookDelivery'] }>;
  WebhookDeliveryState: WebhookDeliveryState;
  WebhookEndpoint: ResolverTypeWrapper<WebhookEndpointRow>;
  WebhookEndpointSecret: ResolverTypeWrapper<MadeEndpoint>;
  WebhookHealth: ResolverTypeWrapper<WebhookEndpointRow>;
  WebhookState: WebhookState;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Activity: ActivityRow;
  ActivityBatch: Omit<ActivityBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['ActivityResult']> };
  ActivityChange: ChangeEvent;
  ActivityConnection: Connection<ActivityRow>;
  ActivityEdge: Omit<ActivityEdge, 'node'> & { node: ResolversParentTypes['Activity'] };
  ActivityFilter: ActivityFilter;
  ActivityKindFilter: ActivityKindFilter;
  ActivityOrder: ActivityOrder;
  ActivityResult: Omit<ActivityResult, 'activity'> & { activity?: Maybe<ResolversParentTypes['Activity']> };
  ApiKey: ApiKeyRow;
  ApiKeySecret: MadeKey;
  AuditEvent: AuditEventRow;
  AuditEventConnection: Connection<AuditEventRow>;
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  Boolean: Scalars['Boolean']['output'];
  BooleanFilter: BooleanFilter;
  Budget: Budget;
  Budgets: Budgets;
  Company: CompanyRow;
  CompanyBatch: Omit<CompanyBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['CompanyResult']> };
  CompanyChange: ChangeEvent;
  CompanyConnection: Connection<CompanyRow>;
  CompanyEdge: Omit<CompanyEdge, 'node'> & { node: ResolversParentTypes['Company'] };
  CompanyFilter: CompanyFilter;
  CompanyOrder: CompanyOrder;
  CompanyResult: Omit<CompanyResult, 'company'> & { company?: Maybe<ResolversParentTypes['Company']> };
  CompanyTotals: CompanyTotalsRow;
  Contact: ContactRow;
  ContactBatch: Omit<ContactBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['ContactResult']> };
  ContactChange: ChangeEvent;
  ContactConnection: Connection<ContactRow>;
  ContactEdge: Omit<ContactEdge, 'node'> & { node: ResolversParentTypes['Contact'] };
  ContactFilter: ContactFilter;
  ContactOrder: ContactOrder;
  ContactResult: Omit<ContactResult, 'contact'> & { contact?: Maybe<ResolversParentTypes['Contact']> };
  CostEstimate: Estimate;
  CreateActivityInput: CreateActivityInput;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateCompanyInput: CreateCompanyInput;
  CreateContactInput: CreateContactInput;
  CreateCustomFieldInput: CreateCustomFieldInput;
  CreateDealInput: CreateDealInput;
  CreatePipelineInput: CreatePipelineInput;
  CreateProductInput: CreateProductInput;
  CreateStageInput: CreateStageInput;
  CreateTagInput: CreateTagInput;
  CreateTeamInput: CreateTeamInput;
  CreateUserInput: CreateUserInput;
  CreateWebhookEndpointInput: CreateWebhookEndpointInput;
  CustomField: CustomFieldRow;
  CustomFieldBatch: Omit<CustomFieldBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['CustomFieldResult']> };
  CustomFieldConnection: Connection<CustomFieldRow>;
  CustomFieldEdge: Omit<CustomFieldEdge, 'node'> & { node: ResolversParentTypes['CustomField'] };
  CustomFieldFilter: CustomFieldFilter;
  CustomFieldKindFilter: CustomFieldKindFilter;
  CustomFieldOrder: CustomFieldOrder;
  CustomFieldResult: Omit<CustomFieldResult, 'customField'> & { customField?: Maybe<ResolversParentTypes['CustomField']> };
  CustomFilter: CustomFilter;
  Customer: Named<'Company' | 'Contact'>;
  CustomerChange: ChangeEvent;
  Date: Scalars['Date']['output'];
  DateFilter: DateFilter;
  DateTime: Scalars['DateTime']['output'];
  DateTimeFilter: DateTimeFilter;
  Deal: DealRow;
  DealBatch: Omit<DealBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['DealResult']> };
  DealChange: ChangeEvent;
  DealConnection: Connection<DealRow>;
  DealEdge: Omit<DealEdge, 'node'> & { node: ResolversParentTypes['Deal'] };
  DealFilter: DealFilter;
  DealOrder: DealOrder;
  DealResult: Omit<DealResult, 'deal'> & { deal?: Maybe<ResolversParentTypes['Deal']> };
  DealStatusFilter: DealStatusFilter;
  DealTotals: DealTotalsRow;
  ExternalId: ExternalIdRow;
  ExternalIdInput: ExternalIdInput;
  FieldCost: FieldCost;
  Float: Scalars['Float']['output'];
  FloatFilter: FloatFilter;
  ID: Scalars['ID']['output'];
  IDFilter: IDFilter;
  Int: Scalars['Int']['output'];
  IntFilter: IntFilter;
  JSON: Scalars['JSON']['output'];
  MinorUnits: Scalars['MinorUnits']['output'];
  Money: Money;
  MoneyFilter: MoneyFilter;
  MoneyInput: MoneyInput;
  MoneyTotal: MoneyTotal;
  Mutation: Record<PropertyKey, never>;
  Node: Named;
  OperationUsage: OperationUsageRow;
  PageFit: PageFit;
  PageInfo: PageInfo;
  Pipeline: PipelineRow;
  PipelineBatch: Omit<PipelineBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['PipelineResult']> };
  PipelineConnection: Connection<PipelineRow>;
  PipelineEdge: Omit<PipelineEdge, 'node'> & { node: ResolversParentTypes['Pipeline'] };
  PipelineFilter: PipelineFilter;
  PipelineOrder: PipelineOrder;
  PipelineReport: PipelineReportRow;
  PipelineResult: Omit<PipelineResult, 'pipeline'> & { pipeline?: Maybe<ResolversParentTypes['Pipeline']> };
  Product: ProductRow;
  ProductBatch: Omit<ProductBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['ProductResult']> };
  ProductConnection: Connection<ProductRow>;
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductFilter: ProductFilter;
  ProductOrder: ProductOrder;
  ProductResult: Omit<ProductResult, 'product'> & { product?: Maybe<ResolversParentTypes['Product']> };
  Query: Record<PropertyKey, never>;
  Record: Named;
  RecordChange: ChangeEvent;
  RecordChangeConnection: ChangePage;
  RecordChangeEdge: Omit<RecordChangeEdge, 'node'> & { node: ResolversParentTypes['RecordChange'] };
  RecordRef: RecordRef;
  RecordTypeFilter: RecordTypeFilter;
  RowError: RowError;
  SearchHit: Hit;
  Stage: StageRow;
  StageBatch: Omit<StageBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['StageResult']> };
  StageConnection: Connection<StageRow>;
  StageEdge: Omit<StageEdge, 'node'> & { node: ResolversParentTypes['Stage'] };
  StageFilter: StageFilter;
  StageOrder: StageOrder;
  StageResult: Omit<StageResult, 'stage'> & { stage?: Maybe<ResolversParentTypes['Stage']> };
  StageTotals: StageTotalsRow;
  String: Scalars['String']['output'];
  StringFilter: StringFilter;
  Subscription: Record<PropertyKey, never>;
  Tag: TagRow;
  TagBatch: Omit<TagBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['TagResult']> };
  TagConnection: Connection<TagRow>;
  TagEdge: Omit<TagEdge, 'node'> & { node: ResolversParentTypes['Tag'] };
  TagFilter: TagFilter;
  TagOrder: TagOrder;
  TagResult: Omit<TagResult, 'tag'> & { tag?: Maybe<ResolversParentTypes['Tag']> };
  Team: TeamRow;
  TeamBatch: Omit<TeamBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['TeamResult']> };
  TeamConnection: Connection<TeamRow>;
  TeamEdge: Omit<TeamEdge, 'node'> & { node: ResolversParentTypes['Team'] };
  TeamFilter: TeamFilter;
  TeamOrder: TeamOrder;
  TeamResult: Omit<TeamResult, 'team'> & { team?: Maybe<ResolversParentTypes['Team']> };
  Tenant: Tenant;
  UpdateActivityInput: UpdateActivityInput;
  UpdateActivityRow: UpdateActivityRow;
  UpdateApiKeyInput: UpdateApiKeyInput;
  UpdateCompanyInput: UpdateCompanyInput;
  UpdateCompanyRow: UpdateCompanyRow;
  UpdateContactInput: UpdateContactInput;
  UpdateContactRow: UpdateContactRow;
  UpdateCustomFieldInput: UpdateCustomFieldInput;
  UpdateCustomFieldRow: UpdateCustomFieldRow;
  UpdateDealInput: UpdateDealInput;
  UpdateDealRow: UpdateDealRow;
  UpdatePipelineInput: UpdatePipelineInput;
  UpdatePipelineRow: UpdatePipelineRow;
  UpdateProductInput: UpdateProductInput;
  UpdateProductRow: UpdateProductRow;
  UpdateStageInput: UpdateStageInput;
  UpdateStageRow: UpdateStageRow;
  UpdateTagInput: UpdateTagInput;
  UpdateTagRow: UpdateTagRow;
  UpdateTeamInput: UpdateTeamInput;
  UpdateTeamRow: UpdateTeamRow;
  UpdateUserInput: UpdateUserInput;
  UpdateUserRow: UpdateUserRow;
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpsertActivityRow: UpsertActivityRow;
  UpsertCompanyRow: UpsertCompanyRow;
  UpsertContactRow: UpsertContactRow;
  UpsertCustomFieldRow: UpsertCustomFieldRow;
  UpsertDealRow: UpsertDealRow;
  UpsertPipelineRow: UpsertPipelineRow;
  UpsertProductRow: UpsertProductRow;
  UpsertStageRow: UpsertStageRow;
  UpsertTagRow: UpsertTagRow;
  UpsertTeamRow: UpsertTeamRow;
  UpsertUserRow: UpsertUserRow;
  User: UserRow;
  UserBatch: Omit<UserBatch, 'results'> & { results: ReadonlyArray<ResolversParentTypes['UserResult']> };
  UserConnection: Connection<UserRow>;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  UserResult: Omit<UserResult, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  Viewer: Caller;
  WebhookAttempt: LoggedAttempt;
  WebhookDelivery: WebhookDeliveryRow;
  WebhookDeliveryConnection: DeliveryPage;
  WebhookDeliveryEdge: Omit<WebhookDeliveryEdge, 'node'> & { node: ResolversParentTypes['WebhookDelivery'] };
  WebhookEndpoint: WebhookEndpointRow;
  WebhookEndpointSecret: MadeEndpoint;
  WebhookHealth: WebhookEndpointRow;
};

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  slicingArguments?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActivityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Activity'] = ResolversParentTypes['Activity']> = {
  about?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  doneAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ActivityKind'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<ActivityTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ActivityBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityBatch'] = ResolversParentTypes['ActivityBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['ActivityResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ActivityChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityChange'] = ResolversParentTypes['ActivityChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type ActivityConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityConnection'] = ResolversParentTypes['ActivityConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ActivityEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Activity']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<ActivityConnectionTotalCountArgs, 'mode'>>;
};

export type ActivityEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityEdge'] = ResolversParentTypes['ActivityEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Activity'], ParentType, ContextType>;
};

export type ActivityResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityResult'] = ResolversParentTypes['ActivityResult']> = {
  activity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['KeyEnvironment']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  last4?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  replacedById?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  replacesId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
};

export type ApiKeySecretResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeySecret'] = ResolversParentTypes['ApiKeySecret']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  act?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  details?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<AuditEventConnectionTotalCountArgs, 'mode'>>;
};

export type AuditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type BudgetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Budget'] = ResolversParentTypes['Budget']> = {
  currentlyAvailable?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maximumAvailable?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  restoreRate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type BudgetsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Budgets'] = ResolversParentTypes['Budgets']> = {
  key?: Resolver<ResolversTypes['Budget'], ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['Budget'], ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company']> = {
  activities?: Resolver<Maybe<ResolversTypes['ActivityConnection']>, ParentType, ContextType, Partial<CompanyActivitiesArgs>>;
  annualRevenue?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contacts?: Resolver<Maybe<ResolversTypes['ContactConnection']>, ParentType, ContextType, Partial<CompanyContactsArgs>>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<CompanyDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  domain?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  employees?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  foundedYear?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subsidiaries?: Resolver<Maybe<ResolversTypes['CompanyConnection']>, ParentType, ContextType, Partial<CompanySubsidiariesArgs>>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<CompanyTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompanyBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyBatch'] = ResolversParentTypes['CompanyBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['CompanyResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CompanyChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyChange'] = ResolversParentTypes['CompanyChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type CompanyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyConnection'] = ResolversParentTypes['CompanyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CompanyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Company']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<CompanyConnectionTotalCountArgs, 'mode'>>;
};

export type CompanyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyEdge'] = ResolversParentTypes['CompanyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
};

export type CompanyResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyResult'] = ResolversParentTypes['CompanyResult']> = {
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CompanyTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyTotals'] = ResolversParentTypes['CompanyTotals']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  employees?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  month?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact']> = {
  activities?: Resolver<Maybe<ResolversTypes['ActivityConnection']>, ParentType, ContextType, Partial<ContactActivitiesArgs>>;
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<ContactDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<ContactTagsArgs>>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContactBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactBatch'] = ResolversParentTypes['ContactBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['ContactResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContactChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactChange'] = ResolversParentTypes['ContactChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type ContactConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactConnection'] = ResolversParentTypes['ContactConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ContactEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Contact']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<ContactConnectionTotalCountArgs, 'mode'>>;
};

export type ContactEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactEdge'] = ResolversParentTypes['ContactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Contact'], ParentType, ContextType>;
};

export type ContactResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactResult'] = ResolversParentTypes['ContactResult']> = {
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CostEstimateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CostEstimate'] = ResolversParentTypes['CostEstimate']> = {
  bound?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  ceiling?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['FieldCost']>, ParentType, ContextType>;
  fits?: Resolver<ReadonlyArray<ResolversTypes['PageFit']>, ParentType, ContextType>;
  isCacheable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPersonal?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxAgeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requested?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tagCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  uncacheableBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CustomFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomField'] = ResolversParentTypes['CustomField']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CustomFieldKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recordType?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomFieldBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldBatch'] = ResolversParentTypes['CustomFieldBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['CustomFieldResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CustomFieldConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldConnection'] = ResolversParentTypes['CustomFieldConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CustomFieldEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['CustomField']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<CustomFieldConnectionTotalCountArgs, 'mode'>>;
};

export type CustomFieldEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldEdge'] = ResolversParentTypes['CustomFieldEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CustomField'], ParentType, ContextType>;
};

export type CustomFieldResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldResult'] = ResolversParentTypes['CustomFieldResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  customField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  __resolveType: TypeResolveFn<'Company' | 'Contact', ParentType, ContextType>;
};

export type CustomerChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomerChange'] = ResolversParentTypes['CustomerChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DealResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Deal'] = ResolversParentTypes['Deal']> = {
  activities?: Resolver<Maybe<ResolversTypes['ActivityConnection']>, ParentType, ContextType, Partial<DealActivitiesArgs>>;
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  closeDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  contacts?: Resolver<Maybe<ResolversTypes['ContactConnection']>, ParentType, ContextType, Partial<DealContactsArgs>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  openedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DealStatus'], ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<DealTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DealBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealBatch'] = ResolversParentTypes['DealBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['DealResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DealChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealChange'] = ResolversParentTypes['DealChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type DealConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealConnection'] = ResolversParentTypes['DealConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DealEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Deal']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<DealConnectionTotalCountArgs, 'mode'>>;
};

export type DealEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealEdge'] = ResolversParentTypes['DealEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Deal'], ParentType, ContextType>;
};

export type DealResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealResult'] = ResolversParentTypes['DealResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DealTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DealTotals'] = ResolversParentTypes['DealTotals']> = {
  amounts?: Resolver<ReadonlyArray<ResolversTypes['MoneyTotal']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  month?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['DealStatus']>, ParentType, ContextType>;
};

export type ExternalIdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExternalId'] = ResolversParentTypes['ExternalId']> = {
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FieldCostResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldCost'] = ResolversParentTypes['FieldCost']> = {
  cost?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  times?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export interface JSONScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface MinorUnitsScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['MinorUnits'], any> {
  name: 'MinorUnits';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  minor?: Resolver<ResolversTypes['MinorUnits'], ParentType, ContextType>;
};

export type MoneyTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MoneyTotal'] = ResolversParentTypes['MoneyTotal']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sum?: Resolver<ResolversTypes['MinorUnits'], ParentType, ContextType>;
  weighted?: Resolver<ResolversTypes['MinorUnits'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addDealContacts?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationAddDealContactsArgs, 'contactIds' | 'dealId'>>;
  addExternalId?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<MutationAddExternalIdArgs, 'externalId' | 'record'>>;
  addTags?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<MutationAddTagsArgs, 'record' | 'tagIds'>>;
  createActivities?: Resolver<Maybe<ResolversTypes['ActivityBatch']>, ParentType, ContextType, RequireFields<MutationCreateActivitiesArgs, 'atomic' | 'input'>>;
  createActivity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<MutationCreateActivityArgs, 'input'>>;
  createApiKey?: Resolver<Maybe<ResolversTypes['ApiKeySecret']>, ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  createCompanies?: Resolver<Maybe<ResolversTypes['CompanyBatch']>, ParentType, ContextType, RequireFields<MutationCreateCompaniesArgs, 'atomic' | 'input'>>;
  createCompany?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationCreateCompanyArgs, 'input'>>;
  createContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationCreateContactArgs, 'input'>>;
  createContacts?: Resolver<Maybe<ResolversTypes['ContactBatch']>, ParentType, ContextType, RequireFields<MutationCreateContactsArgs, 'atomic' | 'input'>>;
  createCustomField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<MutationCreateCustomFieldArgs, 'input'>>;
  createCustomFields?: Resolver<Maybe<ResolversTypes['CustomFieldBatch']>, ParentType, ContextType, RequireFields<MutationCreateCustomFieldsArgs, 'atomic' | 'input'>>;
  createDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationCreateDealArgs, 'input'>>;
  createDeals?: Resolver<Maybe<ResolversTypes['DealBatch']>, ParentType, ContextType, RequireFields<MutationCreateDealsArgs, 'atomic' | 'input'>>;
  createPipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<MutationCreatePipelineArgs, 'input'>>;
  createPipelines?: Resolver<Maybe<ResolversTypes['PipelineBatch']>, ParentType, ContextType, RequireFields<MutationCreatePipelinesArgs, 'atomic' | 'input'>>;
  createProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<MutationCreateProductArgs, 'input'>>;
  createProducts?: Resolver<Maybe<ResolversTypes['ProductBatch']>, ParentType, ContextType, RequireFields<MutationCreateProductsArgs, 'atomic' | 'input'>>;
  createStage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<MutationCreateStageArgs, 'input'>>;
  createStages?: Resolver<Maybe<ResolversTypes['StageBatch']>, ParentType, ContextType, RequireFields<MutationCreateStagesArgs, 'atomic' | 'input'>>;
  createTag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<MutationCreateTagArgs, 'input'>>;
  createTags?: Resolver<Maybe<ResolversTypes['TagBatch']>, ParentType, ContextType, RequireFields<MutationCreateTagsArgs, 'atomic' | 'input'>>;
  createTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<MutationCreateTeamArgs, 'input'>>;
  createTeams?: Resolver<Maybe<ResolversTypes['TeamBatch']>, ParentType, ContextType, RequireFields<MutationCreateTeamsArgs, 'atomic' | 'input'>>;
  createUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationCreateUserArgs, 'input'>>;
  createUsers?: Resolver<Maybe<ResolversTypes['UserBatch']>, ParentType, ContextType, RequireFields<MutationCreateUsersArgs, 'atomic' | 'input'>>;
  createWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpointSecret']>, ParentType, ContextType, RequireFields<MutationCreateWebhookEndpointArgs, 'input'>>;
  deleteActivities?: Resolver<Maybe<ResolversTypes['ActivityBatch']>, ParentType, ContextType, RequireFields<MutationDeleteActivitiesArgs, 'atomic' | 'ids'>>;
  deleteActivity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<MutationDeleteActivityArgs, 'id'>>;
  deleteCompanies?: Resolver<Maybe<ResolversTypes['CompanyBatch']>, ParentType, ContextType, RequireFields<MutationDeleteCompaniesArgs, 'atomic' | 'ids'>>;
  deleteCompany?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationDeleteCompanyArgs, 'id'>>;
  deleteContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationDeleteContactArgs, 'id'>>;
  deleteContacts?: Resolver<Maybe<ResolversTypes['ContactBatch']>, ParentType, ContextType, RequireFields<MutationDeleteContactsArgs, 'atomic' | 'ids'>>;
  deleteCustomField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<MutationDeleteCustomFieldArgs, 'id'>>;
  deleteCustomFields?: Resolver<Maybe<ResolversTypes['CustomFieldBatch']>, ParentType, ContextType, RequireFields<MutationDeleteCustomFieldsArgs, 'atomic' | 'ids'>>;
  deleteDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationDeleteDealArgs, 'id'>>;
  deleteDeals?: Resolver<Maybe<ResolversTypes['DealBatch']>, ParentType, ContextType, RequireFields<MutationDeleteDealsArgs, 'atomic' | 'ids'>>;
  deletePipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<MutationDeletePipelineArgs, 'id'>>;
  deletePipelines?: Resolver<Maybe<ResolversTypes['PipelineBatch']>, ParentType, ContextType, RequireFields<MutationDeletePipelinesArgs, 'atomic' | 'ids'>>;
  deleteProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<MutationDeleteProductArgs, 'id'>>;
  deleteProducts?: Resolver<Maybe<ResolversTypes['ProductBatch']>, ParentType, ContextType, RequireFields<MutationDeleteProductsArgs, 'atomic' | 'ids'>>;
  deleteStage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<MutationDeleteStageArgs, 'id'>>;
  deleteStages?: Resolver<Maybe<ResolversTypes['StageBatch']>, ParentType, ContextType, RequireFields<MutationDeleteStagesArgs, 'atomic' | 'ids'>>;
  deleteTag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<MutationDeleteTagArgs, 'id'>>;
  deleteTags?: Resolver<Maybe<ResolversTypes['TagBatch']>, ParentType, ContextType, RequireFields<MutationDeleteTagsArgs, 'atomic' | 'ids'>>;
  deleteTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<MutationDeleteTeamArgs, 'id'>>;
  deleteTeams?: Resolver<Maybe<ResolversTypes['TeamBatch']>, ParentType, ContextType, RequireFields<MutationDeleteTeamsArgs, 'atomic' | 'ids'>>;
  deleteUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationDeleteUserArgs, 'id'>>;
  deleteUsers?: Resolver<Maybe<ResolversTypes['UserBatch']>, ParentType, ContextType, RequireFields<MutationDeleteUsersArgs, 'atomic' | 'ids'>>;
  deleteWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationDeleteWebhookEndpointArgs, 'id'>>;
  enableWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationEnableWebhookEndpointArgs, 'id'>>;
  mergeCompanies?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationMergeCompaniesArgs, 'dryRun' | 'ids' | 'into'>>;
  mergeContacts?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationMergeContactsArgs, 'dryRun' | 'ids' | 'into'>>;
  mergeDeals?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationMergeDealsArgs, 'dryRun' | 'ids' | 'into'>>;
  moveDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationMoveDealArgs, 'id' | 'stageId'>>;
  pauseWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationPauseWebhookEndpointArgs, 'id'>>;
  removeDealContacts?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationRemoveDealContactsArgs, 'contactIds' | 'dealId'>>;
  removeExternalId?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<MutationRemoveExternalIdArgs, 'externalId' | 'record'>>;
  removeTags?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<MutationRemoveTagsArgs, 'record' | 'tagIds'>>;
  replayWebhookEvents?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationReplayWebhookEventsArgs, 'after' | 'id'>>;
  resendWebhookDelivery?: Resolver<Maybe<ResolversTypes['WebhookDelivery']>, ParentType, ContextType, RequireFields<MutationResendWebhookDeliveryArgs, 'id'>>;
  restoreActivities?: Resolver<Maybe<ResolversTypes['ActivityBatch']>, ParentType, ContextType, RequireFields<MutationRestoreActivitiesArgs, 'atomic' | 'ids'>>;
  restoreActivity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<MutationRestoreActivityArgs, 'id'>>;
  restoreCompanies?: Resolver<Maybe<ResolversTypes['CompanyBatch']>, ParentType, ContextType, RequireFields<MutationRestoreCompaniesArgs, 'atomic' | 'ids'>>;
  restoreCompany?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationRestoreCompanyArgs, 'id'>>;
  restoreContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationRestoreContactArgs, 'id'>>;
  restoreContacts?: Resolver<Maybe<ResolversTypes['ContactBatch']>, ParentType, ContextType, RequireFields<MutationRestoreContactsArgs, 'atomic' | 'ids'>>;
  restoreCustomField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<MutationRestoreCustomFieldArgs, 'id'>>;
  restoreCustomFields?: Resolver<Maybe<ResolversTypes['CustomFieldBatch']>, ParentType, ContextType, RequireFields<MutationRestoreCustomFieldsArgs, 'atomic' | 'ids'>>;
  restoreDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationRestoreDealArgs, 'id'>>;
  restoreDeals?: Resolver<Maybe<ResolversTypes['DealBatch']>, ParentType, ContextType, RequireFields<MutationRestoreDealsArgs, 'atomic' | 'ids'>>;
  restorePipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<MutationRestorePipelineArgs, 'id'>>;
  restorePipelines?: Resolver<Maybe<ResolversTypes['PipelineBatch']>, ParentType, ContextType, RequireFields<MutationRestorePipelinesArgs, 'atomic' | 'ids'>>;
  restoreProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<MutationRestoreProductArgs, 'id'>>;
  restoreProducts?: Resolver<Maybe<ResolversTypes['ProductBatch']>, ParentType, ContextType, RequireFields<MutationRestoreProductsArgs, 'atomic' | 'ids'>>;
  restoreStage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<MutationRestoreStageArgs, 'id'>>;
  restoreStages?: Resolver<Maybe<ResolversTypes['StageBatch']>, ParentType, ContextType, RequireFields<MutationRestoreStagesArgs, 'atomic' | 'ids'>>;
  restoreTag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<MutationRestoreTagArgs, 'id'>>;
  restoreTags?: Resolver<Maybe<ResolversTypes['TagBatch']>, ParentType, ContextType, RequireFields<MutationRestoreTagsArgs, 'atomic' | 'ids'>>;
  restoreTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<MutationRestoreTeamArgs, 'id'>>;
  restoreTeams?: Resolver<Maybe<ResolversTypes['TeamBatch']>, ParentType, ContextType, RequireFields<MutationRestoreTeamsArgs, 'atomic' | 'ids'>>;
  restoreUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationRestoreUserArgs, 'id'>>;
  restoreUsers?: Resolver<Maybe<ResolversTypes['UserBatch']>, ParentType, ContextType, RequireFields<MutationRestoreUsersArgs, 'atomic' | 'ids'>>;
  revokeApiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'id'>>;
  rotateApiKey?: Resolver<Maybe<ResolversTypes['ApiKeySecret']>, ParentType, ContextType, RequireFields<MutationRotateApiKeyArgs, 'id' | 'keepOldFor'>>;
  rotateWebhookSecret?: Resolver<Maybe<ResolversTypes['WebhookEndpointSecret']>, ParentType, ContextType, RequireFields<MutationRotateWebhookSecretArgs, 'id' | 'keepOldFor'>>;
  takeWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationTakeWebhookEndpointArgs, 'id'>>;
  testWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookDelivery']>, ParentType, ContextType, RequireFields<MutationTestWebhookEndpointArgs, 'id'>>;
  updateActivities?: Resolver<Maybe<ResolversTypes['ActivityBatch']>, ParentType, ContextType, RequireFields<MutationUpdateActivitiesArgs, 'atomic' | 'input'>>;
  updateActivity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<MutationUpdateActivityArgs, 'id' | 'input'>>;
  updateApiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType, RequireFields<MutationUpdateApiKeyArgs, 'id' | 'input'>>;
  updateCompanies?: Resolver<Maybe<ResolversTypes['CompanyBatch']>, ParentType, ContextType, RequireFields<MutationUpdateCompaniesArgs, 'atomic' | 'input'>>;
  updateCompany?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationUpdateCompanyArgs, 'id' | 'input'>>;
  updateContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationUpdateContactArgs, 'id' | 'input'>>;
  updateContacts?: Resolver<Maybe<ResolversTypes['ContactBatch']>, ParentType, ContextType, RequireFields<MutationUpdateContactsArgs, 'atomic' | 'input'>>;
  updateCustomField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<MutationUpdateCustomFieldArgs, 'id' | 'input'>>;
  updateCustomFields?: Resolver<Maybe<ResolversTypes['CustomFieldBatch']>, ParentType, ContextType, RequireFields<MutationUpdateCustomFieldsArgs, 'atomic' | 'input'>>;
  updateDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationUpdateDealArgs, 'id' | 'input'>>;
  updateDeals?: Resolver<Maybe<ResolversTypes['DealBatch']>, ParentType, ContextType, RequireFields<MutationUpdateDealsArgs, 'atomic' | 'input'>>;
  updatePipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<MutationUpdatePipelineArgs, 'id' | 'input'>>;
  updatePipelines?: Resolver<Maybe<ResolversTypes['PipelineBatch']>, ParentType, ContextType, RequireFields<MutationUpdatePipelinesArgs, 'atomic' | 'input'>>;
  updateProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<MutationUpdateProductArgs, 'id' | 'input'>>;
  updateProducts?: Resolver<Maybe<ResolversTypes['ProductBatch']>, ParentType, ContextType, RequireFields<MutationUpdateProductsArgs, 'atomic' | 'input'>>;
  updateStage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<MutationUpdateStageArgs, 'id' | 'input'>>;
  updateStages?: Resolver<Maybe<ResolversTypes['StageBatch']>, ParentType, ContextType, RequireFields<MutationUpdateStagesArgs, 'atomic' | 'input'>>;
  updateTag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<MutationUpdateTagArgs, 'id' | 'input'>>;
  updateTags?: Resolver<Maybe<ResolversTypes['TagBatch']>, ParentType, ContextType, RequireFields<MutationUpdateTagsArgs, 'atomic' | 'input'>>;
  updateTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<MutationUpdateTeamArgs, 'id' | 'input'>>;
  updateTeams?: Resolver<Maybe<ResolversTypes['TeamBatch']>, ParentType, ContextType, RequireFields<MutationUpdateTeamsArgs, 'atomic' | 'input'>>;
  updateUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'id' | 'input'>>;
  updateUsers?: Resolver<Maybe<ResolversTypes['UserBatch']>, ParentType, ContextType, RequireFields<MutationUpdateUsersArgs, 'atomic' | 'input'>>;
  updateWebhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<MutationUpdateWebhookEndpointArgs, 'id' | 'input'>>;
  upsertActivities?: Resolver<Maybe<ResolversTypes['ActivityBatch']>, ParentType, ContextType, RequireFields<MutationUpsertActivitiesArgs, 'atomic' | 'input'>>;
  upsertActivity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<MutationUpsertActivityArgs, 'externalId' | 'input'>>;
  upsertCompanies?: Resolver<Maybe<ResolversTypes['CompanyBatch']>, ParentType, ContextType, RequireFields<MutationUpsertCompaniesArgs, 'atomic' | 'input'>>;
  upsertCompany?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<MutationUpsertCompanyArgs, 'externalId' | 'input'>>;
  upsertContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<MutationUpsertContactArgs, 'externalId' | 'input'>>;
  upsertContacts?: Resolver<Maybe<ResolversTypes['ContactBatch']>, ParentType, ContextType, RequireFields<MutationUpsertContactsArgs, 'atomic' | 'input'>>;
  upsertCustomField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<MutationUpsertCustomFieldArgs, 'externalId' | 'input'>>;
  upsertCustomFields?: Resolver<Maybe<ResolversTypes['CustomFieldBatch']>, ParentType, ContextType, RequireFields<MutationUpsertCustomFieldsArgs, 'atomic' | 'input'>>;
  upsertDeal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<MutationUpsertDealArgs, 'externalId' | 'input'>>;
  upsertDeals?: Resolver<Maybe<ResolversTypes['DealBatch']>, ParentType, ContextType, RequireFields<MutationUpsertDealsArgs, 'atomic' | 'input'>>;
  upsertPipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<MutationUpsertPipelineArgs, 'externalId' | 'input'>>;
  upsertPipelines?: Resolver<Maybe<ResolversTypes['PipelineBatch']>, ParentType, ContextType, RequireFields<MutationUpsertPipelinesArgs, 'atomic' | 'input'>>;
  upsertProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<MutationUpsertProductArgs, 'externalId' | 'input'>>;
  upsertProducts?: Resolver<Maybe<ResolversTypes['ProductBatch']>, ParentType, ContextType, RequireFields<MutationUpsertProductsArgs, 'atomic' | 'input'>>;
  upsertStage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<MutationUpsertStageArgs, 'externalId' | 'input'>>;
  upsertStages?: Resolver<Maybe<ResolversTypes['StageBatch']>, ParentType, ContextType, RequireFields<MutationUpsertStagesArgs, 'atomic' | 'input'>>;
  upsertTag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<MutationUpsertTagArgs, 'externalId' | 'input'>>;
  upsertTags?: Resolver<Maybe<ResolversTypes['TagBatch']>, ParentType, ContextType, RequireFields<MutationUpsertTagsArgs, 'atomic' | 'input'>>;
  upsertTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<MutationUpsertTeamArgs, 'externalId' | 'input'>>;
  upsertTeams?: Resolver<Maybe<ResolversTypes['TeamBatch']>, ParentType, ContextType, RequireFields<MutationUpsertTeamsArgs, 'atomic' | 'input'>>;
  upsertUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationUpsertUserArgs, 'externalId' | 'input'>>;
  upsertUsers?: Resolver<Maybe<ResolversTypes['UserBatch']>, ParentType, ContextType, RequireFields<MutationUpsertUsersArgs, 'atomic' | 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Activity' | 'Company' | 'Contact' | 'CustomField' | 'Deal' | 'Pipeline' | 'Product' | 'Stage' | 'Tag' | 'Team' | 'User', ParentType, ContextType>;
};

export type OperationUsageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationUsage'] = ResolversParentTypes['OperationUsage']> = {
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  executed?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  hits?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  throttled?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type PageFitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageFit'] = ResolversParentTypes['PageFit']> = {
  argument?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  given?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PipelineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Pipeline'] = ResolversParentTypes['Pipeline']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<PipelineDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stages?: Resolver<Maybe<ResolversTypes['StageConnection']>, ParentType, ContextType, Partial<PipelineStagesArgs>>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<PipelineTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PipelineBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineBatch'] = ResolversParentTypes['PipelineBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['PipelineResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PipelineConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineConnection'] = ResolversParentTypes['PipelineConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PipelineEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<PipelineConnectionTotalCountArgs, 'mode'>>;
};

export type PipelineEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineEdge'] = ResolversParentTypes['PipelineEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Pipeline'], ParentType, ContextType>;
};

export type PipelineReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineReport'] = ResolversParentTypes['PipelineReport']> = {
  amounts?: Resolver<ReadonlyArray<ResolversTypes['MoneyTotal']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pipeline?: Resolver<ResolversTypes['Pipeline'], ParentType, ContextType>;
  stages?: Resolver<ReadonlyArray<ResolversTypes['StageTotals']>, ParentType, ContextType>;
};

export type PipelineResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineResult'] = ResolversParentTypes['PipelineResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<ProductDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<ProductTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProductBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductBatch'] = ResolversParentTypes['ProductBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['ProductResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Product']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<ProductConnectionTotalCountArgs, 'mode'>>;
};

export type ProductEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductResult'] = ResolversParentTypes['ProductResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  activities?: Resolver<Maybe<ResolversTypes['ActivityConnection']>, ParentType, ContextType, Partial<QueryActivitiesArgs>>;
  activity?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<QueryActivityArgs, 'id'>>;
  activityByExternalId?: Resolver<Maybe<ResolversTypes['Activity']>, ParentType, ContextType, RequireFields<QueryActivityByExternalIdArgs, 'externalId' | 'source'>>;
  apiKeys?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ApiKey']>>, ParentType, ContextType, RequireFields<QueryApiKeysArgs, 'withRevoked'>>;
  auditEvents?: Resolver<Maybe<ResolversTypes['AuditEventConnection']>, ParentType, ContextType, Partial<QueryAuditEventsArgs>>;
  changes?: Resolver<Maybe<ResolversTypes['RecordChangeConnection']>, ParentType, ContextType, Partial<QueryChangesArgs>>;
  companies?: Resolver<Maybe<ResolversTypes['CompanyConnection']>, ParentType, ContextType, Partial<QueryCompaniesArgs>>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyArgs, 'id'>>;
  companyByExternalId?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyByExternalIdArgs, 'externalId' | 'source'>>;
  companyTotals?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CompanyTotals']>>, ParentType, ContextType, RequireFields<QueryCompanyTotalsArgs, 'groupBy'>>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<QueryContactArgs, 'id'>>;
  contactByExternalId?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<QueryContactByExternalIdArgs, 'externalId' | 'source'>>;
  contacts?: Resolver<Maybe<ResolversTypes['ContactConnection']>, ParentType, ContextType, Partial<QueryContactsArgs>>;
  customField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<QueryCustomFieldArgs, 'id'>>;
  customFieldByExternalId?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType, RequireFields<QueryCustomFieldByExternalIdArgs, 'externalId' | 'source'>>;
  customFields?: Resolver<Maybe<ResolversTypes['CustomFieldConnection']>, ParentType, ContextType, Partial<QueryCustomFieldsArgs>>;
  deal?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<QueryDealArgs, 'id'>>;
  dealByExternalId?: Resolver<Maybe<ResolversTypes['Deal']>, ParentType, ContextType, RequireFields<QueryDealByExternalIdArgs, 'externalId' | 'source'>>;
  dealTotals?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DealTotals']>>, ParentType, ContextType, RequireFields<QueryDealTotalsArgs, 'groupBy'>>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<QueryDealsArgs>>;
  estimateCost?: Resolver<ResolversTypes['CostEstimate'], ParentType, ContextType, RequireFields<QueryEstimateCostArgs, 'query'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<QueryPipelineArgs, 'id'>>;
  pipelineByExternalId?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType, RequireFields<QueryPipelineByExternalIdArgs, 'externalId' | 'source'>>;
  pipelineReport?: Resolver<Maybe<ResolversTypes['PipelineReport']>, ParentType, ContextType, Partial<QueryPipelineReportArgs>>;
  pipelines?: Resolver<Maybe<ResolversTypes['PipelineConnection']>, ParentType, ContextType, Partial<QueryPipelinesArgs>>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'id'>>;
  productByExternalId?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductByExternalIdArgs, 'externalId' | 'source'>>;
  products?: Resolver<Maybe<ResolversTypes['ProductConnection']>, ParentType, ContextType, Partial<QueryProductsArgs>>;
  search?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SearchHit']>>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'first' | 'text'>>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<QueryStageArgs, 'id'>>;
  stageByExternalId?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType, RequireFields<QueryStageByExternalIdArgs, 'externalId' | 'source'>>;
  stages?: Resolver<Maybe<ResolversTypes['StageConnection']>, ParentType, ContextType, Partial<QueryStagesArgs>>;
  tag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<QueryTagArgs, 'id'>>;
  tagByExternalId?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<QueryTagByExternalIdArgs, 'externalId' | 'source'>>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<QueryTagsArgs>>;
  team?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<QueryTeamArgs, 'id'>>;
  teamByExternalId?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<QueryTeamByExternalIdArgs, 'externalId' | 'source'>>;
  teams?: Resolver<Maybe<ResolversTypes['TeamConnection']>, ParentType, ContextType, Partial<QueryTeamsArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  userByExternalId?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserByExternalIdArgs, 'externalId' | 'source'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<QueryUsersArgs>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  webhookDeliveries?: Resolver<Maybe<ResolversTypes['WebhookDeliveryConnection']>, ParentType, ContextType, RequireFields<QueryWebhookDeliveriesArgs, 'endpointId' | 'first'>>;
  webhookEndpoints?: Resolver<Maybe<ReadonlyArray<ResolversTypes['WebhookEndpoint']>>, ParentType, ContextType>;
};

export type RecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Record'] = ResolversParentTypes['Record']> = {
  __resolveType: TypeResolveFn<'Activity' | 'Company' | 'Contact' | 'CustomField' | 'Deal' | 'Pipeline' | 'Product' | 'Stage' | 'Tag' | 'Team' | 'User', ParentType, ContextType>;
};

export type RecordChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordChange'] = ResolversParentTypes['RecordChange']> = {
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  transition?: Resolver<ResolversTypes['ChangeTransition'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type RecordChangeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordChangeConnection'] = ResolversParentTypes['RecordChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RecordChangeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RecordChange']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RecordChangeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordChangeEdge'] = ResolversParentTypes['RecordChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RecordChange'], ParentType, ContextType>;
};

export type RecordTypeResolvers = { ACTIVITY: 'activity', COMPANY: 'company', CONTACT: 'contact', CUSTOM_FIELD: 'custom_field', DEAL: 'deal', PIPELINE: 'pipeline', PRODUCT: 'product', STAGE: 'stage', TAG: 'tag', TEAM: 'team', USER: 'user' };

export type RowErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RowError'] = ResolversParentTypes['RowError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  details?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchHitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchHit'] = ResolversParentTypes['SearchHit']> = {
  record?: Resolver<ResolversTypes['Record'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type StageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Stage'] = ResolversParentTypes['Stage']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<StageDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  probability?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DealStatus'], ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<StageTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StageBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StageBatch'] = ResolversParentTypes['StageBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['StageResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StageConnection'] = ResolversParentTypes['StageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['StageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Stage']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<StageConnectionTotalCountArgs, 'mode'>>;
};

export type StageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StageEdge'] = ResolversParentTypes['StageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Stage'], ParentType, ContextType>;
};

export type StageResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StageResult'] = ResolversParentTypes['StageResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
};

export type StageTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StageTotals'] = ResolversParentTypes['StageTotals']> = {
  amounts?: Resolver<ReadonlyArray<ResolversTypes['MoneyTotal']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stage?: Resolver<ResolversTypes['Stage'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  activityChanged?: SubscriptionResolver<ResolversTypes['ActivityChange'], "activityChanged", ParentType, ContextType, RequireFields<SubscriptionActivityChangedArgs, 'coalesce' | 'snapshot'>>;
  changes?: SubscriptionResolver<ResolversTypes['RecordChange'], "changes", ParentType, ContextType, RequireFields<SubscriptionChangesArgs, 'coalesce'>>;
  companyChanged?: SubscriptionResolver<ResolversTypes['CompanyChange'], "companyChanged", ParentType, ContextType, RequireFields<SubscriptionCompanyChangedArgs, 'coalesce' | 'snapshot'>>;
  contactChanged?: SubscriptionResolver<ResolversTypes['ContactChange'], "contactChanged", ParentType, ContextType, RequireFields<SubscriptionContactChangedArgs, 'coalesce' | 'snapshot'>>;
  customerChanged?: SubscriptionResolver<ResolversTypes['CustomerChange'], "customerChanged", ParentType, ContextType, RequireFields<SubscriptionCustomerChangedArgs, 'coalesce' | 'snapshot'>>;
  dealChanged?: SubscriptionResolver<ResolversTypes['DealChange'], "dealChanged", ParentType, ContextType, RequireFields<SubscriptionDealChangedArgs, 'coalesce' | 'snapshot'>>;
};

export type TagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  color?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  companies?: Resolver<Maybe<ResolversTypes['CompanyConnection']>, ParentType, ContextType, Partial<TagCompaniesArgs>>;
  contacts?: Resolver<Maybe<ResolversTypes['ContactConnection']>, ParentType, ContextType, Partial<TagContactsArgs>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<TagDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TagBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TagBatch'] = ResolversParentTypes['TagBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['TagResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TagConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TagConnection'] = ResolversParentTypes['TagConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TagEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<TagConnectionTotalCountArgs, 'mode'>>;
};

export type TagEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TagEdge'] = ResolversParentTypes['TagEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Tag'], ParentType, ContextType>;
};

export type TagResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TagResult'] = ResolversParentTypes['TagResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType>;
};

export type TeamResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Team'] = ResolversParentTypes['Team']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<TeamTagsArgs>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<TeamUsersArgs>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TeamBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TeamBatch'] = ResolversParentTypes['TeamBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['TeamResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TeamConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TeamConnection'] = ResolversParentTypes['TeamConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TeamEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Team']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<TeamConnectionTotalCountArgs, 'mode'>>;
};

export type TeamEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TeamEdge'] = ResolversParentTypes['TeamEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type TeamResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TeamResult'] = ResolversParentTypes['TeamResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType>;
};

export type TenantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tenant'] = ResolversParentTypes['Tenant']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  activities?: Resolver<Maybe<ResolversTypes['ActivityConnection']>, ParentType, ContextType, Partial<UserActivitiesArgs>>;
  companies?: Resolver<Maybe<ResolversTypes['CompanyConnection']>, ParentType, ContextType, Partial<UserCompaniesArgs>>;
  contacts?: Resolver<Maybe<ResolversTypes['ContactConnection']>, ParentType, ContextType, Partial<UserContactsArgs>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deals?: Resolver<Maybe<ResolversTypes['DealConnection']>, ParentType, ContextType, Partial<UserDealsArgs>>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ExternalId']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  manager?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reports?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<UserReportsArgs>>;
  tags?: Resolver<Maybe<ResolversTypes['TagConnection']>, ParentType, ContextType, Partial<UserTagsArgs>>;
  team?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserBatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserBatch'] = ResolversParentTypes['UserBatch']> = {
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['UserResult']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<UserConnectionTotalCountArgs, 'mode'>>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserResult'] = ResolversParentTypes['UserResult']> = {
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['RowError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  budget?: Resolver<ResolversTypes['Budgets'], ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['KeyEnvironment']>, ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
  usage?: Resolver<ReadonlyArray<ResolversTypes['OperationUsage']>, ParentType, ContextType, RequireFields<ViewerUsageArgs, 'days'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
};

export type WebhookAttemptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookAttempt'] = ResolversParentTypes['WebhookAttempt']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type WebhookDeliveryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDelivery'] = ResolversParentTypes['WebhookDelivery']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ReadonlyArray<ResolversTypes['WebhookAttempt']>, ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['WebhookCause'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recordId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['WebhookDeliveryState'], ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['RecordType']>, ParentType, ContextType>;
};

export type WebhookDeliveryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDeliveryConnection'] = ResolversParentTypes['WebhookDeliveryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WebhookDeliveryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['WebhookDelivery']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WebhookDeliveryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDeliveryEdge'] = ResolversParentTypes['WebhookDeliveryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['WebhookDelivery'], ParentType, ContextType>;
};

export type WebhookEndpointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookEndpoint'] = ResolversParentTypes['WebhookEndpoint']> = {
  changedFields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  coalesceSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['WebhookHealth'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  oldSecretUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  skipOwn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['WebhookState'], ParentType, ContextType>;
  subscription?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  variables?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type WebhookEndpointSecretResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookEndpointSecret'] = ResolversParentTypes['WebhookEndpointSecret']> = {
  endpoint?: Resolver<ResolversTypes['WebhookEndpoint'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WebhookHealthResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookHealth'] = ResolversParentTypes['WebhookHealth']> = {
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  failedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failingSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failures?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  restingUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Activity?: ActivityResolvers<ContextType>;
  ActivityBatch?: ActivityBatchResolvers<ContextType>;
  ActivityChange?: ActivityChangeResolvers<ContextType>;
  ActivityConnection?: ActivityConnectionResolvers<ContextType>;
  ActivityEdge?: ActivityEdgeResolvers<ContextType>;
  ActivityResult?: ActivityResultResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeySecret?: ApiKeySecretResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  Budget?: BudgetResolvers<ContextType>;
  Budgets?: BudgetsResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  CompanyBatch?: CompanyBatchResolvers<ContextType>;
  CompanyChange?: CompanyChangeResolvers<ContextType>;
  CompanyConnection?: CompanyConnectionResolvers<ContextType>;
  CompanyEdge?: CompanyEdgeResolvers<ContextType>;
  CompanyResult?: CompanyResultResolvers<ContextType>;
  CompanyTotals?: CompanyTotalsResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  ContactBatch?: ContactBatchResolvers<ContextType>;
  ContactChange?: ContactChangeResolvers<ContextType>;
  ContactConnection?: ContactConnectionResolvers<ContextType>;
  ContactEdge?: ContactEdgeResolvers<ContextType>;
  ContactResult?: ContactResultResolvers<ContextType>;
  CostEstimate?: CostEstimateResolvers<ContextType>;
  CustomField?: CustomFieldResolvers<ContextType>;
  CustomFieldBatch?: CustomFieldBatchResolvers<ContextType>;
  CustomFieldConnection?: CustomFieldConnectionResolvers<ContextType>;
  CustomFieldEdge?: CustomFieldEdgeResolvers<ContextType>;
  CustomFieldResult?: CustomFieldResultResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  CustomerChange?: CustomerChangeResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Deal?: DealResolvers<ContextType>;
  DealBatch?: DealBatchResolvers<ContextType>;
  DealChange?: DealChangeResolvers<ContextType>;
  DealConnection?: DealConnectionResolvers<ContextType>;
  DealEdge?: DealEdgeResolvers<ContextType>;
  DealResult?: DealResultResolvers<ContextType>;
  DealTotals?: DealTotalsResolvers<ContextType>;
  ExternalId?: ExternalIdResolvers<ContextType>;
  FieldCost?: FieldCostResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MinorUnits?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  MoneyTotal?: MoneyTotalResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  OperationUsage?: OperationUsageResolvers<ContextType>;
  PageFit?: PageFitResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Pipeline?: PipelineResolvers<ContextType>;
  PipelineBatch?: PipelineBatchResolvers<ContextType>;
  PipelineConnection?: PipelineConnectionResolvers<ContextType>;
  PipelineEdge?: PipelineEdgeResolvers<ContextType>;
  PipelineReport?: PipelineReportResolvers<ContextType>;
  PipelineResult?: PipelineResultResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductBatch?: ProductBatchResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  ProductResult?: ProductResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Record?: RecordResolvers<ContextType>;
  RecordChange?: RecordChangeResolvers<ContextType>;
  RecordChangeConnection?: RecordChangeConnectionResolvers<ContextType>;
  RecordChangeEdge?: RecordChangeEdgeResolvers<ContextType>;
  RecordType?: RecordTypeResolvers;
  RowError?: RowErrorResolvers<ContextType>;
  SearchHit?: SearchHitResolvers<ContextType>;
  Stage?: StageResolvers<ContextType>;
  StageBatch?: StageBatchResolvers<ContextType>;
  StageConnection?: StageConnectionResolvers<ContextType>;
  StageEdge?: StageEdgeResolvers<ContextType>;
  StageResult?: StageResultResolvers<ContextType>;
  StageTotals?: StageTotalsResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  TagBatch?: TagBatchResolvers<ContextType>;
  TagConnection?: TagConnectionResolvers<ContextType>;
  TagEdge?: TagEdgeResolvers<ContextType>;
  TagResult?: TagResultResolvers<ContextType>;
  Team?: TeamResolvers<ContextType>;
  TeamBatch?: TeamBatchResolvers<ContextType>;
  TeamConnection?: TeamConnectionResolvers<ContextType>;
  TeamEdge?: TeamEdgeResolvers<ContextType>;
  TeamResult?: TeamResultResolvers<ContextType>;
  Tenant?: TenantResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserBatch?: UserBatchResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserResult?: UserResultResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  WebhookAttempt?: WebhookAttemptResolvers<ContextType>;
  WebhookDelivery?: WebhookDeliveryResolvers<ContextType>;
  WebhookDeliveryConnection?: WebhookDeliveryConnectionResolvers<ContextType>;
  WebhookDeliveryEdge?: WebhookDeliveryEdgeResolvers<ContextType>;
  WebhookEndpoint?: WebhookEndpointResolvers<ContextType>;
  WebhookEndpointSecret?: WebhookEndpointSecretResolvers<ContextType>;
  WebhookHealth?: WebhookHealthResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
};
