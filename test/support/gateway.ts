// A federation gateway as the product meets it: the key, the question about entities, and the SDL composed with other subgraphs.
import { compose } from '../../examples/federated/compose.ts';

export const gatewayKey = 'key of the gateway, 32 characters long';
export const asGateway = { 'x-clientele-gateway': gatewayKey };

export interface Representation {
  readonly __typename: string;
  readonly id: string;
}

/** Asks for entities; `selection` has fragments on their types. */
export const entitiesDocument = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selection} } }`;

/** Another team's subgraph: it adds a field to our companies, and has amounts and pages as we do. */
export const billing = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  type Query { invoices(first: Int): InvoiceConnection }
  type Company @key(fields: "id") { id: ID! invoices: [Invoice!]! }
  type Invoice @key(fields: "id") { id: ID! total: Money! company: Company! }
  type InvoiceConnection { nodes: [Invoice!]! pageInfo: PageInfo! }
  type Money @shareable { minor: MinorUnits! currency: String! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  scalar MinorUnits
`;

/** The supergraph of SDL by the names of subgraphs, which run nowhere; throws all that is wrong with them. */
export const supergraphOf = (subgraphs: Readonly<Record<string, string>>): string =>
  compose(Object.entries(subgraphs).map(([name, sdl]) => ({ name, sdl, url: `http://${name}.example/graphql` })));
