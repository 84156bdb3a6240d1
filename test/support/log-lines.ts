// A log whose lines a test reads.
import { createLog } from '../../src/observability/log.ts';

export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

export function keepLog(level = 'info') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  return { log, text: () => lines.join(''), lines: () => lines.map((line) => JSON.parse(line) as LogLine) };
}
