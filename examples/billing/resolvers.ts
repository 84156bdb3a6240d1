// What each field is: billing.graphql, made executable, with the two fields that make it a subgraph.
import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type GraphQLError, GraphQLScalarType, type GraphQLSchema, Kind } from 'graphql';
import { badInput, refused } from './access.ts';
import { cursorOf, type InvoiceRow, isDay, type LineRow, type Page, type Part } from './invoices.ts';
import type { Context } from './operation.ts';
import { currency, type InvoiceInput, id } from './writes.ts';

type Entity =
  | { readonly __typename: 'Company'; readonly id: string }
  | ({ readonly __typename: 'Invoice' } & InvoiceRow);

/** As many as a page has rows. */
const mostRepresentations = 100;

const sdl = readFileSync(`${import.meta.dirname}/billing.graphql`, 'utf8');
const subgraph = `
  directive @link(url: String!, import: [String!]) repeatable on SCHEMA
  directive @key(fields: String!) on OBJECT
  directive @shareable on OBJECT
  scalar _Any
  union _Entity = Company | Invoice
  type _Service { sdl: String! }
  extend type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }
`;

function minorUnits(value: unknown): number {
  const minor = typeof value === 'string' ? Number(value) : value;
  if (typeof minor === 'number' && Number.isSafeInteger(minor)) return minor;
  throw badInput('MinorUnits are a whole number of at most 9,007,199,254,740,991 either way.');
}

function day(value: unknown): string {
  if (isDay(value)) return value;
  throw badInput('A Date is a day that exists, `YYYY-MM-DD`.');
}

const money = ({ minor, currency: code }: { readonly minor: string; readonly currency: string }) => ({
  minor,
  currency: code,
});

/** One that is wrong is an error in its own place. */
async function entity(representation: unknown, { reads }: Context): Promise<Entity | null | GraphQLError> {
  const { __typename: typename, id: key } = Object(representation) as Readonly<Record<string, unknown>>;
  if (typename !== 'Company' && typename !== 'Invoice') return badInput('`__typename` is Company or Invoice.');
  if (typeof key !== 'string') return badInput('A representation has the key `id`, a string.');
  try {
    // Whether the company exists, the CRM knows; here it has invoices or none.
    if (typename === 'Company') return { __typename: typename, id: id(key, 'id') };
    const row = await reads.invoice(id(key, 'id'));
    return row && { __typename: typename, ...row };
  } catch (error) {
    return error as GraphQLError;
  }
}

const resolvers = {
  Query: {
    invoice: (_: unknown, args: { id: string }, { reads }: Context) => reads.invoice(id(args.id, 'id')),
    invoices: (_: unknown, part: Part, { reads }: Context) => reads.page(part),
    _service: () => ({ sdl }),
    _entities(_: unknown, { representations }: { representations: unknown[] }, context: Context) {
      if (representations.length <= mostRepresentations) return representations.map((each) => entity(each, context));
      throw refused('LIMIT_EXCEEDED', `At most ${mostRepresentations} representations, got ${representations.length}.`);
    },
  },
  Mutation: {
    createInvoice: (_: unknown, { input }: { input: InvoiceInput }, { writes }: Context) => writes.create(input),
    sendInvoice: (_: unknown, args: { id: string }, { writes }: Context) => writes.move(args.id, 'sent', ['draft']),
    payInvoice: (_: unknown, args: { id: string }, { writes }: Context) => writes.move(args.id, 'paid', ['sent']),
    voidInvoice: (_: unknown, args: { id: string }, { writes }: Context) =>
      writes.move(args.id, 'void', ['draft', 'sent']),
  },
  Company: {
    invoices: (company: { id: string }, part: Part, { reads }: Context) => reads.pageOf(company.id, part),
    outstanding: async (company: { id: string }, args: { currency: string }, { reads }: Context) =>
      money({ minor: await reads.outstanding(company.id, currency(args.currency)), currency: args.currency }),
  },
  Invoice: {
    company: ({ companyId }: InvoiceRow) => ({ id: companyId }),
    total: money,
    lines: async (invoice: InvoiceRow, _: unknown, { reads }: Context) =>
      (await reads.lines(invoice.id)).map((line) => ({ ...line, currency: invoice.currency })),
  },
  InvoiceLine: { amount: (line: LineRow & { currency: string }) => money(line) },
  InvoiceConnection: {
    pageInfo: ({ nodes, hasMore, part }: Page) => ({
      hasNextPage: hasMore,
      hasPreviousPage: part.after != null,
      startCursor: nodes[0] ? cursorOf(nodes[0]) : null,
      endCursor: nodes.length > 0 ? cursorOf(nodes.at(-1)!) : null,
    }),
  },
  InvoiceStatus: { DRAFT: 'draft', SENT: 'sent', PAID: 'paid', VOID: 'void' },
  MinorUnits: new GraphQLScalarType({
    name: 'MinorUnits',
    serialize: minorUnits,
    parseValue: (value) => minorUnits(typeof value === 'string' ? null : value),
    parseLiteral: (node) => minorUnits(node.kind === Kind.INT ? Number(node.value) : null),
  }),
  Date: new GraphQLScalarType({
    name: 'Date',
    serialize: day,
    parseValue: day,
    parseLiteral: (node) => day(node.kind === Kind.STRING ? node.value : null),
  }),
  _Entity: { __resolveType: ({ __typename }: Entity) => __typename },
};

export function createSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [sdl, subgraph], resolvers });
}
