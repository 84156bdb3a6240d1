// A relay under test, and everything that it handed on. Invariant: a step that does not follow from the one before is a failure
// of the test, whatever the test is about.
import { isSame, isVisible, type Position } from '../../src/cache/position.ts';
import type { CommittedChange, Step } from '../../src/changes/frame.ts';
import { createRelay, type Relay, type RelayOptions } from '../../src/changes/relay.ts';

export interface Feed {
  readonly relay: Relay;
  readonly steps: readonly Step[];
  /** Where the feed stood after each step. */
  readonly positions: readonly { readonly epoch: string; readonly position: Position }[];
  readonly errors: readonly unknown[];
  /** What was delivered in frames and resets since the last reset, in order of arrival. */
  changes(): readonly CommittedChange[];
  /** What is wrong with what arrived. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

/** `onStep` is called beside. */
export async function startFeed(url: string, options: Partial<RelayOptions> = {}): Promise<Feed> {
  const steps: Step[] = [];
  const errors: unknown[] = [];
  const faults: string[] = [];
  let standing: { epoch: string; position: Position } | null = null;
  const relay = createRelay({
    url,
    onError: (error) => void errors.push(error),
    ...options,
    onStep(step) {
      faults.push(...faultsOf(step, standing));
      steps.push(step);
      standing = { epoch: step.epoch, position: step.next };
      options.onStep?.(step);
    },
  });
  await relay.start().catch(async (error) => {
    await relay.stop();
    throw error;
  });
  return {
    relay,
    steps,
    errors,
    faults,
    get positions() {
      return steps.map(({ epoch, next }) => ({ epoch, position: next }));
    },
    changes() {
      const from = steps.findLastIndex(({ kind }) => kind === 'reset');
      return steps.slice(from).flatMap(({ changes }) => changes);
    },
    stop: () => relay.stop(),
  };
}

function faultsOf(step: Step, before: { epoch: string; position: Position } | null): string[] {
  const unseenAt = step.kind === 'frame' ? step.prev : step.floor;
  const faults = step.changes
    .filter(({ xid }) => isVisible(xid, unseenAt) || !isVisible(xid, step.next))
    .map(({ seq, xid }) => `change ${seq} of ${xid} is not of this ${step.kind}`);
  const order = step.changes.map(({ seq }) => seq);
  if (order.some((seq, index) => index > 0 && seq <= order[index - 1]!)) faults.push('changes are out of order');
  if (step.kind === 'reset') return faults;
  if (!before || step.epoch !== before.epoch || !isSame(step.prev, before.position))
    faults.push('a frame does not begin where the step before it ended');
  return faults;
}
