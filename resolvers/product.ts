import { product } from '../src/crm/product.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges, money } from './list.ts';

export const productResolvers = {
  Query: { product: byId(product), products: all(product) },
  Product: {
    ...edges(product, tableOf),
    price: money('priceMinor', 'priceCurrency'),
  },
  ProductConnection: connectionResolvers,
};
