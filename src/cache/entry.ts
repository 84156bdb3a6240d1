// An answer that may be served again: its bytes, ready to be sent, and the stamp that says whether they are still true.
import { hash } from 'node:crypto';
import type { OperationRef } from '../observability/top-operations.ts';
import type { Note } from './tag-log.ts';
import type { Part, Spares, Stamp } from './tag-table.ts';

/** What became of a request, as `Cache-Status` tells it (RFC 9211). */
export type Outcome = 'hit' | 'shared' | 'collapsed' | 'miss' | 'stale' | 'bypass' | 'consented';

export interface Entry {
  readonly key: string;
  readonly stamp: Stamp;
  readonly body: Buffer;
  /** Of the content: a quoted strong validator without a suffix for an encoding. */
  readonly etag: string;
  /** Monotonic. */
  readonly madeMs: number;
  readonly expiresMs: number;
  /** How to make it again. */
  readonly question: Question;
  /** Compressed bodies, made after the first hit. */
  encoded: { readonly gzip: Buffer; readonly br: Buffer } | null;
  hits: number;
  /** It was read on a replica: it may lack what was written before its request came, and is judged by who knows of that. */
  readonly isOfReplica: boolean;
  /** What made the one before it invalid, if that is still known. */
  readonly replacedFor: Note | null;
  /** What the store counts for it. */
  bytes: number;
  /** Texts of requests that lead to it at once. */
  readonly aliases: string[];
}

/** What was asked, without the request that asked it: enough to ask it again. */
export interface Question {
  readonly tenantId: string;
  /** Shared by all viewers of one scope. */
  readonly key: string;
  /** Of this subject alone, for an answer that depends on who asks. */
  readonly personalKey: string;
  /** Of the operation, for who counts. */
  readonly name?: string | undefined;
  /** The same, for who counts by documents. */
  readonly operation?: OperationRef | undefined;
  /**
   * `signal` is aborted when nobody wants the answer any more; `outcome` says why it is run. With a `requirement` it may be read where
   * less is known than on the primary, if what comes of that meets it.
   */
  readonly run: (signal?: AbortSignal, outcome?: Outcome, requirement?: Requirement) => Promise<Answer>;
}

/** What an answer that was read on a replica has to meet before it goes out: requirement.ts. */
export interface Requirement {
  /** A replica that has not seen all transactions up to this one is asked in vain, as far as can be foreseen. */
  readonly xid: number;
  readonly isMet: (reading: Reading) => boolean;
}

/** What a back end answers. */
export interface Answer {
  /** All of it, if it may be kept. */
  readonly body: string | Buffer | null;
  readonly reading: Reading | null;
  /** For who asked, as the back end made it. */
  readonly made: unknown;
}

/** Where an answer was read, and on what it depends. */
export interface Reading {
  readonly identity: string | null;
  /** Of the snapshot of all its reads. */
  readonly position: Stamp['position'];
  readonly tags: Float64Array;
  readonly spares?: Spares;
  readonly ttlMs: number;
  /** How long a cache behind this one has had it. @default 0 */
  readonly ageMs?: number;
  /** A resolver looked at who asks. */
  readonly isPersonal: boolean;
  /** It was read on a replica, and has met what was required of it. */
  readonly isOfReplica?: boolean;
  /** False: a cache behind this one had it, or a replica. Then it may lack what was written before the request came. @default true */
  readonly isExecuted?: boolean;
  /** What was read from other sources. */
  readonly parts?: readonly Part[] | undefined;
}

/**
 * Bytes that are kept, in memory of their own. Node makes small buffers as parts of slabs of 64 KB, and hands out what it reads as
 * parts of larger buffers: an entry would hold on to all of it.
 */
export function ownBytes(made: string | Buffer): Buffer {
  if (typeof made === 'string') {
    const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(made));
    bytes.write(made);
    return bytes;
  }
  if (made.byteLength === made.buffer.byteLength) return made;
  const bytes = Buffer.allocUnsafeSlow(made.byteLength);
  bytes.set(made);
  return bytes;
}

/** 128 bits of SHA-256 (RFC 9110 §8.8.3: a validator that changes whenever the content does). */
export function etagOf(body: Buffer): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
}
