// Values that fit the input fields of the schema, made from their types and names, and what the API then shows for them.
import { type GraphQLInputType, getNamedType, isEnumType, isListType } from 'graphql';
import { entities } from '../../src/crm/index.ts';
import type { Table } from '../../src/db/table.ts';
import type { TestApi } from './api.ts';
import { done, type Entity, entity, everyEntity, type Fields, isRequired } from './writes-api.ts';

export type Given = Record<string, unknown>;

/** Two records of each entity, for fields that refer to one. The first stage is of the first pipeline, the second of the second. */
export type References = Readonly<Record<string, readonly string[]>>;

export async function createReferences(api: TestApi, key = api.tenants[0].key): Promise<References> {
  const references: Record<string, string[]> = {};
  // A parent comes before its children; deals and stages refer to pipelines, so those come first.
  const inOrder = ['custom_field', 'tag', 'team', 'user', 'pipeline', 'stage', 'product', 'company', 'contact', 'deal'];
  const names = [...inOrder, ...Object.keys(entities).filter((name) => !inOrder.includes(name))];
  await defineCustomFields(api, key);
  for (const name of names) {
    references[name] = [];
    for (const turn of [0, 1]) {
      const each = entity(name as keyof typeof entities);
      const fields = Object.fromEntries(Object.entries(each.create).filter(([field]) => !beside.includes(field)));
      const input = sampleInput(each, fields, turn, references, 'reference');
      const { id } = await done(api, `create${each.typename}`, { input }, 'id', { key });
      references[name].push(id);
    }
  }
  return references;
}

/** Fields that the records referred to can do without. */
const beside = ['tagIds', 'externalIds', 'contactIds', 'custom', 'parentId', 'managerId', 'about'];

export const customKinds = { TEXT: 'note', NUMBER: 'score', DATE: 'since', SELECT: 'tier', BOOLEAN: 'vip' } as const;

async function defineCustomFields(api: TestApi, key: string): Promise<void> {
  for (const each of everyEntity.filter(({ table }) => 'custom' in table.columns)) {
    const input = Object.entries(customKinds).map(([kind, name]) => ({
      recordType: each.name.toUpperCase(),
      key: name,
      label: name,
      kind,
      ...(kind === 'SELECT' && { options: ['gold', 'silver'] }),
    }));
    await done(api, 'createCustomFields', { input }, 'succeeded', { key });
  }
}

/** All of these fields (of `create` or `update`), or only those that are required; another turn, other values. */
export function sampleInput(
  of: Entity,
  fields: Fields,
  turn: number,
  references: References,
  mark: string,
  onlyRequired = false,
): Given {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, { type }]) => !onlyRequired || isRequired(type))
      // A definition of another kind than SELECT has no options.
      .filter(([name]) => of.name !== 'custom_field' || name !== 'options' || !onlyRequired)
      .map(([name, { type }]) => [name, sampleValue(of, name, type, turn, references, mark, onlyRequired)]),
  );
}

export function sampleValue(
  of: Entity,
  field: string,
  type: GraphQLInputType,
  turn: number,
  references: References,
  mark: string,
  isBare = false,
): unknown {
  const named = getNamedType(type);
  if (field === 'tagIds' || field === 'contactIds') return [...references[field.slice(0, -3)]!];
  if (field === 'externalIds') return [{ source: 'erp', externalId: `${of.name} ${mark} ${turn}` }];
  if (field === 'about') return { type: 'COMPANY', id: references['company']![turn % 2] };
  if (field === 'custom') return sampleCustom(turn);
  if (field === 'options') return ['small', `large ${turn}`];
  if (field === 'recordType') return 'COMPANY';
  if (of.name === 'custom_field' && field === 'kind') return isBare ? 'TEXT' : 'SELECT';
  if (isEnumType(named)) return named.getValues()[turn % named.getValues().length]!.name;
  for (const edge of Object.values((of.table as Table).edges)) {
    if (edge.kind === 'one' && edge.key === field) return references[edge.to]![turn % 2];
  }
  switch (named.name) {
    case 'MoneyInput':
      return { minor: 199_900 + turn, currency: turn % 2 ? 'USD' : 'EUR' };
    case 'Int':
      return field === 'foundedYear' ? 1990 + turn : 10 + turn;
    case 'Boolean':
      return turn % 2 === 1;
    case 'Date':
      return `2024-02-${String(10 + (turn % 10))}`;
    case 'DateTime':
      return `2024-02-${String(10 + (turn % 10))}T08:30:00.120Z`;
    case 'String':
      if (field === 'email') return `Jo.${mark}.${turn}@Example.COM`.replaceAll(' ', '');
      if (field === 'color') return `#00ff0${turn % 10}`;
      if (field === 'key') return `k${mark.replaceAll(/[^a-z0-9]/gi, '')}_${turn}`;
      return `${field} ${mark} ${turn}`;
  }
  throw new Error(`no sample for ${of.typename}.${field} of type ${String(type)}${isListType(type) ? ', a list' : ''}`);
}

const sampleCustom = (turn: number) => ({
  note: `note ${turn}`,
  score: turn + 0.5,
  since: `2024-03-0${1 + (turn % 9)}`,
  tier: turn % 2 ? 'gold' : 'silver',
  vip: turn % 2 === 0,
});

/** What `everything` shows of a record, in the words of an input. */
export function asInput(record: Given, fields: Fields): Given {
  return Object.fromEntries(Object.keys(fields).map((field) => [field, shown(record, field)]));
}

function shown(record: Given, field: string): unknown {
  if (field in record && field !== 'about') return record[field];
  if (field === 'tagIds') return (record['tags'] as { nodes: { id: string }[] }).nodes.map(({ id }) => id).sort();
  if (field === 'about') {
    const about = record['about'] as { id: string } | null;
    return about && { type: 'COMPANY', id: about.id };
  }
  return (record[field.replace(/Id$/, '')] as { id: string } | null)?.id ?? null;
}

/** Some things can be said of a record that its type does not show: who takes part in a deal, tags on a tag. */
export const isShown = ({ everything }: Entity, field: string): boolean =>
  field !== 'contactIds' && (field !== 'tagIds' || everything.includes('tags('));

/** What an input asks for, as the API will show it. */
export function asShown(input: Given): Given {
  const { email, tagIds, contactIds: _, ...rest } = input as Given & { email?: string; tagIds?: string[] };
  return {
    ...rest,
    ...(email !== undefined && { email: email?.toLowerCase() ?? null }),
    ...(tagIds && { tagIds: [...tagIds].sort() }),
  };
}
