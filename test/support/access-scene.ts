// Two teams and the records of their members, and keys of any rights: what tests of access ask as.
import type { Visibility } from '../../src/db/rights.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi, type Variables } from './api.ts';
import { createCaller } from './nodes.ts';

export const [north, south] = [newId(), newId()];
/** Ann and Bob are of one team, Cem is of another. */
export const [ann, bob, cem] = [newId(), newId(), newId()];
export const companies = { ann: newId(), bob: newId(), cem: newId(), nobody: newId() };
export const contacts = { ann: newId(), cem: newId() };
export const [pipeline, stage] = [newId(), newId()];

export const everything = ['*'];
export const noAddresses = ['*:read', '*:write'];

/** As `refusals` have it. */
export const forbidden = (path: string, scope: string) => [path, 'FORBIDDEN', scope];

export interface AccessScene {
  readonly api: TestApi;
  readonly tenantId: string;
  /** A key with these rights; for Ann unless all is visible. */
  keyWith(scopes: readonly string[], visibility?: Visibility): Promise<string>;
  ask(key: Promise<string>, document: string, variables?: Variables, headers?: Record<string, string>): Promise<Asked>;
}

export interface Asked {
  readonly data: unknown;
  /** Path, code and missing scope of each error. */
  readonly refusals: readonly (readonly unknown[])[];
  readonly text: string;
  readonly status: number;
}

export async function startAccessScene(): Promise<AccessScene> {
  const api = await startApi();
  const tenantId = api.tenants[0].id;
  await api.sql(`insert into team (tenant_id, id, name) values ($1, $2, 'North'), ($1, $3, 'South')`, [
    tenantId,
    north,
    south,
  ]);
  for (const [id, name, team] of [
    [ann, 'Ann', north],
    [bob, 'Bob', north],
    [cem, 'Cem', south],
  ])
    await api.sql('insert into "user" (tenant_id, id, name, email, team_id) values ($1, $2, $3, $4, $5)', [
      ...[tenantId, id, name, `${name}@staff.test`.toLowerCase(), team],
    ]);
  for (const [id, name, owner] of [
    [companies.ann, 'Acme of Ann', ann],
    [companies.bob, 'Acme of Bob', bob],
    [companies.cem, 'Acme of Cem', cem],
    [companies.nobody, 'Acme of nobody', null],
  ])
    await api.sql('insert into company (tenant_id, id, name, owner_id) values ($1, $2, $3, $4)', [
      tenantId,
      id,
      name,
      owner,
    ]);
  for (const [id, name, company, owner] of [
    [contacts.ann, 'Zora', companies.ann, ann],
    [contacts.cem, 'Yann', companies.cem, cem],
  ])
    await api.sql(
      'insert into contact (tenant_id, id, first_name, email, phone, company_id, owner_id) values ($1, $2, $3, $4, $5, $6, $7)',
      [...[tenantId, id, name, `${name}@person.test`.toLowerCase(), '123', company, owner]],
    );
  await api.sql(
    `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, $2, 'company', $3, 'erp', 'cem-1')`,
    [tenantId, newId(), companies.cem],
  );
  await api.sql(`insert into pipeline (tenant_id, id, name) values ($1, $2, 'Sales')`, [tenantId, pipeline]);
  await api.sql(`insert into stage (tenant_id, id, pipeline_id, name) values ($1, $2, $3, 'New')`, [
    tenantId,
    stage,
    pipeline,
  ]);

  const keys = new Map<string, Promise<string>>();

  /** A key with these rights; for Ann unless all is visible. */
  function keyWith(scopes: readonly string[], visibility: Visibility = 'all'): Promise<string> {
    const name = `${scopes.join()} ${visibility}`;
    const made =
      keys.get(name) ??
      createCaller(api.databaseUrl, tenantId, scopes, { visibility, userId: visibility === 'all' ? null : ann }).then(
        ({ key }) => key,
      );
    keys.set(name, made);
    return made;
  }

  async function ask(
    key: Promise<string>,
    document: string,
    variables: Variables = {},
    headers: Record<string, string> = {},
  ) {
    const { data, errors, text, status } = await api.query<never>(document, variables, { key: await key, headers });
    const refusals = errors.map(({ path, extensions: { code, scope } }) => [path?.join('.'), code, scope]);
    return { data: data as unknown, refusals, text, status };
  }

  return { api, tenantId, keyWith, ask };
}
