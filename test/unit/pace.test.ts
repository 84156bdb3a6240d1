// Documents that nobody sent before take the thread that answers everybody: what a caller may take of it, and what happens beyond.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace } from '../../src/limits/pace.ts';

const ann = { tenantId: 'ours', subject: 'ann' };
const bob = { tenantId: 'ours', subject: 'bob' };
const eve = { tenantId: 'theirs', subject: 'eve' };

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A tenth of the time: what took 100 ms is paid after a second. */
const createTenth = () => createPace({ share: 0.1 });

/** When it was its turn, in ms; the code of a refusal. */
function asked(turn: Promise<void> | null) {
  const outcome: { at: number | string | null } = { at: turn === null ? performance.now() : null };
  turn?.then(
    () => (outcome.at = performance.now()),
    (error) => (outcome.at = error.name === 'ClientError' ? error.code : error.name),
  );
  return outcome;
}

describe('a key', () => {
  it('begins with 300 ms, which it may take at once', () => {
    const pace = createTenth();
    for (let times = 0; times < 29; times++) {
      expect(pace.turn(ann)).toBeNull();
      pace.took(ann, 10);
    }
    expect(pace.turn(ann)).toBeNull();
  });

  it('then waits until its debt is paid', async () => {
    const pace = createTenth();
    pace.took(ann, 350);
    const { at } = asked(pace.turn(ann));
    expect(at).toBeNull();
    const waiting = asked(pace.turn(ann));
    await vi.advanceTimersByTimeAsync(500);
    expect(waiting.at).toBeNull();
    await vi.advanceTimersByTimeAsync(20);
    expect(waiting.at).toBeCloseTo(510, -1);
  });

  it('takes one turn after the other, however many of its requests wait', async () => {
    const pace = createTenth();
    pace.took(ann, 310);
    const turns: number[] = [];
    for (let times = 0; times < 4; times++)
      void pace.turn(ann)!.then(() => {
        turns.push(performance.now());
        pace.took(ann, 30);
      });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(turns.map((ms) => Math.round(ms / 100) * 100)).toEqual([100, 400, 700, 1000]);
  });

  it('is refused when it would wait for more than 2 s, and told when to come again', async () => {
    const pace = createTenth();
    pace.took(ann, 540);
    await expect(pace.turn(ann)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryable: true, retryAfterMs: 2_410 },
    });
  });

  it('has 50 requests that wait, and no more', async () => {
    const pace = createTenth();
    pace.took(ann, 310);
    const all = Array.from({ length: 51 }, () => asked(pace.turn(ann)));
    await vi.advanceTimersByTimeAsync(0);
    expect(all.map(({ at }) => at)).toEqual([...Array(50).fill(null), 'RATE_LIMITED']);
  });

  it('waits no longer than somebody waits for it', async () => {
    const pace = createTenth();
    pace.took(ann, 310);
    const gone = new AbortController();
    const waiting = asked(pace.turn(ann, gone.signal));
    gone.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([waiting.at, vi.getTimerCount()]).toEqual(['AbortError', 0]);
  });
});

describe('a tenant', () => {
  it('has twice what a key has, however many keys it makes', () => {
    const pace = createTenth();
    for (const subject of ['one', 'two', 'three']) pace.took({ tenantId: 'ours', subject }, 250);
    expect(asked(pace.turn(bob)).at).toBeNull();
  });

  it('holds up no other tenant', () => {
    const pace = createTenth();
    pace.took(ann, 5_000);
    expect(pace.turn(eve)).toBeNull();
  });
});

it('a share of 0 is no bound', () => {
  const pace = createPace({ share: 0 });
  pace.took(ann, 100_000);
  expect(pace.turn(ann)).toBeNull();
});
