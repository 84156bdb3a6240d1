// Mutations are answered when this node's cache knows of them, with a token by which any other node can be asked to know too
// (docs/coherence.md §12). Invariant: once a mutation is answered, this node serves nothing from before it.
import type { Cache } from '../cache/cache.ts';
import { printToken } from '../cache/token.ts';
import type { Execute, Outcome } from './execute.ts';

/** A relay that does not answer in this time is broken, and the writer has waited long enough. */
const catchUpMs = 250;

export interface OwnWritesOptions {
  readonly cache: Cache;
  /** Resolves when the node has applied everything that was committed before the call. */
  readonly sync: (timeoutMs: number) => Promise<void>;
}

export function answerWhenApplied(execute: Execute, { cache, sync }: OwnWritesOptions): Execute {
  return async (request): Promise<Outcome> => {
    const outcome = await execute(request);
    if (!outcome.committed?.length) return outcome;
    await sync(catchUpMs).catch(() => cache.distrust());
    const epoch = cache.table.epoch();
    if (epoch === null) return outcome;
    const position = printToken(epoch, outcome.committed);
    return { ...outcome, extensions: { ...outcome.extensions, position } };
  };
}
