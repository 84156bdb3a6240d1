// Statements of one transaction: sent with what came before them, counted, timed and told to the trace of the request.
// Invariant: nothing is sent once the transaction is over, when the connection is somebody else's.
import type pg from 'pg';
import type { Trace } from '../observability/trace.ts';
import { gather } from './gather.ts';
import { guarded } from './guarded-recorder.ts';
import type { SqlMeter } from './meter.ts';
import type { Rights } from './rights.ts';
import { nameOf } from './statement-names.ts';
import { createRecorder, type Recorder } from './tags.ts';

/** Makes a row of the values in the order of the statement's columns. */
export type BuildRow = (values: readonly unknown[]) => never;

/** A statement: named, so that each connection parses and plans it once. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** @default true */
  readonly prepare?: boolean;
  /** Makes a row of its values; without it rows are objects by the statement's column names. */
  readonly row?: BuildRow;
}

/** What reads need: one snapshot of one tenant, what of it may be seen, and a recorder of what was looked at. */
export interface Reader {
  readonly tenantId: string;
  readonly rights: Rights;
  readonly recorder: Recorder;
  query<Row>(statement: Statement): Promise<Row[]>;
  /** Statements sent so far, for tests and for the slow-operation log. */
  readonly statements: () => number;
}

/** What is known of a transaction while it runs. */
export interface State {
  /** The connection is somebody else's: a statement that comes now would run in the transaction of another tenant. */
  isOver: boolean;
  readonly target: 'primary' | 'replica';
  /** Statements without an answer. */
  pending: number;
  /** The last statement that failed for a reason of its own. */
  failure?: unknown;
}

/** Refused because a statement before it failed: the transaction is aborted; or the same text was not even parsed, for that. */
const inFailed = new Set(['25P02', '26000']);

export function createReader(
  client: pg.PoolClient,
  tenantId: string,
  rights: Rights,
  state: State,
  meter: SqlMeter,
  trace: Trace | undefined,
): Reader {
  let statements = 0;
  return {
    tenantId,
    rights,
    recorder: guarded(createRecorder(), rights),
    statements: () => statements,
    async query<Row>({ text, values, prepare = true, row }: Statement): Promise<Row[]> {
      if (state.isOver) throw new Error('the transaction is over');
      statements++;
      state.pending++;
      const name = prepare ? nameOf(text) : undefined;
      gather(client);
      const sentMs = performance.now();
      const answered = trace?.statement(text, state.target);
      let failure: string | undefined;
      const config = {
        text,
        values: values as unknown[],
        ...(name ? { name } : {}),
        ...(row ? { rowMode: 'array' } : {}),
      };
      try {
        const result = await client.query(config);
        return (row ? (result.rows as unknown as unknown[][]).map(row) : result.rows) as Row[];
      } catch (error) {
        meter.failures++;
        failure = (error as { code?: string }).code ?? 'UNKNOWN';
        if (!state.failure || !inFailed.has((error as { code?: string }).code ?? '')) state.failure = error;
        throw state.failure;
      } finally {
        state.pending--;
        meter.statement((performance.now() - sentMs) / 1_000);
        answered?.(failure);
      }
    },
  };
}
