// Answers that were read from several sources: each of them must say that they are still true.
import { beforeEach, describe, expect, it } from 'vitest';
import { positionBefore } from '../../src/cache/position.ts';
import { createSources, type Source } from '../../src/cache/sources.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import { createTagTable, type Stamp } from '../../src/cache/tag-table.ts';
import { hashEpoch } from '../../src/cache/token.ts';

const tenantId = 'tenant';
let nowMs: number;
let first: ReturnType<typeof createSource>;
let billing: ReturnType<typeof createSource>;
let sources: ReturnType<typeof createSources>;

beforeEach(() => {
  nowMs = 0;
  first = createSource('crm');
  billing = createSource('billing');
  sources = createSources({ first, others: new Map([['billing', billing]]) });
});

/** A source whose database stands at version 100 and is heard of at once. */
function createSource(identity: string) {
  const table = createTagTable({ now: () => nowMs });
  let version = 100;
  let asOfMs = 0;
  let isAway = false;
  const at = () => positionBefore(version + 1);
  table.reset({ epoch: `${identity}.0`, identity, floor: at(), next: at(), invalidations: [] });
  const source: Source = {
    table,
    feed: {
      asOf: () => asOfMs,
      async sync() {
        if (isAway) throw new Error('away');
        asOfMs = nowMs;
      },
      wanted() {},
    },
  };
  return {
    ...source,
    at,
    write(tag: string): number {
      const prev = at();
      version++;
      const invalidations = [{ tenantId, xid: version, tags: hashTags(tenantId, [tag]), cause: tag }];
      table.apply({ epoch: `${identity}.0`, prev, next: at(), invalidations });
      return version;
    },
    hear() {
      asOfMs = nowMs;
    },
    leave() {
      isAway = true;
    },
    token: (...xids: number[]) => ({ epoch: hashEpoch(`${identity}.0`), xids }),
  };
}

/** Of an answer with a company and its invoices, read now. */
const read = (): Stamp => ({
  identity: 'crm',
  tenantId,
  tags: hashTags(tenantId, ['company']),
  position: first.at(),
  verified: -1,
  parts: [
    {
      source: 'billing',
      identity: 'billing',
      tenantId,
      tags: hashTags(tenantId, ['invoices']),
      position: billing.at(),
      verified: -1,
    },
  ],
});

describe('an answer of two sources', () => {
  it('is valid until one of them writes what it shows', () => {
    const stamp = read();
    expect(sources.isValid(stamp)).toBe(true);
    first.write('contact');
    billing.write('company');
    expect(sources.isValid(stamp)).toBe(true);
    billing.write('invoices');
    expect(sources.isValid(stamp)).toBe(false);
    expect(sources.causeOf(stamp)?.cause).toBe('invoices');
    const again = read();
    first.write('company');
    expect(sources.isValid(again)).toBe(false);
    expect(sources.causeOf(again)?.cause).toBe('company');
  });

  it('cannot be judged while one of them has not been heard for a second; others can', () => {
    const { parts: _, ...ofOne } = read();
    nowMs = 999;
    expect(sources.isLive(nowMs, read())).toBe(true);
    nowMs = 1_000;
    first.hear();
    expect(sources.isLive(nowMs, read())).toBe(false);
    expect(sources.isLive(nowMs, ofOne)).toBe(true);
    billing.hear();
    expect(sources.isLive(nowMs, read())).toBe(true);
    nowMs = 2_000;
    billing.hear();
    expect(sources.isLive(nowMs, read())).toBe(false);
    expect(sources.isLive(nowMs, ofOne)).toBe(false);
  });

  it('is of now only if each part is of the history that is followed', () => {
    const stamp = read();
    expect(sources.isOfNow(stamp)).toBe(true);
    expect(sources.isOfNow({ ...stamp, identity: 'restored' })).toBe(false);
    expect(sources.isOfNow({ ...stamp, parts: [{ ...stamp.parts![0]!, identity: 'restored' }] })).toBe(false);
    const unknown = { ...stamp, parts: [{ ...stamp.parts![0]!, source: 'ratings' }] };
    expect(sources.isOfNow(unknown)).toBe(false);
    expect(sources.isValid(unknown)).toBe(false);
    expect(sources.isLive(nowMs, unknown)).toBe(false);
  });

  it('is distrusted as a whole until each source was heard again', () => {
    nowMs = 10;
    sources.distrust(nowMs);
    first.hear();
    expect(sources.isLive(nowMs, read())).toBe(false);
    billing.hear();
    expect(sources.isLive(nowMs, read())).toBe(true);
  });
});

describe('a token of what a client wrote', () => {
  it('belongs to the source that counts so', () => {
    const before = read();
    const version = billing.write('invoices');
    expect(sources.isSeen(billing.token(version))).toBe(true);
    expect(sources.isSeen(first.token(version))).toBe(false);
    expect(sources.isKnown(first.token(version))).toBe(true);
    expect(sources.isKnown({ epoch: hashEpoch('restored.0'), xids: [] })).toBe(false);
    expect(sources.isSeen({ epoch: hashEpoch('restored.0'), xids: [] })).toBe(false);
    expect(sources.isSeen(billing.token(version + 1), before)).toBe(false);
    expect(sources.isSeen(billing.token(version), read())).toBe(true);
  });

  it('asks its own source alone', async () => {
    billing.leave();
    await sources.sync(100, [first.token(100)]);
    await expect(sources.sync(100, [billing.token(101)])).rejects.toThrow('away');
    await expect(sources.sync(100)).rejects.toThrow('away');
    // Of an epoch that nobody follows yet: it may be of any of them.
    await expect(sources.sync(100, [{ epoch: hashEpoch('promoted.0'), xids: [1] }])).rejects.toThrow('away');
  });
});
