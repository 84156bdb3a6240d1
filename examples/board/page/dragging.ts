// Where a card goes that is carried, and what is said of it to those who do not see it.
import {
  type Announcements,
  type CollisionDetection,
  type KeyboardCoordinateGetter,
  pointerWithin,
  rectIntersection,
} from '@dnd-kit/core';
import { type Board, stageName } from './state.ts';

/** The column under the pointer; with the keyboard, which has none, the one under the card. */
export const columnUnder: CollisionDetection = (carried) =>
  carried.pointerCoordinates ? pointerWithin(carried) : rectIntersection(carried);

const inset = 12;

/** An arrow carries the card a column further. */
export const columnBeside: KeyboardCoordinateGetter = (event, { context: { over, active, droppableRects } }) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.code];
  if (by === undefined) return undefined;
  event.preventDefault();
  const columns = [...droppableRects].toSorted(([, one], [, other]) => one.left - other.left || one.top - other.top);
  const from = over?.id ?? active?.data.current?.['stageId'];
  const [, rect] = columns[columns.findIndex(([id]) => id === from) + by] ?? [];
  return rect && { x: rect.left + inset, y: rect.top + inset };
};

export const instructions = {
  draggable:
    'Press space to pick the deal up, arrows to carry it to another stage, space to put it there, escape to leave it.',
};

export function announcementsOf(board: Board): Announcements {
  const name = (id: string | number) => board.deals.get(String(id))?.name ?? 'The deal';
  return {
    onDragStart: ({ active }) => `Picked up ${name(active.id)}.`,
    onDragOver: ({ active, over }) => (over ? `${name(active.id)} is over ${stageName(board, over.id)}.` : undefined),
    onDragEnd: ({ active, over }) => (over ? `${name(active.id)} was put in ${stageName(board, over.id)}.` : undefined),
    onDragCancel: ({ active }) => `${name(active.id)} was left where it is.`,
  };
}
