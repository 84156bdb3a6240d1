// Connections that outlive the request that opened them: their credentials are judged again whenever they may have changed.
// Invariant: a connection ends within a second after this node knows that its key was revoked, has expired or may do other things.
import type { Authenticator, Viewer } from '../auth/verdicts.ts';
import type { CommittedChange } from '../changes/frame.ts';
import { ClientError } from '../errors.ts';

export interface Watched {
  readonly header: string;
  readonly viewer: Viewer;
  readonly onRefused: (error: ClientError) => void;
}

export interface Credentials {
  /** Returns how to stop watching. */
  watch(watched: Watched): () => void;
  /** Changes that this node has heard of. */
  take(changes: readonly CommittedChange[]): void;
  /** Connections of this subject. */
  countOf(subject: string): number;
  stop(): void;
}

interface Holder {
  readonly connections: Set<Watched>;
  readonly viewer: Viewer;
  dueMs: number;
  isAsked: boolean;
  /** Something changed while it was asked. */
  isAskedAgain: boolean;
}

const lookEveryMs = 500;
/** What a verdict rests on: keys, and of tokens the user, its team, and the name by which the provider knows it. */
const decisive: ReadonlySet<string> = new Set(['api_key', 'user', 'external_id']);

export function createCredentials(
  authenticator: Pick<Authenticator, 'verdict'>,
  onError: (error: unknown) => void,
  now: () => number = () => performance.now(),
): Credentials {
  /** Everybody who shows the same credential. */
  const holders = new Map<string, Holder>();
  const counts = new Map<string, number>();
  const timer = setInterval(() => {
    const nowMs = now();
    for (const [header, holder] of holders) if (holder.dueMs <= nowMs) void judge(header, holder);
  }, lookEveryMs).unref();

  async function judge(header: string, holder: Holder): Promise<void> {
    if (holder.isAsked) {
      holder.isAskedAgain = true;
      return;
    }
    holder.isAsked = true;
    holder.dueMs = now() + lookEveryMs; // until we know better
    try {
      const { viewer, trustedMs } = await authenticator.verdict(header);
      if (viewer.scope !== holder.viewer.scope) refuse(holder, rightsChanged());
      else holder.dueMs = now() + Math.max(trustedMs, 0);
    } catch (error) {
      if (!(error instanceof ClientError)) onError(error);
      // Nobody can tell: then nothing is told of changes either, since the same database tells of both.
      else if (error.code === 'UNAUTHENTICATED') refuse(holder, error);
    } finally {
      holder.isAsked = false;
    }
    if (!holder.isAskedAgain) return;
    holder.isAskedAgain = false;
    await judge(header, holder);
  }

  function refuse({ connections }: Holder, error: ClientError): void {
    for (const { onRefused } of [...connections]) onRefused(error);
  }

  return {
    watch(watched) {
      const { header, viewer } = watched;
      let holder = holders.get(header);
      if (holder && holder.viewer.scope !== viewer.scope) {
        refuse(holder, rightsChanged());
        holder = undefined;
      }
      if (!holder) {
        holder = { connections: new Set(), viewer, dueMs: 0, isAsked: false, isAskedAgain: false };
        holders.set(header, holder);
      }
      const { connections } = holder;
      connections.add(watched);
      counts.set(viewer.subject, (counts.get(viewer.subject) ?? 0) + 1);
      return () => {
        if (!connections.delete(watched)) return;
        if (connections.size === 0 && holders.get(header)?.connections === connections) holders.delete(header);
        const left = (counts.get(viewer.subject) ?? 1) - 1;
        if (left > 0) counts.set(viewer.subject, left);
        else counts.delete(viewer.subject);
      };
    },
    take(changes) {
      const tenants = new Set(changes.flatMap(({ type, tenantId }) => (decisive.has(type) ? [tenantId] : [])));
      if (tenants.size === 0) return;
      for (const [header, holder] of holders) if (tenants.has(holder.viewer.tenantId)) void judge(header, holder);
    },
    countOf: (subject) => counts.get(subject) ?? 0,
    stop: () => clearInterval(timer),
  };
}

const rightsChanged = () =>
  new ClientError('UNAUTHENTICATED', 'The rights of this credential have changed: connect again.', {
    reason: 'CHANGED',
  });
