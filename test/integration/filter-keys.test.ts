// Keys of custom fields in filters: one that the tenant has not defined is told, wherever the filter stands.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createCaller } from '../support/nodes.ts';
import { until } from '../support/until.ts';
import { done } from '../support/writes-api.ts';

let api: TestApi;
let pipelineId: string;

const define = (recordType: string, key: string) =>
  done(api, 'createCustomField', { input: { recordType, key, label: key, kind: 'TEXT' } });

beforeAll(async () => {
  api = await startApi();
  ({ id: pipelineId } = await done(api, 'createPipeline', { input: { name: 'Sales' } }));
  for (const key of ['region', 'tier']) await define('COMPANY', key);
  await define('DEAL', 'region');
  await done(api, 'createCompany', { input: { name: 'Acme', custom: { region: 'north' } } });
});
afterAll(() => api?.stop());

const by = (key: string) => ({ custom: [{ key, text: { eq: 'north' } }] });

describe('a key that is not defined is refused, with those that are,', () => {
  const company = /^Company has no custom field 'nope'; there are: region, tier\.$/;
  const deal = /^Deal has no custom field 'nope'; there are: region\.$/;
  it.each<[string, string, string, object, RegExp]>([
    ['in a page', 'companies(filter: $f) { nodes { name } }', 'CompanyFilter', by('nope'), company],
    ['in a count', 'companies(filter: $f) { totalCount }', 'CompanyFilter', by('nope'), company],
    ['in an estimate', 'companies(filter: $f) { totalCount(mode: ESTIMATE) }', 'CompanyFilter', by('nope'), company],
    [
      'below others',
      'users { nodes { companies(filter: $f) { nodes { id } } } }',
      'CompanyFilter',
      by('nope'),
      company,
    ],
    ['in an alternative', 'companies(filter: $f) { totalCount }', 'CompanyFilter', { or: [by('nope')] }, company],
    ['in what is not', 'companies(filter: $f) { totalCount }', 'CompanyFilter', { not: by('nope') }, company],
    ['of a relation', 'deals(filter: $f) { totalCount }', 'DealFilter', { company: by('nope') }, company],
    ['beside one that is', 'deals(filter: $f) { totalCount }', 'DealFilter', { and: [by('region'), by('nope')] }, deal],
    ['without a comparison', 'deals(filter: $f) { totalCount }', 'DealFilter', { custom: [{ key: 'nope' }] }, deal],
    ['in totals of deals', 'dealTotals(groupBy: [OWNER], filter: $f) { count }', 'DealFilter', by('nope'), deal],
    ['in totals', 'companyTotals(groupBy: [OWNER], filter: $f) { count }', 'CompanyFilter', by('nope'), company],
    ['in a report', 'pipelineReport(pipelineId: "P", filter: $f) { count }', 'DealFilter', by('nope'), deal],
  ])('%s', async (_, field, type, f, message) => {
    await done(api, 'createUser', { input: { name: 'Ann', email: `${Math.random()}@example.com` } });
    const { errors } = await api.query(`query ($f: ${type}) { ${field.replace('"P"', `"${pipelineId}"`)} }`, { f });
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT', field: 'custom.nope' },
    });
  });

  it('cut short if it is longer than any', async () => {
    const { errors } = await api.query('query ($f: DealFilter) { deals(filter: $f) { totalCount } }', {
      f: by('x'.repeat(10_000)),
    });
    expect(errors[0]!.message.length).toBeLessThan(150);
  });
});

describe('where changes are told, too:', () => {
  const f = by('nope');
  const subscription = 'subscription ($f: CompanyFilter) { companyChanged(filter: $f) { id } }';
  const refusal = "Company has no custom field 'nope'; there are: region, tier.";

  it('a stream', async () => {
    const headers = { authorization: `Bearer ${api.tenants[0].key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription, variables: { f } }),
    });
    expect(await answer.text()).toContain(JSON.stringify(refusal));
  });

  it('a webhook, when its filter is written', async () => {
    const make = (variables: object) =>
      api.query(
        'mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { endpoint { id } } }',
        {
          input: { url: 'https://example.com/hook', subscription, variables },
        },
      );
    expect((await make({ f })).errors[0]).toMatchObject({ message: refusal, extensions: { code: 'BAD_USER_INPUT' } });
    expect((await make({ f: by('region') })).errors).toEqual([]);
  });
});

const count = 'query ($f: CompanyFilter) { companies(filter: $f) { totalCount } }';

it('a key of another entity, or of another tenant, is none of these', async () => {
  expect((await api.query(count, { f: by('region') })).data).toEqual({ companies: { totalCount: 1 } });
  const others = await api.query(count, { f: by('region') }, { key: api.tenants[1].key });
  expect(others.errors[0]!.message).toBe("Company has no custom field 'region'; there are: none.");
  const deals = await api.query('query ($f: DealFilter) { deals(filter: $f) { totalCount } }', { f: by('tier') });
  expect(deals.errors[0]!.message).toBe("Deal has no custom field 'tier'; there are: region.");
});

it('who reads the records needs no scope for their definitions', async () => {
  const { key } = await createCaller(api.databaseUrl, api.tenants[0].id, ['companies:read']);
  expect((await api.query(count, { f: by('region') }, { key })).data).toEqual({ companies: { totalCount: 1 } });
  expect((await api.query(count, { f: by('nope') }, { key })).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

it('an answer that is kept ends with the definition, and comes back with it', async () => {
  const { id } = await define('COMPANY', 'segment');
  const ask = () => api.query(count, { f: by('segment') }, { headers: { 'x-clientele-consistency': 'eventual' } });
  await until(async () => (await ask()).headers.get('cache-status') === 'clientele; hit');
  await api.sql('update custom_field set deleted_at = now() where id = $1', [id]);
  await until(async () => (await ask()).errors.length > 0);
  await api.sql('update custom_field set deleted_at = null where id = $1', [id]);
  await until(async () => (await ask()).errors.length === 0);
});
