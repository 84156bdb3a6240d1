// A load scenario as it is really run, for three seconds: left out where artillery was not installed by an earlier `npm run load`.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isInstalled } from '../../load/scenarios/artillery.ts';
import { reportOf } from '../../load/scenarios/report.ts';
import { runScenario } from '../../load/scenarios/run.ts';
import { readScenario, scaled } from '../../load/scenarios/scenario.ts';

if (!isInstalled()) console.info('artillery is not installed: npm run load -- hot-reads installs it');

it.skipIf(!isInstalled())('hot reads come from the cache, true and without a failure, and are reported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-load-'));
  try {
    const scenario = scaled(readScenario('hot-reads'), { scale: 0.05, seconds: 3 });
    const played = await runScenario(scenario, folder, () => {});
    expect(played.figures).toMatchObject({ failed: 0, wrong: 0, refused: 0 });
    expect(played.figures.requests).toBeGreaterThanOrEqual(80);
    expect(played.figures.hitRatio).toBeGreaterThanOrEqual(0.95);
    expect(played.figures.originCpu).toBeGreaterThan(0);
    expect(played.counters['origin']?.length).toBeGreaterThan(0);
    expect(reportOf(played, 'a test')).toContain('</html>');
    expect(readFileSync(join(folder, 'artillery.log'), 'utf8')).not.toContain('elemetry');
    expect(existsSync(join(folder, 'samples.csv'))).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
