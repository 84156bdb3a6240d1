// Edges that are cut off from news in every way: they serve what is true for a second, then nothing from the cache, and go on with what
// they had when the news comes again (docs/edge.md). Real processes, real signals, a real cable where that is permitted.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFramesLine } from '../support/edge-frames-line.ts';
import { openEdgeLine } from '../support/edge-line.ts';
import {
  createProcessScene,
  firstHitAfter,
  isHit,
  lastHitAfter,
  lateness,
  nameIn,
  type ProcessStage,
  staleIn,
} from '../support/edge-process-scene.ts';
import { edgeArgs, edgeEnvironment, metricOf, resetsOf, untilLive } from '../support/edge-processes.ts';
import { openNetworkNamespace } from '../support/network-namespace.ts';
import type { RunningProcess } from '../support/processes.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

const scene = createProcessScene({ edges: 1 });
const { company, keep, pass, rename, watch } = scene;
const network = await openNetworkNamespace();
/** Another answer, which nobody makes untrue. */
const calm = { query: '{ viewer { tenant { name } } }' };
let stage: ProcessStage;
let edge: RunningProcess;

beforeAll(async () => {
  stage = await scene.start();
  edge = stage.edges[0]!;
});
beforeEach(() => scene.begin());
afterAll(async () => {
  await scene.stop();
  await network?.stop();
});

/** Cut off while somebody reads and somebody else writes; back again. */
async function cutOff(node: RunningProcess, cut: () => unknown, mend: () => unknown): Promise<void> {
  await untilLive(node);
  await keep(node);
  await keep(node, calm);
  const resets = await resetsOf(node);
  const stop = watch(node);
  await pass(100);
  await cut();
  const cutMs = performance.now();
  const ackMs = await rename('Beta');
  await pass(1_250);
  const mendMs = performance.now();
  await mend();
  await untilLive(node);
  await until(async () => nameIn(await company(node)) === 'Beta', { what: 'the new name' });
  expect(isHit(await company(node, calm)), 'nothing was thrown away').toBe(true);
  expect(await resetsOf(node)).toBe(resets);
  await pass(100);
  const seen = await stop();
  const [blindMs, recoveredMs] = [lastHitAfter(seen, cutMs, mendMs), firstHitAfter(seen, mendMs)];
  console.info(
    `${seen.length} reads; blind after ${blindMs.toFixed(0)} ms, served again after ${recoveredMs.toFixed(0)} ms`,
  );
  expect(staleIn(seen, 'Alpha', ackMs)).toEqual([]);
  expect(blindMs).toBeLessThan(1_100);
  // Six processes have a part in it; on a machine without time for them each is as late as this one.
  expect(recoveredMs).toBeLessThan(1_000 + 6 * lateness(seen));
}

describe('an edge serves nothing from its cache 1.1 s after', () => {
  it.each(['cut', 'hold', 'swallow'] as const)('its line broke (%s), and goes on within 1 s', async (how) => {
    const [line] = stage.lines;
    await cutOff(edge, line![how], line!.mend);
  });

  it('its origin was stopped, and goes on within 1 s of SIGCONT', async () => {
    const { origin } = stage;
    await cutOff(edge, origin.pause, origin.resume);
  });

  it.skipIf(network === null)('its cable was pulled, and goes on when it is plugged in', async () => {
    const { within, origin, inside, pull, plug } = network!;
    const line = await openEdgeLine(stage.origin.port, origin);
    const options = {
      name: 'edge behind a cable',
      args: edgeArgs,
      env: edgeEnvironment(line.url),
      within,
      host: inside,
    };
    const behind = await stage.processes.start(options);
    await cutOff(behind, pull, plug);
    expect(await behind.end('SIGTERM')).toBe(0);
    await line.stop();
  });
});

it('an edge that stood still answers what came meanwhile from what is true, and goes on without a flush', async () => {
  await keep(edge);
  await keep(edge, calm);
  const resets = await resetsOf(edge);
  const [line] = stage.lines;
  edge.pause();
  line!.hold(); // or it might read the news before the questions
  const ackMs = await rename('Beta');
  await until(() => performance.now() > ackMs + 1_000);
  const asked = Promise.all(Array.from({ length: 20 }, () => company(edge)));
  await pass(50);
  edge.resume();
  await pass(50);
  line!.mend();
  expect((await asked).map(nameIn)).toEqual(Array.from({ length: 20 }, () => 'Beta'));
  await untilLive(edge);
  expect(isHit(await company(edge, calm))).toBe(true);
  expect(await resetsOf(edge)).toBe(resets);
});

it('frames that come twice, late or not at all: own writes are seen next, and no answer is older than a second', async () => {
  const line = await openFramesLine(stage.origin.port, createRandom(5));
  const options = { name: 'edge behind disorder', args: edgeArgs, env: edgeEnvironment(line.url) };
  const behind = await stage.processes.start(options);
  await untilLive(behind);
  const update = 'mutation ($id: ID!, $name: String!) { updateCompany(id: $id, input: { name: $name }) { name } }';
  const { id } = await scene.begin();
  for (let turn = 0; turn < 30; turn++) {
    await company(behind);
    const [name, told] = [`by SQL ${turn}`, `by the edge ${turn}`];
    const ackMs = await rename(name);
    const startMs = performance.now();
    if (nameIn(await company(behind)) !== name) expect(startMs - ackMs).toBeLessThan(1_000);
    expect((await scene.ask(behind, update, { variables: { id, name: told } })).status).toBe(200);
    expect(nameIn(await company(behind))).toBe(told);
  }
  expect(await resetsOf(behind), 'the one at its start').toBe(1);
  console.info(`disorder: ${JSON.stringify(line.counts)}`);
  for (const [what, count] of Object.entries(line.counts))
    expect([what, count]).toEqual([what, expect.toSatisfy((n) => n > 1)]);
  expect(await metricOf(behind, 'clientele_cache_requests_total{outcome="hit"}')).toBeGreaterThan(0);
  expect(await behind.end('SIGTERM')).toBe(0);
  await line.stop();
});
