// How long the answer to an operation may be kept, and whether callers share it, as @cacheControl says: worked out once for each
// document. Freshness is not its business: an answer is dropped when what it shows changes (docs/coherence.md §11).
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export interface CachePolicy {
  readonly maxAgeMs: number;
  /** The answer depends on who asks. */
  readonly isPrivate: boolean;
}

/** Without a word in the schema. Only what nobody asked for in the meantime would be older: docs/coherence.md §9, prune. */
const defaultMaxAgeMs = 3_600_000;

interface Declared {
  readonly maxAge?: number | null;
  readonly scope?: 'PUBLIC' | 'PRIVATE';
}

/** The strictest of all that the document selects, whatever @skip and @include say. */
export function cachePolicyOf(schema: GraphQLSchema, document: DocumentNode): CachePolicy {
  const directive = schema.getDirective('cacheControl')!;
  let maxAgeMs = defaultMaxAgeMs;
  let isPrivate = false;
  const apply = (node: GraphQLNamedType['astNode'] | { readonly directives?: never } | null | undefined) => {
    const declared = node && (getDirectiveValues(directive, node) as Declared | undefined);
    if (declared?.maxAge != null) maxAgeMs = Math.min(maxAgeMs, declared.maxAge * 1000);
    if (declared?.scope === 'PRIVATE') isPrivate = true;
  };
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        apply(types.getFieldDef()?.astNode as never);
        const type = getNamedType(types.getType());
        if (isCompositeType(type)) apply(type.astNode);
      },
    }),
  );
  return { maxAgeMs, isPrivate };
}
