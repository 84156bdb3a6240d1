// Points of tenants and keys: charged before an operation runs, settled when it is known what it did cost. A node leases points
// from the shared buckets, so that few requests wait for Redis. Invariant: while Redis is there, all nodes together grant no more
// than the buckets held; while it is away, each grants its share.
import { randomUUID } from 'node:crypto';
import { type Account, createAccount, type Purse, takeHere } from './account.ts';
import { fill, type Policy, pointsIn, shareOf, timeUntil } from './bucket.ts';
import { type BudgetState, headersOf } from './budget-state.ts';
import type { SharedBuckets } from './shared-buckets.ts';
import { createTenantPurses } from './tenant-purses.ts';

/** Who pays: a viewer. The same object each time, as long as its credential is known. */
export interface Payer {
  readonly tenantId: string;
  readonly subject: string;
}

export interface BudgetOptions {
  readonly tenant: Policy;
  readonly ofKey: Policy;
  /** Null: there is no Redis. */
  readonly shared: (SharedBuckets & { readonly isAway: () => boolean }) | null;
  /** How many nodes share the budget, where Redis has not told. @default 1 */
  readonly nodes?: number;
  /** What an operator has set for a tenant. @default nothing */
  readonly overrideOf?: (tenantId: string) => Promise<Policy | null>;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Null: granted. Else there will be enough in so many milliseconds, as far as can be told. */
export type Refusal = {
  readonly retryAfterMs: number;
  /** Whose points are spent. */
  readonly by: 'tenant' | 'key';
} | null;

export interface Budget {
  charge(payer: Payer, points: number): Refusal | Promise<Refusal>;
  /** The same as `charge` says, without charging. */
  refusal(payer: Payer, points: number): NonNullable<Refusal>;
  /** More than was charged, or less (then it is given back). */
  settle(payer: Payer, more: number): void;
  /** A request was refused: hammering is not free. */
  punish(payer: Payer): void;
  /** The tighter of both buckets. */
  state(payer: Payer): BudgetState;
  both(payer: Payer): { readonly tenant: BudgetState; readonly key: BudgetState };
  /** `RateLimit` and `RateLimit-Policy`, as flat pairs: at most a second old. */
  headers(payer: Payer): readonly string[];
  counts(): Readonly<{ granted: number; refused: number; leases: number; local: number }>;
  /** Gives back what is not spent. */
  stop(): Promise<void>;
}

/** What refusing a request costs us, in points: half of what a hit does. */
const refusalPrice = 3;
/** Of a budget, what a node may hold: beyond, other nodes would refuse for what nobody spends. */
const mostHeld = 1 / 50;
const tickMs = 250;
const beatEveryTicks = 4;
/** Nobody has spent of it for so long: it goes back. */
const idleMs = 500;
const forgottenAfterMs = 60_000;
const headersForMs = 1_000;
/** What was refused is refused again without asking, for so long at most: other nodes give back. */
const emptyForMs = 100;

export function createBudget({
  tenant: tenantPolicy,
  ofKey: keyPolicy,
  shared,
  nodes: configuredNodes = 1,
  overrideOf,
  now = () => performance.now(),
}: BudgetOptions): Budget {
  const accounts = new Map<string, Account>();
  const byPayer = new WeakMap<Payer, Account>();
  const tenants = createTenantPurses({
    policy: tenantPolicy,
    overrideOf,
    now,
    onChange() {
      for (const account of accounts.values()) account.headersUntilMs = 0;
    },
  });
  const counts = { granted: 0, refused: 0, leases: 0, local: 0 };
  const node = randomUUID();
  let nodes = configuredNodes;
  let isLocal = shared === null;
  let ticks = 0;
  const timer = setInterval(tick, tickMs);
  timer.unref();

  function accountOf(payer: Payer): Account {
    const known = byPayer.get(payer);
    if (known && !known.isForgotten) return known;
    const { tenantId, subject: key } = payer;
    const name = `${tenantId} ${key}`;
    let account = accounts.get(name);
    if (!account) {
      account = createAccount(tenantId, key, tenants.of(tenantId), keyPolicy, now());
      accounts.set(name, account);
    }
    byPayer.set(payer, account);
    return account;
  }

  /** Redis has gone, or is back. */
  function look(): void {
    const isAway = shared === null || shared.isAway();
    if (isAway === isLocal) return;
    isLocal = isAway;
    if (!isAway) return;
    // From here on each node goes by its share of what was left.
    const atMs = now();
    const purses = new Set([...accounts.values()].flatMap(({ tenant, own }) => [tenant, own]));
    for (const { bucket, policy } of purses) {
      bucket.points = pointsIn(bucket, policy, atMs) / nodes;
      bucket.atMs = atMs;
    }
  }

  function grant(account: Account, points: number): null {
    counts.granted++;
    account.pace += points;
    return null;
  }

  function refusalOf({ tenant, own, leased }: Account, points: number): NonNullable<Refusal> {
    const wait = ({ bucket, policy }: Purse) => {
      const share = isLocal ? shareOf(policy, nodes) : policy;
      return timeUntil(points - leased, pointsIn(bucket, share, now()), share);
    };
    const [ofTenant, ofKey] = [wait(tenant), wait(own)];
    return { retryAfterMs: Math.max(ofTenant, ofKey), by: ofTenant >= ofKey ? 'tenant' : 'key' };
  }

  function refuse(account: Account, points: number): Refusal {
    counts.refused++;
    const refusal = refusalOf(account, points);
    account.wanted = points;
    account.emptyUntilMs = now() + Math.min(refusal.retryAfterMs, emptyForMs);
    return refusal;
  }

  function chargeHere(account: Account, points: number): Refusal {
    counts.local++;
    if (!takeHere(account, points, nodes, now())) return refuse(account, points);
    if (shared) account.debt += points;
    return grant(account, points);
  }

  /** Takes for this request, and some for those that follow. */
  async function lease(account: Account, points: number): Promise<Refusal> {
    const { policy } = account.own;
    const ahead = Math.min(
      account.pace / 4,
      (Math.min(policy.capacity, account.tenant.policy.capacity) * mostHeld) / nodes,
    );
    const granted = await exchange(account, points, points + ahead);
    if (granted === null) {
      look();
      return chargeHere(account, points);
    }
    if (granted < points) {
      account.leased += granted;
      return refuse(account, points);
    }
    account.leased += granted - points;
    return grant(account, points);
  }

  /** Gives back what is held, pays what is owed, takes anew. Null: Redis is away, and what was held is lost. */
  async function exchange(account: Account, least: number, most: number): Promise<number | null> {
    const { tenantId, key, tenant, own, leased: unspent, debt } = account;
    account.leased = 0;
    account.debt = 0;
    counts.leases++;
    const wanted = { tenantId, key, tenant: tenant.policy, ofKey: own.policy, least, most, unspent, debt };
    const taken = await shared!.take(wanted);
    if (!taken) {
      account.debt += debt;
      return null;
    }
    const atMs = now();
    Object.assign(tenant.bucket, { points: taken.tenantLeft, atMs });
    Object.assign(own.bucket, { points: taken.keyLeft, atMs });
    return taken.granted;
  }

  function chargeNow(account: Account, points: number): Refusal | Promise<Refusal> {
    look();
    const nowMs = now();
    account.usedAtMs = nowMs;
    if (account.leased >= points) {
      account.leased -= points;
      return grant(account, points);
    }
    if (isLocal) return chargeHere(account, points);
    if (nowMs < account.emptyUntilMs && points >= account.wanted) return refuse(account, points);
    return lease(account, points);
  }

  function tick(): void {
    look();
    const nowMs = now();
    for (const [name, account] of accounts) {
      account.pace *= 0.75;
      const idle = nowMs - account.usedAtMs;
      const mostHeldNow = account.pace + account.own.policy.capacity * mostHeld;
      const isSettled = account.leased === 0 && account.debt === 0;
      if (!isLocal && !isSettled && (account.debt > 0 || idle > idleMs || account.leased > mostHeldNow))
        void exchange(account, 0, 0);
      // Without Redis the bucket itself is here: until it is full again it must be remembered.
      const { policy } = account.own;
      if (isSettled && idle > Math.max(forgottenAfterMs, (policy.capacity / policy.refill) * 1000)) {
        account.isForgotten = true;
        accounts.delete(name);
      }
    }
    if (!shared || isLocal || ticks++ % beatEveryTicks !== 0) return;
    void shared.beat(node).then((found) => {
      if (found !== null) nodes = Math.max(1, found);
    });
  }

  const stateOf = ({ bucket, policy }: Purse, { leased, debt }: Account): BudgetState => {
    const { capacity, refill } = isLocal ? shareOf(policy, nodes) : policy;
    const left = pointsIn(bucket, { capacity, refill }, now()) + leased - (isLocal ? 0 : debt);
    return {
      maximumAvailable: Math.floor(capacity),
      currentlyAvailable: Math.max(0, Math.floor(Math.min(left, capacity))),
      restoreRate: refill,
    };
  };

  function both(payer: Payer) {
    const account = accountOf(payer);
    return { tenant: stateOf(account.tenant, account), key: stateOf(account.own, account) };
  }

  return {
    charge(payer, points) {
      const account = accountOf(payer);
      const known = tenants.whenKnown(payer.tenantId);
      return known instanceof Promise ? known.then(() => chargeNow(account, points)) : chargeNow(account, points);
    },
    refusal: (payer, points) => refusalOf(accountOf(payer), points),
    settle(payer, more) {
      const account = accountOf(payer);
      if (isLocal) {
        for (const { bucket, policy } of [account.tenant, account.own]) {
          fill(bucket, shareOf(policy, nodes), now());
          bucket.points = Math.min(policy.capacity / nodes, bucket.points - more);
        }
        if (shared) account.debt = Math.max(0, account.debt + more);
        return;
      }
      account.leased -= more;
      if (account.leased >= 0) return;
      account.debt -= account.leased;
      account.leased = 0;
    },
    punish(payer) {
      this.settle(payer, refusalPrice);
    },
    state(payer) {
      const { tenant, key } = both(payer);
      return tenant.currentlyAvailable < key.currentlyAvailable ? tenant : key;
    },
    both,
    headers(payer) {
      const account = accountOf(payer);
      const nowMs = now();
      if (nowMs >= account.headersUntilMs) {
        account.headersUntilMs = nowMs + headersForMs;
        account.headers = headersOf(both(payer));
      }
      return account.headers;
    },
    counts: () => counts,
    async stop() {
      clearInterval(timer);
      if (!shared || shared.isAway()) return;
      const held = [...accounts.values()].filter(({ leased, debt }) => leased > 0 || debt > 0);
      await Promise.all(held.map((account) => exchange(account, 0, 0)));
    },
  };
}
