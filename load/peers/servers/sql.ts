// The ceiling: no GraphQL. One prepared statement an operation makes the whole JSON in PostgreSQL; its text is passed through.
import { createServer } from 'node:http';
import { createPool, port, tenantId } from './environment.ts';

const company = `
  select json_build_object('data', json_build_object('company', json_build_object(
    'id', c.id, 'name', c.name, 'industry', c.industry, 'country', c.country, 'employees', c.employees,
    'owner', case when u.id is not null then json_build_object('id', u.id, 'name', u.name, 'email', u.email) end
  )))::text as json
  from company c left join "user" u on u.tenant_id = c.tenant_id and u.id = c.owner_id
  where c.tenant_id = $1 and c.id = $2 and c.deleted_at is null`;

const companies = `
  select json_build_object('data', json_build_object('companies', json_build_object('nodes', coalesce(json_agg(
    json_build_object('id', c.id, 'name', c.name,
      'owner', case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end,
      'contacts', json_build_object('nodes', contacts.nodes), 'deals', json_build_object('nodes', deals.nodes)) order by c.id
  ), '[]'))))::text as json
  from (select * from company where tenant_id = $1 and deleted_at is null order by id limit 20) c
  left join "user" u on u.tenant_id = c.tenant_id and u.id = c.owner_id
  cross join lateral (
    select coalesce(json_agg(json_build_object('id', id, 'name', name, 'email', email, 'title', title) order by id), '[]') as nodes
    from (select * from contact where tenant_id = $1 and company_id = c.id and deleted_at is null order by id limit 5) x
  ) contacts
  cross join lateral (
    select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'closeDate', d.close_date,
      'amount', case when d.amount_minor is not null then json_build_object('minor', d.amount_minor, 'currency', d.amount_currency) end,
      'stage', json_build_object('id', s.id, 'name', s.name)) order by d.id), '[]') as nodes
    from (
      select * from deal where tenant_id = $1 and company_id = c.id and status = 'OPEN' and deleted_at is null order by id limit 10
    ) d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id
  ) deals`;

const contacts = `
  select json_build_object('data', json_build_object('companies', json_build_object('nodes', coalesce(json_agg(
    json_build_object('id', c.id, 'name', c.name, 'contacts', json_build_object('nodes', contacts.nodes)) order by c.id
  ), '[]'))))::text as json
  from (select * from company where tenant_id = $1 and deleted_at is null order by id limit 100) c
  cross join lateral (
    select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name, 'email', x.email,
      'owner', case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end) order by x.id), '[]') as nodes
    from (select * from contact where tenant_id = $1 and company_id = c.id and deleted_at is null order by id limit 10) x
    left join "user" u on u.tenant_id = x.tenant_id and u.id = x.owner_id
  ) contacts`;

const statements: Readonly<Record<string, string>> = { P1: company, P2: companies, P3: contacts };
const pool = createPool();

createServer(async (request, response) => {
  const [, name = '', id] = request.url!.split('/');
  const text = statements[name];
  if (!text) return response.writeHead(404).end();
  const result = await pool.query<{ json: string }>({ name, text, values: id ? [tenantId, id] : [tenantId] });
  const json = result.rows[0]?.json ?? '{"data":{"company":null}}';
  return response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) })
    .end(json);
}).listen(port, '127.0.0.1');
