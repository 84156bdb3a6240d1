// The change feed as after changes were dropped: everything until now is beneath its floor.
import type { TestApi } from './api.ts';
import { until } from './until.ts';

const raise = 'update change_floor set xid = pg_current_xact_id()';
const isPassed = 'select pg_snapshot_xmin(pg_current_snapshot()) > max(xid) as passed from change_floor';

/** Tests beside this one write too: until their transactions end, every cursor begins beneath the floor and is expired at once. */
export async function raiseFloor({ sql }: Pick<TestApi, 'sql'>): Promise<void> {
  await sql(raise);
  const hasPassed = async () => (await sql<{ passed: boolean }>(isPassed))[0]!.passed;
  await until(hasPassed, { withinMs: 20_000, what: 'that writers beneath the floor have ended' });
}
