// What a metric is: a name with its unit, and where its value is read when somebody asks for it.
import type { Distribution } from './histogram.ts';

export type Counts = Readonly<Record<string, number>>;

interface Described {
  readonly name: string;
  readonly help: string;
  /** Of the values, if there are several. */
  readonly label?: string;
}

interface Count<Readings> extends Described {
  readonly kind: 'counter' | 'gauge';
  /** Null: it is not known. */
  readonly read: (readings: Readings) => number | Counts | null;
}

interface Spread<Readings> extends Described {
  readonly kind: 'histogram';
  readonly read: (readings: Readings) => Distribution | Readonly<Record<string, Distribution>>;
}

/** Of a part of a node: what the part counts comes as its readings. */
export type Metric<Readings> = Count<Readings> | Spread<Readings>;
