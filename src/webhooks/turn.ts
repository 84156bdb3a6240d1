// A turn of an endpoint: what is due is sent, several records side by side, each record in its order; what was not taken is due again later.
// Invariant: an attempt is written down before anything else of its record is sent, so whoever goes on after a crash repeats at most
// the attempts that were under way.
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Pool } from '../db/pool.ts';
import { read, write } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { type Sight, sightOf } from '../live/rights.ts';
import { atOnce } from '../live/toll.ts';
import type { AddressRules } from './address.ts';
import { parseUrl } from './address.ts';
import { coalesce } from './coalescing.ts';
import { dropDeliveries, dueHeads, giveUp, giveUpLate, nextDue } from './deliveries.ts';
import { endEndpoint } from './ending.ts';
import { type EndReason, findEndpoint, secretsOf, type WebhookEndpointRow } from './endpoint.ts';
import { type Draft, draftsOf, type Message, messagesOf } from './message.ts';
import { ownerOf } from './owner.ts';
import type { Turn } from './queue.ts';
import { replayPage } from './replaying.ts';
import { createNote, type Result } from './results.ts';
import type { SecretBox } from './secret.ts';
import type { Sender } from './send.ts';
import { signedHeaders } from './signature.ts';
import type { Tell, Telling } from './telling.ts';

export interface TurnOptions extends AddressRules {
  readonly pool: Pool;
  readonly box: SecretBox;
  readonly tell: Tell;
  readonly sender: Sender;
  readonly now: () => number;
  /** An endpoint was ended by us. */
  readonly onEnd: (turn: Turn, reason: EndReason) => void;
}

/** Receivers are not to be run over. */
const mostAtOnce = 20;
/** Then others get their turn. */
const longestTurnMs = 15_000;
/** Until an endpoint comes back whose owner has spent its points. */
const spentUpMs = 10_000;

interface Known {
  readonly endpoint: WebhookEndpointRow;
  readonly viewer: Viewer;
  readonly url: URL;
  readonly telling: Telling;
}

/** Nothing is due. */
interface Idle {
  readonly next: string | null;
  readonly sight: Sight;
}

type Begun = Known | { readonly ended: EndReason } | { readonly next: string | null };

/** What is needed to send. */
interface Ready extends Known {
  readonly secrets: readonly Buffer[];
  readonly drafts: readonly Draft[];
}

export function createTurns({ pool, box, tell, sender, now, onEnd, allowsPrivate }: TurnOptions) {
  /** Whom the turn is of, and with which rights today. */
  const begin = ({ tenantId, endpointId }: Turn): Promise<Begun> =>
    read(pool, tenantId, async (reader) => {
      const endpoint = await findEndpoint(reader, endpointId);
      if (endpoint?.state !== 'enabled') return { next: null };
      const viewer = await ownerOf(reader, endpoint);
      if (!viewer) return { ended: 'OWNER_GONE' };
      const { restingUntil, subscription, variables } = endpoint;
      if (restingUntil !== null && Date.parse(restingUntil) > now()) return { next: restingUntil };
      try {
        const url = parseUrl(endpoint.url, { allowsPrivate });
        return { endpoint, viewer, url, telling: tell(subscription, JSON.parse(variables), viewer) };
      } catch (error) {
        if (isTheirs(error)) return { ended: 'INVALID' };
        throw error;
      }
    });

  /** What is due, as the owner sees it. What is rendered later may be newer, never older. */
  async function look(turn: Turn, known: Known): Promise<Ready | Idle> {
    const { tenantId, endpointId } = turn;
    const { endpoint, telling, viewer } = known;
    const sight = await read(pool, tenantId, sightOf, rightsOf(viewer));
    const nowMs = now(); // the same for both: what is due was told as one before
    if (endpoint.coalesceSeconds > 0) await write(pool, tenantId, (tx) => coalesce(tx, endpointId, nowMs));
    // Past the visibility of the owner: a change that is gone is told from one that it may not see.
    return read(pool, tenantId, async (reader) => {
      // Only one finds out whether an endpoint that had to rest is back.
      const most = endpoint.restingUntil === null ? Math.min(mostAtOnce, atOnce(telling.toll, 1)) : 1;
      const due = await dueHeads(reader, endpointId, nowMs, most);
      if (due.length === 0) return { next: await nextDue(reader, endpointId), sight };
      const { secret, oldSecret } = await secretsOf(reader, endpointId);
      const secrets = [secret, ...(oldSecret ? [oldSecret] : [])].map((sealed) => box.open(sealed, endpointId));
      return { ...known, secrets, drafts: await draftsOf(reader, sight, telling, endpoint.changedFields, due) };
    });
  }

  async function attempt({ url, secrets }: Ready, { delivery, body }: Message): Promise<Result> {
    const made = await sender.send(url, signedHeaders(delivery.eventId, now(), body, secrets), body);
    return { delivery, made, atMs: now() };
  }

  async function sendAll(turn: Turn, ready: Ready): Promise<EndReason | null> {
    const idsOf = (kind: Draft['kind']) =>
      ready.drafts.filter((draft) => draft.kind === kind).map(({ delivery }) => delivery.id);
    const [hidden, lost] = [idsOf('hidden'), idsOf('lost')];
    if (hidden.length + lost.length > 0)
      await write(pool, turn.tenantId, async (tx) => {
        await dropDeliveries(tx, hidden);
        await giveUp(tx, lost, now());
      });
    // No transaction is open by now: rendering opens one, and turns that each hold one must not wait for a second.
    const messages = await messagesOf(ready.drafts, ready.telling);
    const note = createNote(pool, turn);
    const ends = await Promise.all(messages.map(async (message) => note(await attempt(ready, message))));
    return ends.find((reason) => reason !== null) ?? null;
  }

  async function end(turn: Turn, reason: EndReason): Promise<{ readonly next: null }> {
    await write(pool, turn.tenantId, (tx) => endEndpoint(tx, turn.endpointId, reason));
    onEnd(turn, reason);
    return { next: null };
  }

  /** Null: paid. Otherwise when there may be points. */
  async function pay({ drafts, telling: { toll }, viewer }: Ready): Promise<Date | null> {
    const count = drafts.filter(({ kind }) => kind === 'event').length;
    if (count === 0) return null;
    const error = await toll.pay(viewer, toll.ofEvents(count) + count * toll.ofDelivery, true);
    if (!error) return null;
    const { retryAfterMs } = error.details;
    return new Date(now() + (typeof retryAfterMs === 'number' ? retryAfterMs : spentUpMs));
  }

  /** Null: there may be more. */
  async function step(turn: Turn): Promise<{ readonly next: Date | null } | null> {
    const begun = await begin(turn);
    if ('ended' in begun) return end(turn, begun.ended);
    if ('next' in begun) return { next: dateOf(begun.next) };
    const seen = await look(turn, begun);
    if ('next' in seen) {
      const { endpoint, telling } = begun;
      const isReplaying = await replayPage(pool, endpoint, seen.sight, telling.lists, now());
      return isReplaying ? null : { next: dateOf(seen.next) };
    }
    const later = await pay(seen);
    if (later) return { next: later };
    const ended = await sendAll(turn, seen);
    return ended && end(turn, ended);
  }

  /** Answers when the next turn is wanted; null: when something is to be sent. */
  return async (turn: Turn, signal: AbortSignal): Promise<Date | null> => {
    const untilMs = performance.now() + longestTurnMs;
    await write(pool, turn.tenantId, (tx) => giveUpLate(tx, turn.endpointId, now()));
    for (;;) {
      const done = await step(turn);
      if (done) return done.next;
      if (signal.aborted || performance.now() > untilMs) return new Date(now());
    }
  };
}

const dateOf = (time: string | null) => (time === null ? null : new Date(time));

/** The endpoint asks for what cannot be told: nothing of ours is broken. */
const isTheirs = (error: unknown) => error instanceof ClientError && error.code !== 'UNAVAILABLE';
