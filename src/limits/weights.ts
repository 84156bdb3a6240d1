// What @cost and @listSize say of a schema (the draft of the GraphQL cost directives), looked up once for each field.
// Invariant: whatever has no weight of its own has that of its kind: an object 1, a leaf 0, a field 0.
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNullableType,
  isCompositeType,
  isListType,
} from 'graphql';

/** A field as it is priced. */
export interface Priced {
  /** Once, however long the list. */
  readonly weight: number;
  readonly isList: boolean;
  readonly assumedSize: number | null;
  readonly slicing: readonly string[];
  /** Fields of the type that are as long as this one says. */
  readonly sized: ReadonlySet<string>;
  /** Arguments that take lists, and what each value costs. */
  readonly perValue: ReadonlyMap<string, number>;
}

export interface Weights {
  ofField(field: GraphQLField<unknown, unknown>): Priced;
  /** Of one object. */
  ofType(type: GraphQLNamedType): number;
}

interface ListSize {
  readonly assumedSize?: number | null;
  readonly slicingArguments?: readonly string[] | null;
  readonly sizedFields?: readonly string[] | null;
}

type WithDirectives = Parameters<typeof getDirectiveValues>[1];

export function createWeights(schema: GraphQLSchema): Weights {
  const cost = schema.getDirective('cost')!;
  const listSize = schema.getDirective('listSize')!;
  const fields = new WeakMap<GraphQLField<unknown, unknown>, Priced>();
  const weightIn = (node: WithDirectives | null | undefined): number | undefined =>
    node ? (getDirectiveValues(cost, node) as { weight: number } | undefined)?.weight : undefined;

  function price({ astNode, type, args }: GraphQLField<unknown, unknown>): Priced {
    const size: ListSize = (astNode && getDirectiveValues(listSize, astNode)) ?? {};
    const perValue = args.flatMap((argument) => {
      const weight = weightIn(argument.astNode);
      return weight === undefined ? [] : [[argument.name, weight] as const];
    });
    return {
      weight: weightIn(astNode) ?? 0,
      isList: isListType(getNullableType(type)),
      assumedSize: size.assumedSize ?? null,
      slicing: size.slicingArguments ?? [],
      sized: new Set(size.sizedFields),
      perValue: new Map(perValue),
    };
  }

  return {
    ofField(field) {
      let priced = fields.get(field);
      if (!priced) {
        priced = price(field);
        fields.set(field, priced);
      }
      return priced;
    },
    ofType: (type) => weightIn(type.astNode as WithDirectives | undefined) ?? (isCompositeType(type) ? 1 : 0),
  };
}
