// Who still wants an execution that several requests wait for. Invariant: it is aborted when the last of them has gone, and not before.

export interface Stake {
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
  /** One more wants it, until `signal` is aborted; without a signal: to the end. */
  join(signal: AbortSignal | undefined): void;
}

export function createStake(first: AbortSignal | undefined): Stake {
  const controller = new AbortController();
  let wanting = 0;
  const join = (signal: AbortSignal | undefined): void => {
    if (signal?.aborted) return;
    wanting++;
    signal?.addEventListener('abort', () => --wanting === 0 && controller.abort(signal.reason), { once: true });
  };
  if (first?.aborted) controller.abort(first.reason);
  join(first);
  return { signal: controller.signal, join };
}
