// Which operations are answered by one subgraph alone.
import { buildASTSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { createOwnership } from '../../src/edge/supergraph/ownership.ts';
import { supergraphOf } from '../support/gateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@override"])';
const crm = `${link}
  type Query { company(id: ID!): Company companies(filter: Filter): [Company!]! node(id: ID!): Node moved: Int }
  type Mutation { rename(id: ID!, name: String!): Company }
  interface Node { id: ID! }
  input Filter { name: String }
  type Company implements Node @key(fields: "id") { id: ID! name: String! size: Int @shareable weight: Int! }
`;
const billing = `${link}
  type Query { invoices: [Invoice!]! moved: Int @override(from: "crm") }
  type Mutation { pay(id: ID!): Invoice }
  type Company @key(fields: "id") { id: ID! invoices: [Invoice!]! size: Int @shareable weight: Int! @external postage: Int! @requires(fields: "weight") }
  type Invoice @key(fields: "id") { id: ID! total: Int! company: Company! }
`;
const supergraph = supergraphOf({ crm, billing });
const schema = buildASTSchema(parse(supergraph), { assumeValidSDL: true });
const isOurs = createOwnership({ supergraph, schema, ours: 'crm' });

it.each([
  '{ company(id: 1) { id name size weight __typename } }',
  'query ($f: Filter) { companies(filter: $f) { ...on Company { name } ...More } } fragment More on Company { id }',
  '{ node(id: 1) { id ...on Company { name } } }',
  'mutation { rename(id: 1, name: "A") { name } }',
  '{ __typename company(id: 1) { id } }',
  'query ($on: Boolean!) { company(id: 1) @include(if: $on) { id } }',
])('ours: %s', (query) => {
  expect(isOurs(query)).toBe(true);
});

it.each([
  ['a field of another subgraph', '{ company(id: 1) { id invoices { id } } }'],
  ['a field that another computes of ours', '{ company(id: 1) { postage } }'],
  ['a root field of another', '{ invoices { id } }'],
  ['one of each', '{ company(id: 1) { id } invoices { total } }'],
  ['a field that has moved to another', '{ moved }'],
  ['a mutation of another', 'mutation { pay(id: 1) { id } }'],
  [
    'a field hidden in a fragment',
    'query { company(id: 1) { ...F } } fragment F on Company { ...G } fragment G on Company { invoices { id } }',
  ],
  ['a type of another in a fragment', '{ node(id: 1) { ...on Invoice { id } } }'],
  ['introspection', '{ __schema { queryType { name } } company(id: 1) { id } }'],
  ['a type by its name', '{ __type(name: "Company") { name } }'],
  ['what is not valid', '{ company(id: 1) { nope } }'],
  ['what is no document', '{'],
  ['a field of another in one of two operations', 'query A { company(id: 1) { id } } query B { invoices { id } }'],
])('not ours: %s', (_, query) => {
  expect(isOurs(query)).toBe(false);
});
