// Why an answer was not at hand, as the console of a node tells it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleScene, startConsoleScene } from '../support/console-scene.ts';
import { onServer } from '../support/postgres.ts';

let scene: ConsoleScene;
beforeAll(async () => {
  scene = await startConsoleScene();
});
afterAll(() => scene?.stop());

const companies = (name: string) =>
  `query ${name} ($of: String) { companies(first: 5, filter: { name: { ne: $of } }) { nodes { name } } }`;

it('nobody had asked', async () => {
  await scene.ask(companies('First'));
  expect(await scene.told('First', 'miss')).toMatchObject({
    why: { kind: 'first' },
    keeping: 'kept',
    statements: 1,
    code: null,
  });
});

it('a change: which record, by whom the answer and it have met, and in which transaction', async () => {
  const { data } = JSON.parse(await scene.ask('mutation { createCompany(input: { name: "Before" }) { id } }'));
  const { id } = data.createCompany;
  const query = 'query Shown($id: ID!) { company(id: $id) { name } }';
  await scene.ask(query, { id });
  const xid = await onServer(scene.database.url, async (client) => {
    const { rows } = await client.query(
      'update company set name = $2 where id = $1 returning pg_current_xact_id()::text',
      [id, 'After'],
    );
    return Number(rows[0].pg_current_xact_id);
  });
  await scene.ask(query, { id }, { 'x-clientele-consistency': 'strong' });
  const { why } = await scene.told('Shown', 'stale');
  expect(why).toMatchObject({
    kind: 'changed',
    transaction: xid,
    record: {
      type: 'company',
      id,
      op: 'update',
      columns: ['name'],
      tag: `e.company.${id}`,
      at: expect.stringMatching(/^\d{4}-/),
    },
  });
  expect(JSON.stringify(why), 'no value is told').not.toMatch(/Before|After/);
});

it('one that came to a list', async () => {
  await scene.ask(companies('Listed'));
  await scene.ask('mutation { createCompany(input: { name: "New" }) { id } }');
  await scene.ask(companies('Listed'));
  expect(await scene.told('Listed', 'stale')).toMatchObject({
    why: { kind: 'changed', record: { op: 'insert', tag: 'c.company' } },
  });
});

it('the client wanted it anew, or it may not be kept', async () => {
  await scene.ask(companies('Anew'), {}, { 'cache-control': 'no-cache' });
  expect(await scene.told('Anew', 'bypass')).toMatchObject({ why: { kind: 'refused' } });
  await scene.ask(companies('Unkept'), {}, { 'cache-control': 'no-store' });
  expect(await scene.told('Unkept', 'bypass')).toMatchObject({ why: { kind: 'refused' }, keeping: 'client' });
});

it('there was nothing to keep, or an error', async () => {
  await scene.ask('query Unread { viewer { budget { tenant { capacity: maximumAvailable } } } }');
  expect(await scene.told('Unread', 'miss')).toMatchObject({ keeping: 'unread' });
  await scene.ask('query Failed { nodes(ids: ["none"]) { id } }');
  expect(await scene.told('Failed', 'miss')).toMatchObject({ keeping: 'errors' });
});

it('its memory was needed', async () => {
  await scene.ask(companies('Evicted'), { of: 'first of all' });
  // Twice each: nearly full, memory takes only what is asked for again.
  for (let at = 0; at < 100; at++) {
    for (let time = 0; time < 2; time++) await scene.ask(companies('Filler'), { of: `${at} ${'x'.repeat(12_000)}` });
  }
  await scene.ask(companies('Evicted'), { of: 'first of all' });
  expect(await scene.told('Evicted', 'miss')).toMatchObject({ why: { kind: 'evicted' } });
});

it('it was refused: with its code', async () => {
  await scene.ask('{ companies(first: 5) { nodes { nam } } }');
  expect((await scene.recent()).at(-1)).toMatchObject({ outcome: 'refused', code: 'GRAPHQL_VALIDATION_FAILED' });
});
