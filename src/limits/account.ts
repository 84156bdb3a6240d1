// What one key of one tenant may still spend at this node: points that were leased from the shared buckets, or, while Redis is
// away, the node's share of them. Invariant: what is spent here was taken from both buckets before, or is settled with them next.
import { type Bucket, fill, type Policy, shareOf } from './bucket.ts';

/** Of a tenant or of a key. */
export interface Purse {
  policy: Policy;
  /** As it was when somebody last asked; here alone, if there is no Redis. */
  readonly bucket: Bucket;
}

export interface Account {
  readonly tenantId: string;
  readonly key: string;
  readonly tenant: Purse;
  readonly own: Purse;
  /** Taken from the buckets and not spent. */
  leased: number;
  /** Spent and not taken. */
  debt: number;
  usedAtMs: number;
  /** Spent in the last second or so: by it the next lease is measured. */
  pace: number;
  /** Until then the buckets are known not to have `wanted`. */
  emptyUntilMs: number;
  wanted: number;
  /** As headers, made anew once a second. */
  headers: readonly string[];
  headersUntilMs: number;
  isForgotten: boolean;
}

export const createAccount = (
  tenantId: string,
  key: string,
  tenant: Purse,
  policy: Policy,
  nowMs: number,
): Account => ({
  tenantId,
  key,
  tenant,
  own: purse(policy, nowMs),
  leased: 0,
  debt: 0,
  usedAtMs: nowMs,
  pace: 0,
  emptyUntilMs: 0,
  wanted: 0,
  headers: [],
  headersUntilMs: 0,
  isForgotten: false,
});

export const purse = (policy: Policy, nowMs: number): Purse => ({
  policy,
  bucket: { points: policy.capacity, atMs: nowMs },
});

/** Without Redis: from both, or from none. */
export function takeHere({ tenant, own }: Account, points: number, nodes: number, nowMs: number): boolean {
  const purses = [tenant, own];
  for (const { bucket, policy } of purses) fill(bucket, shareOf(policy, nodes), nowMs);
  if (purses.some(({ bucket }) => bucket.points < points)) return false;
  for (const { bucket } of purses) bucket.points -= points;
  return true;
}
