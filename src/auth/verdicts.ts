// Verdicts on credentials, kept, so that a request of a known caller costs one map look-up; they are judged by the tag table
// like answers (docs/coherence.md §11). An origin decides by the database, an edge asks its origin.
// Invariant: a credential is refused as soon as this node knows that it was revoked, and a second later if the node cannot tell.
import { LRUCache } from 'lru-cache';
import type { Stamp } from '../cache/tag-table.ts';
import { ClientError } from '../errors.ts';
import { missing } from './bearer.ts';

export interface Viewer {
  readonly tenantId: string;
  /** `key:<id>`, `user:<id>`: what is written beside everything that this caller does. Not for cache keys, callers of equal rights share. */
  readonly subject: string;
  /** Of a key: which kind of program holds it. */
  readonly environment: 'live' | 'test' | null;
  /** Sorted; `*` may do and see everything in the tenant. */
  readonly scopes: readonly string[];
  /** Of the records that have an owner: those of all, of the team, or the viewer's own. */
  readonly visibility: 'all' | 'team' | 'own';
  /** For whom the caller acts. */
  readonly userId: string | null;
  readonly teamId: string | null;
  /** Fingerprint of the tenant and of what may be seen in it: viewers who share it share answers. */
  readonly scope: string;
}

export interface Verdict {
  readonly viewer: Viewer;
  /** How long it may be trusted where the node hears of changes; at most 30 s are. */
  readonly trustedMs: number;
  readonly stamp: Stamp;
}

export interface Authenticator {
  /**
   * The viewer for the text of an Authorization header: at once when the verdict is known, as a promise when it has to be
   * looked up. Throws (or rejects with) UNAUTHENTICATED, or UNAVAILABLE when nobody can tell.
   */
  authenticate(authorizationHeader: string | undefined): Promise<Viewer> | Viewer;
  /** The same with what it rests on, for another node to keep. `trustedMs` is what is left. */
  verdict(authorizationHeader: string | undefined): Promise<Verdict>;
}

export interface VerdictsOptions {
  /** Rejects with UNAUTHENTICATED or UNAVAILABLE; may throw for what is no credential at all. */
  readonly decide: (authorizationHeader: string) => Promise<Verdict>;
  /** Whether what was read is still true; null if the node cannot tell. @default it never can */
  readonly isCurrent?: (stamp: Stamp) => boolean | null;
  /** Milliseconds on a clock that never jumps. @default performance.now */
  readonly now?: () => number;
}

/** How long a revoked key may go on where nobody tells of changes. Each caller costs one look-up in this time. */
const acceptedForMs = 1000;
/** And where the node is told: in case a verdict has reasons that are not in the key's row. */
const trustedForMs = 30_000;
/** A program with a wrong key repeats it without end: it costs a look-up every two seconds. */
const refusedForMs = 2000;
/** 10,000 callers at about 0.4 KB each; the least recently seen is looked up again. */
const mostAccepted = 10_000;
/** Few, because anybody can make refusals: they may push out each other, never an accepted key. */
const mostRefused = 1000;

const behind = 'The rights of this credential are changing; try again.';

const isUnavailable = (error: unknown) => error instanceof ClientError && error.code === 'UNAVAILABLE';

interface Kept extends Verdict {
  readonly askedMs: number;
  readonly untilMs: number;
}

export function createVerdicts({
  decide,
  isCurrent = () => null,
  now = () => performance.now(),
}: VerdictsOptions): Authenticator {
  const accepted = new LRUCache<string, Kept>({ max: mostAccepted });
  const refused = new LRUCache<string, { error: ClientError; untilMs: number }>({ max: mostRefused });
  /** Look-ups under way: a burst of one caller asks once. */
  const pending = new Map<string, Promise<Kept>>();

  async function keep(header: string, decided: Promise<Verdict>, askedMs: number): Promise<Kept> {
    try {
      const verdict = await decided;
      // Whoever decided may know less than this node, which has heard of a change since: asked again, it knows too, or is refused.
      if (isCurrent(verdict.stamp) === false) throw new ClientError('UNAVAILABLE', behind, { retryable: true });
      const kept = { ...verdict, askedMs, untilMs: askedMs + Math.min(trustedForMs, verdict.trustedMs) };
      accepted.set(header, kept);
      return kept;
    } catch (error) {
      if (error instanceof ClientError && error.code === 'UNAUTHENTICATED') {
        refused.set(header, { error, untilMs: askedMs + refusedForMs });
        accepted.delete(header);
      }
      // Nobody can tell, neither of the credential nor of any answer: what its owner may still see is what they consent to.
      const known = isUnavailable(error) ? accepted.get(header) : undefined;
      if (known && now() < known.untilMs && isCurrent(known.stamp) === null) return known;
      throw error;
    }
  }

  function isGood({ askedMs, untilMs, stamp }: Kept): boolean {
    const nowMs = now();
    return nowMs < untilMs && (isCurrent(stamp) ?? nowMs - askedMs < acceptedForMs);
  }

  /** At once, or as a promise. */
  function find(header: string | undefined): Promise<Kept> | Kept {
    if (header === undefined) throw missing();
    const known = accepted.get(header);
    if (known !== undefined && isGood(known)) return known;
    const refusal = refused.get(header);
    if (refusal !== undefined && now() < refusal.untilMs) throw refusal.error;
    const asked = pending.get(header);
    if (asked !== undefined) return asked;
    // The time is taken before the look-up: the verdict may be as old as that. What is thrown at once is not kept.
    const askedMs = now();
    const verdict = keep(header, decide(header), askedMs).finally(() => pending.delete(header));
    pending.set(header, verdict);
    return verdict;
  }

  return {
    authenticate(header) {
      const found = find(header);
      return found instanceof Promise ? found.then(({ viewer }) => viewer) : found.viewer;
    },
    async verdict(header) {
      const { viewer, stamp, untilMs } = await find(header);
      return { viewer, stamp, trustedMs: untilMs - now() };
    },
  };
}
