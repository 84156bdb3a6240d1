// What is known of an operation without anybody who asks it: its cost by field, and whether its answers are kept. By the same analysis
// as before an execution.
import { whyNotKept } from './estimate.ts';
import type { Flow } from './flow.ts';
import type { Operations } from './operations.ts';

export type Describe = ReturnType<typeof createDescribe>;

const mostFields = 30;

export function createDescribe(operations: Operations, { sizesOf, ceiling }: Pick<Flow, 'sizesOf' | 'ceiling'>) {
  /** Variables are unknown: a list whose length one says counts as it usually is at the tenant, or as ten. Null: it cannot run. */
  return (text: string, name: string | null, tenantId: string | null) => {
    const operation = operations.known(text, name) ?? operations.find(text, name);
    if ('errors' in operation) return null;
    const { cost, policy, definition } = operation;
    const sizeOf = tenantId === null ? undefined : sizesOf(tenantId);
    return {
      kind: definition.operation,
      cost: Math.ceil(cost.of({}, sizeOf)),
      weight: cost.weight,
      ceiling,
      fields: cost.fields({}, mostFields, sizeOf),
      uncacheableBecause: whyNotKept(operation),
      maxAgeSeconds: policy.maxAgeMs / 1_000,
      isPersonal: policy.isPrivate,
    };
  };
}
