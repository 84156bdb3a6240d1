// Position tokens: what a client has written, to be seen by its later reads on any node (docs/coherence.md §12).
// The form is `<epoch>:<xid>,<xid>…`, or `<epoch>:<xid>-` for everything up to that one; clients treat it as opaque text.
import { hash } from 'node:crypto';
import { isVisible, type Position } from './position.ts';

export interface Token {
  /** Hash of the epoch in which the transactions were committed. */
  readonly epoch: string;
  readonly xids: readonly number[];
  /** Everything up to this one. @default nothing */
  readonly upTo?: number;
}

/** More do not fit into a header well: then the highest stands for all of them, and for what others did meanwhile. */
const mostXids = 64;

/** Short, because it goes out with every write; the epoch itself would tell strangers about the database. */
export function hashEpoch(epoch: string): string {
  return hash('sha256', epoch, 'base64url').slice(0, 8);
}

export function printToken(epoch: string, xids: readonly number[]): string {
  return `${hashEpoch(epoch)}:${xids.length <= mostXids ? xids.join() : `${Math.max(...xids)}-`}`;
}

/** Null if it is none: what somebody made up asks for nothing. */
export function parseToken(text: string): Token | null {
  const match = /^([\w-]{8}):(?:(\d{1,16}(?:,\d{1,16})*)|(\d{1,16})-)$/.exec(text.trim());
  if (!match) return null;
  const [, epoch = '', list, upTo] = match;
  if (list === undefined) return { epoch, xids: [], upTo: Number(upTo) };
  const xids = list.split(',').map(Number);
  return xids.length <= mostXids ? { epoch, xids } : { epoch, xids: [], upTo: Math.max(...xids) };
}

/** One for each epoch that they name. */
export function joinTokens(tokens: readonly Token[]): readonly Token[] {
  if (tokens.length < 2) return tokens;
  const joined = new Map<string, Token>();
  for (const token of tokens) {
    const { epoch, xids, upTo = 0 } = joined.get(token.epoch) ?? { epoch: token.epoch, xids: [] };
    joined.set(epoch, { epoch, xids: [...new Set([...xids, ...token.xids])], upTo: Math.max(upTo, token.upTo ?? 0) });
  }
  return [...joined.values()];
}

/** Whether a reader sees all of them, at one position or at another that its answer is valid for as well. */
export function isTokenSeen({ xids, upTo = 0 }: Token, at: Position, orAt: Position = at): boolean {
  const isOver = upTo === 0 || upTo < at.xmin || upTo < orAt.xmin;
  return isOver && xids.every((xid) => isVisible(xid, at) || isVisible(xid, orAt));
}
