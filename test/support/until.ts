// Waits for a condition instead of sleeping: a test takes as long as the thing it waits for.
import { setTimeout as pause } from 'node:timers/promises';

export async function until(
  condition: () => boolean | Promise<boolean>,
  { withinMs = 5_000, what = 'the condition' }: { withinMs?: number; what?: string } = {},
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what} did not hold within ${withinMs} ms`);
    await pause(10);
  }
}
