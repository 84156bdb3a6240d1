// Requests that wait for points (`Prefer: wait`), each tenant's in a fair queue over its keys, within bounds of length and time.
// Invariant: nobody overtakes who waits; who waits for its key's points alone holds up no other key.
import type { Payer, Refusal } from './budget.ts';
import { createFairQueue, type FairQueue } from './fair-queue.ts';

export interface WaitingRoom {
  /** Somebody of this tenant waits: who comes now must wait too, or is refused. */
  isTaken(tenantId: string): boolean;
  /** Null when the points were granted; else why not, in the end. */
  enter(payer: Payer, points: number, waitMs: number, signal?: AbortSignal): Promise<Refusal>;
  size(): number;
}

export interface WaitingRoomOptions {
  readonly charge: (payer: Payer, points: number) => Refusal | Promise<Refusal>;
  readonly refusal: (payer: Payer, points: number) => NonNullable<Refusal>;
  readonly refund: (payer: Payer, points: number) => void;
}

interface Guest {
  readonly payer: Payer;
  readonly points: number;
  readonly settle: (refusal: Refusal) => void;
  isGone: boolean;
}

interface Room {
  readonly queue: FairQueue<Guest>;
}

const mostOfKey = 100;
const mostOfTenant = 1_000;
/** Points flow all the time, and other nodes take of them: it is looked again after so long at most, and at least. */
const mostPauseMs = 100;
const leastPauseMs = 2;

export function createWaitingRoom({ charge, refusal, refund }: WaitingRoomOptions): WaitingRoom {
  const rooms = new Map<string, Room>();

  /** Until nobody waits. */
  async function serve(tenantId: string, { queue }: Room): Promise<void> {
    while (queue.size() > 0) {
      const pauseMs = await round(queue);
      if (pauseMs > 0) await pause(Math.max(leastPauseMs, Math.min(pauseMs, mostPauseMs)));
    }
    rooms.delete(tenantId);
  }

  /** Answers how long nothing will change; 0: somebody was served. */
  async function round(queue: FairQueue<Guest>): Promise<number> {
    let pauseMs = mostPauseMs;
    for (const guest of queue.heads()) {
      if (guest.isGone) continue;
      const refused = await charge(guest.payer, guest.points);
      if (refused === null) {
        if (guest.isGone) refund(guest.payer, guest.points);
        else {
          queue.serve(guest);
          guest.settle(null);
        }
        return 0;
      }
      pauseMs = Math.min(pauseMs, refused.retryAfterMs);
      // The tenant's points gather for this one: cheaper ones behind it would take them for ever.
      if (refused.by === 'tenant') break;
    }
    return Math.max(pauseMs, leastPauseMs);
  }

  return {
    isTaken: (tenantId) => rooms.has(tenantId),
    enter(payer, points, waitMs, signal) {
      const { tenantId, subject } = payer;
      const hopeless = refusal(payer, points);
      let room = rooms.get(tenantId);
      const isFull = room && (room.queue.size() >= mostOfTenant || room.queue.sizeOf(subject) >= mostOfKey);
      if (hopeless.retryAfterMs > waitMs || isFull || signal?.aborted) return Promise.resolve(hopeless);
      return new Promise((resolve) => {
        const isNew = !room;
        room ??= { queue: createFairQueue() };
        const { queue } = room;
        const settle = (refused: Refusal) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', leave);
          guest.isGone = true;
          resolve(refused);
        };
        const leave = () => {
          queue.remove(guest);
          settle(refusal(payer, points));
        };
        const guest: Guest = { payer, points, settle, isGone: false };
        const timer = setTimeout(leave, waitMs);
        signal?.addEventListener('abort', leave);
        queue.push(subject, points, guest);
        if (!isNew) return;
        rooms.set(tenantId, room);
        void serve(tenantId, room);
      });
    },
    size: () => [...rooms.values()].reduce((sum, { queue }) => sum + queue.size(), 0),
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
