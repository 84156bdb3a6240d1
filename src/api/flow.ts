// What stands before an execution: its cost, the points for it, and its turn; and what is settled when it has run.
// Invariant: whoever was admitted leaves, once, whatever happened in between.
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError, type ErrorCode } from '../errors.ts';
import type { Admission } from '../limits/admission.ts';
import type { Budget, Refusal } from '../limits/budget.ts';
import { asObserved, type SizeOf } from '../limits/cost.ts';
import type { FanOut } from '../limits/fan-out.ts';
import type { Pace } from '../limits/pace.ts';
import { createTally, type OperationTally } from '../limits/tally.ts';
import type { Terms } from '../limits/terms.ts';
import type { Usage } from '../limits/usage.ts';
import { createWaitingRoom } from '../limits/waiting-room.ts';
import { createHistogram, createHistograms, type Distribution } from '../observability/histogram.ts';
import type { Operation } from './operations.ts';
import { tooDear } from './too-dear.ts';

export interface Asked {
  readonly operation: Operation;
  /** What the compiled operation takes. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  /** Undefined: nobody waits for it, it is done ahead. */
  readonly terms?: Terms | undefined;
  /** Aborted when nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface Passage {
  readonly tally: OperationTally;
  /** Call when it has run. */
  leave(ran: Ran): void;
}

export interface Ran {
  /** The reply of an earlier request, which has been paid for. */
  readonly isReplayed: boolean;
  /** Nobody got an answer of it, since it took too long or they had gone. */
  readonly isGivenUp: boolean;
}

export interface Flow {
  /** Rejects with COST_EXCEEDED, RATE_LIMITED or OVERLOADED. */
  admit(asked: Asked): Promise<Passage>;
  /** A subscription is opened: it pays what an event of it costs. Rejects as `admit` does; nobody waits for a turn. */
  open(asked: Pick<Asked, 'operation' | 'values' | 'viewer'>): Promise<void>;
  /** For what was told. Null: paid. Waits so long at most. */
  pay(viewer: Viewer, name: string | undefined, points: number, waitMs: number): Promise<ClientError | null>;
  readonly ceiling: number;
  /** Lists of a tenant, as far as they are known. */
  sizesOf(tenantId: string): SizeOf;
  readonly budget: Budget;
  readonly usage: Usage;
  /** Of documents that were not seen before. */
  readonly pace: Pace;
  /** True: whoever comes now and is not ready to wait is refused with OVERLOADED, and counted as refused. */
  turnsAway(): boolean;
  counts(): {
    readonly refusals: Readonly<Record<string, number>>;
    readonly waitingForPoints: number;
    readonly durations: Readonly<Record<string, Distribution>>;
    readonly waits: Distribution;
  };
}

export interface FlowOptions {
  /** Points that one operation may cost. */
  readonly ceiling: number;
  readonly fanOut: FanOut;
  readonly budget: Budget;
  readonly admission: Admission;
  readonly usage: Usage;
  readonly pace: Pace;
  readonly now?: () => number;
}

/** In a receipt. */
const mostFields = 50;

/** Refresh-ahead is our own choice: nobody pays for it, and it takes what the others leave. */
const ahead = { waitMs: 0, lane: 'bulk' } as const;

export function createFlow({
  ceiling,
  fanOut,
  budget,
  admission,
  usage,
  pace,
  now = () => performance.now(),
}: FlowOptions): Flow {
  const room = createWaitingRoom({
    charge: budget.charge,
    refusal: budget.refusal,
    refund: (payer, points) => budget.settle(payer, -points),
  });

  const refusals: Record<string, number> = {};
  const durations = createHistograms(['query', 'mutation', 'subscription']);
  const waits = createHistogram();

  function count(code: ErrorCode): void {
    refusals[code] = (refusals[code] ?? 0) + 1;
  }

  /** Null: granted. */
  async function charge(
    { viewer, signal }: Pick<Asked, 'viewer' | 'signal'>,
    points: number,
    waitMs: number,
  ): Promise<Refusal> {
    if (!room.isTaken(viewer.tenantId)) {
      const charged = budget.charge(viewer, points);
      const refused = charged instanceof Promise ? await charged : charged;
      if (refused === null || waitMs === 0) return refused;
    }
    return waitMs === 0 ? budget.refusal(viewer, points) : room.enter(viewer, points, waitMs, signal);
  }

  /** Throws COST_EXCEEDED. */
  function priceOf({ operation, values, viewer }: Pick<Asked, 'operation' | 'values' | 'viewer'>): number {
    const { cost } = operation;
    const sizeOf = fanOut.sizesOf(viewer.tenantId);
    const requested = cost.of(values, sizeOf);
    if (requested <= ceiling) return requested;
    budget.punish(viewer);
    count('COST_EXCEEDED');
    throw tooDear({ cost, values, sizeOf, ceiling, requested });
  }

  function refused(
    viewer: Viewer,
    name: string | undefined,
    points: number,
    refusal: NonNullable<Refusal>,
  ): ClientError {
    budget.punish(viewer);
    usage.add(viewer, name, 'throttled');
    const error = spentUp(points, refusal, budget, viewer);
    count(error.code);
    return error;
  }

  async function pay(
    viewer: Viewer,
    name: string | undefined,
    points: number,
    waitMs: number,
  ): Promise<ClientError | null> {
    // Not behind the requests that wait: what was subscribed to is on its way already.
    const charged = await budget.charge(viewer, points);
    const refusal = charged && waitMs > 0 ? await room.enter(viewer, points, waitMs) : charged;
    if (refusal) return refused(viewer, name, points, refusal);
    usage.add(viewer, name, 'executed', points);
    return null;
  }

  async function admit(asked: Asked): Promise<Passage> {
    const { operation, values, viewer, terms, signal } = asked;
    const { cost, definition } = operation;
    const name = definition.name?.value;
    const requested = priceOf(asked);
    const cameMs = now();
    const { waitMs, lane } = terms ?? ahead;
    if (terms) {
      const refusal = await charge(asked, requested, waitMs);
      if (refusal) throw refused(viewer, name, requested, refusal);
    }
    const leftMs = waitMs > 0 ? Math.max(1, waitMs - (now() - cameMs)) : 0;
    let leave: () => void;
    try {
      const entered = admission.enter({ flow: viewer.subject, cost: requested, lane, waitMs: leftMs, signal });
      leave = entered instanceof Promise ? await entered : entered;
    } catch (error) {
      if (terms) {
        budget.settle(viewer, -requested);
        budget.punish(viewer);
        if (error instanceof ClientError) count(error.code);
      }
      throw error;
    }
    const beganMs = now();
    const waitedMs = beganMs - cameMs;
    waits.observe(waitedMs / 1_000);
    const tally = createTally(ceiling);
    return {
      tally,
      leave({ isReplayed, isGivenUp }) {
        leave();
        durations.of[definition.operation].observe((now() - beganMs) / 1_000);
        for (const place of cost.pages) {
          for (const node of place.nodes) {
            const read = tally.at(node);
            if (read) fanOut.observe(viewer.tenantId, place, read.rows / read.pages, read.isCut);
          }
        }
        if (!terms) return;
        const sizes = asObserved((node) => meanOf(tally.at(node)));
        const read = cost.of(values, sizes);
        const actual = isReplayed ? 0 : isGivenUp ? Math.max(read, requested) : read;
        budget.settle(viewer, actual - requested);
        const fields = terms.hasFields && { fields: cost.fields(values, mostFields, sizes) };
        terms.receipt = { requested: Math.ceil(requested), actual: Math.ceil(actual), waitedMs, ...fields };
        usage.add(viewer, name, 'executed', actual);
      },
    };
  }

  return {
    ceiling,
    budget,
    pay,
    async open(asked) {
      const { viewer, operation } = asked;
      const name = operation.definition.name?.value;
      const points = priceOf(asked);
      const refusal = await charge(asked, points, 0);
      if (refusal) throw refused(viewer, name, points, refusal);
      usage.add(viewer, name, 'executed', points);
    },
    usage,
    pace,
    sizesOf: fanOut.sizesOf,
    turnsAway() {
      const isFull = admission.isFull();
      if (isFull) count('OVERLOADED');
      return isFull;
    },
    counts: () => ({
      refusals: { ...refusals },
      waitingForPoints: room.size(),
      durations: durations.read(),
      waits: waits.read(),
    }),
    admit,
  };
}

const meanOf = (read: ReturnType<OperationTally['at']>) => (read ? read.rows / read.pages : null);

function spentUp(points: number, refusal: NonNullable<Refusal>, budget: Budget, viewer: Viewer): ClientError {
  const { retryAfterMs, by } = refusal;
  const throttleStatus = budget.both(viewer)[by];
  const whose = by === 'key' ? 'this API key' : 'the tenant';
  const requested = Math.ceil(points);
  if (!Number.isFinite(retryAfterMs)) {
    const message = `The operation costs ${requested} points, and the budget of ${whose} never holds more than ${throttleStatus.maximumAvailable}.`;
    return new ClientError('COST_EXCEEDED', message, { requested, throttleStatus });
  }
  const message = `The operation costs ${requested} points, and ${whose} has ${throttleStatus.currentlyAvailable} left. There will be enough in ${Math.ceil(retryAfterMs)} ms.`;
  return new ClientError('RATE_LIMITED', message, {
    retryable: true,
    retryAfterMs: Math.ceil(retryAfterMs),
    by,
    requested,
    throttleStatus,
    help: 'Say with `Prefer: wait=5` that you would rather wait, or ask for less; `estimateCost` tells what an operation costs.',
  });
}
