// Deals, stages and pipelines: a living deal is in a living stage of its pipeline, and has that stage's status.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { done, refused, send, startRival } from '../support/writes-api.ts';

interface Deal {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly closeDate: string | null;
  readonly stage: { readonly id: string };
  readonly pipeline: { readonly id: string };
}

const shown = 'id version status closeDate stage { id } pipeline { id }';
const today = () => new Date().toISOString().slice(0, 10);
const later = '2999-01-01';

let api: TestApi;
let turn = 0;
/** Two pipelines, made anew for each test; the first has an open, a won and a lost stage. */
let first: { id: string; open: string; won: string; lost: string };
let second: { id: string; open: string };

const make = async (mutation: string, input: Record<string, unknown>) => (await done(api, mutation, { input })).id;
const createDeal = (input: Record<string, unknown>) =>
  done<Deal>(api, 'createDeal', { input: { name: 'Deal', ...input } }, shown);
const updateDeal = (id: string, input: Record<string, unknown>) => done<Deal>(api, 'updateDeal', { id, input }, shown);
const move = (id: string, stageId: string, more: Record<string, unknown> = {}) =>
  done<Deal>(api, 'moveDeal', { id, stageId, ...more }, shown);
const refusedUpdate = (id: string, input: Record<string, unknown>) => refused(api, 'updateDeal', { id, input });

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

beforeEach(async () => {
  turn++;
  const pipeline = (name: string) => make('createPipeline', { name: `${name} ${turn}`, position: 1000 - turn });
  const stage = (pipelineId: string, status: string, position: number) =>
    make('createStage', { pipelineId, name: status, status, position });
  const [id, otherId] = [await pipeline('First'), await pipeline('Second')];
  first = {
    id,
    won: await stage(id, 'WON', 2),
    open: await stage(id, 'OPEN', 1),
    lost: await stage(id, 'LOST', 3),
  };
  second = { id: otherId, open: await stage(otherId, 'OPEN', 0) };
});

it('a new deal that names no stage starts in the first stage of the first pipeline', async () => {
  expect(await createDeal({})).toMatchObject({ stage: { id: first.open }, pipeline: { id: first.id }, status: 'OPEN' });
  expect(await createDeal({ pipelineId: second.id })).toMatchObject({ stage: { id: second.open } });
  expect(await createDeal({ stageId: first.won })).toMatchObject({ pipeline: { id: first.id }, status: 'WON' });
});

it('a pipeline that does not exist or has no stage says so', async () => {
  const unknown = await refused(api, 'createDeal', { input: { name: 'x', pipelineId: first.open } });
  expect(unknown.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'pipelineId', id: first.open });
  const empty = await make('createPipeline', { name: `Empty ${turn}` });
  const error = await refused(api, 'createDeal', { input: { name: 'x', pipelineId: empty } });
  expect(error.extensions).toMatchObject({ code: 'RULE_VIOLATED', field: 'pipelineId' });
});

it('a deal moves between stages and pipelines and takes their status', async () => {
  const { id } = await createDeal({});
  expect(await move(id, first.lost)).toMatchObject({ status: 'LOST', version: 2 });
  expect(await move(id, first.lost)).toMatchObject({ version: 2 });
  expect(await move(id, second.open)).toMatchObject({ status: 'OPEN', pipeline: { id: second.id } });
  expect(await updateDeal(id, { pipelineId: first.id })).toMatchObject({ stage: { id: first.open } });
});

it('a stage of another pipeline than the one named is refused, also when the pipeline is the present one', async () => {
  expect(
    (await refused(api, 'createDeal', { input: { name: 'x', pipelineId: first.id, stageId: second.open } })).extensions,
  ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'stageId' });
  const { id } = await createDeal({});
  for (const input of [
    { pipelineId: first.id, stageId: second.open },
    { pipelineId: second.id, stageId: first.open },
    { pipelineId: second.id, stageId: first.won },
  ]) {
    expect((await refusedUpdate(id, input)).extensions, JSON.stringify(input)).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'stageId',
    });
  }
});

it('a deal that closes without a day, or before its day, closes today', async () => {
  const { id } = await createDeal({});
  expect(await move(id, first.won)).toMatchObject({ closeDate: today() });
  const early = await createDeal({ closeDate: later });
  expect(await move(early.id, first.won)).toMatchObject({ closeDate: today() });
  const past = await createDeal({ closeDate: '2020-02-02' });
  expect(await move(past.id, first.lost)).toMatchObject({ closeDate: '2020-02-02' });
});

it('a day that the caller names is kept, even if it is the day that was expected', async () => {
  const { id } = await createDeal({ closeDate: later });
  expect(await move(id, first.won, { closeDate: later })).toMatchObject({ status: 'WON', closeDate: later });
});

it('a deal has no null for a stage', async () => {
  const { id } = await createDeal({});
  for (const field of ['stageId', 'pipelineId']) {
    expect((await refusedUpdate(id, { [field]: null })).extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  }
});

it('a stage that holds deals keeps its status and pipeline, and takes every other change', async () => {
  await createDeal({});
  const update = (input: Record<string, unknown>) => send(api, 'updateStage', { id: first.open, input });
  for (const [field, value] of [
    ['status', 'WON'],
    ['pipelineId', second.id],
  ] as const) {
    const [error] = (await update({ [field]: value })).errors;
    expect(error?.extensions).toMatchObject({ code: 'RULE_VIOLATED', field });
  }
  expect((await update({ status: 'OPEN', pipelineId: first.id, name: 'New', probability: 30 })).errors).toEqual([]);
});

it('a stage or pipeline that holds deals is not deleted', async () => {
  const { id } = await createDeal({});
  for (const [mutation, of] of [
    ['deleteStage', first.open],
    ['deletePipeline', first.id],
  ] as const) {
    expect((await refused(api, mutation, { id: of })).extensions).toMatchObject({ code: 'RULE_VIOLATED', id: of });
  }
  await done(api, 'deleteDeal', { id });
  await done(api, 'deleteStage', { id: first.open });
  await done(api, 'deletePipeline', { id: first.id });
});

it('no deal gets into a stage that is deleted, or whose pipeline is', async () => {
  const { id } = await createDeal({ stageId: second.open });
  await done(api, 'deleteStage', { id: first.won });
  expect((await refused(api, 'moveDeal', { id, stageId: first.won })).extensions).toMatchObject({
    code: 'NOT_FOUND',
    field: 'stageId',
  });
  await done(api, 'deletePipeline', { id: first.id });
  for (const input of [{ stageId: first.open }, { pipelineId: first.id }]) {
    expect((await refusedUpdate(id, input)).extensions.code, JSON.stringify(input)).toBe('NOT_FOUND');
  }
});

it('a deal whose stage was deleted meanwhile is not restored into it', async () => {
  const { id } = await createDeal({ stageId: first.won });
  await done(api, 'deleteDeal', { id });
  await done(api, 'deleteStage', { id: first.won });
  expect((await refused(api, 'restoreDeal', { id })).extensions).toMatchObject({
    code: 'RULE_VIOLATED',
    stageId: first.won,
  });
  await done(api, 'restoreStage', { id: first.won });
  expect(await done(api, 'restoreDeal', { id }, shown)).toMatchObject({ stage: { id: first.won }, status: 'WON' });
});

it('a deal that starts in a stage while the status of that stage changes gets the new status', async () => {
  const rival = await startRival(api);
  await rival.sql('select from stage where id = $1 for no key update', [first.open]);
  await rival.sql(`update stage set status = 'LOST' where id = $1`, [first.open]);
  const created = createDeal({});
  await rival.othersWait();
  await rival.end('commit');
  const { stage, status } = await created;
  expect({ stage, status }).toEqual({ stage: { id: first.open }, status: 'LOST' });
});

it.each(['stage', 'pipeline'] as const)(
  'a deal that starts while its %s is deleted does not end up in it',
  async (what) => {
    const rival = await startRival(api);
    const of = what === 'stage' ? first.open : first.id;
    await rival.sql(`select from ${what} where id = $1 for no key update`, [of]);
    await rival.sql(`update ${what} set deleted_at = now() where id = $1`, [of]);
    const answer = send<Deal>(api, 'createDeal', { input: { name: 'x', stageId: first.open } }, shown);
    await rival.othersWait();
    await rival.end('commit');
    expect((await answer).errors[0]?.extensions.code).toBe('NOT_FOUND');
  },
);
