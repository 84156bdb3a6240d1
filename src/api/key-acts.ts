// The acts on keys as mutations ask for them: by the viewer, in the field's transaction.
import type { Context, KeyActs } from '../../resolvers/context.ts';
import { createKey, type Keeper, listKeys, renameKey, revokeKey, rotateKey } from '../auth/keys.ts';
import type { Viewer } from '../auth/verdicts.ts';
import { badInput, ClientError } from '../errors.ts';

export interface KeyActsOptions extends Pick<Context, 'reader' | 'write'> {
  readonly viewer: Viewer;
  /** Keys the hashes of the secrets. */
  readonly pepper: string | null;
  /** The reply is stored, to be given again. */
  readonly isReplayable: boolean;
}

export function createKeyActs({ viewer, pepper, isReplayable, reader, write }: KeyActsOptions): KeyActs {
  const keeper = (): Keeper => {
    if (pepper === null) throw new Error('an executor that makes keys needs the pepper');
    return { actor: viewer.subject, scopes: viewer.scopes, pepper };
  };
  /** What shows a secret is answered once. */
  const once = (): Keeper => {
    if (!isReplayable) return keeper();
    const message = 'A secret is shown once and never stored: send this mutation without an Idempotency-Key.';
    throw new ClientError('BAD_REQUEST', message);
  };
  return {
    list: async (withRevoked) => listKeys(await reader(), withRevoked),
    create(given) {
      const by = once();
      if (given.expiresAt != null && Date.parse(given.expiresAt) <= Date.now())
        throw badInput('`expiresAt` is in the past.', { field: 'expiresAt' });
      return write((tx) => createKey(tx, by, given));
    },
    rotate(id, keepOldFor) {
      const by = once();
      return write((tx) => rotateKey(tx, by, id, keepOldFor));
    },
    rename: (id, name) => write((tx) => renameKey(tx, keeper(), id, name)),
    revoke: (id) => write((tx) => revokeKey(tx, keeper(), id)),
  };
}
