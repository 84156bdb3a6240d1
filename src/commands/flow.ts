// The flow of an origin: cost ceiling, budgets through Redis if there is one, and as many operations at once as it bears.
import { createFlow, type Flow, type FlowOptions } from '../api/flow.ts';
import type { Config } from '../config.ts';
import { createAdmission } from '../limits/admission.ts';
import { type BudgetOptions, createBudget } from '../limits/budget.ts';
import { createFanOut } from '../limits/fan-out.ts';
import { createGradient, type Gradient } from '../limits/gradient.ts';
import { createPace } from '../limits/pace.ts';
import { createSharedBuckets } from '../limits/shared-buckets.ts';
import type { FlowReadings } from '../observability/flow-metrics.ts';
import type { RedisConnection } from '../redis/connection.ts';

export interface OriginFlowOptions extends Pick<FlowOptions, 'usage'>, Pick<BudgetOptions, 'overrideOf'> {
  readonly config: Pick<Config, 'limits' | 'pool'>;
  readonly redis: RedisConnection | null;
}

/** Fewer would leave a core idle while operations wait for the database. */
const leastAtOnce = 3;

export interface OriginFlow extends Flow {
  /** For metrics. */
  readings(): FlowReadings;
  stop(): Promise<void>;
}

export function createOriginFlow({ config, redis, usage, overrideOf }: OriginFlowOptions): OriginFlow {
  const { ceiling, tenant, ofKey, nodes, mostAtOnce, preparationShare } = config.limits;
  const shared = redis && { ...createSharedBuckets(redis), isAway: redis.isOpen };
  const budget = createBudget({ tenant, ofKey, nodes, shared, ...(overrideOf && { overrideOf }) });
  const admission = createAdmission({ gradient: gradientOf(mostAtOnce, config.pool.max) });
  const flow = createFlow({
    ceiling,
    budget,
    admission,
    fanOut: createFanOut(),
    usage,
    pace: createPace({ share: preparationShare }),
  });
  return {
    ...flow,
    readings() {
      const { granted, refused, leases, local } = budget.counts();
      const { running, waiting, limit } = admission.counts();
      const charges = { granted, refused };
      return { ...flow.counts(), charges, leases, local, running, waitingForTurns: waiting, limit };
    },
    stop: budget.stop,
  };
}

/** 0: as many at once as come, for whoever bounds them in front. */
function gradientOf(mostAtOnce: number, poolMax: number): Gradient {
  if (mostAtOnce === 0) return { limit: () => Number.POSITIVE_INFINITY, usualMs: () => 0, sample() {} };
  const most = Math.max(leastAtOnce, mostAtOnce);
  return createGradient({ least: leastAtOnce, most, first: Math.min(most, Math.max(leastAtOnce, poolMax)) });
}
