// What the cache is asked, and what it serves.
// Invariant: only an entry is served to others; an answer that cannot be one goes to who asked for it.
import type { Answer, Entry, Outcome, Question } from './entry.ts';
import type { Token } from './token.ts';

export interface CacheRequest extends Question {
  /** What the request is in the words of the client: with its scope, or subject, it leads to the answer at once next time. */
  readonly text: string | null;
  /** Fingerprint of what the viewer may see. */
  readonly scope: string;
  /** Who asks. */
  readonly subject: string;
  /** What this client has written. */
  readonly after: readonly Token[];
  /** Only what is proven to be the newest. */
  readonly isStrong: boolean;
  /** False: execute, whatever is kept (`Cache-Control: no-cache`). */
  readonly mayServe: boolean;
  /** False: keep nothing of it (`no-store`). */
  readonly mayKeep: boolean;
  /** The client takes an answer that is not true any more, made so long ago at most, if the back end fails. @default 0 */
  readonly staleIfErrorMs?: number;
  /** Aborted when the client does not wait any more. @default it waits to the end */
  readonly signal?: AbortSignal | undefined;
}

/** An entry; or an answer that cannot be one, for this request alone. */
export type Served =
  | { readonly outcome: Outcome; readonly entry: Entry; readonly isStored: boolean; readonly answer: null }
  | { readonly outcome: Outcome; readonly entry: null; readonly isStored: false; readonly answer: Answer };
