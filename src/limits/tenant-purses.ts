// One purse for each tenant, shared by its keys, with what operators have set for it.
// Invariant: nothing is charged to a tenant before it was asked once what is set; later changes come in time.
import { type Purse, purse } from './account.ts';
import type { Policy } from './bucket.ts';

export interface TenantPurses {
  of(tenantId: string): Purse;
  /** Null: it is known what is set. */
  whenKnown(tenantId: string): Promise<void> | null;
}

export interface TenantPursesOptions {
  readonly policy: Policy;
  readonly overrideOf: ((tenantId: string) => Promise<Policy | null>) | undefined;
  readonly now: () => number;
  readonly onChange: () => void;
}

interface TenantPurse extends Purse {
  asking: Promise<void> | null;
  askedAtMs: number;
}

const overridesForMs = 30_000;

export function createTenantPurses({ policy, overrideOf, now, onChange }: TenantPursesOptions): TenantPurses {
  const purses = new Map<string, TenantPurse>();

  function of(tenantId: string): TenantPurse {
    let found = purses.get(tenantId);
    if (!found) {
      found = { ...purse(policy, now()), asking: null, askedAtMs: Number.NEGATIVE_INFINITY };
      purses.set(tenantId, found);
    }
    return found;
  }

  function set(tenant: TenantPurse, { capacity, refill }: Policy, isFirst: boolean): void {
    if (capacity === tenant.policy.capacity && refill === tenant.policy.refill) return;
    tenant.policy = { capacity, refill };
    tenant.bucket.points = isFirst ? capacity : Math.min(tenant.bucket.points, capacity);
    onChange();
  }

  return {
    of,
    whenKnown(tenantId) {
      const tenant = of(tenantId);
      if (!overrideOf || now() - tenant.askedAtMs < overridesForMs) return tenant.asking;
      const isFirst = tenant.askedAtMs === Number.NEGATIVE_INFINITY;
      tenant.askedAtMs = now();
      const asked = overrideOf(tenantId)
        .then((found) => set(tenant, found ?? policy, isFirst))
        .catch(() => {}) // then what was known goes on
        .finally(() => (tenant.asking = null));
      if (isFirst) tenant.asking = asked.then(() => undefined);
      return tenant.asking;
    },
  };
}
