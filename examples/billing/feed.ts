// What was written, as steps from one position to the next (docs/subgraphs.md). PostgreSQL does the reckoning.
// Invariant: one statement, one snapshot: a step holds exactly what its `next` sees and `prev` does not.
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';

export interface Standing {
  readonly epoch: string;
  readonly position: string;
}

interface Invalidation {
  readonly tenantId: string;
  readonly version: number;
  readonly tags: readonly string[];
}

export interface Step {
  readonly kind: 'frame' | 'reset';
  readonly epoch: string;
  readonly next: string;
  readonly invalidations: readonly Invalidation[];
  /** Of a frame. */
  readonly prev?: string;
  /** Of a reset. */
  readonly identity?: string;
  readonly floor?: string;
}

/** False: nothing at all has begun or ended in the database since. */
export const isNews = ({ prev, next }: Step): boolean => prev !== next;

export interface Feed {
  /** From the database: it sees everything that was committed before the call. */
  position(): Promise<Standing>;
  /** A reset where there is no way on from `after`. */
  stepFrom(after: Standing | null): Promise<Step>;
  /** Drops what is older than a quarter of an hour, each minute until the signal. */
  tend(signal: AbortSignal): Promise<void>;
}

const positionText = 'select epoch, pg_current_snapshot()::text as position from billing.feed';

// `isHole`: something was dropped that belongs between the two positions.
const stepText = `
  select f.epoch, pg_current_snapshot()::text as next, i.version::text, i.tenant_id as "tenantId", i.tags,
    f.floor >= pg_snapshot_xmax(p) or exists (
      select from pg_snapshot_xip(p) x where x <= f.floor and pg_visible_in_snapshot(x, pg_current_snapshot())) as "isHole"
  from billing.feed f cross join (select coalesce($1::text::pg_snapshot, pg_current_snapshot()) as p) prev
  left join billing.invalidation i on i.version >= pg_snapshot_xmin(p) and not pg_visible_in_snapshot(i.version, p)`;

const dropText = `
  with dropped as (delete from billing.invalidation where at < clock_timestamp() - interval '15 minutes' returning version)
  update billing.feed set floor = greatest(floor, (select max(version) from dropped)) where exists (select from dropped)`;

interface StepRow {
  readonly epoch: string;
  readonly next: string;
  readonly isHole: boolean;
  readonly version: string | null;
  readonly tenantId: string;
  readonly tags: string[];
}

export function createFeed({ run }: Database): Feed {
  const position = () =>
    run(async (client, identity) => {
      const { rows } = await client.query<Standing>({ name: 'position', text: positionText });
      return { epoch: `${identity}.${rows[0]!.epoch}`, position: rows[0]!.position };
    });

  const step = (after: Standing | null) =>
    run(async (client, identity): Promise<Step> => {
      const prev = after?.position ?? null;
      const { rows } = await client.query<StepRow>({ name: 'step', text: stepText, values: [prev] });
      const { next, isHole, ...feed } = rows[0]!;
      const epoch = `${identity}.${feed.epoch}`;
      // The shortest way to begin anew: nothing that was read before `next` is kept.
      if (prev === null || after?.epoch !== epoch || isHole)
        return { kind: 'reset', epoch, identity, floor: next, next, invalidations: [] };
      const told = rows.filter(({ version }) => version !== null);
      const invalidations = told.map(({ tenantId, version, tags }) => ({ tenantId, version: Number(version), tags }));
      return { kind: 'frame', epoch, prev, next, invalidations };
    });

  const stepFrom = (after: Standing | null) =>
    step(after).catch((error) => {
      if (after && error.code === '22P02') return step(null); // it is no position
      throw error;
    });

  async function tend(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await run((client) => client.query(dropText)).catch(() => {}); // in a minute again
      await pause(60_000, null, { signal }).catch(() => {});
    }
  }

  return { position, stepFrom, tend };
}
