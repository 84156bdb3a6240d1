// Connections that outlive the request that opened them end when their credential does, and not because nobody can tell.
import { afterEach, expect, it } from 'vitest';
import { viewerOf } from '../../src/auth/rights.ts';
import type { Verdict } from '../../src/auth/verdicts.ts';
import type { CommittedChange } from '../../src/changes/frame.ts';
import { ClientError } from '../../src/errors.ts';
import { type Credentials, createCredentials } from '../../src/live/credentials.ts';
import { until } from '../support/until.ts';

const tenantId = '00000000-0000-7000-8000-000000000001';
const header = 'Bearer token';
const viewerWith = (scopes: readonly string[], teamId: string | null = null) =>
  viewerOf(tenantId, 'user:1', { scopes, visibility: teamId ? 'team' : 'all', userId: 'u', teamId });
const viewer = viewerWith(['*']);
const stamp = { identity: '', tenantId, tags: [], position: { xmin: 1, xmax: 1, xip: [] }, verified: -1 };

let credentials: Credentials;
afterEach(() => credentials?.stop());

/** What is said of the credential, and what its connection has heard of it. */
function watched(verdict: () => Verdict | ClientError, nowMs = () => 0) {
  const refusals: ClientError[] = [];
  const asked = { count: 0 };
  const authenticator = {
    async verdict() {
      asked.count++;
      const found = verdict();
      if (found instanceof ClientError) throw found;
      return found;
    },
  };
  credentials = createCredentials(authenticator, (error) => expect.fail(String(error)), nowMs);
  const unwatch = credentials.watch({ header, viewer, onRefused: (error) => refusals.push(error) });
  return { refusals, asked, unwatch };
}

const change = (type: string, of = tenantId): CommittedChange => ({
  ...{ tenantId: of, seq: 1, xid: 1, type, id: 'x', op: 'update', before: null, after: null, at: '' },
});
const verdictOf = (of = viewer, trustedMs = 60_000): Verdict => ({ viewer: of, trustedMs, stamp: stamp as never });
const unauthenticated = (reason: string) => new ClientError('UNAUTHENTICATED', reason, { reason });

it('a token that has expired ends its connections when it does', async () => {
  let nowMs = 0;
  const { refusals, asked } = watched(
    () => (nowMs < 10_000 ? verdictOf(viewer, 10_000 - nowMs) : unauthenticated('EXPIRED')),
    () => nowMs,
  );
  await until(() => asked.count === 1);
  nowMs = 9_000;
  await until(() => asked.count === 1);
  expect(refusals).toEqual([]);
  nowMs = 10_001;
  await until(() => refusals.length === 1, { withinMs: 1_000 });
  expect(refusals[0]!.details).toEqual({ reason: 'EXPIRED' });
});

it.each(['api_key', 'user', 'external_id'])(
  'a change of %s is looked at once it is heard of, of its tenant alone',
  async (type) => {
    let isRevoked = false;
    const { refusals, asked } = watched(() => (isRevoked ? unauthenticated('UNKNOWN') : verdictOf()));
    await until(() => asked.count === 1);
    isRevoked = true;
    credentials.take([change('deal'), change(type, 'another tenant')]);
    await Promise.resolve();
    expect(asked.count).toBe(1);
    credentials.take([change(type)]);
    await until(() => refusals.length === 1, { withinMs: 500 });
  },
);

it.each([
  ['may do other things', viewerWith(['deals:read'])],
  ['is of another team', viewerWith(['*'], 'team')],
])('who %s connects again', async (_, now) => {
  const { refusals } = watched(() => verdictOf(now));
  await until(() => refusals.length === 1);
  expect(refusals[0]!.details).toEqual({ reason: 'CHANGED' });
});

it('while nobody can tell, connections stay', async () => {
  const { refusals, asked } = watched(
    () => new ClientError('UNAVAILABLE', 'away'),
    () => performance.now(),
  );
  credentials.take([change('api_key')]);
  await until(() => asked.count >= 2);
  expect(refusals).toEqual([]);
});

it('counts the connections of a subject, and forgets those that were closed', () => {
  const { unwatch } = watched(() => verdictOf());
  expect(credentials.countOf(viewer.subject)).toBe(1);
  unwatch();
  unwatch();
  expect(credentials.countOf(viewer.subject)).toBe(0);
});
