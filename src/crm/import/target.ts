// What an entity takes from a file: its fields by the names that the API gives them, read from the entity's description.
import type { ColumnType } from '../../db/column.ts';
import type { Table } from '../../db/table.ts';

export type Target =
  | {
      readonly kind: 'value';
      readonly type: ColumnType;
      readonly nullable: boolean;
      readonly choices?: readonly string[];
    }
  | { readonly kind: 'money' }
  /** `key` is the input that takes the id. */
  | { readonly kind: 'reference'; readonly to: string; readonly key: string }
  /** A record of any type. */
  | { readonly kind: 'about' }
  | { readonly kind: 'list'; readonly to: string; readonly key: string };

/** The API writes these itself. */
const ours = new Set(['id', 'version', 'updatedAt', 'deletedAt', 'mergedIntoId', 'custom']);

/** Columns that follow from others. */
const derived: Readonly<Record<string, readonly string[]>> = { deal: ['status'] };

const choices: Readonly<Record<string, readonly string[]>> = {
  'stage.status': ['OPEN', 'WON', 'LOST'],
  'activity.kind': ['TASK', 'NOTE', 'CALL', 'EMAIL', 'MEETING'],
};

export function targetsOf(table: Table): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  const money = new Set(Object.values(table.fields).flat());
  for (const [name, { type, nullable, generated }] of Object.entries(table.columns)) {
    if (generated || type === 'uuid' || ours.has(name) || money.has(name) || derived[table.name]?.includes(name))
      continue;
    const some = choices[`${table.name}.${name}`];
    targets.set(name, { kind: 'value', type, nullable, ...(some && { choices: some }) });
  }
  for (const name of Object.keys(table.fields)) targets.set(name, { kind: 'money' });
  for (const [name, edge] of Object.entries(table.edges)) {
    if (edge.kind === 'one') targets.set(name, { kind: 'reference', to: edge.to, key: edge.key });
    if (edge.kind === 'any') {
      targets.delete(edge.typeKey);
      targets.set(name, { kind: 'about' });
    }
    if (name === 'tags') targets.set(name, { kind: 'list', to: 'tag', key: 'tagIds' });
  }
  // Last: nobody looks for it first.
  const createdAt = targets.get('createdAt')!;
  targets.delete('createdAt');
  targets.set('createdAt', createdAt);
  if (table.name === 'deal') targets.set('contacts', { kind: 'list', to: 'contact', key: 'contactIds' });
  return targets;
}

/**
 * Fields that find a record, and how they compare with `k.key`. Each is served by an index; names of teams, pipelines,
 * stages and tags are unique without regard to case, so they are found that way.
 */
export const finders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  company: { name: 't.name = k.key', domain: 't.domain = k.key' },
  contact: { email: 't.email = lower(k.key)', name: 't.name = k.key' },
  deal: { name: 't.name = k.key' },
  product: { name: 't.name = k.key', sku: 'lower(t.sku) = lower(k.key)' },
  user: { name: 't.name = k.key', email: 'lower(t.email) = lower(k.key)' },
  team: { name: 'lower(t.name) = lower(k.key)' },
  pipeline: { name: 'lower(t.name) = lower(k.key)' },
  stage: { name: 'lower(t.name) = lower(k.key)' },
  tag: { name: 'lower(t.name) = lower(k.key)' },
  activity: {},
};

/** How a record is found: by its id, by a field of `finders`, or by the name that another system gives it. */
export type By = { readonly kind: 'id' } | { readonly kind: 'field'; readonly field: string } | ExternalBy;

export interface ExternalBy {
  readonly kind: 'external';
  readonly source: string;
}

/** `id`, `external:<source>` or a field; null if the entity cannot be found that way. */
export function parseBy(entity: string, text: string): By | null {
  if (text === 'id') return { kind: 'id' };
  const source = /^external:(.+)$/s.exec(text)?.[1];
  if (source) return { kind: 'external', source };
  return Object.hasOwn(finders[entity] ?? {}, text) ? { kind: 'field', field: text } : null;
}

export const defaultBy = (entity: string): string => Object.keys(finders[entity] ?? {})[0] ?? 'id';

/** For messages: what parseBy() takes. */
export const waysTo = (entity: string): string =>
  [...Object.keys(finders[entity] ?? {}), 'id', 'external:<source>'].join(', ');
