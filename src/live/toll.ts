// What it costs to be told, and who pays: an event is made once for a group, whose callers share its price, and sent to each.
// Invariant: whoever cannot pay is told no more, and knows it; nothing is left out.
import type { Viewer } from '../auth/verdicts.ts';
import type { ClientError } from '../errors.ts';

export interface Toll {
  /** Points of so many events that are made together, with the records that they show. */
  ofEvents(count: number): number;
  /** Points of sending it to one connection. */
  readonly ofDelivery: number;
  /** Null: paid. Waits, if it may, until there are points. */
  pay(viewer: Viewer, points: number, mayWait: boolean): Promise<ClientError | null>;
}

/** Rendered together: their records are fetched by one statement. */
const mostAtOnce = 200;
/** A tenth of a second of work: who waits for points waits for few at a time. */
const mostPointsAtOnce = 25_000;

export function atOnce({ ofEvents, ofDelivery }: Toll, members: number): number {
  const points = ofEvents(1) + members * ofDelivery;
  return Math.min(mostAtOnce, Math.max(1, Math.floor(mostPointsAtOnce / points)));
}

/** The callers of a group, and how many connections each has in it. */
export interface Payers {
  add(viewer: Viewer): void;
  remove(viewer: Viewer): void;
  /** Those who could not pay for so many events, and why. */
  collect(toll: Toll, count: number): Promise<(readonly [Viewer, ClientError])[]>;
}

export function createPayers(): Payers {
  const connections = new Map<string, { readonly viewer: Viewer; count: number }>();
  return {
    add(viewer) {
      const payer = connections.get(viewer.subject);
      if (payer) payer.count++;
      else connections.set(viewer.subject, { viewer, count: 1 });
    },
    remove({ subject }) {
      const payer = connections.get(subject);
      if (payer && --payer.count === 0) connections.delete(subject);
    },
    async collect(toll, count) {
      // Who is alone is slowed down; who is not would slow down the others.
      const mayWait = connections.size === 1;
      const share = toll.ofEvents(count) / connections.size;
      const refused = await Promise.all(
        [...connections.values()].map(async (payer) => {
          const error = await toll.pay(payer.viewer, share + count * payer.count * toll.ofDelivery, mayWait);
          return error ? [[payer.viewer, error] as const] : [];
        }),
      );
      return refused.flat();
    },
  };
}
