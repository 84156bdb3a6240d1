// The SQL of `clientele seed`: one insert … select a table, so that rows are made where they are kept.
// Every value is a function of the seed key and a row number, by md5, which no version of PostgreSQL will ever change:
// the same seed gives the same rows, and ids sort as created_at does.
import pg from 'pg';
import * as words from './seed-words.ts';

/** A word list as an SQL array. */
const list = (values: readonly string[]) => `array[${values.map((value) => pg.escapeLiteral(value)).join(',')}]`;

/** The seeded world ends here: fixed, so that it is the same world on every day, and past, so that new ids sort behind. */
const endOfWorld = '2026-01-01T00:00:00Z';
const endMs = Date.parse(endOfWorld);
const spanMs = 2 * 365 * 86_400_000;
export const startOfWorldMs = endMs - spanMs;

/**
 * Temporary functions of the seeding session.
 * `chance(hash, place, n)`: 0 to n - 1. Places 0 to 27 overlap, but each ends on digits of its own: what they choose is independent.
 */
export const functions = `
create or replace function pg_temp.chance(hash text, place int, n int) returns int language sql immutable parallel safe
  return ('x' || substr(hash, place * 2 + 1, 7))::bit(28)::int % n;

create or replace function pg_temp.id_at(ms bigint, hash text) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(ms), 12, '0') || '7' || substr(hash, 58, 3) || '8' || substr(hash, 43, 15))::uuid;

-- n rows in the order of their creation, spread evenly from \`since\` (0 to 100 % of the world's time) to its end.
create or replace function pg_temp.rows(key text, n int, since int) returns table (i int, id uuid, at timestamptz, hash text)
language sql stable as $$
  select i, pg_temp.id_at(ms, hash), to_timestamp(ms / 1000.0), hash from (
    select i, hash, start + span * (i - 1) / greatest(n, 1) + pg_temp.chance(hash, 27, least(greatest(span / greatest(n, 1), 1), 2147483647)::int) as ms
    from (select i, md5(key || ':' || i) || md5(i || ':' || key) as hash from generate_series(1, n) i offset 0) h,
         (select ${startOfWorldMs} + ${spanMs} / 100 * since as start, ${spanMs} / 100 * (100 - since) as span) t
    offset 0) r
$$;`;

/** One of the words of a list, by chance. */
const oneOf = (values: readonly string[], place: number) => `(${list(values)})[1 + ${chance(values.length, place)}]`;
const chance = (n: number | string, place: number) => `pg_temp.chance(r.hash, ${place}, ${n})`;
/** True for `percent` of the rows. */
const often = (percent: number, place: number) => `${chance(100, place)} < ${percent}`;
/** The ids of a table in the order of creation, as a column of the CTE `ids`: read once for each statement. */
const idsOf = (table: string, where = '') =>
  `(select array_agg(id order by id) from ${table} where tenant_id = $1 ${where}) as ${table.replaceAll('"', '')}_ids`;
const oneId = (column: string, place: number) => `${column}[1 + ${chance(`cardinality(${column})`, place)}]`;
/** Some rows were never touched again; the others were, at any time since. */
const updatedAt = (place: number) =>
  `case when ${often(40, place)} then r.at else r.at + (timestamptz '${endOfWorld}' - r.at) * (${chance(1000, place)} / 1000.0) end`;
/** Seven of ten in dollars. */
const currency = (place: number) =>
  `(array['USD','USD','USD','USD','USD','USD','USD','EUR','EUR','GBP'])[1 + ${chance(10, place)}]`;
const rows = (table: string, n: string | number, since = 0) =>
  `pg_temp.rows($2::text || ':${table}', ${n}, ${since}) r`;

export interface Step {
  readonly table: string;
  /** `$1` the tenant, `$2` the key of its randomness, `$3` how many rows. */
  readonly text: string;
  /** Which number of the command line is `$3`; none where the statement knows for itself. */
  readonly rows?: 'companies' | 'contacts' | 'deals' | 'activities';
}

/** In the order in which rows need each other. */
export const steps: readonly Step[] = [
  {
    table: 'team',
    text: `insert into team (tenant_id, id, name, region, created_at, updated_at)
      select $1, r.id, region || ' team', region, r.at, r.at
      from ${rows('team', words.regions.length)}, lateral (select (${list(words.regions)})[r.i] as region) w`,
  },
  {
    // 20 of them; the first of each team leads it, some are in none.
    table: 'user',
    text: `with ids as (select ${idsOf('team')})
      insert into "user" (tenant_id, id, name, email, title, team_id, created_at, updated_at)
      select $1, r.id, ${oneOf(words.firstNames, 0)} || ' ' || ${oneOf(words.lastNames, 1)}, 'user' || r.i || '@crm.example',
        case when r.i <= 4 then 'Team Lead' when ${often(80, 2)} then 'Account Executive' end,
        case when r.i <= 4 or ${often(90, 3)} then team_ids[1 + r.i % 4] end, r.at, r.at
      from ids cross join ${rows('user', 20)}`,
  },
  {
    table: 'user',
    text: `update "user" u set manager_id = lead.id
      from (select distinct on (team_id) team_id, id from "user" where tenant_id = $1 and team_id is not null order by team_id, id) lead
      where u.tenant_id = $1 and u.team_id = lead.team_id and u.id <> lead.id`,
  },
  {
    table: 'product',
    text: `insert into product (tenant_id, id, name, sku, series, price_minor, price_currency, active, created_at, updated_at)
      select $1, r.id, name, 'SKU-' || lpad(r.i::text, 4, '0'), split_part(name, ' ', 1), (1 + ${chance(500, 0)}) * 9900, 'USD',
        r.i <> 5, r.at, ${updatedAt(1)}
      from ${rows('product', words.productNames.length)}, lateral (select (${list(words.productNames)})[r.i] as name) w`,
  },
  {
    table: 'pipeline',
    text: `insert into pipeline (tenant_id, id, name, position, created_at, updated_at)
      select $1, r.id, (array['Sales', 'Renewals'])[r.i], r.i - 1, r.at, r.at from ${rows('pipeline', 2)}`,
  },
  {
    // Five for each pipeline in the order of their ids: a deal's stage is number 5 × pipeline + place.
    table: 'stage',
    text: `with ids as (select ${idsOf('pipeline')})
      insert into stage (tenant_id, id, pipeline_id, name, position, status, probability, created_at, updated_at)
      select $1, r.id, pipeline_ids[1 + (r.i - 1) / 5],
        (array['Prospecting', 'Engaging', 'Negotiating', 'Won', 'Lost', 'Due', 'Contacted', 'Offered', 'Renewed', 'Cancelled'])[r.i],
        (r.i - 1) % 5, (array['OPEN', 'OPEN', 'OPEN', 'WON', 'LOST'])[1 + (r.i - 1) % 5],
        (array[10, 35, 70, 100, 0, 30, 60, 80, 100, 0])[r.i], r.at, r.at
      from ids cross join ${rows('stage', 10)}`,
  },
  {
    // Every twelfth belongs to one of the older companies: groups, never circles.
    table: 'company',
    rows: 'companies',
    text: `with ids as (select ${idsOf('"user"')}, (select array_agg(r.id order by r.i) from ${rows('company', '$3::int')}) as company_ids)
      insert into company (tenant_id, id, version, name, domain, website, industry, employees, annual_revenue_minor,
        annual_revenue_currency, founded_year, country, city, phone, description, parent_id, owner_id, custom, created_at, updated_at)
      select $1, r.id, 1 + ${chance(4, 0)}, root || ' ' || noun || ${oneOf(words.legalForms, 1)}, domain,
        case when ${often(70, 2)} then 'https://www.' || domain end,
        case when ${often(92, 3)} then ${oneOf(words.industries, 4)} end, employees,
        case when ${often(75, 5)} then employees * (5000000 + ${chance(30, 6)} * 1000000)::bigint end,
        case when ${often(75, 5)} and employees is not null then ${currency(7)} end,
        case when ${often(85, 8)} then 2024 - ${chance(60, 9)} * ${chance(60, 10)} / 24 end,
        split_part(city, '|', 2), case when ${often(95, 11)} then split_part(city, '|', 1) end,
        case when ${often(60, 12)} then '+1 555 ' || lpad(${chance(10_000_000, 12)}::text, 7, '0') end,
        case when ${often(30, 13)} then ${oneOf(words.sentences, 14)} end,
        case when r.i > 10 and ${chance(12, 15)} = 0 then company_ids[1 + ${chance('(r.i - 1) / 10', 16)}] end,
        case when ${often(95, 17)} then ${oneId('user_ids', 18)} end,
        case when ${often(70, 19)} then '{}' else jsonb_build_object(
          'tier', (array['Gold', 'Silver', 'Bronze'])[1 + ${chance(3, 20)}], 'nps', ${chance(101, 21)},
          'isPartner', ${often(20, 22)}, 'renewalDate', (date '2026-01-01' + ${chance(365, 23)})::text) end,
        r.at, ${updatedAt(24)}
      from ids cross join ${rows('company', '$3::int')},
        lateral (select ${oneOf(words.companyRoots, 25)} as root, ${oneOf(words.companyNouns, 26)} as noun, ${oneOf(words.cities, 0)} as city,
          case when ${often(88, 2)} then 1 + ${chance(100, 1)} * ${chance(100, 4)} * ${chance(100, 6)} / 100 end as employees) w,
        lateral (select case when ${often(90, 8)} then regexp_replace(translate(lower(root || '-' || noun), 'äéöøüåñç ', 'aeooua'),
          '[^a-z-]', '', 'g') || '-' || r.i || '.example' end as domain) d`,
  },
  {
    // The first 100 companies have at least 10 contacts each, whatever the numbers (benchmarks walk them); the others 3 and
    // some by chance. A prime stride spreads the contacts of one company over the table.
    table: 'contact',
    rows: 'contacts',
    text: `with ids as materialized (select ${idsOf('"user"')}, ${idsOf('company')})
      insert into contact (tenant_id, id, version, first_name, last_name, email, phone, title, city, country, company_id, owner_id,
        custom, created_at, updated_at)
      select $1, r.id, 1 + ${chance(3, 0)}, first, last,
        case when first is null or ${often(88, 1)} then regexp_replace(translate(lower(coalesce(first || '.', '') || last),
          'äéëèïîçöøüåñíúáóčłńźžşğıšý ', 'aeeeiicoouaniuaoclnzzsgisy'), '[^a-z.]', '', 'g') || r.i || '@'
          || coalesce(c.domain, 'post.example') end,
        case when ${often(55, 2)} then '+1 555 ' || lpad(${chance(10_000_000, 2)}::text, 7, '0') end,
        case when ${often(80, 3)} then ${oneOf(words.jobTitles, 4)} end,
        case when ${often(70, 5)} then c.city end, case when ${often(70, 5)} then c.country end, c.id,
        case when ${often(60, 6)} then c.owner_id when ${often(90, 7)} then ${oneId('user_ids', 8)} end,
        case when ${often(85, 9)} then '{}' else jsonb_build_object('newsletter', ${often(50, 10)}) end, r.at, ${updatedAt(11)}
      from ids cross join ${rows('contact', '$3::int')}
        cross join lateral (select case when ${often(96, 12)} then ${oneOf(words.firstNames, 13)} end as first,
          ${oneOf(words.lastNames, 14)} as last, cardinality(company_ids) as companies,
          ((r.i - 1) * (case when $3::int % 7919 = 0 then 7907 else 7919 end)::bigint % greatest($3::int, 1))::int as slot) w
        cross join lateral (select slot - 10 * least(100, companies) as later) s
        left join company c on c.tenant_id = $1 and c.id = case
          when later < 0 then company_ids[1 + slot % least(100, companies)]
          when later < 3 * companies then company_ids[1 + later % companies]
          when ${often(95, 15)} then ${oneId('company_ids', 16)} end`,
  },
  {
    // Half of them open. Amounts are products of three chances: many small ones, few large.
    table: 'deal',
    rows: 'deals',
    text: `with ids as materialized (select ${idsOf('"user"')}, ${idsOf('company')}, ${idsOf('product')}, ${idsOf('pipeline')}, ${idsOf('stage')})
      insert into deal (tenant_id, id, version, name, company_id, owner_id, product_id, pipeline_id, stage_id, status, amount_minor,
        amount_currency, opened_on, close_date, description, custom, created_at, updated_at)
      select $1, r.id, 1 + ${chance(5, 0)}, coalesce(c.name || ': ', '') || ${oneOf(words.dealNouns, 1)}, c.id,
        case when ${often(70, 2)} then c.owner_id when ${often(90, 3)} then ${oneId('user_ids', 4)} end,
        case when ${often(85, 5)} then ${oneId('product_ids', 6)} end, pipeline_ids[1 + pipeline], stage_ids[1 + pipeline * 5 + place],
        (array['OPEN', 'OPEN', 'OPEN', 'WON', 'LOST'])[1 + place],
        case when ${often(94, 7)} then 50000 + ${chance(100, 8)} * ${chance(100, 9)} * ${chance(100, 10)}::bigint * 15 end,
        case when ${often(94, 7)} then ${currency(11)} end, r.at::date,
        case when place > 2 then least(r.at::date + 5 + ${chance(180, 12)}, date '${endOfWorld}' - 1)
             when ${often(85, 13)} then date '${endOfWorld}' - 30 + ${chance(300, 12)} end,
        case when ${often(40, 14)} then ${oneOf(words.sentences, 15)} end,
        case when ${often(75, 16)} then '{}' else jsonb_build_object('discountPercent', ${chance(30, 17)}) end, r.at, ${updatedAt(18)}
      from ids cross join ${rows('deal', '$3::int', 30)}
        cross join lateral (select (${chance(100, 19)} / 75) as pipeline,
          case when ${often(50, 20)} then ${chance(3, 21)} when ${often(60, 22)} then 3 else 4 end as place) w
        left join company c on c.tenant_id = $1 and c.id = case when ${often(96, 23)} then ${oneId('company_ids', 24)} end`,
  },
  {
    // One or two people of the deal's company.
    table: 'deal_contact',
    text: `with c as (select id, company_id, row_number() over (partition by company_id order by id) as place,
          count(*) over (partition by company_id) as contacts from contact where tenant_id = $1 and company_id is not null)
      insert into deal_contact (tenant_id, id, deal_id, contact_id, role, created_at)
      select $1, pg_temp.id_at((extract(epoch from d.created_at) * 1000)::bigint, r.hash), d.id, c.id,
        case when ${often(70, 0)} then (array['Decision maker', 'Buyer', 'Technical contact', 'Champion'])[1 + ${chance(4, 1)}] end, d.created_at
      from deal d
        cross join generate_series(0, 1) nth
        cross join lateral (select md5(d.id || ':contact') || md5(nth || ':' || d.id) as hash offset 0) r
        join c on c.company_id = d.company_id and c.place = 1 + (${chance(1_000_000, 3)} + nth) % c.contacts
      where d.tenant_id = $1 and (nth = 0 or c.contacts > 1 and ${often(40, 2)})`,
  },
  {
    // About deals, contacts and companies; tasks are due, notes and e-mails are simply done.
    table: 'activity',
    rows: 'activities',
    text: `with ids as materialized (select ${idsOf('"user"')}, ${idsOf('company')}, ${idsOf('contact')}, ${idsOf('deal')})
      insert into activity (tenant_id, id, kind, subject, body, about_type, about_id, owner_id, due_at, done_at, created_at, updated_at)
      select $1, r.id, kind, ${oneOf(words.subjects, 0)}, case when ${often(50, 1)} then ${oneOf(words.sentences, 2)} end,
        case when about_id is not null then about_type end, about_id, case when ${often(97, 3)} then ${oneId('user_ids', 4)} end, due_at,
        case when kind in ('NOTE', 'EMAIL') then r.at when ${often(70, 5)} then coalesce(due_at, r.at) end, r.at, r.at
      from ids cross join ${rows('activity', '$3::int', 30)},
        lateral (select (array['EMAIL', 'EMAIL', 'EMAIL', 'CALL', 'CALL', 'NOTE', 'NOTE', 'TASK', 'TASK', 'MEETING'])[1 + ${chance(10, 6)}] as kind,
          (array['deal', 'deal', 'contact', 'contact', 'company', null])[1 + ${chance(6, 7)}] as about_type) w,
        lateral (select case about_type when 'deal' then ${oneId('deal_ids', 8)} when 'contact' then ${oneId('contact_ids', 9)}
            when 'company' then ${oneId('company_ids', 10)} end as about_id,
          case when kind = 'TASK' or kind in ('CALL', 'MEETING') and ${often(60, 11)} then
            date_trunc('hour', r.at) + make_interval(hours => 1 + ${chance(480, 12)}) end as due_at) a`,
  },
  {
    table: 'tag',
    text: `insert into tag (tenant_id, id, name, color, created_at, updated_at)
      select $1, r.id, (${list(words.tagNames)})[r.i], case when ${often(80, 0)} then '#' || substr(r.hash, 1, 6) end, r.at, r.at
      from ${rows('tag', words.tagNames.length)}`,
  },
  {
    // Every third company, every tenth contact, every sixth deal; of these, every third has two tags.
    table: 'tagging',
    text: `with ids as materialized (select ${idsOf('tag')}), record as (
        select 'company' as type, id, 33 as percent from company where tenant_id = $1
        union all select 'contact', id, 10 from contact where tenant_id = $1
        union all select 'deal', id, 16 from deal where tenant_id = $1)
      insert into tagging (tenant_id, id, tag_id, record_type, record_id, created_at)
      select $1, pg_temp.id_at(${endMs}, r.hash), tag_ids[1 + (${chance('cardinality(tag_ids)', 0)} + nth) % cardinality(tag_ids)],
        record.type, record.id, timestamptz '${endOfWorld}'
      from ids cross join record cross join generate_series(0, 1) nth
        cross join lateral (select md5(record.id || ':tag') || md5(nth || ':' || record.id) as hash offset 0) r
      where ${chance(100, 1)} < record.percent and (nth = 0 or ${chance(3, 2)} = 0)`,
  },
  {
    table: 'custom_field',
    text: `insert into custom_field (tenant_id, id, record_type, key, label, kind, options, position, created_at, updated_at)
      select $1, r.id, f.type, f.key, f.label, f.kind, f.options, r.i, r.at, r.at
      from ${rows('custom_field', 6)} join (values
        (1, 'company', 'tier', 'Tier', 'SELECT', array['Gold', 'Silver', 'Bronze']), (2, 'company', 'nps', 'NPS', 'NUMBER', '{}'),
        (3, 'company', 'isPartner', 'Is a partner', 'BOOLEAN', '{}'), (4, 'company', 'renewalDate', 'Renewal', 'DATE', '{}'),
        (5, 'contact', 'newsletter', 'Newsletter', 'BOOLEAN', '{}'), (6, 'deal', 'discountPercent', 'Discount in percent', 'NUMBER', '{}')
      ) f (i, type, key, label, kind, options) using (i)`,
  },
  {
    table: 'external_id',
    text: `insert into external_id (tenant_id, id, record_type, record_id, source, external_id, created_at)
      select $1, pg_temp.id_at(${endMs}, r.hash), 'company', record.id, 'erp', 'C-' || lpad(record.i::text, 6, '0'), timestamptz '${endOfWorld}'
      from (select id, row_number() over (order by id) as i from company where tenant_id = $1) record
        cross join lateral (select md5(record.id || ':erp') || md5('erp:' || record.id) as hash offset 0) r
      where ${often(60, 0)}`,
  },
];

/** The tables that the steps fill, as SQL names. */
export const seededTables = [...new Set(steps.map((step) => pg.escapeIdentifier(step.table)))];
