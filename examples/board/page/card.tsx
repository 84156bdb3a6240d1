// A deal: what it is, and two ways to move it: a handle to carry it by, and a list of stages for who would rather choose.
import { useDraggable } from '@dnd-kit/core';
import { type RefObject, useEffect, useRef } from 'react';
import { moneyText } from './money.ts';
import type { Deal, LogEntry, Stage } from './state.ts';

interface CardProps {
  readonly deal: Deal;
  /** Where it is shown. */
  readonly stageId: string;
  readonly stages: readonly Stage[];
  readonly moving: ReadonlyMap<string, string>;
  readonly touches: ReadonlyMap<string | null, LogEntry>;
  /** The deal that was moved here last. */
  readonly moved: RefObject<string | null>;
  readonly onMove: (dealId: string, stageId: string) => unknown;
}

export function Card({ deal, stageId, stages, moving, touches, moved, onMove }: CardProps) {
  const { id, name } = deal;
  const isMoving = moving.has(id);
  const drag = useDraggable({ id, data: { stageId }, disabled: isMoving });
  const handle = useRef<HTMLButtonElement | null>(null);
  const touch = touches.get(id);

  useEffect(() => {
    if (moved.current !== id) return;
    moved.current = null;
    handle.current?.focus({ preventScroll: true });
  }, [id, moved]);

  return (
    <li
      ref={drag.setNodeRef}
      className="card"
      data-carried={drag.isDragging}
      data-moving={isMoving}
      {...drag.listeners}
    >
      {touch && <span key={touch.eventId} className="flash" />}
      <CardFace deal={deal} />
      <div className="card-acts">
        <button
          type="button"
          ref={(node) => {
            handle.current = node;
            drag.setActivatorNodeRef(node);
          }}
          className="handle"
          aria-label={`Carry ${name}`}
          aria-describedby={drag.attributes['aria-describedby']}
        >
          <span aria-hidden="true">⠿</span>
        </button>
        <label className="choose">
          <span aria-hidden="true">⋯</span>
          <select
            aria-label={`Stage of ${name}`}
            value={stageId}
            disabled={isMoving}
            onChange={(event) => onMove(id, event.target.value)}
          >
            {stages.map((stage) => (
              <option key={stage.id} value={stage.id}>
                {stage.name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </li>
  );
}

export function CardFace({ deal: { name, amount, company, owner } }: { readonly deal: Deal }) {
  return (
    <div className="face">
      <p className="company">{company?.name ?? 'No company'}</p>
      <h3>{name}</h3>
      <p className="facts">
        <span className="amount">{amount ? moneyText(amount) : 'No amount'}</span>
        <span className="owner">{owner?.name ?? 'Nobody'}</span>
      </p>
    </div>
  );
}
