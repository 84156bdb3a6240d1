// What people are told: an event of the feed, and why a move was refused, each in a sentence.
import type { CombinedError } from '@urql/core';
import { type Board, type DealEvent, stageName } from './state.ts';

export function sentenceOf(event: DealEvent, board: Board): string {
  const { kind, transition, changedFields, node, recordId, before, after } = event;
  if (kind === 'MANY') return 'Many deals were written at once: the board was read anew';
  const name = node?.name ?? board.deals.get(recordId ?? '')?.name ?? 'A deal';
  if (kind === 'MERGED') return `${board.deals.get(recordId ?? '')?.name ?? 'A deal'} was merged into ${name}`;
  if (kind === 'DELETED') return `${name} was deleted`;
  if (transition === 'LEAVE') return `${name} left this pipeline`;
  if (kind === 'RESTORED') return `${name} is back in ${stageName(board, node?.stage?.id)}`;
  if (transition === 'ENTER') return `${name} is new in ${stageName(board, fieldOf(after, 'stageId'))}`;
  const [from, to] = [fieldOf(before, 'stageId'), fieldOf(after, 'stageId')];
  if (to !== undefined) return `${name} moved from ${stageName(board, from)} to ${stageName(board, to)}`;
  return `${name}: ${changedFields.map(wordOf).join(', ') || 'nothing that shows'} changed`;
}

export interface Refusal {
  readonly dealId: string;
  readonly stageId: string;
  readonly sentence: string;
  /** Both values of a conflict: where others have put the deal, and the version that did. */
  readonly conflict: { readonly yours: string; readonly theirs: string; readonly version: number } | null;
}

/** `stageId`: where the deal was to go. */
export function refusalOf(error: CombinedError, board: Board, dealId: string, stageId: string): Refusal {
  const name = board.deals.get(dealId)?.name ?? 'The deal';
  const [refused] = error.graphQLErrors;
  if (!refused) {
    return { dealId, stageId, sentence: `${name} stays where it was: the API cannot be reached.`, conflict: null };
  }
  const { code, version, fields } = refused.extensions;
  const stage = Array.isArray(fields) ? fields.find((each) => fieldOf(each, 'field') === 'stageId') : undefined;
  if (code !== 'CONFLICT' || typeof version !== 'number' || stage === undefined) {
    return { dealId, stageId, sentence: `${name} stays where it was. ${refused.message}`, conflict: null };
  }
  const [yours, theirs] = [stageName(board, stageId), stageName(board, fieldOf(stage, 'theirs'))];
  const sentence = `${name} was moved meanwhile: others put it in ${theirs}, you in ${yours}.`;
  return { dealId, stageId, sentence, conflict: { yours, theirs, version } };
}

/** Of a value of the scalar JSON, of which the schema promises nothing. */
function fieldOf(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null ? new Map(Object.entries(json)).get(key) : undefined;
}

/** `closeDate` is "close date", `custom.plan` is "plan", and `ownerId` is "owner". */
function wordOf(field: string): string {
  const words = field.replace(/^custom\./, '').replace(/(?:Id|Minor|Currency)$/, '');
  return words.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
