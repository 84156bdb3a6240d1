// Position tokens: what a client has written, to be seen by its later reads on any node (docs/coherence.md §12).
// The form is `<epoch>:<xid>,<xid>…`; clients treat it as opaque text.
import { hash } from 'node:crypto';
import { isVisible, type Position } from './position.ts';

export interface Token {
  /** Hash of the epoch in which the transactions were committed. */
  readonly epoch: string;
  readonly xids: readonly number[];
}

/** A client that sends back more than its last writes sends more than this only by mistake. */
const mostXids = 64;

/** Short, because it goes out with every write; the epoch itself would tell strangers about the database. */
export function hashEpoch(epoch: string): string {
  return hash('sha256', epoch, 'base64url').slice(0, 8);
}

export function printToken(epoch: string, xids: readonly number[]): string {
  return `${hashEpoch(epoch)}:${xids.join()}`;
}

/** Null if it is none: what somebody made up asks for nothing. */
export function parseToken(text: string): Token | null {
  const match = /^([\w-]{8}):(\d{1,16}(?:,\d{1,16})*)$/.exec(text.trim());
  if (!match) return null;
  const [, epoch = '', list = ''] = match;
  const xids = list.split(',').map(Number);
  return xids.length <= mostXids ? { epoch, xids } : null;
}

/** Both, as one. Those of different epochs make one of no epoch: only a read on the primary satisfies it. */
export function joinTokens(a: Token | null, b: Token | null): Token | null {
  if (!a || !b) return a ?? b;
  return { epoch: a.epoch === b.epoch ? a.epoch : '', xids: [...new Set([...a.xids, ...b.xids])] };
}

/** Whether a reader sees all of them, at one position or at another that its answer is valid for as well. */
export function isTokenSeen({ xids }: Token, at: Position, orAt: Position = at): boolean {
  return xids.every((xid) => isVisible(xid, at) || isVisible(xid, orAt));
}
