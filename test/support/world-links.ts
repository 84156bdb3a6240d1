// The links of a test world: tags on records, people in deals, names of other systems.
import { entities } from '../../src/crm/index.ts';
import type { Random } from './random.ts';
import type { Ids, Rows, WorldTable } from './world-tables.ts';
import { denseParents, manyChildren, moments } from './world-values.ts';

export function makeLinks(
  random: Random,
  ids: Ids,
  isDense: boolean,
  mark: string,
): Pick<Rows, 'tagging' | 'deal_contact' | 'external_id'> {
  const moment = () => ({ createdAt: random.pick(moments) });
  const distinct = new Set<string>();
  const pairs = (left: readonly string[], right: readonly string[], count: number): [string, string][] => {
    const found: [string, string][] = [];
    const add = (a: string | undefined, b: string | undefined) => {
      if (a === undefined || b === undefined || distinct.has(a + b)) return;
      distinct.add(a + b);
      found.push([a, b]);
    };
    if (isDense) {
      for (let at = 0; at < denseParents; at++) add(left[at], right[(at + 1) % denseParents]);
      for (let at = 1; at <= manyChildren; at++) {
        add(left[0], right[at]);
        add(left[at], right[0]);
      }
    } else for (let at = 0; at < count; at++) add(random.pick(left), random.pick(right));
    return found;
  };
  const each = <T>(names: readonly WorldTable[], make: (name: WorldTable, share: number) => T[]) =>
    names.flatMap((name) => make(name, Math.ceil(ids.tagging.length / names.length)));
  const tagged = ['company', 'contact', 'deal', 'product', 'user', 'team', 'pipeline', 'stage', 'activity'] as const;
  return {
    tagging: each(tagged, (recordType, share) =>
      pairs(ids[recordType], ids.tag, share).map(([recordId, tagId]) => ({
        id: random.id(),
        tagId,
        recordType,
        recordId,
        ...moment(),
      })),
    ),
    deal_contact: pairs(ids.deal, ids.contact, ids.deal_contact.length).map(([dealId, contactId]) => ({
      id: random.id(),
      dealId,
      contactId,
      role: `${mark}buyer`,
      ...moment(),
    })),
    external_id: Object.keys(entities).flatMap((name) => {
      const recordIds = ids[name as WorldTable];
      const external = (recordId: string, at: number) => ({
        id: random.id(),
        recordType: name,
        recordId,
        source: `${mark}billing`,
        externalId: `${mark}${name}-${at}`,
        ...moment(),
      });
      if (!isDense) return recordIds.slice(0, 5).map(external);
      return [...recordIds.slice(0, denseParents), ...Array.from({ length: manyChildren }, () => recordIds[0]!)].map(
        external,
      );
    }),
  };
}
