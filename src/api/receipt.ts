// What an answer tells of its price: headers on every answer of a known caller, and `extensions.cost` for who asks for it.
import type { GraphQLError } from 'graphql';
import type { Payer } from '../limits/budget.ts';
import type { Terms } from '../limits/terms.ts';
import type { Flow } from './flow.ts';

/** As `extensions` of the request ask for it: `"cost": true`, or `"cost": { "fields": true }`. */
export function asksForReceipt(
  extensions: Readonly<Record<string, unknown>> | null | undefined,
  terms: Terms,
): boolean {
  const asked = extensions?.['cost'];
  terms.hasFields = typeof asked === 'object' && asked !== null && 'fields' in asked && asked.fields === true;
  return asked === true || terms.hasFields;
}

/** `extensions.cost`. What was not executed for this request costs nothing. */
export function receiptOf({ budget }: Flow, viewer: Payer, { receipt }: Terms, cacheStatus?: string): object {
  return {
    requested: receipt?.requested ?? 0,
    actual: receipt?.actual ?? 0,
    ...(cacheStatus !== undefined && { cache: cacheStatus }),
    throttleStatus: budget.state(viewer),
    ...(receipt && { waitedMs: Math.round(receipt.waitedMs) }),
    ...(receipt?.fields && { fields: receipt.fields }),
  };
}

/** `RateLimit`, `RateLimit-Policy`. */
export function budgetHeaders({ budget }: Flow, viewer: Payer): Record<string, string> {
  const flat = budget.headers(viewer);
  return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]!]] : [])));
}

/** When to come again, in whole seconds: clients that know no more than HTTP wait so long. */
export function retryHeaders(errors: readonly GraphQLError[]): Record<string, string> {
  const { code, retryable, retryAfterMs: ms } = errors[0]?.extensions ?? {};
  if (typeof ms === 'number') return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1_000))) };
  // What is away may be back in a moment; a write that may have happened is not retryable.
  return code === 'UNAVAILABLE' && retryable === true ? { 'retry-after': '1' } : {};
}
