// Every entity's create, update, delete, restore and upsert, driven from the schema: a new entity is covered by being there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import {
  asInput,
  asShown,
  createReferences,
  isShown,
  type References,
  sampleInput,
  sampleValue,
} from '../support/write-samples.ts';
import { done, everyEntity, get, isRequired, type Record_, refused, rowCounts } from '../support/writes-api.ts';

let api: TestApi;
let references: References;
let theirs: { readonly key: string };

beforeAll(async () => {
  api = await startApi({ poolMax: 10 });
  theirs = { key: api.tenants[1].key };
  references = await createReferences(api);
});
afterAll(() => api?.stop());

/** What the definition of a custom field promised its values cannot change. */
const fixedFields: Record<string, readonly string[]> = { custom_field: ['recordType', 'key', 'kind'] };

describe.each(everyEntity.map((each) => [each.typename, each] as const))('%s', (typename, of) => {
  const create = (mark: string, turn = 0): Promise<Record_> =>
    done(api, `create${typename}`, { input: sampleInput(of, of.create, turn, references, mark) }, of.everything);
  const update = (id: string, input: Record<string, unknown>) =>
    done(api, `update${typename}`, { id, input }, of.everything);
  const changesOf = (id: string) =>
    api.sql<{ op: string }>('select op from change where id = $1 and type = $2 order by seq', [id, of.name]);

  it('is created with all that was given, and read back the same', async () => {
    const input = sampleInput(of, of.create, 0, references, 'full');
    const record = await done(api, `create${typename}`, { input }, of.everything);
    const fields = Object.fromEntries(Object.entries(of.create).filter(([field]) => isShown(of, field)));
    expect(asInput(record, fields)).toEqual(asInput(asShown(input), fields));
    expect(record.version).toBe(1);
    expect(record['deletedAt']).toBeNull();
    expect(await get(api, of, record.id)).toEqual(record);
    expect(await changesOf(record.id)).toEqual([{ op: 'insert' }]);
  });

  it('is created from the required fields alone, and needs each of them', async () => {
    const input = sampleInput(of, of.create, 1, references, 'bare', true);
    if (of.name === 'contact') input['lastName'] = 'Bare';
    await done(api, `create${typename}`, { input });
    for (const field of Object.keys(input)) {
      const { [field]: _, ...rest } = input;
      expect((await refused(api, `create${typename}`, { input: rest })).extensions.code).toMatch(/^BAD_USER_INPUT$/);
    }
  });

  it('keeps the fields that an update leaves out', async () => {
    const before = await create('one by one');
    let { version } = before;
    for (const [field, { type }] of Object.entries(of.update)) {
      if (fixedFields[of.name]?.includes(field)) continue;
      const value = sampleValue(of, field, type, 1, references, 'changed');
      const after = await update(before.id, { [field]: value });
      const shown = asShown({ [field]: value });
      const expected = { ...asInput(before, of.update), ...shown };
      // A deal's place binds stage, pipeline and status together; the second stage is in the second pipeline.
      if (of.name === 'deal' && (field === 'stageId' || field === 'pipelineId'))
        expect(asInput(after, of.update)).toMatchObject(shown);
      else expect(asInput(after, of.update)).toEqual(expected);
      expect(after.version, field).toBe(++version);
      expect(Object.keys(after['externalIds'] as object)).toHaveLength(1);
      await update(before.id, { [field]: sampleValue(of, field, type, 0, references, 'one by one') });
      version++;
    }
    expect(await changesOf(before.id)).toHaveLength(version);
  });

  it('writes nothing when nothing differs, and the version stays', async () => {
    const before = await create('same');
    const input = sampleInput(of, of.update, 0, references, 'same');
    expect(await update(before.id, input)).toEqual(before);
    expect(await update(before.id, {})).toEqual(before);
    expect(await changesOf(before.id)).toHaveLength(1);
  });

  it('clears by null what may be empty, and says which fields may not', async () => {
    const before = await create('nulls');
    const required: string[] = [];
    for (const field of Object.keys(of.update)) {
      const column = of.table.columns[field];
      const isNullable = field === 'about' || field === 'custom' || field in of.table.fields || column?.nullable;
      if (isNullable && !(of.name === 'contact' && field === 'email')) {
        const after = await update(before.id, { [field]: null });
        expect(asInput(after, of.update)[field], field).toEqual(field === 'custom' ? {} : null);
      } else if (!isNullable) {
        required.push(field);
        const error = await refused(api, `update${typename}`, { id: before.id, input: { [field]: null } });
        expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
        expect(error.message).toContain(`\`${field}\``);
      }
    }
    expect(required.length + (of.name === 'contact' || of.name === 'activity' ? 1 : 0)).toBeGreaterThan(0);
  });

  it('is deleted once, refuses writes until it is restored once', async () => {
    const before = await create('delete');
    const deleted = await done(api, `delete${typename}`, { id: before.id }, of.everything);
    expect(deleted).toMatchObject({ version: 2, deletedAt: expect.stringMatching(/Z$/) });
    expect(await done(api, `delete${typename}`, { id: before.id }, of.everything)).toEqual(deleted);
    expect(await get(api, of, before.id)).toEqual(deleted);
    const error = await refused(api, `update${typename}`, { id: before.id, input: {} });
    expect(error.extensions).toMatchObject({ code: 'RULE_VIOLATED', id: before.id });
    const restored = await done(api, `restore${typename}`, { id: before.id }, of.everything);
    expect(asInput(restored, of.update)).toEqual(asInput(before, of.update));
    expect(restored).toMatchObject({ version: 3, deletedAt: null });
    expect(await done(api, `restore${typename}`, { id: before.id }, of.everything)).toEqual(restored);
    expect((await changesOf(before.id)).map(({ op }) => op)).toEqual(['insert', 'update', 'update']);
  });

  it('is made, changed and brought back by the name that another system has for it', async () => {
    const externalId = { source: 'crm', externalId: `upsert ${of.name}` };
    const upsert = (turn: number) =>
      done(
        api,
        `upsert${typename}`,
        { externalId, input: sampleInput(of, keepFixed(turn), turn, references, 'upsert') },
        of.everything,
      );
    const keepFixed = (turn: number) =>
      Object.fromEntries(
        Object.entries(of.update).filter(([field]) => turn === 0 || !fixedFields[of.name]?.includes(field)),
      );
    const made = await upsert(0);
    expect(made).toMatchObject({ version: 1, externalIds: [externalId] });
    expect(await upsert(0)).toEqual(made);
    const changed = await upsert(1);
    expect(changed).toMatchObject({ id: made.id, version: 2 });
    await done(api, `delete${typename}`, { id: made.id });
    const back = await upsert(1);
    expect(back).toMatchObject({ id: made.id, deletedAt: null });
    expect(asInput(back, of.update)).toEqual(asInput(changed, of.update));
    await refused(api, `upsert${typename}`, { externalId: { source: '', externalId: '' }, input: {} });
  });

  it('is made once by eight upserts of one new name at once', async () => {
    const externalId = { source: 'race', externalId: of.name };
    const input = sampleInput(of, of.update, 0, references, 'race');
    const records = await Promise.all(
      Array.from({ length: 8 }, () => done(api, `upsert${typename}`, { externalId, input })),
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    expect(records.map(({ version }) => version)).toEqual(Array(8).fill(1));
  });

  it('is out of reach of another tenant', async () => {
    const before = await create('tenant');
    const counts = await rowCounts(api);
    const { id } = before;
    for (const [mutation, args] of [
      [`update${typename}`, { id, input: {} }],
      [`delete${typename}`, { id }],
      [`restore${typename}`, { id }],
    ] as const) {
      const error = await refused(api, mutation, args, theirs);
      expect(error).toMatchObject({
        extensions: { code: 'NOT_FOUND' },
        message: `There is no ${typename} with the id ${id}.`,
      });
    }
    expect(await get(api, of, id, theirs)).toBeNull();
    expect(await get(api, of, id)).toEqual(before);
    expect(await rowCounts(api)).toEqual(counts);
  });

  it('cannot refer to a record of another tenant, nor to one that does not exist', async () => {
    const foreign = await createForeign(api, theirs.key);
    const { id } = await create('foreign');
    for (const edge of Object.values(of.table.edges)) {
      if (edge.kind !== 'one' || !(edge.key in of.update)) continue;
      for (const unknown of [foreign[edge.to]!, references['tag']![0]!]) {
        const error = await refused(api, `update${typename}`, { id, input: { [edge.key]: unknown } });
        expect(error.extensions['field']).toBe(edge.key);
        expect(error.extensions.code).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/);
      }
    }
  });
});

let foreign: Promise<Record<string, string>> | null = null;

/** One record of each referable entity in the other tenant. */
function createForeign({ sql: _, ...rest }: TestApi, key: string): Promise<Record<string, string>> {
  foreign ??= createReferences({ sql: _, ...rest }, key).then((made) =>
    Object.fromEntries(Object.entries(made).map(([name, ids]) => [name, ids[0]!])),
  );
  return foreign;
}

it('a field whose variable is not given is left out, and not cleared', async () => {
  const { id } = await done(api, 'createCompany', {
    input: { name: 'x', city: 'Ulm', annualRevenue: { minor: 1, currency: 'EUR' } },
  });
  const document = `mutation ($id: ID!, $city: String, $amount: MoneyInput, $version: Int) {
    updateCompany(id: $id, expectedVersion: $version, input: { city: $city, annualRevenue: $amount, phone: "1" }) { city phone annualRevenue { minor } } }`;
  expect(await api.ask(document, { id })).toEqual({
    updateCompany: { city: 'Ulm', phone: '1', annualRevenue: { minor: 1 } },
  });
  expect(await api.ask(document, { id, city: null, amount: null })).toEqual({
    updateCompany: { city: null, phone: '1', annualRevenue: null },
  });
  const rows = `mutation ($id: ID!, $city: String) { updateCompanies(input: [{ id: $id, input: { city: $city, phone: "2" } }]) { results { company { city phone } } } }`;
  await api.ask(rows, { id, city: 'Bonn' });
  expect(await api.ask(rows, { id })).toEqual({
    updateCompanies: { results: [{ company: { city: 'Bonn', phone: '2' } }] },
  });
});

it('knows which fields every entity requires', () => {
  for (const { typename, create, table } of everyEntity) {
    const required = Object.entries(create)
      .filter(([, { type }]) => isRequired(type))
      .map(([name]) => name);
    expect(required.sort(), typename).toEqual([...table.required].sort());
  }
});
