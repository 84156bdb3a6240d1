// Puts ids in the place of names. Rows that name what is not there are refused before anything is made for the others.
import type { Table } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import type { Want } from './draft.ts';
import { type Item, refuse } from './item.ts';
import { type Answer, isMissing, type Reference, type References, referenceKey } from './references.ts';

export interface Resolving {
  readonly table: Table;
  readonly references: References;
  /** Of deals whose mapping names one pipeline for all. */
  readonly pipelineId: string | null;
}

/** What one row wants, as the references see it. */
interface Wanted {
  readonly item: Item;
  readonly want: Want;
  readonly reference: Reference;
  readonly key: string;
}

export async function resolveItems(tx: Transaction, items: readonly Item[], resolving: Resolving): Promise<void> {
  const { table, references } = resolving;
  const isOwn = (want: Want) => want.kind === 'one' && want.to === table.name;
  // Pipelines first: stages are looked for in them.
  await settle(
    tx,
    wantedBy(items, resolving, (want) => want.to === 'pipeline'),
    references,
  );
  await settle(
    tx,
    wantedBy(items, resolving, (want) => want.to !== 'pipeline' && !isOwn(want)),
    references,
  );
  // Another record of the same entity may come with a row further down.
  const own = open(wantedBy(items, resolving, isOwn));
  const answers = await references.find(tx, keyed(own));
  for (const { item, want, key } of own) {
    const answer = answers.get(key)!;
    if (isMissing(answer)) item.later = [...item.later, want];
    else put(item, want, answer);
  }
}

async function settle(tx: Transaction, wanted: readonly Wanted[], references: References): Promise<void> {
  const found = await references.find(tx, keyed(wanted));
  for (const { item, want, key } of wanted) {
    const answer = found.get(key)!;
    if (typeof answer !== 'string' && !(isMissing(answer) && want.create)) refuse(item, answer);
  }
  const rest = open(wanted);
  const lacking = rest.filter(({ key }) => typeof found.get(key) !== 'string');
  const made = lacking.length > 0 ? await references.findOrCreate(tx, keyed(lacking)) : found;
  for (const { item, want, key } of rest) put(item, want, made.get(key) ?? found.get(key)!);
}

function wantedBy(items: readonly Item[], { pipelineId }: Resolving, which: (want: Want) => boolean): Wanted[] {
  return items.flatMap((item) =>
    item.outcome
      ? []
      : item.draft.wants.filter(which).map((want) => {
          const { to, by, name, create } = want;
          const scope = to === 'stage' ? ((item.input['pipelineId'] as string | undefined) ?? pipelineId) : null;
          const reference = { to, by, name, create, scope };
          return { item, want, reference, key: referenceKey(reference) };
        }),
  );
}

const open = (wanted: readonly Wanted[]) => wanted.filter(({ item }) => !item.outcome);

/** Each name once. */
const keyed = (wanted: readonly Wanted[]) => new Map(wanted.map(({ key, reference }) => [key, reference]));

function put(item: Item, { key, kind, to }: Want, answer: Answer): void {
  if (typeof answer !== 'string') refuse(item, answer);
  else if (kind === 'list') item.input[key] = [...((item.input[key] as string[] | undefined) ?? []), answer];
  else item.input[key] = kind === 'about' ? { type: to, id: answer } : answer;
}
