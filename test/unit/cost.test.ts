// What an operation costs, worked out from the real schema: by the variables, on the merged selection, each fragment once.
import { buildSchema, type FragmentDefinitionNode, getOperationAST, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import '../../src/crm/index.ts';
import { createSchema } from '../../src/api/schema.ts';
import { type Cost, costOf } from '../../src/limits/cost.ts';
import { createFanOut } from '../../src/limits/fan-out.ts';
import { createWeights } from '../../src/limits/weights.ts';

const schema = createSchema();
const weights = createWeights(schema);

function costIn(text: string, on = schema): Cost {
  const document = parse(text);
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  return costOf(on, on === schema ? weights : createWeights(on), byName, getOperationAST(document)!);
}

/** Without the 100 of the query itself. */
const rows = (text: string, variables = {}) => costIn(text).of(variables) - 100;

test('a record is a point, and so is each record that it leads to', () => {
  expect(rows('query ($id: ID!) { company(id: $id) { name owner { name } } }', { id: 'x' })).toBe(2);
});

test('a page is a point, and as many as it may have rows', () => {
  expect(rows('{ companies(first: 7) { nodes { name } } }')).toBe(8);
  expect(rows('{ companies { nodes { name } } }')).toBe(21);
  expect(rows('{ companies(last: 3) { edges { cursor node { name } } } }')).toBe(4);
});

test('the size of a page is taken from the variables of the request, and from their defaults', () => {
  const cost = costIn('query ($n: Int) { companies(first: $n) { nodes { contacts(first: $n) { nodes { name } } } } }');
  expect(cost.of({ n: 10 })).toBe(100 + 1 + 10 * (1 + 1 + 10));
  expect(cost.of({ n: 100 })).toBe(100 + 1 + 100 * (1 + 1 + 100));
  expect(cost.of({ n: null })).toBe(100 + 1 + 20 * (1 + 1 + 20));
  expect(cost.of({})).toBe(cost.of({ n: null }));
});

test('pages in pages are multiplied', () => {
  const text =
    '{ companies(first: 100) { nodes { contacts(first: 100) { nodes { deals(first: 100) { nodes { name } } } } } } }';
  expect(rows(text)).toBe(1 + 100 * (1 + 1 + 100 * (1 + 1 + 100)));
});

test('what is asked for twice under one name costs once', () => {
  const once = rows('{ companies(first: 5) { nodes { name owner { name } } } }');
  const merged = `{ companies(first: 5) { nodes { name } } ...A ...A }
    fragment A on Query { companies(first: 5) { nodes { owner { name } } } }`;
  expect(rows(merged)).toBe(once);
});

test('an alias is another page', () => {
  expect(rows('{ a: companies(first: 5) { nodes { name } } b: companies(first: 5) { nodes { name } } }')).toBe(12);
});

test('what is skipped costs nothing, what may be skipped costs by the variable', () => {
  const cost = costIn(`query ($with: Boolean!) {
    companies(first: 10) { nodes { name owner @include(if: $with) { name } ...M @skip(if: $with) } }
  } fragment M on Company { contacts(first: 50) { nodes { name } } }`);
  expect(cost.of({ with: true })).toBe(100 + 1 + 10 * 2);
  expect(cost.of({ with: false })).toBe(100 + 1 + 10 * (1 + 1 + 50));
});

test('a fragment that is spread once more without a condition counts, whatever the first spread said', () => {
  const cost = costIn(`query ($with: Boolean!) { ...F @include(if: $with) ...F }
    fragment F on Query { companies(first: 10) { nodes { name } } }`);
  expect(cost.of({ with: false })).toBe(111);
});

test('of the types that a record may have, the dearest counts', () => {
  const text = `{ activities(first: 10) { nodes { about {
    ... on Company { contacts(first: 3) { nodes { name } } }
    ... on Deal { contacts(first: 9) { nodes { name } } }
  } } } }`;
  expect(rows(text)).toBe(1 + 10 * (1 + 1 + 1 + 9));
});

test('records by id cost as many as there are ids', () => {
  const cost = costIn('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }');
  expect(cost.of({ ids: ['a', 'b', 'c'] })).toBe(100 + 3 * 2);
});

test('a mutation costs a hundred, and each row of a batch ten', () => {
  expect(costIn('mutation { createTag(input: { name: "a" }) { id } }').of({})).toBe(100 + 100 + 1);
  const batch = costIn(
    'mutation ($input: [CreateTagInput!]!) { createTags(input: $input) { results { tag { id } } } }',
  );
  expect(batch.of({ input: Array(40).fill({}) })).toBe(100 + 100 + 40 * 10 + 40);
});

test('search, reports and counts are dearer than rows', () => {
  expect(rows('{ search(text: "a", first: 5) { score } }')).toBe(2500 + 5);
  expect(rows('{ dealTotals(groupBy: [OWNER]) { count } }')).toBe(2000 + 100);
  expect(rows('{ companies(first: 1) { totalCount } }')).toBe(1 + 50);
});

test('introspection has a price, and __typename none', () => {
  expect(rows('{ __schema { types { name } } }')).toBe(5000);
  expect(costIn('{ __typename }').of({})).toBe(0);
});

test('no argument makes an operation cheaper than nothing, or dearer than what is taken', () => {
  expect(rows('{ companies(first: -5) { nodes { name } } }')).toBe(1);
  expect(rows('{ companies(first: 2000000000) { nodes { name } } }')).toBe(101);
});

test('fragments that lead to each other in chains are measured once each', () => {
  const links = Array.from({ length: 200 }, (_, at) => {
    const next = at < 199 ? `a: parent { ...F${at + 1} } b: parent { ...F${at + 1} }` : 'name';
    return `fragment F${at} on Company { ${next} }`;
  });
  const cost = costIn(`query ($id: ID!) { company(id: $id) { ...F0 } } ${links.join('\n')}`);
  const began = performance.now();
  expect(cost.of({ id: 'x' })).toBeGreaterThan(2 ** 199);
  expect(performance.now() - began).toBeLessThan(100);
});

test('a breakdown names the dearest fields, with how often they are asked', () => {
  const [first, second] = costIn('{ companies(first: 10) { nodes { contacts(first: 5) { nodes { name } } } } }').fields(
    {},
    9,
  );
  expect(first).toEqual({ path: 'companies', cost: 71, times: 1, size: 10 });
  expect(second).toEqual({ path: 'companies.nodes', cost: 70, times: 1, size: 10 });
});

test('the largest page that fits is told', () => {
  const cost = costIn('query ($n: Int) { companies(first: $n) { nodes { contacts(first: 100) { nodes { name } } } } }');
  const [fit] = cost.fits({ n: 100 }, 2000);
  expect(fit).toEqual({ path: 'companies', argument: 'first', given: 100, fits: 18 });
  expect(cost.of({ n: 18 })).toBeLessThanOrEqual(2000);
  expect(cost.of({ n: 19 })).toBeGreaterThan(2000);
});

test('a list of which nothing is said is taken to have ten', () => {
  const other = buildSchema(`
    directive @cost(weight: Int!) on OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
    type Query { all: [Thing] } type Thing { id: ID }`);
  expect(costIn('{ all { id } }', other).of({})).toBe(11);
});

test('lists are estimated as they were seen, never above what the arguments say', () => {
  const fanOut = createFanOut();
  const cost = costIn('{ companies(first: 100) { nodes { contacts(first: 100) { nodes { name } } } } }');
  const [companies, contacts] = cost.pages;
  const estimate = () => cost.of({}, fanOut.sizesOf('tenant'));
  const bound = cost.of({});
  for (let seen = 0; seen < 19; seen++) fanOut.observe('tenant', contacts!, 3, false);
  expect(estimate()).toBe(bound);
  fanOut.observe('tenant', contacts!, 3, false);
  expect(estimate()).toBe(100 + 1 + 100 * (1 + 1 + 3));
  fanOut.observe('tenant', contacts!, 40, false);
  expect(estimate(), 'one larger page is believed at once').toBe(100 + 1 + 100 * (1 + 1 + 40));
  fanOut.observe('tenant', contacts!, 3, true);
  expect(estimate(), 'a page that was cut off says nothing').toBe(bound);
  expect(cost.of({}, fanOut.sizesOf('another tenant'))).toBe(bound);
  expect(companies!.coordinate).toBe('Query.companies');
});
