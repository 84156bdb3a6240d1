// A board that lives: read once, then kept by the feed; moves are shown before they are true, and taken back if they are refused.
// Invariant: what is shown is `board`, which only answers and events change, with `moving` laid over it.
import type { CombinedError } from '@urql/core';
import type { Connection, ConnectionOptions, Line } from './connection.ts';
import {
  BoardDocument,
  DealChangedDocument,
  FirstBoardDocument,
  MoreDealsDocument,
  MoveDealDocument,
  StagesChangedDocument,
} from './generated/graphql.ts';
import { type Refusal, refusalOf, sentenceOf } from './sentences.ts';
import type { Shelf } from './shelf.ts';
import { afterEvent, type Board, type BoardAnswer, boardOf, type DealEvent, withDeals } from './state.ts';

export interface BoardState {
  /** Null until it was read. */
  readonly board: Board | null;
  /** Where deals are on their way to: stages by the ids of deals. */
  readonly moving: ReadonlyMap<string, string>;
  readonly refusals: readonly Refusal[];
  readonly line: Line;
  /** When the server was last heard of, in milliseconds of this clock. */
  readonly heardAt: number | null;
  /** Why the board cannot be read; it is tried again meanwhile. */
  readonly problem: string | null;
}

export interface LiveBoard {
  state(): BoardState;
  onChange(listener: () => void): () => void;
  /** `expectedVersion`: of a deal that others have moved meanwhile, to move it nevertheless. @default the version that is shown */
  move(dealId: string, stageId: string, expectedVersion?: number): Promise<void>;
  dismiss(refusal: Refusal): void;
  close(): void;
}

interface BoardOptions {
  /** Null: the first one. */
  readonly pipelineId: string | null;
  readonly shelf: Shelf;
  /** Called once, with what is to hear of the line. */
  readonly connect: (heard: Pick<ConnectionOptions, 'onLine' | 'onSign'>) => Connection;
}

/** More deals than that are no board any more. */
const mostPages = 10;
const againAfterMs = 2_000;
/** The server cannot tell us now, but soon. All other errors would come again. */
const passing: ReadonlySet<unknown> = new Set([
  'RATE_LIMITED',
  'OVERLOADED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'TOO_MANY_SUBSCRIPTIONS',
]);

export function openBoard({ pipelineId, shelf, connect }: BoardOptions): LiveBoard {
  const listeners = new Set<() => void>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let stopListening = () => {};
  let isClosed = false;
  let reading = 0;
  let state: BoardState = {
    board: shelf.take(),
    moving: new Map(),
    refusals: [],
    line: { state: 'connecting' },
    heardAt: null,
    problem: null,
  };

  const set = (change: Partial<BoardState>) => {
    if (isClosed) return;
    state = { ...state, ...change };
    if (change.board) shelf.put(change.board);
    for (const listener of listeners) listener();
  };
  const later = (act: () => void, waitMs: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, waitMs);
    timers.add(timer);
  };

  const connection = connect({
    onLine: (line) => set({ line }),
    onSign: (cursor) =>
      set({ heardAt: Date.now(), ...(cursor !== null && state.board && { board: { ...state.board, cursor } }) }),
  });
  const { client } = connection;

  async function ask(): Promise<{ answer: BoardAnswer | undefined; error: CombinedError | undefined }> {
    if (pipelineId !== null) {
      const { data, error } = await client.query(BoardDocument, { pipelineId }).toPromise();
      return { answer: data, error };
    }
    const { data, error } = await client.query(FirstBoardDocument, {}).toPromise();
    return { answer: data && { ...data, pipeline: data.first?.nodes[0] }, error };
  }

  function again(problem: string): void {
    set({ problem });
    later(() => void readAnew(), againAfterMs);
  }

  /** Board and cursor are of one moment; what is told after the cursor makes good for what the further pages have missed. */
  async function readAnew(): Promise<void> {
    const turn = ++reading;
    const isOver = () => isClosed || turn !== reading;
    stopListening();
    const { answer, error } = await ask();
    if (isOver()) return;
    // What cannot be read just now is null in the answer: an empty board would be a lie.
    if (error && isPassing(error)) return again(messageOf(error));
    const board = answer ? boardOf(answer, state.board?.log) : null;
    if (!board) {
      return set({ problem: error ? messageOf(error) : 'There is no such pipeline, or the key may not see it.' });
    }
    set({ board, problem: null });
    listen(board.pipeline.id);
    let page = answer?.pipeline?.deals?.pageInfo;
    for (let count = 1; page?.hasNextPage && page.endCursor && count < mostPages; count++) {
      const variables = { pipelineId: board.pipeline.id, after: page.endCursor };
      const { data, error } = await client.query(MoreDealsDocument, variables).toPromise();
      if (isOver() || !state.board) return;
      if (error && isPassing(error)) return again(messageOf(error));
      set({ board: withDeals(state.board, data?.pipeline?.deals?.nodes ?? []) });
      page = data?.pipeline?.deals?.pageInfo;
    }
  }

  /** graphql-ws sends these variables again when the line is back, and so asks for the cursor of that moment. */
  function listen(pipelineId: string): void {
    stopListening();
    const cursor = () => state.board?.cursor ?? '';
    const ofDeals = {
      pipelineId,
      get after() {
        return cursor();
      },
    };
    const ofStages = {
      get after() {
        return cursor();
      },
    };
    const deals = client.subscription(DealChangedDocument, ofDeals).subscribe(({ data, error }) => {
      if (error && !isOfFields(error)) recover(error, pipelineId);
      else if (data) hear(data.dealChanged);
    });
    const stages = client.subscription(StagesChangedDocument, ofStages).subscribe(({ data, error }) => {
      if (data && !error) void readAnew();
    });
    stopListening = () => {
      deals.unsubscribe();
      stages.unsubscribe();
    };
  }

  function hear(event: DealEvent): void {
    if (!state.board) return;
    const board = afterEvent(state.board, event, sentenceOf(event, state.board), Date.now());
    set({ board });
    if (event.kind === 'MANY') void readAnew();
  }

  /** The subscription is over. What was missed is told when it goes on, or read if nobody can tell it any more. */
  function recover(error: CombinedError, pipelineId: string): void {
    const { code, retryAfterMs } = error.graphQLErrors[0]?.extensions ?? {};
    const waitMs = typeof retryAfterMs === 'number' ? retryAfterMs : againAfterMs;
    if (code === 'RESUME_EXPIRED' || code === 'BAD_CURSOR') void readAnew();
    else if (isPassing(error) && error.graphQLErrors.length > 0) later(() => listen(pipelineId), waitMs);
    else set({ line: { state: 'ended', reason: messageOf(error) } });
  }

  async function move(dealId: string, stageId: string, expectedVersion?: number): Promise<void> {
    const deal = state.board?.deals.get(dealId);
    if (!deal || state.moving.has(dealId) || (deal.stage?.id === stageId && expectedVersion === undefined)) return;
    const others = state.refusals.filter((refusal) => refusal.dealId !== dealId);
    set({ moving: new Map([...state.moving, [dealId, stageId]]), refusals: others });
    const variables = { id: dealId, stageId, expectedVersion: expectedVersion ?? deal.version };
    const { data, error, extensions } = await client.mutation(MoveDealDocument, variables).toPromise();
    if (!state.board) return;
    connection.wrote(extensions?.['position']);
    const moving = new Map([...state.moving].filter(([id]) => id !== dealId));
    if (data?.moveDeal) set({ moving, board: withDeals(state.board, [data.moveDeal]) });
    else if (error) {
      set({ moving, refusals: [...state.refusals, refusalOf(error, state.board, dealId, stageId)] });
    } else set({ moving });
  }

  if (state.board) listen(state.board.pipeline.id);
  else void readAnew();

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    move,
    dismiss: (refusal) => set({ refusals: state.refusals.filter((each) => each !== refusal) }),
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      stopListening();
      connection.close();
    },
  };
}

function isPassing({ graphQLErrors, networkError }: CombinedError): boolean {
  if (graphQLErrors.length === 0) return networkError !== undefined;
  return graphQLErrors.some(({ extensions }) => passing.has(extensions['code']));
}

/** Of what the key may not see, such as names of owners: the rest is there, and goes on. */
function isOfFields({ graphQLErrors }: CombinedError): boolean {
  return graphQLErrors.length > 0 && graphQLErrors.every(({ path = [] }) => path.length > 1);
}

function messageOf({ graphQLErrors, networkError }: CombinedError): string {
  if (networkError instanceof CloseEvent) return networkError.reason;
  return graphQLErrors[0]?.message ?? 'The API cannot be reached.';
}
