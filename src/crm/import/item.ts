// A row on its way into the database: what it says, what it was resolved to, and how it ended.
import type { ClientError } from '../../errors.ts';
import type { ExternalName } from '../write.ts';
import type { Draft, Want } from './draft.ts';
import type { Failure } from './failures.ts';
import type { Found } from './lookup.ts';
import type { Counts } from './progress.ts';
import type { SourceRow } from './rows.ts';

export interface Item {
  readonly draft: Draft;
  /** The draft's values, and the ids of what it names. */
  readonly input: Record<string, unknown>;
  /** Names in other systems that its record does not have yet. */
  newNames: readonly ExternalName[];
  /** References to rows of the same file that are not there yet. */
  later: readonly Want[];
  existing: Found | null;
  id: string | null;
  outcome: keyof Counts | null;
  error: Pick<ClientError, 'code' | 'message'> | null;
}

export function itemOf(draft: Draft): Item {
  return {
    draft,
    input: { ...draft.input },
    newNames: draft.externalIds,
    later: [],
    existing: null,
    id: null,
    outcome: null,
    error: null,
  };
}

export function refuse(item: Item, error: Pick<ClientError, 'code' | 'message'>): void {
  item.outcome = 'failed';
  item.error = error;
}

export const failure = (row: SourceRow, { code, message }: { code: string; message: string }): Failure => ({
  row,
  code,
  message,
});

/** A reference that waits for the end of the file. */
export interface Later {
  readonly recordId: string;
  readonly want: Want;
  readonly row: Pick<SourceRow, 'line' | 'cells'>;
}
