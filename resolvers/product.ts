// Products: what deals sell.
import { product } from '../src/crm/product.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers, money } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const productResolvers = {
  Query: { product: byId(product), productByExternalId: byExternalId(product), products: all(product) },
  Mutation: writes(product, 'Products'),
  Product: {
    ...edges(product),
    price: money('priceMinor', 'priceCurrency'),
  },
  ProductConnection: connectionResolvers,
} satisfies Resolvers;
