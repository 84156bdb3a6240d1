// What a process knows of persisted operations, for how long, and what it costs those who are asked.
import { beforeEach, describe, expect, it } from 'vitest';
import { idOf } from '../../src/persisted/id.ts';
import { createRegistry, type PersistedOperation, type Registry } from '../../src/persisted/registry.ts';

const operationOf = (text: string, source: PersistedOperation['source'] = 'manifest'): PersistedOperation => ({
  id: idOf(text),
  text,
  source,
});
const one = operationOf('{ a }');

let kept: Map<string, PersistedOperation>;
/** The ids of each look-up. */
let asked: (readonly string[])[];
let isAway: boolean;
let nowMs: number;
let registry: Registry;

beforeEach(() => {
  kept = new Map([[one.id, one]]);
  asked = [];
  isAway = false;
  nowMs = 1_000;
  registry = createRegistry({ lookUp, now: () => nowMs });
});

async function lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, PersistedOperation>> {
  asked.push(ids);
  if (isAway) throw new Error('away');
  return new Map([...kept].filter(([id]) => ids.includes(id)));
}

const textOf = async (id: string) => (await registry.find(id))?.operation.text ?? null;

describe('an operation that is there', () => {
  it('is looked up once in 30 s, and at once until then', async () => {
    expect(await textOf(one.id)).toBe(one.text);
    nowMs += 29_999;
    expect(registry.find(one.id)).toMatchObject({ operation: one });
    nowMs += 1;
    expect(registry.find(one.id)).toBeInstanceOf(Promise);
    expect(await textOf(one.id)).toBe(one.text);
    expect(asked).toHaveLength(2);
  });

  it('and is removed is not found 30 s after it was looked up', async () => {
    await textOf(one.id);
    kept.clear();
    nowMs += 29_999;
    expect(await textOf(one.id)).toBe(one.text);
    nowMs += 1;
    expect(await textOf(one.id)).toBeNull();
  });

  it('counts from before it was asked for, not from when the answer came', async () => {
    registry = createRegistry({
      now: () => nowMs,
      async lookUp(ids) {
        nowMs += 5_000;
        return lookUp(ids);
      },
    });
    await registry.find(one.id);
    nowMs += 25_000;
    expect(registry.find(one.id)).toBeInstanceOf(Promise);
    await registry.find(one.id);
  });

  it('stays known while nobody can be asked, who is asked again each second', async () => {
    await textOf(one.id);
    isAway = true;
    nowMs += 60_000;
    expect(await textOf(one.id)).toBe(one.text);
    expect(registry.find(one.id)).toMatchObject({ operation: one });
    nowMs += 1_000;
    expect(await textOf(one.id)).toBe(one.text);
    expect(asked).toHaveLength(3);
    isAway = false;
    kept.clear();
    nowMs += 1_000;
    expect(await textOf(one.id)).toBeNull();
  });
});

describe('an operation that is not there', () => {
  const other = operationOf('{ b }');

  it('is looked up once in 2 s, and found when it was added', async () => {
    expect(await textOf(other.id)).toBeNull();
    kept.set(other.id, other);
    nowMs += 1_999;
    expect(registry.find(other.id)).toBeNull();
    nowMs += 1;
    expect(await textOf(other.id)).toBe(other.text);
    expect(asked).toHaveLength(2);
  });

  it('is known at once to the process that registered it', async () => {
    await textOf(other.id);
    registry.note(other);
    expect(registry.find(other.id)).toMatchObject({ operation: other });
  });

  it('is not taken for there when nobody can be asked', async () => {
    isAway = true;
    await expect(registry.find(other.id)).rejects.toThrow('away');
    isAway = false;
    kept.set(other.id, other);
    expect(await textOf(other.id)).toBe(other.text);
  });
});

it('what is not accepted is as if it were not there, for 2 s', async () => {
  registry = createRegistry({ lookUp, now: () => nowMs, accepts: ({ source }) => source === 'manifest' });
  const registered = operationOf('{ c }', 'apq');
  registry.note(registered);
  kept.set(registered.id, registered);
  expect(await textOf(registered.id)).toBeNull();
  kept.set(registered.id, { ...registered, source: 'manifest' });
  nowMs += 2_000;
  expect(await textOf(registered.id)).toBe(registered.text);
});

it('equal questions at the same time are one', async () => {
  expect(await Promise.all(Array.from({ length: 50 }, () => textOf(one.id)))).toEqual(Array(50).fill(one.text));
  expect(asked).toEqual([[one.id]]);
});

it('ten thousand guesses at the same time are a hundred look-ups, one after the other', async () => {
  let underWay = 0;
  let most = 0;
  registry = createRegistry({
    async lookUp(ids) {
      most = Math.max(most, ++underWay);
      const found = await lookUp(ids);
      underWay--;
      return found;
    },
  });
  const guesses = Array.from({ length: 10_000 }, (_, nth) => idOf(`guess ${nth}`));
  const found = await Promise.all([...guesses, one.id].map((id) => registry.find(id)));
  expect(found.filter((each) => each !== null)).toHaveLength(1);
  expect(most).toBe(1);
  expect(asked.length).toBeLessThanOrEqual(102);
  for (const ids of asked) expect(ids.length).toBeLessThanOrEqual(100);
});

it('a look-up that fails fails those who asked for it, and the next one is made', async () => {
  isAway = true;
  await Promise.allSettled([registry.find(idOf('x')), registry.find(idOf('y'))]);
  isAway = false;
  expect(await textOf(one.id)).toBe(one.text);
});
