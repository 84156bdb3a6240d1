// Moves that were refused, each with the sentence of the error; of a conflict both values, and the choice between them.
import type { Refusal } from './sentences.ts';

interface RefusalsProps {
  readonly refusals: readonly Refusal[];
  readonly onDismiss: (refusal: Refusal) => void;
  readonly onMove: (dealId: string, stageId: string, expectedVersion: number) => unknown;
}

/** The element is there before there is anything in it: what comes into it then is read out. */
export function Refusals({ refusals, onDismiss, onMove }: RefusalsProps) {
  return (
    <div className="refusals" role="alert">
      {refusals.map((refusal) => (
        <div className="refusal" key={`${refusal.dealId} ${refusal.stageId}`}>
          <p>{refusal.sentence}</p>
          <Choice {...{ refusal, onDismiss, onMove }} />
        </div>
      ))}
    </div>
  );
}

type ChoiceProps = Pick<RefusalsProps, 'onDismiss' | 'onMove'> & { readonly refusal: Refusal };

function Choice({ refusal, onDismiss, onMove }: ChoiceProps) {
  const { dealId, stageId, conflict } = refusal;
  return (
    <div className="choice">
      {conflict && (
        <button type="button" onClick={() => onMove(dealId, stageId, conflict.version)}>
          Move to {conflict.yours}
        </button>
      )}
      <button type="button" className="quiet" onClick={() => onDismiss(refusal)}>
        {conflict ? `Leave in ${conflict.theirs}` : 'Dismiss'}
      </button>
    </div>
  );
}
