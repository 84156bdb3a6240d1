// Why an answer was not at hand, and whether it is now, as the console tells it. Records are named, their values never.

/** What made an answer invalid. */
export interface ToldChange {
  readonly transaction: number;
  /** Null: known to the origin alone. */
  readonly record: {
    readonly type: string;
    /** Null: more rows at once than are worth naming. */
    readonly id: string | null;
    readonly op: string;
    /** Of an update: what it changed. */
    readonly columns: readonly string[];
    readonly at: string;
    /** By what answer and change have met. */
    readonly tag: string | null;
  } | null;
}

export type Why =
  /** Nobody had asked, as far as the node remembers. */
  | { readonly kind: 'first' }
  /** It was kept, and its memory was needed. */
  | { readonly kind: 'evicted' }
  | ({ readonly kind: 'changed' } & ToldChange)
  /** It was older than it may be. */
  | { readonly kind: 'expired'; readonly afterSeconds: number }
  /** The node no longer knows what was changed since it was made. */
  | { readonly kind: 'forgotten' }
  /** The client wanted it made anew. */
  | { readonly kind: 'refused' }
  /** The node did not know enough to serve anything. */
  | { readonly kind: 'blind' }
  /** The node, or the answer, was behind what the client had written, or wanted to see. */
  | { readonly kind: 'behind' };

/** `kept`, or why not. */
export type Keeping = 'kept' | 'errors' | 'unread' | 'policy' | 'client' | 'large' | 'full' | 'standby' | 'outdated';
