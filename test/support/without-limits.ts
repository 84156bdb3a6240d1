// Settings of origins whose tests are not about limits: what they ask at once, on a machine that is busy with other tests, is neither
// charged nor turned away.
const plenty = String(1_000_000_000);

export const withoutLimits = {
  BUDGET_TENANT_POINTS: plenty,
  BUDGET_TENANT_REFILL: plenty,
  BUDGET_KEY_POINTS: plenty,
  BUDGET_KEY_REFILL: plenty,
  CONCURRENCY_MAX: '0',
  PREPARATION_PERCENT: '0',
  COST_CEILING: plenty,
};
