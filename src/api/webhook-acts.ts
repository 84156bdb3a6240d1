// The acts on webhook endpoints as queries and mutations ask for them: by the viewer, in the field's transaction.
import type { Context, WebhookActs } from '../../resolvers/context.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Pool } from '../db/pool.ts';
import { read } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { cursorAt, parseCursor, printCursor } from '../live/cursor.ts';
import { checkReach, standingOf } from '../live/feed.ts';
import {
  createEndpoint,
  deleteEndpoint,
  enableEndpoint,
  type Keeper,
  pauseEndpoint,
  rotateSecret,
  seeEndpoint,
  seeEndpoints,
  takeEndpoint,
  updateEndpoint,
} from '../webhooks/acts.ts';
import { replay, resend, seeDeliveries, testEndpoint } from '../webhooks/redelivery.ts';
import { checkUntil } from '../webhooks/replaying.ts';

export interface WebhookActsOptions extends Pick<Context, 'reader' | 'write'> {
  readonly pool: Pool;
  readonly viewer: Viewer;
  readonly keeping: Omit<Keeper, 'viewer'>;
  /** The reply is stored, to be given again. */
  readonly isReplayable: boolean;
}

export function createWebhookActs(options: WebhookActsOptions): WebhookActs {
  const { pool, viewer, keeping, isReplayable, reader, write } = options;
  const by: Keeper = { ...keeping, viewer };
  /** What shows a secret is answered once. */
  const refuseReplay = () => {
    if (!isReplayable) return;
    const message = 'A secret is shown once and never stored: send this mutation without an Idempotency-Key.';
    throw new ClientError('BAD_REQUEST', message);
  };
  /** Up to which cursor, if all of it is still there. */
  const reach = (after: string, until: string | null) =>
    read(pool, viewer.tenantId, async (now) => {
      const standing = await standingOf(now);
      checkReach(parseCursor(after), standing);
      if (until === null) return printCursor(cursorAt(standing.epoch, standing.position));
      checkUntil(parseCursor(until), standing);
      return until;
    });
  return {
    list: async () => seeEndpoints(await reader(), by),
    async create(given) {
      refuseReplay();
      return write((tx) => createEndpoint(tx, by, given));
    },
    update: (id, given) => write((tx) => updateEndpoint(tx, by, id, given)),
    async rotate(id, keepOldFor) {
      refuseReplay();
      return write((tx) => rotateSecret(tx, by, id, keepOldFor));
    },
    pause: (id) => write((tx) => pauseEndpoint(tx, by, id)),
    enable: (id) => write((tx) => enableEndpoint(tx, by, id)),
    take: (id) => write((tx) => takeEndpoint(tx, by, id)),
    delete: (id) => write((tx) => deleteEndpoint(tx, by, id)),
    deliveries: async (args) => seeDeliveries(await reader(), by, args),
    test: (id) => write((tx) => testEndpoint(tx, by, id)),
    resend: (id) => write((tx) => resend(tx, by, id)),
    async replay(id, after, until) {
      const upTo = await reach(after, until);
      return write(async (tx) => {
        await replay(tx, by, id, after, upTo);
        return seeEndpoint(tx, by, id);
      });
    },
  };
}
