import { product } from '../src/crm/product.ts';
import { all, byExternalId, byId, connectionResolvers, edges, money } from './list.ts';
import { writes } from './writes.ts';

export const productResolvers = {
  Query: { product: byId(product), productByExternalId: byExternalId(product), products: all(product) },
  Mutation: { ...writes(product, 'Products') },
  Product: {
    ...edges(product),
    price: money('priceMinor', 'priceCurrency'),
  },
  ProductConnection: connectionResolvers,
};
