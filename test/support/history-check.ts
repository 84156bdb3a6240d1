// Judges a history of registers: rows that hold a value which no other write ever wrote to them. The order of commits is known, from
// the change table, so each read is judged by itself, without a search: was there a moment in its window at which that was the value?
// Invariant: whatever cannot be told for sure speaks for the system: a commit is somewhere between its two times.

export interface Write {
  readonly register: string;
  /** Of this write alone. */
  readonly value: string;
  /** Before the commit was asked for, and after it was told; Infinity if it never was. */
  readonly begunMs: number;
  readonly ackMs: number;
  /** The node that answered it, if one did. */
  readonly node: number | null;
}

/** One row as the database committed it, in its order. */
export interface Version {
  readonly register: string;
  readonly value: string;
  /** The list that the register is in. */
  readonly list: string;
}

export type Mode = 'plain' | 'token' | 'strong';

export interface Read {
  readonly mode: Mode;
  readonly node: number;
  readonly startMs: number;
  readonly endMs: number;
  /** What was seen: a register with its value; or with null, that it is not in the list. */
  readonly seen: readonly { readonly register: string; readonly value: string | null }[];
  /** The list that was asked for; null: registers by their ids. */
  readonly list: string | null;
  /** Values that this client has written and was told so: its reads with the token see them, or later ones. */
  readonly own: readonly { readonly register: string; readonly value: string }[];
}

export interface History {
  readonly writes: readonly Write[];
  readonly reads: readonly Read[];
  /** In the order of their commits, each register for itself; the first of each was there at the start. */
  readonly versions: readonly Version[];
}

export interface Verdict {
  readonly violations: readonly string[];
  /** Values judged. */
  readonly judged: number;
  /** How old what plain reads saw was for sure, in ms: superseded so long before the read began. */
  readonly staleMs: readonly number[];
}

interface Timeline {
  readonly versions: readonly Version[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** A version may have been current from here, */
  readonly fromMs: readonly number[];
  /** and was not any more after that. */
  readonly untilMs: readonly number[];
}

function timelinesOf({ writes, versions }: History): ReadonlyMap<string, Timeline> {
  const known = new Map(writes.map((write) => [`${write.register} ${write.value}`, write]));
  const byRegister = Map.groupBy(versions, ({ register }) => register);
  return new Map(
    [...byRegister].map(([register, own]) => {
      const times = own.map(({ value }) => known.get(`${register} ${value}`));
      const fromMs: number[] = [];
      let latest = Number.NEGATIVE_INFINITY;
      for (const write of times) {
        latest = Math.max(latest, write?.begunMs ?? latest);
        fromMs.push(latest);
      }
      const untilMs: number[] = [];
      let earliest = Number.POSITIVE_INFINITY;
      for (const write of times.toReversed()) {
        untilMs.unshift(earliest);
        earliest = Math.min(earliest, write?.ackMs ?? earliest);
      }
      const indexOf = new Map(own.map(({ value }, index) => [value, index]));
      return [register, { versions: own, indexOf, fromMs, untilMs }];
    }),
  );
}

/** `boundMs`: how old a plain read may be. */
export function judge(history: History, boundMs = 1_000): Verdict {
  const timelines = timelinesOf(history);
  const answered = answeredBy(history, timelines);
  const violations: string[] = [];
  const staleMs: number[] = [];
  let judged = 0;

  // What was told to be written is, whatever happened to the server.
  for (const { register, value, ackMs } of history.writes) {
    if (ackMs !== Number.POSITIVE_INFINITY && !timelines.get(register)?.indexOf.has(value))
      violations.push(`${value} was acknowledged and is lost: ${register}`);
  }

  for (const read of history.reads) {
    const own = new Map<string, number>();
    for (const { register, value } of read.own) {
      const index = timelines.get(register)?.indexOf.get(value) ?? -1;
      own.set(register, Math.max(own.get(register) ?? 0, index));
    }
    for (const { register, value } of read.seen) {
      judged++;
      const timeline = timelines.get(register)!;
      const least = Math.max(own.get(register) ?? 0, answered(read.node, register, read.startMs));
      const wrong = value === null ? judgeAbsent(read, timeline, least) : judgeValue(read, timeline, least, value);
      if (wrong) violations.push(`${wrong}\n  ${register} of ${JSON.stringify(read)}`);
    }
  }
  return { violations, judged, staleMs };

  function isIn({ mode, startMs, endMs }: Read, { fromMs, untilMs }: Timeline, index: number): boolean {
    return fromMs[index]! <= endMs && untilMs[index]! >= startMs - (mode === 'strong' ? 0 : boundMs);
  }

  function judgeValue(read: Read, timeline: Timeline, least: number, value: string): string | null {
    const index = timeline.indexOf.get(value);
    if (index === undefined) return `a value that was never committed: ${value}`;
    if (read.list !== null && timeline.versions[index]!.list !== read.list)
      return `${value} was never in this list: two moments in one answer`;
    if (index < least)
      return `${value} is older than ${timeline.versions[least]!.value}, which this ${read.mode} read had to see`;
    const age = read.startMs - timeline.untilMs[index]!;
    if (read.mode === 'plain') staleMs.push(Math.max(age, 0));
    if (isIn(read, timeline, index)) return null;
    if (timeline.fromMs[index]! > read.endMs) return `${value} was not yet written`;
    return `${value} was superseded ${age.toFixed(0)} ms before this ${read.mode} read began`;
  }

  /** Was there a version in the window that is not in the list? */
  function judgeAbsent(read: Read, timeline: Timeline, least: number): string | null {
    for (let index = timeline.versions.length - 1; index >= least; index--) {
      if (timeline.untilMs[index]! < read.startMs - boundMs) break;
      if (timeline.versions[index]!.list !== read.list && isIn(read, timeline, index)) return null;
    }
    return `it was in the list ${read.list} all the time`;
  }
}

/** The newest version that a node had answered a write of by then: it never serves an older one. */
function answeredBy({ writes }: History, timelines: ReadonlyMap<string, Timeline>) {
  const told = new Map<string, { readonly ackMs: number; readonly index: number }[]>();
  for (const { node, register, value, ackMs } of [...writes].sort((a, b) => a.ackMs - b.ackMs)) {
    const index = timelines.get(register)?.indexOf.get(value);
    if (node === null || index === undefined || ackMs === Number.POSITIVE_INFINITY) continue;
    const key = `${node} ${register}`;
    const list = told.get(key) ?? [];
    told.set(key, list);
    list.push({ ackMs, index: Math.max(index, list.at(-1)?.index ?? 0) });
  }
  return (node: number, register: string, atMs: number): number => {
    const list = told.get(`${node} ${register}`) ?? [];
    let low = 0;
    for (let high = list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (list[middle]!.ackMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : list[low - 1]!.index;
  };
}
