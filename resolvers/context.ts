// What resolvers are given: they say what is wanted, and src/api/context.ts says how it is got.
import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../src/auth/verdicts.ts';
import type { EdgeWants, Loaders } from '../src/crm/loaders.ts';
import type { Reader, Transaction } from '../src/db/transaction.ts';
import type { BudgetState } from '../src/limits/budget-state.ts';
import type { FieldCost, Fit } from '../src/limits/cost.ts';

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
  estimate(asked: EstimateOptions): Estimate;
  budgets(): Readonly<Record<'tenant' | 'key', BudgetState>>;
}

export interface Context {
  readonly viewer: Viewer;
  readonly limits: Limits;
  /** Rows of this operation's snapshot. */
  readonly loaders: Loaders;
  /** What the operation goes on to ask at the place of this field. */
  wants(info: GraphQLResolveInfo): EdgeWants;
  /** The operation's read transaction, for reads that are not rows: reports and search. */
  reader(): Promise<Reader>;
  /** Runs the writes of one mutation field in one transaction; reads after it see them. */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
