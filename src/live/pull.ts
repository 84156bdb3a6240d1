// The feed as a page of changes, for those who ask instead of being told: `changes(after:)`.

import type { EntityName } from '../crm/index.ts';
import { windowOf } from '../db/page.ts';
import { cursorAt, parseCursor, printCursor } from './cursor.ts';
import { type ChangeEvent, type ChangeKind, toldOf } from './event.ts';
import { changesAfter, checkReach, type StandingReader, standingOf } from './feed.ts';
import { eventsFor, listsFor, sightOf, typesFor } from './rights.ts';

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

export async function pullChanges(reader: StandingReader, args: PullArgs): Promise<ChangePage> {
  const { size } = windowOf({ first: args.first ?? null });
  const standing = await standingOf(reader);
  const now = cursorAt(standing.epoch, standing.position);
  const after = args.after == null ? now : parseCursor(args.after);
  checkReach(after, standing);
  const { types = null, kinds = null } = args;
  const lists = listsFor(reader.rights, { types, kinds, filters: {} });
  const sight = await sightOf(reader);
  const page = await changesAfter(reader, after, standing.position, typesFor(reader.rights, lists), size);
  const nodes = page.changes.flatMap(({ row, cursor, previous }) => {
    const told = toldOf(row, cursor, previous);
    return told ? eventsFor(sight, lists, told) : [];
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
