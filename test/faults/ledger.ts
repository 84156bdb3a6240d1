// What was written and what was read while something was broken, each with its times, and what of it may not be.
// Invariant: an acknowledgement is noted after it came and a read counts from before it was sent, so the ledger demands too little
// rather than too much.
import { createReadLedger } from '../support/read-ledger.ts';

/** What a node does not know yet is younger than that: docs/coherence.md §10. */
export const boundMs = 1_000;

export interface Write {
  /** In the row that it writes, and in no other write. */
  readonly mark: string;
  /** Null: whether it happened is not known. */
  readonly isAcknowledged: boolean;
}

export interface Read {
  /** Reads of one of them at one node come one after the other. */
  readonly reader: string;
  readonly register: number;
  readonly version: number;
  readonly startMs: number;
  /** What the token that was sent demands; 0 without one. */
  readonly least: number;
  readonly question: 'record' | 'list';
  /** What the cache had to do with it. */
  readonly how: string;
}

export interface Counts {
  reads: number;
  /** Older than what was acknowledged a second before the read began, or than the token that was sent. */
  stale: number;
  /** Older than what the same reader had seen there by the same kind of question: docs/coherence.md §16 tells of others. */
  backwards: number;
  /** Answers with a mark of another tenant. */
  foreign: number;
  /** Answers of defects, or that tell of the inside. */
  defects: number;
}

export interface Ledger {
  readonly counts: Counts;
  /** What may not be, in words; the first of them. */
  readonly samples: readonly string[];
  readonly writes: readonly Write[];
  write(write: Write): void;
  acknowledge(register: number, version: number, ackMs: number): void;
  read(read: Read): void;
  /** Whatever came back to somebody of this tenant. */
  see(tenant: number, text: string): void;
  defect(text: string): void;
}

const mostSamples = 8;
/** What would tell of the inside: stacks, files, SQL. */
const inside = /\bat .*:\d+:\d+|node_modules|\bselect\b.*\bfrom\b|tenant_id|ECONN|Error:/i;

/** In each text of a tenant. */
export const markOf = (tenant: number): string => `«T${tenant}-7f3a»`;

export function createLedger(registers: number): Ledger {
  const commits = createReadLedger(registers);
  const seen = new Map<string, Pick<Read, 'version' | 'startMs' | 'how'>>();
  const writes: Write[] = [];
  const samples: string[] = [];
  const counts: Counts = { reads: 0, stale: 0, backwards: 0, foreign: 0, defects: 0 };
  const note = (kind: Exclude<keyof Counts, 'reads'>, text: string) => {
    counts[kind]++;
    if (samples.length < mostSamples) samples.push(`${kind}: ${text.slice(0, 500)}`);
  };
  return {
    counts,
    samples,
    writes,
    write: (write) => void writes.push(write),
    acknowledge: (register, version, ackMs) => commits.note({ register, version, ackMs }),
    read({ reader, register, version, startMs, least, question, how }) {
      counts.reads++;
      const demanded = Math.max(least, commits.leastAt(register, startMs - boundMs));
      const what = `${reader} read version ${version} of register ${register} at ${startMs.toFixed(0)}`;
      if (version < demanded) note('stale', `${what}; ${demanded} was due, ${least} by its token`);
      const place = `${reader} ${register} ${question}`;
      const before = seen.get(place);
      if (before && version < before.version)
        note(
          'backwards',
          `${what} (${how}), and ${before.version} ${(startMs - before.startMs).toFixed(0)} ms before that (${before.how})`,
        );
      if (!before || version >= before.version) seen.set(place, { version, startMs, how });
    },
    see(tenant, text) {
      for (const [mark] of text.matchAll(/«T\d+-7f3a»/g))
        if (mark !== markOf(tenant)) return note('foreign', `${mark} came to tenant ${tenant}: ${text}`);
      if (text.includes('"errors"') && inside.test(text)) note('defects', `tells of the inside: ${text}`);
    },
    defect: (text) => note('defects', text),
  };
}

/** Of the writes that were noted, by how often the database has each. */
export function judgeWrites(writes: readonly Write[], found: ReadonlyMap<string, number>) {
  const lost = writes.filter(({ mark, isAcknowledged }) => isAcknowledged && !found.has(mark));
  const doubled = writes.filter(({ mark }) => (found.get(mark) ?? 0) > 1);
  return { lost: lost.map(({ mark }) => mark), doubled: doubled.map(({ mark }) => mark) };
}
