// What was told in the last minutes, by plot: columns of numbers, as uPlot takes them.
import type { ConsoleState } from '../state.ts';

export interface Line {
  readonly label: string;
  readonly of: (state: ConsoleState) => number | null;
}

export interface Measure {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly text: (value: number) => string;
  /** Of the axis; else what comes. */
  readonly most?: number;
  /** False: this node has no such thing. */
  readonly isOf?: (state: ConsoleState) => boolean;
}

/** Five minutes. */
const mostStates = 300;

export type History = readonly ConsoleState[];

export const added = (history: History, state: ConsoleState): History => [...history, state].slice(-mostStates);

export type Columns = [number[], ...(number | null)[][]];

export const columnsOf = (history: History, { lines }: Measure): Columns => [
  history.map(({ at }) => at / 1_000),
  ...lines.map(({ of }) => history.map(of)),
];
