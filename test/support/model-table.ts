// The tag table for the model: the source of src/cache with small limits, so that a handful of steps reaches all of it, or with a
// mistake put into it; and a table as a value, which is reached again by doing again what was done to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type * as positions from '../../src/cache/position.ts';
import type * as tables from '../../src/cache/tag-table.ts';

/** What the cache knows of positions and tables, from one text. */
export type Variant = Pick<typeof positions, 'covers' | 'isVisible' | 'meet'> & Pick<typeof tables, 'createTagTable'>;

/** A text that occurs once in the sources, and what to put in its place. */
export type Edit = readonly [from: string, to: string];

const folder = join(import.meta.dirname, '../../src/cache');
const files = ['position.ts', 'tag-notes.ts', 'tag-log.ts', 'tag-table.ts'];
const source = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');

/** Throws if an edit no longer fits: then the source has changed, and whoever changed it says what the mistake looks like now. */
export function createVariant(edits: readonly Edit[]): Variant {
  let text = source;
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`not once in src/cache/{${files.join()}}: ${from}`);
    text = text.replace(from, () => to);
  }
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: false },
  });
  const body = outputText.replace(/^import .*$/gm, '').replace(/^export (?=function|const)/gm, '');
  const returned = 'return { covers, isVisible, meet, createTagTable };';
  return compileFunction(`${body}\n${returned}`, [], { filename: 'variant.js' })() as Variant;
}

export type TableStep =
  | ({ readonly kind: 'frame'; readonly key: string } & tables.TableFrame)
  | ({ readonly kind: 'reset'; readonly key: string } & tables.TableReset)
  | { readonly kind: 'prune'; readonly key: string };

/** A table as it is after some steps. Its validity checks change stamps, never the table. */
export interface TableAt {
  readonly id: number;
  readonly table: tables.TagTable;
  /** Null: it refused the frame. */
  after(step: TableStep): TableAt | null;
}

/** A table that knows nothing. Time goes on by one with each prune. */
export function createTables({ createTagTable }: Variant, options: tables.TagTableOptions): TableAt {
  let tablesMade = 0;

  function tableAfter(steps: readonly TableStep[]): TableAt | null {
    let nowMs = 0;
    const table = createTagTable({ ...options, now: () => nowMs });
    let isRefused = false;
    for (const step of steps) {
      if (step.kind === 'frame') isRefused = !table.apply(step);
      else if (step.kind === 'reset') table.reset(step);
      else {
        nowMs++;
        table.prune();
      }
    }
    if (isRefused) return null;
    const id = tablesMade++;
    const known = new Map<string, TableAt | null>();
    return {
      id,
      table,
      after(step) {
        let next = known.get(step.key);
        if (next === undefined) {
          next = tableAfter([...steps, step]);
          known.set(step.key, next);
        }
        return next;
      },
    };
  }

  return tableAfter([])!;
}
