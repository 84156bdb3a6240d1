// What of a change a viewer may be told: the one place where scopes, visibility and personal fields meet the feed.
// Invariant: no event is made but here. What may not be seen is neither told nor matched, and a filter by it is refused.
import { type EntityName, entities } from '../crm/index.ts';
import type { Change } from '../db/change.ts';
import type { Row } from '../db/column.ts';
import { compileFilter, type Filter } from '../db/filter.ts';
import type { Image } from '../db/image.ts';
import type { ComparedKeys } from '../db/known-keys.ts';
import { matcherOf } from '../db/matcher.ts';
import { isOwned, mayRead, personalScope, type Rights, requireRead } from '../db/rights.ts';
import type { Table } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';
import type { Cursor } from './cursor.ts';
import {
  type ChangeEvent,
  type ChangeKind,
  eventOf,
  type List,
  type Lists,
  presentOf,
  type ToldChange,
  typeOf,
} from './event.ts';

/** What somebody sees of a tenant at a moment. */
export interface Sight {
  readonly tenantId: string;
  readonly rights: Rights;
  /** Whose records; null: everybody's. */
  readonly owners: ReadonlySet<string> | null;
}

export interface Wanted {
  /** The types that were named: FORBIDDEN if one may not be read. Null: those that may. */
  readonly types: readonly EntityName[] | null;
  readonly kinds: readonly ChangeKind[] | null;
  /** By type; without one, all living records. */
  readonly filters: Readonly<Partial<Record<EntityName, Filter | null | undefined>>>;
}

/** Throws FORBIDDEN, or BAD_USER_INPUT for a filter that none can be. */
export function listsFor(rights: Rights, { types, kinds, filters }: Wanted): Lists {
  const names = types ?? (Object.keys(entities) as EntityName[]).filter((name) => mayRead(rights, entities[name]));
  const only = kinds && new Set(kinds);
  return new Map(
    names.map((name): [string, List] => {
      requireRead(rights, entities[name]);
      return [
        name,
        { matches: matcherOf(entities[name], filters[name], rights), kinds: only, filter: filters[name] ?? null },
      ];
    }),
  );
}

/** Custom fields that the filters compare: whoever begins asks whether there are such. */
export const comparedKeys = (lists: Lists): ComparedKeys[] =>
  [...lists].flatMap(([name, { filter }]) =>
    filter ? compileFilter(entities[name as EntityName], filter, false).keys : [],
  );

/** By the snapshot of the reader, who reads as the viewer. */
export async function sightOf({
  tenantId,
  rights,
  query,
}: Pick<Reader, 'tenantId' | 'rights' | 'query'>): Promise<Sight> {
  const { visibility, userId } = rights;
  if (visibility === 'all') return { tenantId, rights, owners: null };
  if (visibility === 'own') return { tenantId, rights, owners: new Set([userId!]) };
  const [row] = await query<{ owners: string[] }>({ text: 'select visible_owners() as owners', values: [] });
  return { tenantId, rights, owners: new Set(row!.owners) };
}

/** Where those are told of who come to a team and leave it. */
const members = 'user';

/** The types of changes that these lists are told of. */
export function typesFor({ visibility }: Rights, lists: Lists): string[] {
  return [...new Set([...lists.keys(), ...(visibility === 'team' ? [members] : [])])];
}

/** Whether from then on the viewer sees the records of more people, or of fewer. */
export function isMove({ visibility, teamId }: Rights, { row, change, was, is }: ToldChange): boolean {
  if (visibility !== 'team' || row.type !== members) return false;
  return change.op === 'bulk' || (was?.['teamId'] === teamId) !== (is?.['teamId'] === teamId);
}

/** What of the change is told, under these lists. */
export function eventsFor(sight: Sight, lists: Lists, told: ToldChange): ChangeEvent[] {
  const { rights, tenantId } = sight;
  const { row } = told;
  if (row.tenantId !== tenantId) return []; // no group is ever given changes of another tenant; if one were, it ends here
  const changes = isMove(rights, told) ? unnamed(lists, told) : [];
  const seen = lists.has(row.type) ? seenOf(sight, told) : null;
  if (seen) changes.push(seen);
  return changes.flatMap((change, index) => {
    // All of them are one row of the feed: before the last of them was told, it is not read.
    const cursor = index < changes.length - 1 ? told.previous : told.cursor;
    const event = eventOf({ ...change, cursor }, lists.get(change.table.name)!);
    return event ? [redacted(rights, event)] : [];
  });
}

/** Somebody came to the team with all that it owns, or left it: nobody has written these records, so none is named. */
function unnamed(lists: Lists, told: ToldChange): ToldChange[] {
  const change: Change = { type: members, id: null, op: 'bulk', before: null, after: null };
  return [...lists.keys()].flatMap((name) => {
    const table: Table = entities[name as EntityName];
    if (!isOwned(table)) return [];
    return [{ ...told, type: typeOf(table), table, change, was: null, is: null }];
  });
}

/** With the images that may be seen; null: none may. */
function seenOf({ owners }: Sight, told: ToldChange): ToldChange | null {
  const { table, change, was, is } = told;
  if (owners === null || change.op === 'bulk' || !isOwned(table)) return told;
  const isSeen = (image: Image | null) => image !== null && owners.has(image['ownerId'] as string);
  const [wasSeen, isSeenNow] = [isSeen(was), isSeen(is)];
  if (!wasSeen && !isSeenNow) return null;
  if (wasSeen === (was !== null) && isSeenNow === (is !== null)) return told;
  return { ...told, was: wasSeen ? was : null, is: isSeenNow ? is : null, isCrossing: true };
}

/** A row that the viewer has read. */
export const presentIn = (rights: Rights, table: Table, row: Row, at: Cursor): ChangeEvent =>
  redacted(rights, presentOf(table, row, at));

/** Without personal fields: neither values nor names. */
function redacted({ may }: Rights, event: ChangeEvent): ChangeEvent {
  const { personal } = event.table;
  if (personal.length === 0 || may(personalScope(event.table))) return event;
  const isShown = (field: string) => !personal.includes(field);
  const shown = (image: Image | null) =>
    image && Object.fromEntries(Object.entries(image).filter(([field]) => isShown(field)));
  const { changedFields, before, after } = event;
  return { ...event, changedFields: changedFields.filter(isShown), before: shown(before), after: shown(after) };
}
