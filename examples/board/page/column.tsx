// A stage: its name, how many deals are in it and what they are worth, and their cards.
import { useDroppable } from '@dnd-kit/core';
import type { RefObject } from 'react';
import { Card } from './card.tsx';
import { moneyText } from './money.ts';
import type { Column, LogEntry, Stage } from './state.ts';

interface StageColumnProps {
  readonly column: Column;
  readonly stages: readonly Stage[];
  readonly moving: ReadonlyMap<string, string>;
  /** What was told last of each deal. */
  readonly touches: ReadonlyMap<string | null, LogEntry>;
  readonly moved: RefObject<string | null>;
  readonly onMove: (dealId: string, stageId: string) => unknown;
}

export function StageColumn({ column: { stage, deals, totals }, ...cards }: StageColumnProps) {
  const { setNodeRef, isOver } = useDroppable({ id: stage.id });
  const title = `stage-${stage.id}`;
  return (
    <section ref={setNodeRef} className="column" data-status={stage.status} data-over={isOver} aria-labelledby={title}>
      <div className="column-head">
        <h2 id={title}>
          {stage.name} <span className="count">{deals.length}</span>
        </h2>
        <p className="totals">
          {totals.map((total) => (
            <span key={total.currency}>{moneyText(total)}</span>
          ))}
        </p>
      </div>
      <ul>
        {deals.map((deal) => (
          <Card key={deal.id} deal={deal} stageId={stage.id} {...cards} />
        ))}
      </ul>
      {deals.length === 0 && <p className="empty">No deals</p>}
    </section>
  );
}
