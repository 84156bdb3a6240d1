// The scenarios of load/scenarios before anything is started: what they name exists, and a wrong answer is called wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { documents } from '../../load/scenarios/documents.ts';
import * as processor from '../../load/scenarios/processor.mjs';
import type { Question } from '../../load/scenarios/question.ts';
import { questions } from '../../load/scenarios/questions.ts';
import { questionsIn, readScenario, scaled, scenarioNames } from '../../load/scenarios/scenario.ts';
import { verdictOf } from '../../load/scenarios/verdict.ts';
import { type Visitor, visitorOf } from '../../load/scenarios/visitor.ts';
import { createZipf } from '../../load/scenarios/zipf.ts';
import { createRandom } from '../support/random.ts';
import { root } from '../support/sources.ts';

const all = ['cold-reads', 'costly-queries', 'hot-reads', 'mixed', 'soak', 'spike', 'subscribers', 'write-storm'];

test('there are eight scenarios, and each names questions, settings and figures that exist', () => {
  expect(scenarioNames().sort()).toEqual(all);
  for (const name of all) expect(Object.keys(readScenario(name).thresholds).length).toBeGreaterThan(3);
});

test('each question is asked by some scenario, and each document by some question or subscriber', () => {
  const asked = new Set(all.flatMap((name) => questionsIn(readScenario(name).scenarios)));
  expect([...asked].sort()).toEqual(Object.keys(questions).sort());
  const used = new Set(['CompanyChanged', ...Object.values(questions).map(({ document }) => document)]);
  expect([...used].sort()).toEqual(Object.keys(documents).sort());
});

test('each document is valid against the schema, under its own name', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
  for (const [name, text] of Object.entries(documents)) {
    const document = parse(text);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    expect(document.definitions).toMatchObject([{ name: { value: name } }]);
  }
});

/** Names of functions, wherever a step has one. */
function functionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) =>
    ['function', 'beforeRequest', 'afterResponse'].includes(key) ? [String(each)] : functionsIn(each),
  );
}

test('each step that a scenario names is a function of the processor', () => {
  const named = new Set(all.flatMap((name) => functionsIn(readScenario(name).scenarios)));
  expect([...named].sort()).toEqual(Object.keys(processor).sort());
});

test('a scenario that does not exist is told with those that do', () => {
  expect(() => readScenario('hot-writes')).toThrow('There is no scenario "hot-writes"; there are cold-reads');
});

test('scale changes how many come, seconds how long, each phase in proportion', () => {
  const { config } = scaled(readScenario('spike'), { scale: 0.5, seconds: 13 });
  expect(config.phases).toEqual([
    { name: 'usual', duration: 4, arrivalCount: 8 },
    { name: 'spike', duration: 3, arrivalCount: 60 },
    { name: 'ebb', duration: 3, arrivalCount: 6 },
    { name: 'usual again', duration: 4, arrivalCount: 8 },
  ]);
});

test('by Zipf the second is drawn half as often as the first', () => {
  const [draw, random, counts] = [createZipf(20, 1), createRandom(1), new Array<number>(20).fill(0)];
  for (let nth = 0; nth < 20_000; nth++) counts[draw(random)]!++;
  expect(counts[1]! / counts[0]!).toBeCloseTo(0.5, 1);
  expect(counts.every((count) => count > 0)).toBe(true);
});

const nobody = visitorOf({
  vars: {
    worldFile: '',
    visitor: { ...visitorLike(), memory: { write: { id: 'c1', email: '', version: 7, description: 'mine' } } },
  },
});

function visitorLike(): Visitor {
  const company = { id: 'c1', name: 'Acme' };
  const tenant = { keys: ['key'], companies: [company] };
  const world = { nodes: ['http://node'], tenants: [tenant], samplesFile: '', subscribers: 0 };
  return {
    ...{ world, tenant, key: 'key', node: 'http://node', random: createRandom(1), memory: {} },
    ...{ company: () => company, unique: () => 'unique' },
  };
}

function verdict(question: Question, body: object, { statusCode = 200, headers = {}, refusals = [''] } = {}) {
  const answer = { statusCode, headers, body: JSON.stringify(body) };
  const { outcome, why } = verdictOf(question, question.ask(nobody), answer, nobody, refusals);
  return why ? `${outcome}: ${why}` : outcome;
}

test('an answer about another record, or with the name of another, is wrong', () => {
  const answer = (id: string, name: string) => ({ data: { company: { id, name } } });
  expect(verdict(questions.company, answer('c1', 'Acme'))).toBe('ok');
  expect(verdict(questions.company, answer('c2', 'Acme'))).toBe('wrong: asked for c1, got c2');
  expect(verdict(questions.company, answer('c1', 'Bolt'))).toBe('wrong: c1 is called Acme, not Bolt');
  expect(verdict(questions.company, { data: null })).toBe('wrong: an answer without data');
});

test('an answer from before an own write is wrong, one from after a later write of somebody else is not', () => {
  const answer = (version: number, description: string) => ({ data: { company: { id: 'c1', version, description } } });
  expect(verdict(questions.ownCompany, answer(7, 'mine'))).toBe('ok');
  expect(verdict(questions.ownCompany, answer(8, 'theirs'))).toBe('ok');
  expect(verdict(questions.ownCompany, answer(6, 'old'))).toMatch(/^wrong: version 6 after an own write of version 7/);
  expect(verdict(questions.ownCompany, answer(7, 'theirs'))).toBe('wrong: an own write is not seen');
});

test('a retry that is written again is wrong', () => {
  const body = { data: { updateCompany: { id: 'c1', version: 8, description: 'mine' } } };
  expect(verdict(questions.updateCompanyAgain, body)).toBe('wrong: a retry is not answered as a replay');
});

test('a page that is out of order or begins too early is wrong', () => {
  const page = (...ids: string[]) => ({
    data: { contacts: { nodes: ids.map((id) => ({ id })), pageInfo: { endCursor: null, hasNextPage: false } } },
  });
  expect(verdict(questions.nextContacts, page('a', 'b'))).toBe('ok');
  expect(verdict(questions.nextContacts, page('b', 'a'))).toBe('wrong: a page is not in order, or begins too early');
});

test('a refusal that the scenario means is one if it says when to come again; any other is a failure', () => {
  const body = { errors: [{ message: 'No.', extensions: { code: 'OVERLOADED' } }] };
  const refused = { statusCode: 503, refusals: ['OVERLOADED'] };
  expect(verdict(questions.wide, body, { ...refused, headers: { 'retry-after': '1' } })).toBe('refused: OVERLOADED');
  expect(verdict(questions.wide, body, refused)).toBe('wrong: 503 OVERLOADED does not say when to come again');
  expect(verdict(questions.wide, body, { statusCode: 503 })).toBe('failed: 503 OVERLOADED: No.');
});

test('what was to be refused and is not, is wrong', () => {
  expect(verdict(questions.tooWide, { data: { companies: { nodes: [] } } })).toBe('wrong: it was to be refused');
});
