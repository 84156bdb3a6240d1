// Positions obey PostgreSQL's own rules of visibility, and the order and the meet that the cache builds on them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  covers,
  isSame,
  isVisible,
  meet,
  type Position,
  parsePosition,
  positionBefore,
  printPosition,
} from '../../src/cache/position.ts';

/** Any form of snapshot, with ids close together so that two of them meet. */
const anyPosition = fc
  .record({ xmin: fc.nat(12), width: fc.nat(8), running: fc.array(fc.nat(7)), hole: fc.boolean() })
  .map(({ xmin, width, running, hole }): Position => {
    const xmax = xmin + width;
    const xip = [...new Set([...(hole && width > 0 ? [0] : []), ...running.filter((each) => each < width)])];
    return { xmin, xmax, xip: xip.map((each) => xmin + each).sort((a, b) => a - b) };
  });

/** What one database hands out, in order: each sees what the one before saw, and the ids that ended since. */
const history = fc.array(fc.record({ begin: fc.nat(3), end: fc.array(fc.nat(9)) }), { maxLength: 12 }).map((steps) => {
  const running: number[] = [];
  const positions: Position[] = [];
  let next = 100;
  let latest = 99;
  for (const { begin, end } of steps) {
    for (let each = 0; each < begin; each++) running.push(next++);
    for (const at of end) {
      if (running.length > 0) latest = Math.max(latest, running.splice(at % running.length, 1)[0]!);
    }
    const xip = running.filter((xid) => xid <= latest);
    positions.push({ xmin: xip[0] ?? latest + 1, xmax: latest + 1, xip });
  }
  return positions;
});

const ids = (...positions: Position[]) => {
  const end = Math.max(...positions.map(({ xmax }) => xmax)) + 3;
  return Array.from({ length: end }, (_, xid) => xid);
};

/** is_visible_fxid of PostgreSQL's xid8funcs.c, line for line. */
function isVisibleInSnapshot(xid: number, { xmin, xmax, xip }: Position): boolean {
  if (xid < xmin) return true;
  if (xid >= xmax) return false;
  for (const each of xip) if (xid === each) return false;
  return true;
}

it('reads back what it prints', () => {
  fc.assert(
    fc.property(anyPosition, (position) => {
      expect(parsePosition(printPosition(position))).toEqual(position);
    }),
  );
  expect(parsePosition('1:9007199254740991:1,9007199254740990').xip).toEqual([1, 9007199254740990]);
  expect(parsePosition('10:20:15,10,12')).toEqual({ xmin: 10, xmax: 20, xip: [10, 12, 15] });
});

it('takes an id for one, however often and in whatever order it is named', () => {
  expect(parsePosition('10:20:12,12,10,12')).toEqual({ xmin: 10, xmax: 20, xip: [10, 12] });
});

it.each([
  ['', 'nothing'],
  ['10:20', 'no list'],
  ['10:20:', 'a list of none', true],
  ['20:10:', 'xmin above xmax'],
  ['10:20:9', 'running, and below xmin'],
  ['10:20:20', 'running, and not yet begun'],
  ['10:20:12,', 'a comma too many'],
  ['10:20:,12', 'a comma too early'],
  [' 10:20:', 'a space'],
  ['10:20:\n', 'a line break'],
  ['-1:20:', 'a sign'],
  ['1e1:20:', 'an exponent'],
  ['0x1:20:', 'another base'],
  ['١:٢:', 'digits of another script'],
  ['10:9007199254740992:', 'above what a number holds'],
  ['10:99999999999999999999:', 'above 64 bits'],
  ['10:20:15:', 'a part too many'],
  ['NaN:NaN:', 'no numbers'],
])('%j is %s', (text, _, isPosition = false) => {
  if (isPosition) expect(parsePosition(text)).toEqual({ xmin: 10, xmax: 20, xip: [] });
  else expect(() => parsePosition(text)).toThrow(RangeError);
});

it('throws a short RangeError for any other text, and at once for a long one', () => {
  const alphabet = fc.string({ unit: fc.constantFrom(...'0123456789:,- e.x\n'), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(fc.string(), alphabet), (text) => {
      try {
        const { xmin, xmax, xip } = parsePosition(text);
        expect(xmin <= xmax && xip.every((xid) => xid >= xmin && xid < xmax)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        expect((error as Error).message.length).toBeLessThan(120);
      }
    }),
    { numRuns: 2_000 },
  );
  const started = performance.now();
  for (const tail of ['', ',', 'x', ':'])
    expect(() => parsePosition(`1:9:${'2,'.repeat(200_000)}${tail}`)).toThrow(RangeError);
  expect(performance.now() - started).toBeLessThan(1_000);
});

it('sees what pg_visible_in_snapshot sees', () => {
  fc.assert(
    fc.property(anyPosition, (position) => {
      for (const xid of ids(position)) expect(isVisible(xid, position)).toBe(isVisibleInSnapshot(xid, position));
    }),
  );
});

it('before an id sees all below it, and nothing from it on', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(60), (id, xid) => {
      expect(isVisible(xid, positionBefore(id))).toBe(xid < id);
    }),
  );
});

it('covers another only if it sees all that the other sees', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, (a, b) => {
      const seesAll = ids(a, b).every((xid) => isVisible(xid, a) || !isVisible(xid, b));
      if (covers(a, b)) expect(seesAll).toBe(true);
      // The other way round but for ids below the other's xmax of which it sees none.
      if (seesAll && a.xmax >= b.xmax) expect(covers(a, b)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

it('covers itself, and what is covered by what it covers', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, anyPosition, (a, b, c) => {
      expect(covers(a, a)).toBe(true);
      if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      if (covers(a, b) && covers(b, a)) for (const xid of ids(a, b)) expect(isVisible(xid, a)).toBe(isVisible(xid, b));
    }),
    { numRuns: 2_000 },
  );
});

it('orders the snapshots of one database as it took them', () => {
  fc.assert(
    fc.property(history, (positions) => {
      for (const [at, later] of positions.entries())
        for (const earlier of positions.slice(0, at + 1)) expect(covers(later, earlier)).toBe(true);
    }),
  );
});

it('meets another in exactly what both see', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, (a, b) => {
      const both = meet(a, b);
      for (const xid of ids(a, b)) expect(isVisible(xid, both)).toBe(isVisible(xid, a) && isVisible(xid, b));
      expect(covers(a, both)).toBe(true);
      expect(covers(b, both)).toBe(true);
      expect(meet(b, a)).toEqual(both);
      expect(meet(both, a)).toEqual(both);
      expect(parsePosition(printPosition(both))).toEqual(both);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(anyPosition, (a) => {
      expect(meet(a, a)).toEqual(a);
    }),
  );
});

it('meets with the greatest of all that both cover', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, anyPosition, (a, b, c) => {
      if (covers(a, c) && covers(b, c)) expect(covers(meet(a, b), c)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('is the same as another only if both are written alike', () => {
  fc.assert(
    fc.property(anyPosition, anyPosition, (a, b) => {
      expect(isSame(a, b)).toBe(printPosition(a) === printPosition(b));
      expect(isSame(a, parsePosition(printPosition(a)))).toBe(true);
    }),
  );
});
