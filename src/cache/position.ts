// Positions: what a reader had seen, as a PostgreSQL snapshot (docs/coherence.md §6). Transaction ids are 64-bit and count up
// from the start of a cluster, so a number holds them: 2^53 of them take 285 years at a million a second.

/** `xip` are those in progress between `xmin` and `xmax`, rising. Everything below `xmin` is seen, nothing from `xmax` on. */
export interface Position {
  readonly xmin: number;
  readonly xmax: number;
  readonly xip: readonly number[];
}

/** From PostgreSQL's own form, `xmin:xmax:xip,…`; an id named twice is one, as there. Throws a RangeError for anything else. */
export function parsePosition(text: string): Position {
  const match = /^(\d{1,16}):(\d{1,16}):((?:\d{1,16}(?:,\d{1,16})*)?)$/.exec(text);
  const [xmin, xmax] = [Number(match?.[1]), Number(match?.[2])];
  const xip = match?.[3] ? [...new Set(match[3].split(',').map(Number))] : [];
  if (!match || !Number.isSafeInteger(xmax) || xmin > xmax || xip.some((xid) => xid < xmin || xid >= xmax)) {
    throw new RangeError(`not a position: ${text.slice(0, 80)}`);
  }
  return { xmin, xmax, xip: xip.sort((a, b) => a - b) };
}

export function printPosition({ xmin, xmax, xip }: Position): string {
  return `${xmin}:${xmax}:${xip.join()}`;
}

/** Everything before this transaction, and nothing from it on. */
export function positionBefore(xid: number): Position {
  return { xmin: xid, xmax: xid, xip: [] };
}

/** Whether a reader at `position` sees what transaction `xid` committed. (Of one that was rolled back there is nothing to see.) */
export function isVisible(xid: number, { xmin, xmax, xip }: Position): boolean {
  return xid < xmin || (xid < xmax && !xip.includes(xid));
}

/** Whether a reader at `later` sees everything that one at `earlier` sees. Two positions may cover neither each other. */
export function covers(later: Position, earlier: Position): boolean {
  return later.xmax >= earlier.xmax && later.xip.every((xid) => xid >= earlier.xmax || earlier.xip.includes(xid));
}

/** The most that readers at both positions see. */
export function meet(a: Position, b: Position): Position {
  const xmax = Math.min(a.xmax, b.xmax);
  const xip = [...new Set([...a.xip, ...b.xip])].filter((xid) => xid < xmax).sort((x, y) => x - y);
  return { xmin: Math.min(a.xmin, b.xmin, xmax), xmax, xip };
}

export function isSame(a: Position, b: Position): boolean {
  return (
    a.xmin === b.xmin && a.xmax === b.xmax && a.xip.length === b.xip.length && a.xip.every((x, i) => x === b.xip[i])
  );
}
