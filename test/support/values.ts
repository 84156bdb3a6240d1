// The small vocabulary that rows, writes and filters of the tag test share: with few values, a random write often meets a
// random filter. Ids are fixed, so that a failure reads the same in every run.
import { entities, links } from '../../src/crm/index.ts';
import type { Edge, Table } from '../../src/db/table.ts';

/** The tenant that asks, and another one whose rows have the very same ids. */
export const ours = 'aaaaaaaa-0000-7000-8000-000000000000';
export const theirs = 'bbbbbbbb-0000-7000-8000-000000000000';

export const allOfThem: readonly Table[] = [...Object.values(entities), ...Object.values(links)];

const sizes: Record<string, number> = {
  company: 6,
  contact: 6,
  deal: 7,
  activity: 6,
  tagging: 10,
  deal_contact: 8,
  external_id: 9,
  stage: 6,
};

/** How many ids a table has in all; the last two have no row at first. */
export const idsOf = (table: string): string[] =>
  Array.from({ length: sizes[table] ?? 5 }, (_, index) => idAt(table, index));
export const rowsAtFirst = (table: string): string[] => idsOf(table).slice(0, -2);

/** With a letter in it, so that capitals make a difference. */
const idAt = (table: string, index: number) =>
  `f${String(allOfThem.findIndex((each) => each.name === table) + 10)}00000-0000-7000-8000-${String(index).padStart(12, '0')}`;

/** Rows of a crowd: enough that one statement over them is written down as one bulk change. */
export const crowdSize = 501;
export const crowdId = (index: number) => `cccccccc-0000-7000-8000-${String(index).padStart(12, '0')}`;

export const absentId = 'ffffffff-0000-7000-8000-000000000000';

/** Records that tags, activities and external ids hang on: with their types. */
const anything: readonly (readonly [string, string])[] = [
  ['company', idAt('company', 0)],
  ['company', idAt('company', 1)],
  ['contact', idAt('contact', 0)],
  ['contact', idAt('contact', 1)],
  ['deal', idAt('deal', 0)],
  ['deal', idAt('deal', 1)],
  ['user', idAt('user', 0)],
  ['product', idAt('product', 0)],
  ['pipeline', idAt('pipeline', 0)],
  ['stage', idAt('stage', 0)],
  ['team', idAt('team', 0)],
  ['activity', idAt('activity', 0)],
];

const references: Record<string, string> = {
  companyId: 'company',
  parentId: 'company',
  contactId: 'contact',
  dealId: 'deal',
  ownerId: 'user',
  managerId: 'user',
  teamId: 'team',
  productId: 'product',
  pipelineId: 'pipeline',
  stageId: 'stage',
  tagId: 'tag',
};

const long = 'A name that is much longer than what a tag keeps of it, and which ends ';
const times = [
  '2024-01-01T00:00:00.000Z',
  '2024-02-01T12:30:00.000Z',
  '2024-03-01T00:00:00.123Z',
  '2025-06-15T08:00:00.000Z',
];
const statuses = ['OPEN', 'WON', 'LOST'];

const byColumn: Record<string, readonly unknown[]> = {
  name: ['Alpha', 'alpha two', 'Beta', 'Gamma & Sons', 'Äpfel 100%', 'Delta_x'],
  lastName: ['Alpha', 'Beta', 'Gamma', 'Äpfel'],
  firstName: ['Ann', 'Bob', 'Beta'],
  label: ['Alpha', 'Beta', 'Gamma'],
  industry: ['Retail', 'retail', 'Energy', `${long}here`, `${long}there`],
  email: ['ann@alpha.test', 'bob@beta.test', 'c@gamma.test', 'd@delta.test', 'e@e.test', 'f@f.test'],
  key: ['tier', 'score', 'since', 'vip', 'other'],
  sku: ['S1', 'S2', 'S3', 'S4', 'S5'],
  source: ['erp', 'billing'],
  externalId: ['1', '2', '3'],
  color: ['#ff0000', '#00ff00'],
  currency: ['USD', 'EUR'],
  probability: [0, 10, 50, 100],
  version: [1, 2, 3],
  foundedYear: [1990, 2000, 2010],
  status: statuses,
  'activity.kind': ['TASK', 'NOTE', 'CALL'],
  'custom_field.recordType': ['company', 'contact', 'deal'],
  'custom_field.kind': ['TEXT', 'NUMBER', 'SELECT'],
};

const byType: Record<string, readonly unknown[]> = {
  text: ['Alpha', 'beta', 'Gamma', 'x'],
  int: [0, 1, 5, 10],
  bigint: [0, 1, 500, 1999, 1_000_000],
  boolean: [true, false],
  date: ['2024-01-15', '2024-02-20', '2024-12-31'],
  timestamptz: times,
  jsonb: [
    {},
    { tier: 'gold' },
    { tier: 'silver', score: 5 },
    { score: 7.5, vip: true },
    { since: '2024-01-15', tier: 7 },
    { vip: false },
  ],
};

/** Values of a column, null not among them. */
export function valuesOf(table: Table, column: string): readonly unknown[] {
  if (column === 'id') return idsOf(table.name);
  if (column === 'mergedIntoId') return idsOf(table.name).slice(0, 3);
  if (column === 'aboutId' || column === 'recordId') return anything.map(([, id]) => id);
  const to = references[column];
  if (to) return idsOf(to).slice(0, -1); // the last but one has no row yet either: some references lead nowhere
  return byColumn[`${table.name}.${column}`] ?? byColumn[column] ?? byType[table.columns[column]!.type] ?? [];
}

/** Columns that are set together, because a constraint binds them, with the values that they can have. */
export interface Slot {
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly nullable: boolean;
}

/** A stage's pipeline at first: deals name both. */
export const pipelineOfStage = (index: number) => idAt('pipeline', index % 2);

const bound: Record<string, Slot[]> = {
  deal: [
    {
      columns: ['pipelineId', 'stageId'],
      values: rowsAtFirst('stage').map((id, index) => [pipelineOfStage(index), id]),
      nullable: false,
    },
  ],
  activity: [{ columns: ['aboutType', 'aboutId'], values: anything, nullable: true }],
  tagging: [{ columns: ['recordType', 'recordId'], values: anything, nullable: false }],
  external_id: [{ columns: ['recordType', 'recordId'], values: anything, nullable: false }],
  custom_field: [
    {
      columns: ['kind', 'options'],
      values: [
        ['TEXT', []],
        ['NUMBER', []],
        ['SELECT', ['a', 'b']],
        ['SELECT', ['b']],
      ],
      nullable: false,
    },
  ],
};

/** What a write can set in a table; the id is not among it. */
export function slotsOf(table: Table): Slot[] {
  const money: Slot[] = Object.values(table.fields).map(([minor, currency]) => ({
    columns: [minor!, currency!],
    values: [
      [0, 'USD'],
      [500, 'USD'],
      [1999, 'EUR'],
      [1_000_000, 'USD'],
    ],
    nullable: true,
  }));
  const together = [...(bound[table.name] ?? []), ...money];
  const taken = new Set(['id', ...together.flatMap(({ columns }) => columns)]);
  const single = Object.entries(table.columns)
    .filter(([name, { generated }]) => !taken.has(name) && !generated)
    .map(([name, { nullable }]) => ({
      columns: [name],
      values: valuesOf(table, name).map((value) => [value]),
      nullable,
    }));
  return [...together, ...single];
}

/** What a scene is about: a table, and one of its slots with few values. Its writes and its filters speak mostly of that. */
export interface Theme {
  readonly table: Table;
  readonly slot: Slot;
}

export const isAbout = ({ table, slot }: Theme, other: Table, column: string): boolean =>
  table === other && slot.columns.includes(column);

/** Values of a column in a scene. */
export function valuesIn(theme: Theme, table: Table, column: string): readonly unknown[] {
  if (!isAbout(theme, table, column)) return valuesOf(table, column);
  const at = theme.slot.columns.indexOf(column);
  return [...new Set(theme.slot.values.map((values) => values[at]))];
}

export const slotsIn = (theme: Theme, table: Table): Slot[] =>
  slotsOf(table).map((slot) =>
    isAbout(theme, table, slot.columns[0]!) ? { ...slot, values: theme.slot.values } : slot,
  );

/** All slots of a table, those that partition lists eight times; two neighbouring values of each, beginning with `from`. */
export const themesOf = (table: Table, from: number): Theme[] =>
  slotsOf(table).flatMap((slot) => {
    const values = [0, 1].map((next) => slot.values[(from + next) % slot.values.length]!);
    const isPartition = slot.columns.some((column) => table.partitions.includes(column));
    return Array<Theme>(isPartition ? 8 : 1).fill({ table, slot: { ...slot, values } });
  });

/** The tables that an edge looks into. */
export const tablesOf = (edge: Edge): string[] =>
  edge.kind === 'any' ? [] : edge.kind === 'through' ? [edge.to, edge.via] : [edge.to];

/** How often tables are written and asked for in a scene: that of the theme, its neighbours, all others. */
export function weightsIn({ table }: Theme): (name: string) => number {
  const pairs = allOfThem.flatMap(({ name, edges }) =>
    Object.values(edges).flatMap((edge) => tablesOf(edge).map((other) => [name, other] as const)),
  );
  const near = new Set(pairs.filter((pair) => pair.includes(table.name)).flat());
  return (name) => (name === table.name ? 30 : near.has(name) ? 5 : 2);
}
