// What the board knows, and how each thing that it learns changes that. Pure: the tests of it need no browser.
// Invariant: an older version of a deal never takes the place of a newer one, whichever way it came; an event counts once.
import type {
  BoardDealFragment,
  BoardPipelineFragment,
  BoardQuery,
  DealChangedSubscription,
} from './generated/graphql.ts';

export type Deal = BoardDealFragment;
export type Stage = NonNullable<BoardPipelineFragment['stages']>['nodes'][number];
export type Pipeline = NonNullable<BoardQuery['pipelines']>['nodes'][number];
export type DealEvent = DealChangedSubscription['dealChanged'];

export interface Board {
  readonly pipeline: Pipeline;
  /** What else could be looked at. */
  readonly pipelines: readonly Pipeline[];
  /** In the order of the pipeline. */
  readonly stages: readonly Stage[];
  readonly deals: ReadonlyMap<string, Deal>;
  /** How far the feed is read: live updates go on from here. */
  readonly cursor: string;
  /** What was told last, the newest first. */
  readonly log: readonly LogEntry[];
}

export interface LogEntry {
  readonly eventId: string;
  readonly dealId: string | null;
  readonly sentence: string;
  /** When it was written, by the clock of the database. */
  readonly writtenAt: string;
  /** When it came here, in milliseconds of this clock. */
  readonly heardAt: number;
}

export interface Column {
  readonly stage: Stage;
  /** The most valuable first. */
  readonly deals: readonly Deal[];
  /** Sums of amounts, one for each currency. */
  readonly totals: readonly { readonly minor: number; readonly currency: string }[];
}

/** What comes twice comes soon after: no server repeats more than was on its way when the line broke. */
const mostLogged = 200;

/** What a query answers, of the chosen pipeline or of the first one. */
export interface BoardAnswer extends Pick<BoardQuery, 'pipelines' | 'changes'> {
  readonly pipeline: BoardPipelineFragment | null | undefined;
}

/** Null: there is no such pipeline, or the key may not see it. `log` is what was told before, which the new board goes on with. */
export function boardOf({ pipeline, pipelines, changes }: BoardAnswer, log: readonly LogEntry[] = []): Board | null {
  const cursor = changes?.pageInfo.endCursor;
  const { id, name, stages, deals } = pipeline ?? {};
  if (!id || !name || !stages || !deals || !cursor) return null;
  return {
    pipeline: { id, name },
    pipelines: pipelines?.nodes ?? [],
    stages: stages.nodes,
    deals: new Map(deals.nodes.map((deal) => [deal.id, deal])),
    cursor,
    log,
  };
}

/** Further pages are of later moments than the cursor: what they lack is told after it. */
export function withDeals(board: Board, deals: readonly Deal[]): Board {
  const known = new Map(board.deals);
  for (const deal of deals) if (!isOlder(deal, known.get(deal.id))) known.set(deal.id, deal);
  return { ...board, deals: known };
}

/** The board after an event. `sentence` tells it to people. */
export function afterEvent(board: Board, event: DealEvent, sentence: string, heardAt: number): Board {
  const { id, cursor, transition, recordId, node, at } = event;
  if (board.log.some(({ eventId }) => eventId === id)) return { ...board, cursor };
  const entry = { eventId: id, dealId: recordId, sentence, writtenAt: at, heardAt };
  const log = [entry, ...board.log].slice(0, mostLogged);
  const isGone = transition === 'LEAVE' || node === null;
  const { deals } = isGone ? withoutDeal(board, recordId) : withDeals(board, [node]);
  return { ...board, deals, cursor, log };
}

/** `moving`: stages of deals on their way, by the ids of deals. What is shown there is not yet true. */
export function columnsOf(board: Board, moving: ReadonlyMap<string, string>): Column[] {
  const byStage = Map.groupBy(board.deals.values(), (deal) => moving.get(deal.id) ?? deal.stage?.id);
  return board.stages.map((stage) => {
    const deals = (byStage.get(stage.id) ?? []).toSorted(byValue);
    return { stage, deals, totals: totalsOf(deals) };
  });
}

export function stageName(board: Board, stageId: unknown): string {
  return board.stages.find(({ id }) => id === stageId)?.name ?? 'a stage of another pipeline';
}

const isOlder = (deal: Deal, known: Deal | undefined) => known !== undefined && deal.version < known.version;

function withoutDeal(board: Board, id: string | null): Board {
  return { ...board, deals: new Map([...board.deals].filter(([each]) => each !== id)) };
}

function byValue(one: Deal, other: Deal): number {
  return (other.amount?.minor ?? -1) - (one.amount?.minor ?? -1) || one.name.localeCompare(other.name);
}

function totalsOf(deals: readonly Deal[]): Column['totals'] {
  const sums = new Map<string, number>();
  for (const { amount } of deals)
    if (amount) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).toSorted((one, other) => other.minor - one.minor);
}
