// The feed as a page of changes, for those who ask instead of being told: `changes(after:)`.

import type { Viewer } from '../auth/verdicts.ts';
import type { EntityName } from '../crm/index.ts';
import { entities } from '../crm/index.ts';
import { matcherOf } from '../db/matcher.ts';
import { windowOf } from '../db/page.ts';
import { cursorAt, parseCursor, printCursor } from './cursor.ts';
import { type ChangeEvent, type ChangeKind, eventOf, type List, toldOf } from './event.ts';
import { changesAfter, checkReach, type StandingReader, standingOf } from './feed.ts';
import { mayTell, redact } from './rights.ts';

export interface PullArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly types?: readonly EntityName[] | null;
  readonly kinds?: readonly ChangeKind[] | null;
}

export interface ChangePage {
  readonly nodes: readonly ChangeEvent[];
  readonly edges: readonly { readonly cursor: string; readonly node: ChangeEvent }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string;
  };
}

/** All living records of these types. */
export function listsOf({ types, kinds }: Pick<PullArgs, 'types' | 'kinds'>): ReadonlyMap<string, List> {
  const names = types ?? (Object.keys(entities) as EntityName[]);
  const wanted = kinds ? new Set(kinds) : null;
  return new Map(names.map((name) => [name, { matches: matcherOf(entities[name], null), kinds: wanted }]));
}

export async function pullChanges(reader: StandingReader, viewer: Viewer, args: PullArgs): Promise<ChangePage> {
  const { size } = windowOf({ first: args.first ?? null });
  const standing = await standingOf(reader);
  const now = cursorAt(standing.epoch, standing.position);
  const after = args.after == null ? now : parseCursor(args.after);
  checkReach(after, standing);
  const lists = listsOf(args);
  const page = await changesAfter(reader, after, standing.position, [...lists.keys()], size);
  const nodes = page.changes.flatMap(({ row, cursor }) => {
    const told = toldOf(row, cursor);
    const event = told && mayTell(viewer, told) ? eventOf(told, lists.get(row.type)!) : null;
    return event ? [redact(viewer, event)] : [];
  });
  return {
    nodes,
    edges: nodes.map((node) => ({ cursor: node.cursor, node })),
    pageInfo: {
      hasNextPage: page.hasMore,
      hasPreviousPage: false,
      startCursor: nodes[0]?.cursor ?? null,
      endCursor: printCursor(page.end),
    },
  };
}
