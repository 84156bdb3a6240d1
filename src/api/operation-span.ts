// An operation as its span shows it.
// Invariant: by name and kind, never by its text, which may hold literals.
import type { Viewer } from '../auth/verdicts.ts';
import type { Outcome as CacheOutcome } from '../cache/cache.ts';
import type { Terms } from '../limits/terms.ts';
import type { Attributes } from '../observability/span.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';

/** Of a request to the executor, what may be told of it. */
export interface Asked {
  readonly operation: Operation;
  readonly viewer: Viewer;
  readonly terms?: Terms | undefined;
  readonly cacheOutcome?: CacheOutcome | undefined;
}

/** And of its outcome. */
export interface Made extends Pick<ExecutionOutcome, 'errors'> {
  readonly hasErrors?: boolean;
  readonly reading?: { readonly tags: ReadonlySet<string> };
}

/** The name and the attributes of its span. */
export function spanOf({ operation: { definition }, cacheOutcome }: Asked): [string, Attributes] {
  const { operation, name } = definition;
  return [
    name ? `${operation} ${name.value}` : operation,
    {
      'graphql.operation.type': operation,
      ...(name && { 'graphql.operation.name': name.value }),
      ...(cacheOutcome && { 'clientele.cache': cacheOutcome }),
    },
  ];
}

/** A code, if it failed, in whole or in part. */
export function failureOf({ errors, hasErrors }: Made): string | undefined {
  const code = errors?.[0]?.extensions?.['code'];
  return typeof code === 'string' ? code : hasErrors ? 'PARTIAL' : undefined;
}
