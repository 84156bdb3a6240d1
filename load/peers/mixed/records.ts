// Each record with all values that a read could still see: a write is possible until another one, begun after its acknowledgement,
// was itself acknowledged before the read began.

import type { Write } from './mutations.ts';
import type { ListView } from './operations.ts';
import type { RecordType, Scene, SceneRow, Value } from './scene.ts';

/** From sending to answer, on one clock. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export interface HistoryRecord {
  readonly id: string;
  /** All values that a read in this window may show. */
  possible(name: string, window: Window): Value[];
  belongs(where: ListView['where'], window: Window): 'yes' | 'no' | 'perhaps';
}

interface Version extends Window {
  readonly value: Value;
}

interface Kept extends HistoryRecord {
  readonly versions: Map<string, Version[]>;
  settle(now: number): void;
}

const always: Window = { start: Number.NEGATIVE_INFINITY, end: Number.NEGATIVE_INFINITY };

export function createRecords(scene: Scene) {
  const kept = { company: keep(scene.company), contact: keep(scene.contact), deal: keep(scene.deal) };
  /** Rows that a write may have moved: they are looked for in every list. */
  const written = { company: new Set<Kept>(), contact: new Set<Kept>(), deal: new Set<Kept>() };
  const initial = new Map<string, Kept[]>();

  return {
    get: (type: RecordType, id: string): HistoryRecord | undefined => kept[type].get(id),

    /** All records that may belong to a list. */
    *candidates({ type, where }: Pick<ListView, 'type' | 'where'>): Generator<HistoryRecord> {
      const key = JSON.stringify([type, where]);
      let members = initial.get(key);
      if (!members) {
        const { [type]: rows } = scene;
        members = rows.filter((row) => has(row, where)).map(({ id }) => kept[type].get(id)!);
        initial.set(key, members);
      }
      yield* members;
      for (const record of written[type]) yield record; // some twice, which does no harm
    },

    wrote({ type, values, id: known }: Write, window: Window, id: string): void {
      let record = kept[type].get(id);
      if (!record) {
        if (known !== null) throw new Error(`A write to an unknown ${type} ${id}.`);
        record = createRecord({ id, values }, window);
        kept[type].set(id, record);
      } else {
        for (const [name, value] of Object.entries(values)) {
          const versions = record.versions.get(name);
          if (versions) versions.push({ ...window, value });
          else
            record.versions.set(name, [
              { ...always, value: record.possible(name, always)[0]! },
              { ...window, value },
            ]);
        }
      }
      written[type].add(record);
    },

    settle(now: number): void {
      for (const records of Object.values(written)) for (const record of records) record.settle(now);
    },
  };
}

const has = ({ values }: SceneRow, where: ListView['where']): boolean =>
  Object.entries(where).every(([name, value]) => values[name] === value);

const keep = (rows: readonly SceneRow[]) => new Map(rows.map((row) => [row.id, createRecord(row, always)]));

function createRecord({ id, values }: SceneRow, made: Window): Kept {
  const versions = new Map<string, Version[]>();

  function possible(name: string, window: Window): Value[] {
    const known = versions.get(name);
    return known ? known.filter(isPossible(known, window)).map(({ value }) => value) : [values[name] ?? null];
  }

  return {
    id,
    versions,
    possible,
    belongs(where, window) {
      if (made.start > window.end) return 'no';
      let isCertain = made.end < window.start;
      for (const name in where) {
        const found = possible(name, window);
        if (!found.includes(where[name]!)) return 'no';
        if (found.some((value) => value !== where[name])) isCertain = false;
      }
      return isCertain ? 'yes' : 'perhaps';
    },
    settle(now) {
      const window = { start: now, end: now };
      for (const [name, known] of versions) versions.set(name, known.filter(isPossible(known, window)));
    },
  };
}

/** Begun before the read ended, and not certainly followed by another before the read began. */
function isPossible(versions: readonly Version[], { start, end }: Window): (version: Version) => boolean {
  let lastBegun = Number.NEGATIVE_INFINITY;
  for (const version of versions) if (version.end < start && version.start > lastBegun) lastBegun = version.start;
  return (version) => version.start < end && version.end >= lastBegun;
}
