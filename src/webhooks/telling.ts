// What an endpoint is told, as its owner wrote it: a subscription of the schema. src/api reads it; nothing here knows GraphQL.
import type { Viewer } from '../auth/verdicts.ts';
import type { ChangeEvent, Lists } from '../live/event.ts';
import type { Render } from '../live/group.ts';
import type { Toll } from '../live/toll.ts';

/** For one viewer. */
export interface Telling {
  readonly lists: Lists;
  /** The results of the subscription for these events, as JSON, one for each. Rejects with UNAVAILABLE if another try may do better. */
  readonly render: Render;
  readonly toll: Toll;
}

/** Throws what is wrong with it, for clients: a ClientError. */
export type Tell = (subscription: string, variables: Readonly<Record<string, unknown>>, viewer: Viewer) => Telling;

/** What a receiver needs in order to ask for more, and nothing that a wrong address should not get. */
export const thinSubscription = 'subscription { changes { id cursor type kind recordId changedFields } }';

/** Of updates only those that changed one of these fields; what enters a list or leaves it is always told. */
export function isWanted({ transition, changedFields }: ChangeEvent, fields: ReadonlySet<string> | null): boolean {
  return fields === null || transition !== 'UPDATE' || changedFields.some((field) => fields.has(field));
}
