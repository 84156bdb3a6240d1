// Mappings: what they may say, what is told when they say something else, and what they make of a row.
import { expect, it } from 'vitest';
import { columnProblems, mappingProblems } from '../../src/crm/import/check-mapping.ts';
import { createDrafter } from '../../src/crm/import/draft.ts';
import { parseMapping } from '../../src/crm/import/mapping.ts';
import { tableOf } from '../../src/crm/index.ts';

const mapping = (value: unknown) => parseMapping(JSON.stringify(value), 'map.json');
const customFields = [{ key: 'seats', kind: 'NUMBER' } as const];

function problems(entity: string, value: unknown, mode: 'insert' | 'update' = 'insert'): string[] {
  return mappingProblems(mapping(value), tableOf(entity), customFields, mode);
}

function draft(entity: string, value: unknown, cells: Record<string, string>) {
  return createDrafter(mapping(value), tableOf(entity), customFields, null)({ line: 2, cells });
}

it('tells everything that is wrong with the form at once', () => {
  const wrong = { feilds: {}, fields: { name: { column: 'a', value: 'b' }, phone: 7 }, trim: 'yes' };
  expect(() => mapping(wrong)).toThrow(/feilds[\s\S]*|trim/);
  const message = (() => {
    try {
      mapping(wrong);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  })();
  for (const part of ['map.json', 'trim', 'fields.name: exactly one of', 'fields.phone', 'feilds'])
    expect(message).toContain(part);
  expect(() => parseMapping('{', 'map.json')).toThrow('no JSON');
});

it('an unknown field is told with the fields that there are', () => {
  const [first] = problems('company', { fields: { name: 'a', nmae: 'b' } });
  expect(first).toMatch(/^fields\.nmae: Company takes name, domain, .*annualRevenue.*parent.*tags/);
  expect(problems('contact', { fields: { name: 'a' } })[0]).toContain('"part": "first"');
  expect(problems('deal', { fields: { name: 'a', companyId: 'b' } })[0]).toContain('"by": "id"');
  expect(problems('deal', { fields: { name: 'a', status: 'b' } })[0]).toContain('Deal takes');
});

it('options that mean nothing for a field are refused', () => {
  const found = problems('deal', {
    fields: {
      name: { column: 'a', currency: 'USD', by: 'name' },
      amount: 'b',
      openedOn: { column: 'c', date: 'dd.mm.yy' },
      company: { column: 'd', by: 'colour' },
      owner: { column: 'e', by: 'id', create: true },
      product: { column: 'f', create: { colour: 'red' } },
    },
    custom: { seets: 'g' },
  });
  expect(found).toEqual([
    'fields.name.currency: is for money, and this is text',
    'fields.name.by: is for references, and this is text',
    'fields.amount.currency: money needs one, "USD" or { "column": … }',
    expect.stringMatching(/^fields\.openedOn\.date: "dd\.mm\.yy" is no format/),
    'fields.company.by: a company is found by name, domain, id, external:<source>',
    'fields.owner.create: a record that is named by its id exists already',
    expect.stringMatching(/^fields\.product\.create: no colour; a new product takes name, sku/),
    'custom.seets: Deal has these custom fields: seats',
  ]);
});

it('what a new record needs is asked for, unless records are only updated', () => {
  expect(problems('stage', { fields: { name: 'a' } })).toEqual(['fields.pipeline: a new Stage needs it']);
  expect(problems('company', { fields: { phone: 'a' } }, 'update')).toEqual([]);
});

it('a column that the file has not is told with the columns that there are', () => {
  const value = mapping({
    columns: { b: {} },
    fields: { name: { template: ['{{a}} for {{ x }}'] }, phone: { column: 'y', optional: true } },
  });
  expect(columnProblems(value, new Set(['a', 'c']))).toEqual([
    'columns.b: the file has no column "b"; it has a, c',
    'fields.name: the file has no column "x"; it has a, c',
  ]);
});

it('the first template whose columns all say something is taken, with cleaned values', () => {
  const value = {
    columns: { product: { values: { GTXPro: 'GTX Pro' } } },
    fields: { name: { template: ['{{product}} for {{account}}', '{{product}}'] } },
  };
  expect(draft('deal', value, { product: 'GTXPro', account: 'Isdom' }).input).toEqual({ name: 'GTX Pro for Isdom' });
  expect(draft('deal', value, { product: 'GTXPro', account: ' ' }).input).toEqual({ name: 'GTX Pro' });
});

it('empty cells say nothing, or clear the field when the mapping says so', () => {
  const fields = { name: 'a', phone: 'b', annualRevenue: { column: 'c', currency: 'USD' }, parent: 'd' };
  const cells = { a: 'Acme', b: '', c: '', d: '' };
  expect(draft('company', { fields }, cells).input).toEqual({ name: 'Acme' });
  expect(draft('company', { fields, emptyCells: 'clear' }, cells).input).toEqual({
    name: 'Acme',
    phone: null,
    annualRevenue: null,
    parentId: null,
  });
});

it('references keep their names until they are looked up', () => {
  const value = {
    externalIds: { crm: 'id' },
    fields: {
      name: 'a',
      company: { column: 'b', create: { country: 'Kenya' } },
      tags: { column: 'c', separator: '|' },
    },
    custom: { seats: { column: 'd', group: ',' } },
  };
  const found = draft('deal', value, { id: '7', a: 'x', b: 'Acme', c: 'hot | new|hot', d: '1,200' });
  expect(found.wants).toEqual([
    {
      key: 'companyId',
      kind: 'one',
      to: 'company',
      by: { kind: 'field', field: 'name' },
      name: 'Acme',
      create: { country: 'Kenya' },
    },
    { key: 'tagIds', kind: 'list', to: 'tag', by: { kind: 'field', field: 'name' }, name: 'hot', create: null },
    { key: 'tagIds', kind: 'list', to: 'tag', by: { kind: 'field', field: 'name' }, name: 'new', create: null },
  ]);
  expect(found.externalIds).toEqual([{ source: 'crm', externalId: '7' }]);
  expect(found.input['custom']).toEqual({ seats: 1200 });
});

it('an error names its field', () => {
  expect(() => draft('company', { fields: { name: 'a', employees: 'b' } }, { a: 'x', b: 'many' })).toThrow(
    'employees: "many" is no number such as 1234.5',
  );
});
