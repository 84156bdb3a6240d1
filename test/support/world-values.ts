// What the rows of a test world are made of: few values, so that they tie, and all that is hard to compare.
import type { WorldTable } from './world-tables.ts';

/** Wildcards, quotes, both cases, one letter in two forms, and pairs that sort differently by UTF-16 and by code point. */
export const awkwardTexts = [
  'Acme',
  'acme',
  'ACME',
  'Acme GmbH',
  'Ärzte & Söhne',
  'Müller',
  'Mu\u0308ller',
  'Zoë',
  'zebra',
  'Zebra',
  '日本商事',
  '😀 Smile',
  'ﬀ ligature',
  '100%',
  '100',
  'a_b',
  'aXb',
  'back\\slash',
  "O'Brien",
  '"quoted"',
  ' padded ',
  '-',
  '{"json": [1]}',
  '$1',
  'line\nbreak',
] as const;
export const industries = ['software', 'Software', 'retail', 'médical', 'a_b'] as const;
export const countries = ['Deutschland', 'Österreich', 'United States', 'Japan'] as const;
export const moments = Array.from({ length: 9 }, (_, at) =>
  new Date(Date.UTC(2024, at, 28, 23, 59, 59, at * 111)).toISOString(),
);
export const days = ['2019-12-31', '2020-02-29', '2024-01-01', '2024-06-15', '2024-06-16', '2025-12-31'] as const;
export const amounts = [0, 1, -5, 1999, 2000, 100_000, Number.MAX_SAFE_INTEGER] as const;
export const counts = [0, 1, 2, 10, 250, 2_147_483_647] as const;
export const kinds = ['TEXT', 'NUMBER', 'DATE', 'SELECT', 'BOOLEAN'] as const;
export const customised = ['company', 'contact', 'deal', 'product', 'activity', 'user', 'team'] as const;
/** Custom fields that the rows have values of; some values are of another type than the field says. */
export const customKeys = { TEXT: 'region', NUMBER: 'score', DATE: 'since', SELECT: 'tier', BOOLEAN: 'vip' } as const;

/** In the order in which they can be inserted. */
export const usualSizes: Record<WorldTable, number> = {
  team: 8,
  user: 14,
  company: 30,
  contact: 36,
  product: 12,
  pipeline: 4,
  stage: 12,
  deal: 40,
  activity: 36,
  tag: 9,
  custom_field: 35,
  tagging: 90,
  deal_contact: 60,
  external_id: 50,
};
export const denseSizes: Record<WorldTable, number> = {
  team: 50,
  user: 70,
  company: 70,
  contact: 70,
  product: 50,
  pipeline: 50,
  stage: 70,
  deal: 70,
  activity: 210,
  tag: 50,
  custom_field: 50,
  tagging: 0,
  deal_contact: 0,
  external_id: 0,
};
/** Of a dense world: so many rows of every table have all their edges. */
export const denseParents = 50;
/** Behind each edge of its first row. */
export const manyChildren = 20;
