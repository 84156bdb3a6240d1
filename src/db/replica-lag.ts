// How long a replica has lacked something: where the primary stood when it was asked is kept until the replica has come so far. One clock, ours;
// and a database in which nothing is committed does not lag. Invariant: memory is bounded; what is joined for that makes the lag longer.
export interface ReplicaLag {
  /** At `askedMs` the primary had committed everything below `aim`; the replica then showed everything below `xmin`. */
  note(askedMs: number, aim: number, xmin: number): void;
  seconds(): number;
}

interface Aim {
  readonly askedMs: number;
  readonly xmax: number;
}

const mostAims = 240;

/** Two become one: as early as the first, and reached as late as the second. */
const joined = ({ askedMs, xmax }: Aim, nth: number, all: readonly Aim[]): Aim[] =>
  nth % 2 === 0 ? [{ askedMs, xmax: all[nth + 1]?.xmax ?? xmax }] : [];

export function createReplicaLag(now = () => performance.now()): ReplicaLag {
  let aims: Aim[] = [];
  /** Between two that are kept: those in between are joined with the one before. */
  let leastMs = 0;
  return {
    note(askedMs, aim, xmin) {
      const last = aims.at(-1);
      if (last && askedMs - last.askedMs < leastMs) aims[aims.length - 1] = { ...last, xmax: aim };
      else aims.push({ askedMs, xmax: aim });
      aims = aims.filter(({ xmax }) => xmax > xmin);
      if (aims.length === 0) leastMs = 0;
      if (aims.length <= mostAims) return;
      leastMs = (2 * (askedMs - aims[0]!.askedMs)) / aims.length;
      aims = aims.flatMap(joined);
    },
    seconds: () => (aims.length === 0 ? 0 : (now() - aims[0]!.askedMs) / 1_000),
  };
}
