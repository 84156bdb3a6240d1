// Messages of the stream to edges, of any content, as property tests want them.
import fc from 'fast-check';
import type { Position } from '../../src/cache/position.ts';
import type { Invalidation } from '../../src/cache/tag-table.ts';
import type { Message } from '../../src/cache/wire.ts';

const anyXid = fc.integer({ min: 3, max: 2 ** 50 });

export const anyPosition: fc.Arbitrary<Position> = fc
  .tuple(anyXid, fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { maxLength: 8 }), fc.integer({ min: 1, max: 500 }))
  .map(([xmin, offsets, more]) => {
    const xip = offsets.map((offset) => xmin + offset).sort((a, b) => a - b);
    return { xmin, xmax: (xip.at(-1) ?? xmin) + more, xip };
  });

const anyTag = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const anyTags = fc.oneof(
  { weight: 9, arbitrary: fc.array(anyTag, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(anyTag, { minLength: 500, maxLength: 3_000 }) },
);

/** Few tenants and transactions, so that some come twice. */
export const anyInvalidations: fc.Arbitrary<Invalidation[]> = fc
  .tuple(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 3 }), fc.array(anyXid, { minLength: 1, maxLength: 3 }))
  .chain(([tenants, xids]) =>
    fc.array(
      fc.record({
        tenantId: fc.constantFrom(...tenants),
        xid: fc.constantFrom(...xids),
        tags: anyTags.map((tags) => Float64Array.from(tags)),
        cause: fc.constant(null),
      }),
      { maxLength: 8 },
    ),
  );

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), buildId: anyText }),
  fc.record({ kind: fc.constant('idle' as const) }),
  fc.record({
    kind: fc.constant('frame' as const),
    epoch: anyText,
    prev: anyPosition,
    next: anyPosition,
    invalidations: anyInvalidations,
  }),
  fc.record({
    kind: fc.constant('reset' as const),
    epoch: anyText,
    identity: anyText,
    floor: anyPosition,
    next: anyPosition,
    invalidations: anyInvalidations,
  }),
);

/** What a message says, whatever the form: the tags of each transaction in each tenant, in the order in which those came. */
export function saidBy(message: Message): unknown {
  if (!('invalidations' in message)) return message;
  const tagsOf = new Map<string, Set<number>>();
  for (const { tenantId, xid, tags } of message.invalidations) {
    const key = `${xid} in ${tenantId}`;
    tagsOf.set(key, new Set([...(tagsOf.get(key) ?? []), ...tags]));
  }
  const invalidations = [...tagsOf].map(([key, tags]) => [key, [...tags].sort((a, b) => a - b)]);
  return { ...message, invalidations };
}
