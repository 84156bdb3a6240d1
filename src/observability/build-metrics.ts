// Which code a process runs.
import type { Metric } from './metric.ts';

export const buildMetrics: readonly Metric<string>[] = [
  {
    kind: 'gauge',
    name: 'clientele_build_info',
    help: '1: the process runs this build; a hash of all its source files.',
    label: 'build',
    read: (build) => ({ [build]: 1 }),
  },
];
