// What a metric is: a name with its unit, and where its value is read when somebody asks for it.
export type Counts = Readonly<Record<string, number>>;

export interface Metric<Readings> {
  readonly kind: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** Of the counts, if there are several. */
  readonly label?: string;
  /** Null: the node has no such part. */
  readonly read: (readings: Readings) => number | Counts | null;
}

/** The metrics of a part, as metrics of a node that may lack it. */
export function metricsOfPart<Part, Readings>(
  metrics: readonly Metric<Part>[],
  partOf: (readings: Readings) => Part | null,
): Metric<Readings>[] {
  return metrics.map((metric) => ({
    ...metric,
    read(readings) {
      const part = partOf(readings);
      return part && metric.read(part);
    },
  }));
}
