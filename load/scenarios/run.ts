// Plays one scenario on a cluster of its own and tells what it came to.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { play } from './artillery.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type Figures, figuresOf, type Run } from './figures.ts';
import { readSamples } from './recorder.ts';
import { counted, metricsOf, startSampler } from './sampler.ts';
import type { Scenario } from './scenario.ts';
import { type Judgement, judge } from './thresholds.ts';
import { openConnections, warm } from './warm.ts';
import type { World } from './world.ts';

export interface Played {
  readonly scenario: Scenario;
  readonly run: Run;
  readonly figures: Figures;
  readonly judgements: readonly Judgement[];
  /** What each node counted meanwhile. */
  readonly counters: Readonly<Record<string, readonly (readonly [string, number])[]>>;
}

/** `folder`: for what is written on the way. */
export async function runScenario(scenario: Scenario, folder: string, note: (line: string) => void): Promise<Played> {
  mkdirSync(folder, { recursive: true });
  note('starting PostgreSQL, Redis, an origin and what else the scenario wants');
  const cluster = await startCluster(scenario, folder);
  try {
    return await runOn(cluster, scenario, folder, note);
  } finally {
    for (const { name, log } of cluster.nodes) writeFileSync(join(folder, `${name}.log`), log());
    await cluster.stop();
  }
}

async function runOn(
  cluster: Cluster,
  scenario: Scenario,
  folder: string,
  note: (line: string) => void,
): Promise<Played> {
  const [samplesFile, worldFile] = [join(folder, 'samples.csv'), join(folder, 'world.json')];
  const { phases } = scenario.config;
  const subscribers = phases.reduce((sum, { arrivalCount = 0 }) => sum + arrivalCount, 0);
  const nodes = cluster.nodes.map(({ url }) => url);
  const world: World = { nodes, tenants: cluster.tenants, samplesFile, subscribers };
  writeFileSync(samplesFile, '');
  writeFileSync(worldFile, JSON.stringify(world));
  await openConnections(world);
  if (scenario.cluster.isWarm) await warm(world);
  const before = await Promise.all(cluster.nodes.map(metricsOf));
  note(
    `playing ${scenario.name} for ${phases.reduce((sum, { duration }) => sum + duration, 0)} s; artillery takes some more to begin and to end`,
  );
  const playing = await play(scenario, nodes[0]!, worldFile, folder);
  const sampler = startSampler({ ...cluster.pids, artillery: playing.pid });
  const errors = await playing.done();
  const usages = sampler.stop();
  const after = await Promise.all(cluster.nodes.map(metricsOf));
  const samples = readSamples(samplesFile).sort((a, b) => a.atMs - b.atMs);
  const run: Run = { samples, usages, phases, errors };
  const figures = figuresOf(run);
  const counters = Object.fromEntries(cluster.nodes.map(({ name }, nth) => [name, counted(before[nth]!, after[nth]!)]));
  return { scenario, run, figures, judgements: judge(scenario.thresholds, figures), counters };
}
