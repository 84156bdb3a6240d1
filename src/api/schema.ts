// The executable schemas: every SDL file in schema/ with every resolver in resolvers/. Clients have one without a word of
// federation; gateways have one with the two fields that make it a subgraph (docs/federation.md).
import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type DirectiveNode, type DocumentNode, type GraphQLSchema, Kind, parse } from 'graphql';
import { subgraphResolvers } from '../../resolvers/federation.ts';
import { resolvers } from '../../resolvers/index.ts';
import { entities } from '../crm/index.ts';

const folder = new URL('../../schema/', import.meta.url);

/** Speaks of directives alone, with directives that nobody else knows. */
const forGateways = 'federation.graphql';

/** What those who compose schemas read in the others; here it means nothing. */
const composing: ReadonlySet<string> = new Set(['key', 'shareable']);

export function createSchema(): GraphQLSchema {
  return executable(plainTypes(), resolvers);
}

export function createSubgraphSchema(): GraphQLSchema {
  const names = Object.values(entities).map(({ typename }) => typename);
  const machinery = parse(`
    "A representation: \`__typename\` and \`id\` of a record."
    scalar _Any
    "Whatever has a @key."
    union _Entity = ${names.join(' | ')}
    "This subgraph."
    type _Service {
      "What to compose."
      sdl: String!
    }
    extend type Query {
      "This subgraph, for whoever composes it."
      _service: _Service!
      "The records that these stand for, in their order; null for each that does not exist. At most 100."
      _entities(representations: [_Any!]!): [_Entity]!
    }
  `);
  const sdl = [forGateways, ...plainFiles()].map(read).join('\n');
  return executable([...plainTypes(), machinery], [...resolvers, subgraphResolvers(sdl)]);
}

const plainFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql') && name !== forGateways)
    .sort();

const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const plainTypes = (): DocumentNode[] => plainFiles().map((name) => withoutComposing(parse(read(name))));

/** They stand on types alone. (To visit every field as well would take as long as to parse it.) */
function withoutComposing(document: DocumentNode): DocumentNode {
  const isKept = ({ name }: DirectiveNode) => !composing.has(name.value);
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ? { ...node, directives: node.directives?.filter(isKept) ?? [] } : node,
  );
  return { ...document, definitions };
}

function executable(typeDefs: DocumentNode[], all: readonly object[]): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs,
    resolvers: all as never,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
}
