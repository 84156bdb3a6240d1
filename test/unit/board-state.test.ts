// What the board of examples/board makes of answers and events, in whichever order they come.
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../examples/board/page/sentences.ts';
import {
  afterEvent,
  type Board,
  boardOf,
  columnsOf,
  type Deal,
  type DealEvent,
  withDeals,
} from '../../examples/board/page/state.ts';

const deal = (id: string, version: number, stage: string, minor = 100, currency = 'EUR'): Deal => ({
  id,
  version,
  name: `Deal ${id}`,
  amount: { minor, currency },
  company: null,
  owner: null,
  stage: { id: stage },
});

const boardWith = (...deals: Deal[]): Board =>
  boardOf({
    pipeline: {
      id: 'p',
      name: 'Sales',
      stages: {
        nodes: [
          { id: 'a', name: 'Open', status: 'OPEN' },
          { id: 'b', name: 'Won', status: 'WON' },
        ],
      },
      deals: { nodes: deals, pageInfo: { hasNextPage: false, endCursor: null } },
    },
    pipelines: null,
    changes: { pageInfo: { endCursor: 'cursor 0' } },
  })!;

const event = (id: string, node: Deal | null, more: Partial<DealEvent> = {}): DealEvent => ({
  id,
  cursor: `cursor ${id}`,
  kind: 'UPDATED',
  transition: 'UPDATE',
  at: '2026-01-01T00:00:00.000Z',
  recordId: node?.id ?? 'x',
  changedFields: ['stageId'],
  before: { stageId: 'a' },
  after: { stageId: 'b' },
  node,
  ...more,
});

const hear = (board: Board, ...events: DealEvent[]) =>
  events.reduce((heard, each) => afterEvent(heard, each, sentenceOf(each, heard), 0), board);

const placesOf = (board: Board, moving: ReadonlyMap<string, string> = new Map()) =>
  columnsOf(board, moving).map(({ deals }) => deals.map(({ id, version }) => `${id} v${version}`));

describe('a board', () => {
  it('is none without a pipeline', () => {
    expect(boardOf({ pipeline: null, pipelines: null, changes: { pageInfo: { endCursor: 'c' } } })).toBeNull();
  });

  it('is none of an answer that lacks the deals: it would be taken for an empty one', () => {
    const pipeline = { id: 'p', name: 'Sales', stages: { nodes: [] }, deals: null };
    expect(boardOf({ pipeline, pipelines: null, changes: { pageInfo: { endCursor: 'c' } } })).toBeNull();
  });

  it('has the most valuable deals first, and a total for each currency', () => {
    const [open] = columnsOf(
      boardWith(deal('1', 1, 'a', 5), deal('2', 1, 'a', 70), deal('3', 1, 'a', 9, 'USD')),
      new Map(),
    );
    expect(open!.deals.map(({ id }) => id)).toEqual(['2', '3', '1']);
    expect(open!.totals).toEqual([
      { currency: 'EUR', minor: 75 },
      { currency: 'USD', minor: 9 },
    ]);
  });

  it('shows a deal on its way where it goes, and does not take that for true', () => {
    const board = boardWith(deal('1', 1, 'a'));
    expect(placesOf(board, new Map([['1', 'b']]))).toEqual([[], ['1 v1']]);
    expect(placesOf(board)).toEqual([['1 v1'], []]);
  });
});

describe('an event', () => {
  it('brings a deal, changes it, and takes it away', () => {
    const entered = hear(
      boardWith(),
      event('1', deal('1', 1, 'a'), { transition: 'ENTER', kind: 'CREATED', before: null }),
    );
    expect(placesOf(entered)).toEqual([['1 v1'], []]);
    const moved = hear(entered, event('2', deal('1', 2, 'b')));
    expect(placesOf(moved)).toEqual([[], ['1 v2']]);
    expect(placesOf(hear(moved, event('3', deal('1', 3, 'b'), { transition: 'LEAVE' })))).toEqual([[], []]);
  });

  it('counts once, but its cursor always', () => {
    const twice = hear(boardWith(), event('1', deal('1', 2, 'b')), event('1', deal('1', 1, 'a'), { cursor: 'later' }));
    expect(twice.log).toHaveLength(1);
    expect(twice.cursor).toBe('later');
    expect(placesOf(twice)).toEqual([[], ['1 v2']]);
  });

  it('of an older version than the answer to a write does not take it back', () => {
    const written = withDeals(boardWith(deal('1', 1, 'a')), [deal('1', 3, 'b')]);
    expect(placesOf(hear(written, event('2', deal('1', 2, 'a'))))).toEqual([[], ['1 v3']]);
  });

  it('of a record that nobody may see any more takes it away', () => {
    expect(placesOf(hear(boardWith(deal('x', 1, 'a')), event('1', null)))).toEqual([[], []]);
  });

  it('that meets a page of a later moment leaves the newer of both', () => {
    const heard = hear(boardWith(), event('1', deal('1', 2, 'b')));
    expect(placesOf(withDeals(heard, [deal('1', 1, 'a'), deal('2', 1, 'a')]))).toEqual([['2 v1'], ['1 v2']]);
  });
});

describe('the log', () => {
  const board = boardWith(deal('1', 1, 'a'));
  it.each([
    ['Deal 1 moved from Open to Won', event('1', deal('1', 2, 'b'))],
    ['Deal 1 is new in Won', event('1', deal('1', 1, 'b'), { transition: 'ENTER', kind: 'CREATED', before: null })],
    ['Deal 1 left this pipeline', event('1', deal('1', 2, 'z'), { transition: 'LEAVE' })],
    ['Deal 1 was deleted', event('1', null, { transition: 'LEAVE', kind: 'DELETED', recordId: '1' })],
    [
      'Deal 1 was merged into Deal 2',
      event('1', deal('2', 2, 'a'), { transition: 'LEAVE', kind: 'MERGED', recordId: '1' }),
    ],
    [
      'Deal 1: owner, close date changed',
      event('1', deal('1', 2, 'a'), { changedFields: ['ownerId', 'closeDate'], before: {}, after: {} }),
    ],
    ['Many deals were written at once: the board was read anew', event('1', null, { kind: 'MANY', recordId: null })],
  ])('says: %s', (sentence, told) => {
    expect(hear(board, told).log[0]!.sentence).toBe(sentence);
  });
});
