// One batch of rows in one transaction: names become ids, records that are there are found, new ones are inserted together and
// existing ones updated one by one by the domain's own rules. A row that fails takes nothing with it.
import type { Transaction } from '../../db/transaction.ts';
import { addLinks } from '../links.ts';
import { lockAll, update, upsert } from '../write.ts';
import { createMany } from './create-many.ts';
import type { Draft } from './draft.ts';
import { equalItems } from './equal-items.ts';
import type { Failure } from './failures.ts';
import { inHalves } from './in-halves.ts';
import { failure, type Item, itemOf, type Later, refuse } from './item.ts';
import { type Matching, matchItems, splitByRecord } from './match-items.ts';
import { type Counts, noCounts } from './progress.ts';
import { isMissing, referenceKey } from './references.ts';
import { type Resolving, resolveItems } from './resolve-items.ts';

export type Batch = Matching & Resolving;

export interface BatchResult {
  readonly counts: Counts;
  readonly failures: readonly Failure[];
  readonly later: readonly Later[];
}

export async function writeBatch(tx: Transaction, drafts: readonly Draft[], batch: Batch): Promise<BatchResult> {
  const items = drafts.map(itemOf);
  await resolveItems(tx, items, batch);
  for (let open = items.filter((item) => !item.outcome); open.length > 0; ) {
    const [wave, rest] = splitByRecord(open, batch);
    await matchItems(tx, wave, batch);
    await writeItems(tx, wave, batch);
    open = rest;
  }
  const later = await linkOwn(tx, items, batch);
  const counts: Record<keyof Counts, number> = { ...noCounts };
  for (const { outcome } of items) if (outcome !== 'failed') counts[outcome!]++;
  const failures = items.filter(({ error }) => error).map(({ draft, error }) => failure(draft.row, error!));
  // A row that came in without its parent is one that was created and one that failed.
  return { counts: { ...counts, failed: failures.length }, failures, later };
}

async function writeItems(tx: Transaction, items: readonly Item[], batch: Batch): Promise<void> {
  const open = items.filter((item) => !item.outcome);
  const [known, fresh] = [open.filter((item) => item.existing), open.filter((item) => !item.existing)];
  await inHalves(tx, fresh, (part) => createItems(tx, part, batch), refuse);
  const equal = await equalItems(tx, batch.table, known);
  const changed = known.filter((item) => !equal.has(item)).map((item) => item.existing!.id);
  if (changed.length > 0) await lockAll(tx, batch.table, changed);
  await inHalves(
    tx,
    known,
    async (part) => {
      for (const item of part) await updateItem(tx, item, equal.has(item), batch);
    },
    refuse,
  );
}

async function createItems(tx: Transaction, items: readonly Item[], batch: Batch): Promise<void> {
  const { table, mode, match, pipelineId } = batch;
  const [only] = items;
  if (items.length === 1 && mode === 'upsert' && match?.kind === 'external') {
    // Whoever made the record since we looked for it has kept this row from its part of the batch: upsert() takes turns.
    const name = { source: match.source, externalId: only!.draft.match! };
    const { row, created } = await upsert(tx, table, name, newInput(only!, pipelineId));
    await addLinks(tx, table, row.id, linksOf(only!));
    Object.assign(only!, { id: row.id, outcome: created ? 'created' : 'updated' });
    return;
  }
  const ids = await createMany(
    tx,
    table,
    items.map((item) => ({ input: newInput(item, pipelineId), externalIds: item.draft.externalIds })),
  );
  items.forEach((item, at) => {
    item.id = ids[at]!;
    item.outcome = 'created';
  });
}

/** A new deal without a stage begins in the first one of the mapping's pipeline. */
function newInput({ input }: Item, pipelineId: string | null): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  return pipelineId && !('stageId' in given) ? { pipelineId, ...given } : given;
}

/** What an upsert or an update adds: what hangs on the record already stays. */
const linksOf = ({ input, newNames: externalIds }: Item) => ({ ...input, externalIds });

async function updateItem(tx: Transaction, item: Item, isEqual: boolean, batch: Batch): Promise<void> {
  const { id, version } = item.existing!;
  item.id = id;
  item.outcome = isEqual || (await writeExisting(tx, item, batch)) === version ? 'unchanged' : 'updated';
  await addLinks(tx, batch.table, id, linksOf(item));
}

/** The record's version then. */
async function writeExisting(tx: Transaction, { existing, draft, input }: Item, batch: Batch): Promise<unknown> {
  const { table, mode, match } = batch;
  const isBack = existing!.isDeleted && mode === 'upsert' && match?.kind === 'external';
  const row = isBack
    ? (await upsert(tx, table, { source: match.source, externalId: draft.match! }, input)).row
    : await update(tx, table, existing!.id, null, input);
  return row['version'];
}

/** References to rows that came in this very batch; those to rows that may still come are left for the end. */
async function linkOwn(tx: Transaction, items: readonly Item[], { table, references }: Batch): Promise<Later[]> {
  const waiting = items
    .filter((item) => item.id !== null)
    .flatMap((item) =>
      item.later.map((want) => {
        const reference = { ...want, scope: null };
        return { item, want, reference, key: referenceKey(reference) };
      }),
    );
  const answers = await references.find(tx, new Map(waiting.map(({ key, reference }) => [key, reference])));
  const later = waiting.filter(({ key }) => isMissing(answers.get(key)));
  const found = waiting.filter((each) => !later.includes(each));
  await inHalves(
    tx,
    found,
    async (part) => {
      for (const { item, want, key } of part) {
        const answer = answers.get(key)!;
        if (typeof answer !== 'string') throw answer;
        await update(tx, table, item.id!, null, { [want.key]: answer });
      }
    },
    ({ item }, { code, message }) => {
      item.error = { code, message: `Imported, but: ${message}` };
    },
  );
  return later.map(({ item, want }) => ({ recordId: item.id!, want, row: item.draft.row }));
}
