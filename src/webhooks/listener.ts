// Endpoints as the producer knows them: which events of a change each may have to be told.
// Invariant: never too few. Who may see what is judged when a delivery is sent; here it only saves deliveries that would be dropped.
import { rightsOf, viewerOf } from '../auth/rights.ts';
import type { Visibility } from '../db/rights.ts';
import { ClientError } from '../errors.ts';
import { type ChangeEvent, type Lists, toldOf } from '../live/event.ts';
import { eventsFor, type Sight } from '../live/rights.ts';
import type { Client, FeedChange } from './feed.ts';
import type { Turn } from './queue.ts';
import { isWanted, type Tell } from './telling.ts';

export interface Listener extends Turn {
  readonly owner: string;
  readonly coalesceMs: number;
  readonly skipOwn: boolean;
  /** Null: it asks for something that cannot be told any more, which its turn finds out. */
  readonly wants: Wants | null;
}

interface Wants {
  readonly lists: Lists;
  readonly sight: Sight;
  readonly changedFields: ReadonlySet<string> | null;
  /** Who is in the team is not known here: everything counts that anybody of it may see. */
  readonly isOfTeam: boolean;
}

interface Row extends Turn {
  readonly owner: string;
  readonly scopes: string[];
  readonly visibility: Visibility;
  readonly userId: string | null;
  readonly subscription: string;
  readonly variables: string;
  readonly changedFields: string[] | null;
  readonly coalesceSeconds: number;
  readonly skipOwn: boolean;
}

const select = `/* webhooks.listeners */ select tenant_id as "tenantId", id as "endpointId", owner, owner_scopes as scopes,
    owner_visibility as visibility, owner_user_id as "userId", subscription, variables, changed_fields as "changedFields",
    coalesce_seconds as "coalesceSeconds", skip_own as "skipOwn" from webhook_endpoint where state <> 'disabled'`;

export async function loadListeners(client: Client, tell: Tell): Promise<Listener[]> {
  const { rows } = await client.query<Row>(select);
  return rows.map((row) => {
    const { tenantId, endpointId, owner, coalesceSeconds, skipOwn } = row;
    return { tenantId, endpointId, owner, coalesceMs: coalesceSeconds * 1000, skipOwn, wants: wantsOf(row, tell) };
  });
}

function wantsOf(row: Row, tell: Tell): Wants | null {
  const { tenantId, owner, scopes, visibility, userId, subscription, variables, changedFields } = row;
  const viewer = viewerOf(tenantId, owner, { scopes, visibility: 'all', userId, teamId: null });
  const isOfTeam = visibility === 'team';
  try {
    const { lists } = tell(subscription, JSON.parse(variables), viewer);
    const owners = visibility === 'own' && userId !== null ? new Set([userId]) : null;
    return {
      // What comes into sight or goes out of it is an update, whatever kind of change it is to others.
      lists: isOfTeam ? new Map([...lists].map(([name, list]) => [name, { ...list, kinds: null }])) : lists,
      sight: { tenantId, rights: rightsOf(viewer), owners },
      changedFields: changedFields && !isOfTeam ? new Set(changedFields) : null,
      isOfTeam,
    };
  } catch (error) {
    if (error instanceof ClientError) return null;
    throw error;
  }
}

export function eventsOf(listener: Listener, { row, actor, cursor, previous }: FeedChange): ChangeEvent[] {
  const { wants, owner, skipOwn } = listener;
  if (skipOwn && actor === owner) return [];
  const told = wants && toldOf(row, cursor, previous);
  if (!told) return [];
  const { lists, sight, changedFields, isOfTeam } = wants;
  const teamId = (told.is ?? told.was)?.['teamId'];
  // Whoever comes to a team, or leaves it, may be of the owner's.
  const seen: Sight =
    isOfTeam && row.type === 'user' && typeof teamId === 'string'
      ? { ...sight, rights: { ...sight.rights, visibility: 'team', teamId } }
      : sight;
  return eventsFor(seen, lists, told).filter((event) => isWanted(event, changedFields));
}
