// A product: what a deal sells, with its list price.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { definedKeys } from './custom-values.ts';

export const product = table({
  name: 'product',
  typename: 'Product',
  scope: 'products',
  columns: {
    ...standard,
    name: column('text'),
    sku: nullable('text'),
    series: nullable('text'),
    priceMinor: nullable('bigint'),
    priceCurrency: nullable('text'),
    active: column('boolean'),
    description: nullable('text'),
    custom: column('jsonb'),
  },
  partitions: ['series'],
  fields: { price: ['priceMinor', 'priceCurrency'] },
  edges: {
    deals: { kind: 'many', to: 'deal', foreignKey: 'productId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  customKeys: definedKeys,
  required: ['name'],
  orders: {
    NAME: 'name',
    SKU: 'sku',
    SERIES: 'series',
    PRICE: 'priceMinor',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
});

export type ProductRow = RowOf<typeof product.columns>;
