// For any input type of the schema: values that must be refused, each put into arguments that are otherwise good.
// Invariant: nothing in here is acceptable, so whoever sends it may demand an error.
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Given } from './write-samples.ts';

/** JSON that JSON.stringify would not write: numbers beyond all numbers, keys that are not what they seem. */
export const raw = (text: string) => `@@${text}@@`;
export const toBody = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/"@@(.*?)@@"/g, (_, text: string) => JSON.parse(`"${text}"`) as string);

const nul = 'a\0b';
const half = 'a\ud800';
const otherHalf = '\udfffb';
const veryLong = 'x'.repeat(20_000);
const nested = (depth: number) => raw('['.repeat(depth) + ']'.repeat(depth));
const unknownId = 'ffffffff-0000-7000-8000-000000000000';

const noText = [1, 1.5, true, {}, [], ['a', 'b'], raw('1e999'), nested(500), nul, half, otherHalf, veryLong];
const noId = [
  '',
  'x',
  nul,
  half,
  unknownId.slice(1),
  `${unknownId} `,
  `${unknownId}'--`,
  "' or 1=1 --",
  1,
  -1,
  1.5,
  true,
  {},
  ['a', 'b'],
  raw('1e999'),
  veryLong,
];
const noNumber = [
  '',
  '1',
  true,
  {},
  [1, 2],
  1.5,
  raw('1e999'),
  raw('-1e999'),
  raw('1e400'),
  raw('123456789012345678901234567890'),
  'NaN',
  nul,
];
const noDay = [
  '',
  'now',
  'infinity',
  '2023-02-29',
  '2024-13-01',
  '0000-01-01',
  '99999-01-01',
  '2024-01-01 BC',
  `2024-01-01${'\0'}`,
  20240101,
  true,
  {},
  [],
  half,
];

const byType: Record<string, readonly unknown[]> = {
  String: noText,
  ID: noId,
  Int: [...noNumber, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308],
  MinorUnits: [...noNumber, 2 ** 53, -(2 ** 53), 1e308, 0.1],
  Boolean: ['', 'true', 0, 1, {}, [true, false], raw('1e999')],
  Date: [...noDay, '2024-01-01T00:00:00Z'],
  DateTime: [
    ...noDay,
    '2024-01-01',
    '2024-01-01T00:00:00',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00+99:99',
    '+010000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+10:00',
    '9999-12-31T23:59:59-10:00',
  ],
  JSON: [
    1,
    '',
    true,
    [],
    [{}],
    nested(500),
    nested(60_000),
    veryLong,
    { nope: 1 },
    { '': 1 },
    { note: nul },
    { note: half },
    { note: veryLong },
    { note: {} },
    { note: nested(30_000) },
    { [nul]: 1 },
    { [half]: 1 },
    { score: '1' },
    { score: raw('1e999') },
    { score: true },
    { since: '2023-02-29' },
    { tier: 'nope' },
    { tier: ['gold'] },
    { vip: 'true' },
    { constructor: 'x' },
    { toString: 'x' },
    raw('{"__proto__":{"polluted":1}}'),
    raw('{"constructor":{"prototype":{"polluted":1}}}'),
    raw('{"note":"a","__proto__":null}'),
    { [veryLong]: 1 },
  ],
};
const noEnum = ['', 'NOPE', 'constructor', '__proto__', 'toString', 'open', nul, 0, true, {}, ['a', 'b']];

/** Values of the right type that a rule or the table refuses. */
const byField: Record<string, readonly unknown[]> = {
  name: [''],
  label: [''],
  subject: [''],
  email: ['', 'nobody', 'a b@c', '@', `${'x'.repeat(320)}@example.com`],
  employees: [-1],
  foundedYear: [0, -5, 999, 10_000],
  probability: [-1, 101],
  color: ['', 'red', '#ff00', '#GG0000', '#ff00000'],
  currency: ['', 'eur', 'EURO', 'E1R', 'ЕUR', ' EUR'],
  key: ['', 'A', '1a', 'a-b', 'a b', '__proto__', 'ä', 'x'.repeat(64)],
  options: [['']],
  source: ['', 'x'.repeat(101)],
  externalId: ['', 'x'.repeat(201)],
};

const isReference = (field: string) => /(?:Id|^id|^into)$/.test(field) && field !== 'externalId';
const isReferenceList = (field: string) => /(?:Ids|^ids)$/.test(field);

export interface Place {
  readonly field: string;
  /** A value that is fine in this place. */
  readonly good: unknown;
  /** Ids of existing records that have no business here: of the other tenant, or of another type. */
  readonly foreignIds: readonly string[];
  /** Fields within it that are attacked elsewhere. */
  readonly spared?: readonly string[];
}

/** Every hostile value for a place; into objects and lists one bad thing is put at a time. */
export function hostileValues(type: GraphQLInputType, place: Place): unknown[] {
  const { field, good, foreignIds } = place;
  if (isNonNullType(type)) return [null, ...hostileValues(type.ofType, place)];
  if (isListType(type)) {
    const [first] = good as unknown[];
    const of = hostileValues(type.ofType, { ...place, field: field.replace(/s$/, ''), good: first });
    const tooMany = isReferenceList(field) ? [Array(101).fill(first)] : [];
    return [1, { a: 1 }, ...tooMany, ...(byField[field] ?? []), ...of.map((each) => [first, each])];
  }
  if (isInputObjectType(type)) {
    const base = good as Given;
    const fields = Object.values(type.getFields());
    const attacked = fields.filter(({ name }) => !place.spared?.includes(name));
    const hostile = attacked.flatMap(({ name, type: of }) =>
      hostileValues(of, { ...place, field: name, good: base[name] }).map((value) => ({ ...base, [name]: value })),
    );
    const more = {
      nope: 1,
      tenantId: foreignIds[0],
      id: unknownId,
      version: 7,
      deletedAt: null,
      mergedIntoId: foreignIds[0],
    };
    const unknown = Object.entries(more)
      .filter(([name]) => !fields.some((each) => each.name === name))
      .map(([name, value]) => ({ ...base, [name]: value }));
    const polluting = raw(`{"__proto__":{"polluted":1},${toBody(base).slice(1)}`);
    return [1, 'x', true, [1], polluting, ...unknown, ...hostile];
  }
  if (isEnumType(type)) return noEnum;
  const ids = isReference(field) ? [unknownId, ...foreignIds] : [];
  return [...(byType[type.name] ?? []), ...(byField[field] ?? []), ...ids];
}
