// The rows of a world: made from a seed alone, so that a failing test fails again with the same rows.
import { createRandom, type Random } from './random.ts';
import { makeLinks } from './world-links.ts';
import type { AnyRow, Ids, Rows, WorldOptions, WorldTable } from './world-tables.ts';
import {
  amounts,
  awkwardTexts,
  countries,
  counts,
  customised,
  customKeys,
  days,
  denseParents,
  denseSizes,
  industries,
  kinds,
  moments,
  usualSizes,
} from './world-values.ts';

export function makeRows({ seed = 1, sizes = {}, isDense = false, mark = '' }: WorldOptions): Rows {
  const random = createRandom(seed);
  const sizeOf = { ...(isDense ? denseSizes : usualSizes), ...sizes };
  const ids = Object.fromEntries(
    (Object.keys(usualSizes) as WorldTable[]).map((name) => [name, Array.from({ length: sizeOf[name] }, random.id)]),
  ) as Ids;
  const maybe = <T>(value: T): T | null => (!isDense && random.once(4) ? null : value);
  const text = (values: readonly string[] = awkwardTexts) => mark + random.pick(values);
  const ref = (to: WorldTable, index: number): string | null => {
    if (isDense) return ids[to][index < denseParents ? (index + 1) % denseParents : 0]!;
    return maybe(random.pick(ids[to]));
  };
  const make = (name: WorldTable, fill: (index: number) => Record<string, unknown>): AnyRow[] =>
    ids[name].map((id, index) => ({ id, ...fill(index) }));
  const standard = () => ({
    version: 1 + random.below(3),
    createdAt: random.pick(moments),
    updatedAt: random.pick(moments),
    deletedAt: !isDense && random.once(6) ? random.pick(moments) : null,
  });
  const custom = () => ({ custom: makeCustom(random, isDense, mark) });
  const money = (name: string) =>
    maybe(true)
      ? { [`${name}Minor`]: random.pick(amounts), [`${name}Currency`]: random.pick(['USD', 'EUR', 'JPY']) }
      : { [`${name}Minor`]: null, [`${name}Currency`]: null };

  const stage = make('stage', (index) => ({
    ...standard(),
    pipelineId: ref('pipeline', index) ?? ids.pipeline[0],
    name: `${text()} ${index}`,
    position: random.below(4),
    status: random.pick(['OPEN', 'OPEN', 'WON', 'LOST']),
    probability: random.pick([0, 10, 50, 100]),
  }));
  const stageOf = (id: unknown) => stage.find((row) => row.id === id)!;
  const merged = (rows: AnyRow[]) =>
    rows.map((row) => ({
      ...row,
      mergedIntoId: row['deletedAt'] && random.once(2) ? rows.find((other) => other['deletedAt'] === null)!.id : null,
    }));

  return {
    team: make('team', (index) => ({
      ...standard(),
      name: `${text()} ${index}`,
      region: maybe(text(countries)),
      ...custom(),
    })),
    user: make('user', (index) => ({
      ...standard(),
      name: text(),
      email: maybe(`${mark}user${index}@example.com`),
      title: maybe(text()),
      teamId: ref('team', index),
      managerId: ref('user', index),
      ...custom(),
    })),
    company: merged(
      make('company', (index) => ({
        ...standard(),
        name: text(),
        domain: maybe(`${mark}${random.below(5)}.example.com`),
        website: maybe(text()),
        industry: maybe(text(industries)),
        employees: maybe(random.pick(counts)),
        ...money('annualRevenue'),
        foundedYear: maybe(1900 + random.below(5)),
        country: maybe(text(countries)),
        city: maybe(text()),
        phone: maybe(`${mark}+49 ${random.below(9)}`),
        description: maybe(text()),
        parentId: ref('company', index),
        ownerId: ref('user', index),
        ...custom(),
      })),
    ),
    contact: merged(
      make('contact', (index) => {
        const [firstName, lastName] = [maybe(text()), maybe(text())];
        return {
          ...standard(),
          firstName,
          lastName,
          name: [firstName, lastName].filter((part) => part !== null).join(' '),
          email:
            firstName === null && lastName === null
              ? `${mark}none@example.com`
              : maybe(`${mark}${random.below(9)}@example.com`),
          phone: maybe(`${mark}+1 ${random.below(9)}`),
          title: maybe(text()),
          city: maybe(text()),
          country: maybe(text(countries)),
          companyId: ref('company', index),
          ownerId: ref('user', index),
          ...custom(),
        };
      }),
    ),
    product: make('product', (index) => ({
      ...standard(),
      name: text(),
      sku: maybe(`${mark}SKU-${index}`),
      series: maybe(text(industries)),
      ...money('price'),
      active: !random.once(3),
      description: maybe(text()),
      ...custom(),
    })),
    pipeline: make('pipeline', (index) => ({ ...standard(), name: `${text()} ${index}`, position: random.below(3) })),
    stage,
    deal: merged(
      make('deal', (index) => {
        const stageId = ref('stage', index) ?? ids.stage[0];
        const { pipelineId, status } = stageOf(stageId);
        return {
          ...standard(),
          name: text(),
          companyId: ref('company', index),
          ownerId: ref('user', index),
          productId: ref('product', index),
          pipelineId,
          stageId,
          status,
          ...money('amount'),
          openedOn: maybe(random.pick(days)),
          closeDate: maybe(random.pick(days)),
          description: maybe(text()),
          ...custom(),
        };
      }),
    ),
    activity: make('activity', (index) => {
      const aboutType = isDense
        ? (['company', 'contact', 'deal'] as const)[Math.floor(index / 70) % 3]!
        : random.pick(['company', 'contact', 'deal', 'product', 'user', 'team', 'pipeline', 'stage'] as const);
      const aboutId = ref(aboutType, index % 70);
      return {
        ...standard(),
        kind: random.pick(['TASK', 'NOTE', 'CALL', 'EMAIL', 'MEETING']),
        subject: text(),
        body: maybe(text()),
        aboutType: aboutId && aboutType,
        aboutId,
        ownerId: ref('user', index),
        dueAt: maybe(random.pick(moments)),
        doneAt: maybe(random.pick(moments)),
        ...custom(),
      };
    }),
    tag: make('tag', (index) => ({
      ...standard(),
      name: `${text()} ${index}`,
      color: maybe(random.pick(['#c0ffee', '#00ff00'])),
    })),
    custom_field: make('custom_field', (index) => {
      const kind = kinds[index % 5]!;
      return {
        ...standard(),
        deletedAt: null,
        recordType: customised[Math.floor(index / 5) % 7],
        key: index < 35 ? customKeys[kind] : `extra${index}`,
        label: text(),
        kind,
        options: kind === 'SELECT' ? [`${mark}gold`, `${mark}silver`] : [],
        position: random.below(4),
      };
    }),
    ...makeLinks(random, ids, isDense, mark),
  };
}

function makeCustom(random: Random, isDense: boolean, mark: string): Record<string, unknown> {
  const values: [string, () => unknown][] = [
    [customKeys.TEXT, () => mark + random.pick(awkwardTexts)],
    [customKeys.NUMBER, () => random.pick([0, 1, -1.5, 42, 1e21, 0.1])],
    [customKeys.DATE, () => random.pick(days)],
    [customKeys.SELECT, () => mark + random.pick(['gold', 'silver'])],
    [customKeys.BOOLEAN, () => random.once(2)],
  ];
  const present = values.filter(() => isDense || !random.once(3));
  return Object.fromEntries(
    present.map(([key, value]) => [key, !isDense && random.once(9) ? random.pick([7, true, `${mark}other`]) : value()]),
  );
}
