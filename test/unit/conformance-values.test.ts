// How `clientele conformance` fills the placeholders of a file: what stands for what, and when a question cannot be asked yet.
import { expect, it } from 'vitest';
import { createValues, type Mutation, parseScenario } from '../../src/conformance/scenario.ts';

const scenario = parseScenario(
  JSON.stringify({
    url: 'http://127.0.0.1/graphql',
    viewers: [{ tenantId: 'one', values: { colour: ['red'] } }, { tenantId: 'other' }],
    values: { colour: ['blue'], size: [1, 2, 3], evil: ['$(reboot)'] },
    reads: [{ query: '{ x }' }],
    writes: [{ command: 'true' }],
  }),
);
const [one, other] = scenario.viewers;
const first = () => 0;
const fill = (
  values: ReturnType<typeof createValues>,
  variables: Mutation['variables'],
  viewer = one,
  pins = new Map(),
) => values.fill({ query: '{ x }', variables }, viewer, pins)?.variables ?? null;

it('a value that stands alone keeps its type, one inside of a text becomes text, at any depth', () => {
  const filled = fill(createValues(scenario, first), { a: '{size}', b: ['size {size}', { c: '{size}' }], d: null });
  expect(filled).toEqual({ a: 1, b: ['size 1', { c: 1 }], d: null });
});

it('{n} rises', () => {
  const filled = fill(createValues(scenario, first), { a: '{n}', b: 'INV-{n}' });
  const number = Number(filled?.['a']);
  expect(filled).toEqual({ a: number, b: `INV-${number + 1}` });
});

it('a viewer has values of its own before those of all', () => {
  const values = createValues(scenario, first);
  expect([fill(values, { a: '{colour}' }), fill(values, { a: '{colour}' }, other)]).toEqual([
    { a: 'red' },
    { a: 'blue' },
  ]);
});

it('what a write brought is known to its tenant alone; before, the question cannot be asked', () => {
  const values = createValues(scenario, first);
  const mutation: Mutation = {
    query: 'mutation { make { id } }',
    variables: {},
    remember: { made: 'make.id', none: 'make.no.such' },
  };
  expect(fill(values, { a: '{made}' })).toBeNull();
  values.remember(mutation, one, { make: { id: 'x7' } });
  expect([fill(values, { a: '{made}' }), fill(values, { a: '{made}' }, other), fill(values, { a: '{none}' })]).toEqual([
    { a: 'x7' },
    null,
    null,
  ]);
});

it('what has the same pins is about the same values', () => {
  let turn = 0;
  const values = createValues(scenario, (n) => turn++ % n);
  const pins = new Map();
  const [a, b] = [fill(values, { a: '{size}' }, one, pins), fill(values, { a: '{size}' }, one, pins)];
  expect(b).toEqual(a);
  expect(fill(values, { a: '{size}' })).not.toEqual(a);
});

it('a command gets plain values, and none that a shell would understand', () => {
  const values = createValues(scenario, first);
  expect(values.fillCommand({ command: 'psql -c "… {colour} {size}"' }, one, new Map())).toBe('psql -c "… red 1"');
  expect(values.fillCommand({ command: 'echo {unknown}' }, one, new Map())).toBeNull();
  expect(() => values.fillCommand({ command: 'echo {evil}' }, one, new Map())).toThrow('{evil}');
});
