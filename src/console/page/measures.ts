// What is plotted: small multiples, each with one unit.
import type { ConsoleState } from '../state.ts';
import { milliseconds, number, percent } from './format.ts';
import type { Measure } from './history.ts';

const perSecond = (value: number, { seconds }: ConsoleState) => (seconds > 0.05 ? value / seconds : null);

const sum = (counts: Readonly<Record<string, number>>, names: readonly string[]) =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0);

const fromCache = ['hit', 'shared', 'collapsed'];
const executed = ['miss', 'stale', 'bypass'];

/** Null: nobody asked. */
export function hitRatio({ outcomes }: ConsoleState): number | null {
  const hits = sum(outcomes, fromCache);
  const all = hits + sum(outcomes, executed);
  return all === 0 ? null : hits / all;
}

const rate = (value: number) => `${number(value)} /s`;

export const measures: readonly Measure[] = [
  { title: 'Hit ratio', text: percent, most: 1, lines: [{ label: 'of queries', of: hitRatio }] },
  {
    title: 'Requests',
    text: rate,
    lines: [
      { label: 'cached', of: (state) => perSecond(sum(state.outcomes, fromCache), state) },
      { label: 'executed', of: (state) => perSecond(sum(state.outcomes, executed), state) },
    ],
  },
  {
    title: 'Hit latency',
    text: milliseconds,
    lines: [
      { label: 'p50', of: ({ latency }) => latency.cached?.p50 ?? null },
      { label: 'p99', of: ({ latency }) => latency.cached?.p99 ?? null },
    ],
  },
  {
    title: 'Miss latency',
    text: milliseconds,
    lines: [
      { label: 'p50', of: ({ latency }) => latency.executed?.p50 ?? null },
      { label: 'p99', of: ({ latency }) => latency.executed?.p99 ?? null },
    ],
  },
  {
    title: 'Cost',
    text: (value) => `${number(value)} points/s`,
    isOf: ({ spend }) => spend !== null,
    lines: [{ label: 'spent', of: (state) => (state.spend ? perSecond(state.spend.points, state) : null) }],
  },
  {
    title: 'Invalidations',
    text: rate,
    lines: [
      { label: 'changes', of: (state) => perSecond(state.feed.changes, state) },
      { label: 'answers made anew', of: (state) => perSecond(state.store.refreshed, state) },
    ],
  },
  {
    title: 'Propagation',
    text: milliseconds,
    isOf: ({ node }) => node.role === 'origin',
    lines: [
      { label: 'p50', of: ({ feed }) => feed.propagation?.p50 ?? null },
      { label: 'p99', of: ({ feed }) => feed.propagation?.p99 ?? null },
    ],
  },
  {
    title: 'Feed age',
    text: milliseconds,
    lines: [{ label: 'behind', of: ({ feed }) => feed.ageMs }],
  },
  {
    title: 'Waiting',
    text: number,
    isOf: ({ spend }) => spend !== null,
    lines: [
      { label: 'for a turn', of: ({ spend }) => spend?.waitingForTurns ?? null },
      { label: 'for points', of: ({ spend }) => spend?.waitingForPoints ?? null },
    ],
  },
  {
    title: 'Events told',
    text: rate,
    isOf: ({ live }) => live !== null,
    lines: [{ label: 'to subscribers', of: (state) => (state.live ? perSecond(state.live.deliveries, state) : null) }],
  },
];
