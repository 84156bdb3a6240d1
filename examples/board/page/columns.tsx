// The stages beside one another, and cards that are carried between them: by mouse, by touch, by keyboard.
import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useMemo, useRef, useState } from 'react';
import { CardFace } from './card.tsx';
import { StageColumn } from './column.tsx';
import { announcementsOf, columnBeside, columnUnder, instructions } from './dragging.ts';
import { type Board, columnsOf } from './state.ts';

interface ColumnsProps {
  readonly board: Board;
  readonly moving: ReadonlyMap<string, string>;
  readonly onMove: (dealId: string, stageId: string) => unknown;
}

/** A finger that scrolls moves at once, one that carries rests first. */
const rest = { delay: 200, tolerance: 8 };

export function Columns({ board, moving, onMove }: ColumnsProps) {
  const [carried, setCarried] = useState<string | null>(null);
  const moved = useRef<string | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: rest }),
    useSensor(KeyboardSensor, { coordinateGetter: columnBeside }),
  );
  const columns = useMemo(() => columnsOf(board, moving), [board, moving]);
  const touches = useMemo(() => new Map(board.log.toReversed().map((entry) => [entry.dealId, entry])), [board.log]);
  const deal = carried === null ? undefined : board.deals.get(carried);

  function move(dealId: string, stageId: string): void {
    moved.current = dealId; // where it is put, its handle takes the focus
    onMove(dealId, stageId);
  }
  function drop({ active, over }: DragEndEvent): void {
    setCarried(null);
    if (over) move(String(active.id), String(over.id));
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={columnUnder}
      accessibility={{ announcements: announcementsOf(board), screenReaderInstructions: instructions }}
      onDragStart={({ active }: DragStartEvent) => setCarried(String(active.id))}
      onDragEnd={drop}
      onDragCancel={() => setCarried(null)}
    >
      <div className="columns" data-carrying={carried !== null}>
        {columns.map((column) => (
          <StageColumn
            key={column.stage.id}
            {...{ column, moving, touches, moved }}
            stages={board.stages}
            onMove={move}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null} className="carried">
        {deal && <CardFace deal={deal} />}
      </DragOverlay>
    </DndContext>
  );
}
