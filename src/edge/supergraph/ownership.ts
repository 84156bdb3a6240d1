// Which operations our own subgraph answers alone: then the origin is asked as by any edge, without the gateway, whose plan and merging
// cost several times what the answer costs.
// Invariant: an operation is ours only if it is valid in the supergraph, and every field and type that it names is one that our
// subgraph resolves.
import {
  buildASTSchema,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';

export interface OwnershipOptions {
  /** SDL. */
  readonly supergraph: string;
  /** As clients see it. */
  readonly schema: GraphQLSchema;
  /** The name of our subgraph, in lower case. */
  readonly ours: string;
}

/** Of documents that are kept by their text. */
const mostBytes = 16 * 1024 * 1024;
const mostTokens = 10_000;

export function createOwnership({ supergraph, schema, ours }: OwnershipOptions): (query: string) => boolean {
  const joined = buildASTSchema(parse(supergraph, { noLocation: true }), { assumeValidSDL: true });
  const graph = graphOf(joined, ours);
  const known = new LRUCache<string, { readonly isOurs: boolean }>({
    maxSize: mostBytes,
    sizeCalculation: (_, query) => 2 * query.length + 100,
  });

  function isOurs(query: string): boolean {
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: mostTokens, noLocation: true });
      if (validate(schema, document, undefined, { maxErrors: 1 }).length > 0) return false;
    } catch {
      return false;
    }
    let isForeign = false;
    const info = new TypeInfo(joined);
    const types = (name: string | undefined) => {
      if (name === undefined || !isTypeOf(graph, joined.getType(name)?.astNode?.directives)) isForeign = true;
    };
    visit(
      document,
      visitWithTypeInfo(info, {
        [Kind.FIELD]({ name }) {
          const parent = info.getParentType();
          if (name.value === '__typename') return;
          types(parent?.name);
          if (!isFieldOf(graph, info.getFieldDef()?.astNode?.directives)) isForeign = true;
          const type = getNamedType(info.getType());
          if (isCompositeType(type)) types(type.name);
        },
        [Kind.INLINE_FRAGMENT]: ({ typeCondition }) => typeCondition && types(typeCondition.name.value),
        [Kind.FRAGMENT_DEFINITION]: ({ typeCondition }) => types(typeCondition.name.value),
        [Kind.VARIABLE_DEFINITION]() {
          const type = getNamedType(info.getInputType());
          if (type && !type.name.startsWith('__') && type.astNode) types(type.name);
        },
      }),
    );
    return !isForeign;
  }

  return (query) => {
    let found = known.get(query);
    if (!found) {
      found = { isOurs: isOurs(query) };
      known.set(query, found);
    }
    return found.isOurs;
  };
}

type Directives = readonly DirectiveNode[] | undefined;

const argumentOf = (directive: DirectiveNode, name: string) =>
  directive.arguments?.find((argument) => argument.name.value === name)?.value;

/** The value of the enum join__Graph that stands for a subgraph. */
function graphOf(joined: GraphQLSchema, ours: string): string {
  const type = joined.getType('join__Graph')?.astNode;
  const values = type?.kind === Kind.ENUM_TYPE_DEFINITION ? (type.values ?? []) : [];
  const found = values.find(({ directives = [] }) =>
    directives.some((directive) => {
      const name = argumentOf(directive, 'name');
      return name?.kind === Kind.STRING && name.value.toLowerCase() === ours;
    }),
  );
  return found!.name.value;
}

const isOf = (directive: DirectiveNode, graph: string): boolean => {
  const value = argumentOf(directive, 'graph');
  return value?.kind === Kind.ENUM && value.value === graph;
};

function isTypeOf(graph: string, directives: Directives = []): boolean {
  return directives.some((directive) => directive.name.value === 'join__type' && isOf(directive, graph));
}

/** Without a word it is a field of every subgraph that has the type. */
function isFieldOf(graph: string, directives: Directives = []): boolean {
  const told = directives.filter(({ name }) => name.value === 'join__field');
  const isResolved = (directive: DirectiveNode) =>
    ['external', 'usedOverridden'].every((name) => {
      const value = argumentOf(directive, name);
      return value?.kind !== Kind.BOOLEAN || !value.value;
    });
  return told.length === 0 || told.some((directive) => isOf(directive, graph) && isResolved(directive));
}
