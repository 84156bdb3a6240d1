// Who runs, who waits, who is told to come back; and the limit that finds itself.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientError } from '../../src/errors.ts';
import { type Admission, createAdmission, type Entrance } from '../../src/limits/admission.ts';
import { createFairQueue } from '../../src/limits/fair-queue.ts';
import { createGradient } from '../../src/limits/gradient.ts';

const fixed = (limit: number, usualMs = 10) => ({ limit: () => limit, usualMs: () => usualMs, sample() {} });

interface Asked {
  state: 'waiting' | 'running' | 'refused';
  end(): void;
}

function ask(admission: Admission, entrance: Partial<Entrance> = {}): Asked {
  const asked: Asked = { state: 'waiting', end: () => {} };
  const start = (leave: () => void) => {
    asked.state = 'running';
    asked.end = leave;
  };
  try {
    const entered = admission.enter({ flow: 'a', cost: 1, lane: 'interactive', waitMs: 0, ...entrance });
    if (entered instanceof Promise) entered.then(start, () => (asked.state = 'refused'));
    else start(entered);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    asked.state = 'refused';
  }
  return asked;
}

const states = (all: readonly Asked[]) => all.map(({ state }) => state);
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('admission', () => {
  it('lets in as many as the limit says, and the next when one has left', async () => {
    const admission = createAdmission({ gradient: fixed(2) });
    const all = [ask(admission), ask(admission), ask(admission)];
    await settled();
    expect(states(all)).toEqual(['running', 'running', 'waiting']);
    all[0]!.end();
    all[0]!.end(); // once is enough
    await settled();
    expect(states(all)).toEqual(['running', 'running', 'running']);
    expect(admission.counts()).toMatchObject({ running: 2, waiting: 0, admitted: 3 });
  });

  it('lets a burst wait for a second, and nobody longer', async () => {
    const admission = createAdmission({ gradient: fixed(1) });
    ask(admission);
    const burst = Array.from({ length: 200 }, () => ask(admission));
    await vi.advanceTimersByTimeAsync(900);
    expect(new Set(states(burst))).toEqual(new Set(['waiting']));
    await vi.advanceTimersByTimeAsync(200);
    expect(new Set(states(burst))).toEqual(new Set(['refused']));
  });

  it('under overload refuses at once who comes, and soon who waits', async () => {
    const admission = createAdmission({ gradient: fixed(1) });
    const first = ask(admission);
    const waiting = Array.from({ length: 512 }, () => ask(admission));
    await vi.advanceTimersByTimeAsync(100);
    expect(ask(admission).state, 'one too many').toBe('refused');
    expect(admission.isFull()).toBe(true);
    first.end();
    await settled();
    expect(new Set(states(waiting)), 'they have waited longer than they would run').toEqual(new Set(['refused']));
    const next = ask(admission);
    const behind = Array.from({ length: 5 }, () => ask(admission));
    expect([next.state, ...states(behind)]).toEqual(['running', ...Array(4).fill('waiting'), 'refused']);
    next.end();
    await vi.advanceTimersByTimeAsync(2_200);
    const burst = Array.from({ length: 50 }, () => ask(admission));
    await settled();
    expect(states(burst), 'and when that is over, a burst may wait again').not.toContain('refused');
  });

  it('keeps those who said that they would wait', async () => {
    const admission = createAdmission({ gradient: fixed(1) });
    const first = ask(admission);
    const patient = ask(admission, { waitMs: 5_000 });
    await vi.advanceTimersByTimeAsync(3_000);
    first.end();
    await settled();
    expect(patient.state).toBe('running');
  });

  it('takes turns between keys, however many of one wait', async () => {
    const admission = createAdmission({ gradient: fixed(1) });
    const first = ask(admission, { flow: 'first' });
    const waiting = [...Array(50).fill('greedy'), ...Array(5).fill('modest')].map((flow: string) => ({
      flow,
      asked: ask(admission, { flow, waitMs: 8_000 }),
    }));
    const served: string[] = [];
    first.end();
    for (let turn = 0; turn < 10; turn++) {
      await settled();
      const next = waiting.find(({ asked }) => asked.state === 'running')!;
      served.push(next.flow);
      waiting.splice(waiting.indexOf(next), 1);
      next.asked.end();
    }
    expect(served.filter((flow) => flow === 'modest')).toHaveLength(5);
  });

  it('gives bulk half of what nobody else takes, and nothing while others wait', async () => {
    const admission = createAdmission({ gradient: fixed(4) });
    const bulk = Array.from({ length: 4 }, () => ask(admission, { lane: 'bulk', waitMs: 5_000 }));
    await settled();
    expect(states(bulk)).toEqual(['running', 'running', 'waiting', 'waiting']);
    const others = Array.from({ length: 3 }, () => ask(admission));
    expect(states(others)).toEqual(['running', 'running', 'waiting']);
    bulk[0]!.end();
    await settled();
    expect(states(others)).toEqual(['running', 'running', 'running']);
    expect(states(bulk).slice(2)).toEqual(['waiting', 'waiting']);
  });

  it('forgets who has hung up', async () => {
    const admission = createAdmission({ gradient: fixed(1) });
    const first = ask(admission);
    const controller = new AbortController();
    const gone = ask(admission, { signal: controller.signal });
    const next = ask(admission);
    controller.abort(new ClientError('UNAVAILABLE', 'gone'));
    first.end();
    await settled();
    expect([gone.state, next.state]).toEqual(['refused', 'running']);
  });
});

describe('the limit', () => {
  /** Operations of a machine that can do `servers` at once; more only wait for each other. */
  function settle(servers: number, usualMs: number, limits = { least: 3, most: 100, first: 10 }): number {
    const gradient = createGradient(limits);
    for (let each = 0; each < 200; each++) gradient.sample(usualMs, 1);
    for (let each = 0; each < 20_000; each++) {
      const atOnce = gradient.limit();
      gradient.sample(usualMs * Math.max(1, atOnce / servers), atOnce);
    }
    return gradient.limit();
  }

  it('finds about as many as the machine can do at once, and stays there', () => {
    for (const servers of [4, 16, 40]) {
      const limit = settle(servers, 10);
      expect(limit).toBeGreaterThanOrEqual(servers);
      expect(limit).toBeLessThanOrEqual(2 * servers + 2);
    }
  });

  it('keeps to its bounds', () => {
    expect(settle(1, 10)).toBe(3);
    expect(settle(1_000, 10)).toBe(100);
  });

  it('forgets within 100 operations how slow a process is whose code is cold', () => {
    const gradient = createGradient({ least: 3, most: 100, first: 10 });
    for (let each = 0; each < 60; each++) gradient.sample(40, 8);
    for (let each = 0; each < 100; each++) gradient.sample(10, 8);
    expect(gradient.usualMs()).toBeLessThan(20);
  });

  it('does not take a crowd for usual, however long it lasts', () => {
    const gradient = createGradient({ least: 3, most: 100, first: 50 });
    for (let each = 0; each < 200; each++) gradient.sample(10, 1);
    for (let each = 0; each < 50_000 && gradient.limit() > 3; each++) gradient.sample(300, gradient.limit());
    expect(gradient.limit()).toBe(3);
  });
});

describe('a fair queue', () => {
  it('is first in, first out within a flow', () => {
    const queue = createFairQueue<number>();
    for (const item of [1, 2, 3]) queue.push('a', 1, item);
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([1, 2, 3, undefined]);
  });

  it('serves flows by cost: who asks for dear things gets fewer of them', () => {
    const queue = createFairQueue<string>();
    for (let each = 0; each < 100; each++) {
      queue.push('dear', 10, 'dear');
      queue.push('cheap', 1, 'cheap');
    }
    const served = Array.from({ length: 44 }, () => queue.shift());
    expect(served.filter((each) => each === 'dear').length).toBeLessThanOrEqual(5);
  });

  it('gives who comes late no credit for the time before', () => {
    const queue = createFairQueue<string>();
    for (let each = 0; each < 50; each++) queue.push('early', 1, 'early');
    for (let each = 0; each < 40; each++) queue.shift();
    for (let each = 0; each < 50; each++) queue.push('late', 1, 'late');
    const served = Array.from({ length: 20 }, () => queue.shift());
    expect(served.filter((each) => each === 'early').length).toBeGreaterThanOrEqual(9);
  });

  it('does not count who left', () => {
    const queue = createFairQueue<string>();
    queue.push('a', 1, 'one');
    queue.push('a', 1, 'two');
    queue.remove('one');
    expect([queue.size(), queue.sizeOf('a'), queue.shift(), queue.size()]).toEqual([1, 1, 'two', 0]);
  });
});
