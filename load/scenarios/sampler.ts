// Looks at the processes of a run twice a second, and at the metrics of the nodes before and after it.
import { operatorKey } from '../../test/support/edge-processes.ts';
import type { RunningProcess } from '../../test/support/processes.ts';
import { cpuSecondsOf, residentMbOf } from './proc.ts';

/** At one moment, of each process by name. */
export interface Usage {
  readonly atMs: number;
  readonly of: Readonly<Record<string, { readonly cpuSeconds: number; readonly residentMb: number }>>;
}

const everyMs = 500;

export function startSampler(pids: Readonly<Record<string, number>>): { stop(): Usage[] } {
  const usages: Usage[] = [];
  const look = () => {
    const of = Object.entries(pids)
      .map(([name, pid]) => [name, { cpuSeconds: cpuSecondsOf(pid), residentMb: residentMbOf(pid) }] as const)
      .filter(([, { residentMb }]) => residentMb > 0); // else it is gone
    usages.push({ atMs: Date.now(), of: Object.fromEntries(of) });
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return usages;
    },
  };
}

/** Counters and gauges by name and labels, as GET /metrics tells them. */
export async function metricsOf({ url }: Pick<RunningProcess, 'url'>): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${operatorKey}` } });
  const lines = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('clientele_') && !/_bucket\b/.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** What was counted between the two, in the order of the names. */
export function counted(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): [string, number][] {
  return [...after]
    .filter(([name]) => /_total\b/.test(name))
    .map(([name, value]): [string, number] => [name, value - (before.get(name) ?? 0)])
    .filter(([, value]) => value > 0)
    .sort(([a], [b]) => a.localeCompare(b));
}
