// Tenant isolation as PostgreSQL's catalogue tells it: every rule that a new migration could forget, as a list of problems.
// Named exceptions carry their reason; an exception that no longer applies is a problem too.

import {
  definers,
  growing,
  policiesOf,
  readOnly,
  relayed,
  searched,
  tenantPolicy,
  uncaptured,
  unchanging,
  untenanted,
  visibilityPolicy,
  widerIndexes,
  worked,
} from './catalogue-exceptions.ts';

type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

const tables = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' and c.relkind in ('r', 'p')`;

export async function catalogueProblems(sql: Sql): Promise<string[]> {
  const problems: string[] = [];
  for (const check of [
    rowSecurity,
    policies,
    keys,
    triggers,
    images,
    partitions,
    privileges,
    roles,
    searches,
    bypasses,
  ])
    problems.push(...(await check(sql)));
  return problems;
}

async function rowSecurity(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; owner: string; enabled: boolean; forced: boolean; tenanted: boolean }>(
    `select c.relname as name, c.relowner::regrole::text as owner, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and not a.attisdropped) as tenanted
     from ${tables}`,
  );
  return rows.flatMap(({ name, owner, enabled, forced, tenanted }) => {
    return [
      ...(tenanted || untenanted.has(name) ? [] : [`${name}: has no tenant_id`]),
      ...(tenanted && !enabled ? [`${name}: row-level security is off`] : []),
      ...(tenanted && !forced ? [`${name}: row-level security does not hold for its owner`] : []),
      ...(tenanted && owner !== 'clientele_owner' ? [`${name}: belongs to ${owner}`] : []),
    ];
  });
}

async function policies(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; policies: string[]; isOwned: boolean }>(
    `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'owner_id') as "isOwned", array_remove(array_agg(p.policyname || ': ' || case p.permissive when 'PERMISSIVE' then '' else 'RESTRICTIVE ' end
         || 'for ' || p.cmd || ' to ' || case p.roles when '{public}' then 'PUBLIC' else array_to_string(p.roles, ' ') end
         || ' using ' || coalesce(p.qual, 'null') || ' check ' || coalesce(p.with_check, 'null') order by p.policyname), null) as policies
     from ${tables} left join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname group by 1, c.oid`,
  );
  return rows.flatMap(({ name, policies: found, isOwned }) => {
    const usual = isOwned ? [tenantPolicy, visibilityPolicy] : [tenantPolicy];
    const expected = policiesOf[name] ?? (untenanted.has(name) ? [] : usual);
    return JSON.stringify(found) === JSON.stringify(expected)
      ? []
      : [`${name}: has the policies [${found.join('; ')}], not [${expected.join('; ')}]`];
  });
}

async function keys(sql: Sql): Promise<string[]> {
  const indexes = await sql<{ name: string; first: string | null }>(
    `select i.indexrelid::regclass::text as name, a.attname as first from ${tables} join pg_index i on i.indrelid = c.oid
     left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]`,
  );
  const foreign = await sql<{ name: string; from: string; to: string }>(
    `select c.relname || '.' || k.conname as name, a.attname as from, b.attname as to from ${tables} join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]`,
  );
  const names = new Set(indexes.map((index) => index.name));
  return [
    ...indexes
      .filter(({ name, first }) => first !== 'tenant_id' && !widerIndexes.has(name))
      .map(({ name, first }) => `${name}: starts with ${first}`),
    ...[...widerIndexes].filter((name) => !names.has(name)).map((name) => `${name}: is an exception and is not there`),
    ...foreign
      .filter(({ from, to }) => from !== 'tenant_id' || (to !== 'tenant_id' && to !== 'id'))
      .map(({ name, from, to }) => `${name}: refers from ${from} to ${to}`),
    ...foreign
      .filter(({ name, to }) => to === 'id' && !name.endsWith('_tenant_id_fkey'))
      .map(({ name }) => `${name}: refers to an id of any tenant`),
  ];
}

const capture = ['capture_delete A', 'capture_insert A', 'capture_truncate A', 'capture_update A'].join();

async function triggers(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; triggers: string }>(
    `select c.relname as name, coalesce(string_agg(t.tgname || ' ' || t.tgenabled::text, ',' order by t.tgname), '') as triggers
     from ${tables} left join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal group by 1`,
  );
  return rows.flatMap(({ name, triggers: found }) => {
    const expected = uncaptured.has(name) ? '' : capture;
    return found === expected ? [] : [`${name}: has the triggers [${found}], not [${expected}]`];
  });
}

/** The capture compares old and new values as text, and only `custom` as what it is: in a column of any JSON, '"5"' and '5' look alike. */
async function images(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; column: string }>(
    `select c.relname as name, a.attname as column from ${tables} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     join pg_type t on t.oid = a.atttypid where 'json' = any (array[t.typname, t.typbasetype::regtype::text]) or 'jsonb' = any (array[t.typname, t.typbasetype::regtype::text])`,
  );
  return rows
    .filter(({ name, column }) => !uncaptured.has(name) && !growing.has(name) && column !== 'custom') // what never changes is not compared
    .map(({ name, column }) => `${name}: ${column} is of any JSON and not called custom`);
}

/** Nobody reads a partition but through its table, whose policies do not hold for it. */
async function partitions(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; enabled: boolean; owner: string; acl: string | null; policies: number }>(
    `select c.oid::regclass::text as name, c.relrowsecurity as enabled, c.relowner::regrole::text as owner,
       (select string_agg(g.grantee::text, ' ') from aclexplode(c.relacl) g where g.grantee <> c.relowner) as acl,
       (select count(*)::int from pg_policy where polrelid = c.oid) as policies
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'change'::regclass`,
  );
  return rows
    .filter(({ enabled, owner, acl, policies }) => !enabled || owner !== 'clientele_owner' || acl || policies > 0)
    .map(({ name }) => `${name}: can be read past the change table`);
}

async function privileges(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string; grantee: string; privileges: string }>(
    `select c.relname as name, case g.grantee when 0 then 'PUBLIC' else g.grantee::regrole::text end as grantee, string_agg(g.privilege_type, ' ' order by g.privilege_type) as privileges
     from ${tables} cross join lateral aclexplode(c.relacl) g where g.grantee <> c.relowner group by 1, 2`,
  );
  return rows.flatMap(({ name, grantee, privileges: found }) => {
    if (grantee === 'clientele_relay' && relayed.has(name) && found === 'SELECT') return [];
    if (grantee === 'clientele_worker' && worked[name] === found) return [];
    if (grantee !== 'clientele_app') return [`${name}: ${grantee} may ${found}`];
    const expected = readOnly.has(name)
      ? 'SELECT'
      : unchanging.has(name)
        ? 'DELETE INSERT SELECT'
        : growing.has(name)
          ? 'INSERT SELECT'
          : 'DELETE INSERT SELECT UPDATE';
    return found === expected ? [] : [`${name}: the app may ${found}, not ${expected}`];
  });
}

const ours = `'clientele_app', 'clientele_owner', 'clientele_relay', 'clientele_search', 'clientele_worker'`;

async function roles(sql: Sql): Promise<string[]> {
  const attributes = await sql<{ name: string }>(
    `select rolname as name from pg_roles where rolname in (${ours})
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin)`,
  );
  const members = await sql<{ name: string; of: string }>(
    `select member::regrole::text as name, roleid::regrole::text as of from pg_auth_members where member::regrole::text in (${ours})`,
  );
  const owned = await sql<{ name: string; what: string }>(
    `select r.rolname as name, pg_describe_object(classid, objid, objsubid) as what from pg_shdepend d join pg_roles r on r.oid = d.refobjid
     where r.rolname in ('clientele_app', 'clientele_relay') and d.deptype = 'o' and d.dbid in (0, (select oid from pg_database where datname = current_database()))`,
  );
  return [
    ...attributes.map(({ name }) => `${name}: has a right that goes past row-level security, or may log in`),
    ...members.map(({ name, of }) => `${name}: is a member of ${of}`),
    ...owned.map(({ name, what }) => `${name}: owns ${what}`),
  ];
}

/** The views of clientele_search see one tenant by their own words, and that role sees nothing else. */
async function searches(sql: Sql): Promise<string[]> {
  const grants = await sql<{ name: string; grantee: string; columns: string }>(
    `select c.relname as name, g.grantee::regrole::text as grantee, string_agg(distinct a.attname || case g.privilege_type when 'SELECT' then '' else ' ' || g.privilege_type end, ' ') as columns
     from ${tables} join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) g group by 1, 2`,
  );
  const views = await sql<{ name: string; definition: string }>(
    `select viewname as name, definition from pg_views where schemaname = 'public' and viewowner = 'clientele_search'`,
  );
  // Before PostgreSQL 16 a view names the table of each column.
  const isConfined = (definition: string) =>
    /WHERE \(\((?:\w+\.)?tenant_id = \( SELECT current_tenant\(\) AS current_tenant\)\) AND [^()]*\([^()]*\) AND \(\( SELECT sees_all_owners\(\) AS sees_all_owners\) OR \((?:\w+\.)?owner_id = ANY \(\( SELECT visible_owners\(\) AS visible_owners\)::uuid\[\]\)\)\)\);$/.test(
      definition.trim(),
    );
  return [
    ...grants
      .filter(({ name, grantee, columns }) => grantee !== 'clientele_search' || columns !== searched[name])
      .map(({ name, grantee, columns }) => `${name}: ${grantee} may read ${columns}`),
    ...views
      .filter(({ definition }) => !isConfined(definition))
      .map(({ name }) => `${name}: does not confine itself to the tenant and what the viewer sees`),
  ];
}

/** Ways around the policies: views run with their owner's rights, materialised views have no policies, definers are the owner. */
async function bypasses(sql: Sql): Promise<string[]> {
  const views = await sql<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and (relkind = 'm' or relkind = 'v' and relowner::regrole::text <> 'clientele_search' and not coalesce('security_invoker=true' = any(reloptions) or 'security_invoker=on' = any(reloptions), false))`,
  );
  const functions = await sql<{ name: string; path: string | null }>(
    `select p.proname as name, (select s from unnest(p.proconfig) s where s like 'search_path=%') as path from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prosecdef`,
  );
  return [
    ...views.map(({ name }) => `${name}: is a view that does not ask as its caller`),
    ...functions.filter(({ name }) => !definers.has(name)).map(({ name }) => `${name}(): runs with its owner's rights`),
    ...functions
      .filter(({ path }) => path !== 'search_path=pg_catalog, public, pg_temp')
      .map(({ name, path }) => `${name}(): looks names up in ${path}`),
  ];
}
