// Which version of each register somebody was told is committed, and when: what reads that began later must see.
// Invariant: a commit is noted after its acknowledgement, so the ledger demands too little rather than too much.

export interface Commit {
  readonly register: number;
  /** Of the row: one more with each write, and rows are written one after the other. */
  readonly version: number;
  /** By monotonicMs(). */
  readonly ackMs: number;
}

export interface ReadLedger {
  note(commit: Commit): void;
  /** The newest version that was acknowledged by then. */
  leastAt(register: number, atMs: number): number;
  /** For how long another version was known to be the newest. */
  behind(register: number, version: number, atMs: number): number;
}

/** The same for all threads and processes of a machine; `performance.now()` is not. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** More than are made while any read is under way. */
const mostCommits = 4_000;

export function createReadLedger(registers: number): ReadLedger {
  /** Versions are the highest so far: what was acknowledged later may have been committed earlier. */
  const all = Array.from({ length: registers }, (): { version: number; ackMs: number }[] => []);
  return {
    note({ register, version, ackMs }) {
      const commits = all[register]!;
      commits.push({ version: Math.max(version, commits.at(-1)?.version ?? 0), ackMs });
      if (commits.length > 2 * mostCommits) commits.splice(0, mostCommits);
    },
    // From the end: few are younger than the bound.
    leastAt: (register, atMs) => all[register]!.findLast(({ ackMs }) => ackMs <= atMs)?.version ?? 0,
    behind(register, version, atMs) {
      const commits = all[register]!;
      const known = commits.findLastIndex((each) => each.version <= version);
      const next = commits[known + 1];
      return next ? Math.max(0, atMs - next.ackMs) : 0;
    },
  };
}
