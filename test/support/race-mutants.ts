// Mutants of what the database tells, of what an answer says that it depends on, and of the key under which it is kept.
import { hash } from 'node:crypto';
import type { Outcome } from '../../src/api/execute.ts';
import type { CacheRequest } from '../../src/cache/cache.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import { deletedNotJudged, skippedFrame } from './race-mutants-feed.ts';
import { everywhere, falsify, replace, type Sabotage } from './race-sabotage.ts';
import { aboutContacts } from './race-scene.ts';
import { idsOf, ours } from './values.ts';

const withoutTriggers: Sabotage = {
  name: 'a table without its capture triggers',
  focus: aboutContacts,
  async install(sql) {
    const { rows } = (await sql.query(
      `select tgname as name, pg_get_triggerdef(oid) as text from pg_trigger where tgrelid = 'contact'::regclass and tgname like 'capture%'`,
    )) as { rows: { name: string; text: string }[] };
    for (const { name } of rows) await sql.query(`drop trigger ${name} on contact`);
    return async () => {
      for (const { name, text } of rows) await sql.query(`${text}; alter table contact enable always trigger ${name}`);
    };
  },
};

/** The columns that changed are still named, with their new values: only what they were is lost. */
const withoutOldImage: Sabotage = {
  name: 'no old image of a changed row',
  // Rows that are counted and not shown: of those that are shown the id tells enough.
  focus: {
    table: 'contact',
    column: 'companyId',
    asks: idsOf('company').map((id) => `{ contacts(filter: { companyId: { eq: "${id}" } }) { totalCount } }`),
    writes: idsOf('contact').flatMap((id) =>
      idsOf('company').map(
        (to) => `update contact set company_id = '${to}' where tenant_id = '${ours}' and id = '${id}'`,
      ),
    ),
  },
  async install(sql) {
    await sql.query(`
      create function forget_before() returns trigger language plpgsql as $$
      begin
        new.before := case new.op when 'update' then
          (select jsonb_object_agg(key, new.after -> key) from jsonb_object_keys(new.before) key) end;
        return new;
      end $$;
      create trigger forget_before before insert on change for each row execute function forget_before();
      alter table change enable always trigger forget_before`);
    return async () => void (await sql.query('drop trigger forget_before on change; drop function forget_before()'));
  },
};

const withoutAbsentTags: Sabotage = {
  name: 'no tag for an id that was asked for and is not there',
  focus: {
    table: 'company',
    asks: idsOf('company').map((id) => `{ company(id: "${id}") { id name } }`),
    writes: idsOf('company').flatMap((id) => [
      `delete from company where tenant_id = '${ours}' and id = '${id}'`,
      `insert into company (tenant_id, id, name) values ('${ours}', '${id}', 'Alpha') on conflict do nothing`,
    ]),
  },
  async install(sql, nodes) {
    return falsify(nodes, async (answer, tenantId) => {
      const { reading } = answer.made as Outcome;
      if (!answer.reading || !reading) return answer;
      const rows = [...reading.tags].flatMap((tag) => {
        const [, table, id] = /^e\.(\w+)\.([0-9a-f-]{36})$/.exec(tag) ?? [];
        return table && id ? [{ tag, table, id }] : [];
      });
      const present = new Set<string>();
      for (const table of new Set(rows.map((row) => row.table))) {
        const ids = rows.filter((row) => row.table === table).map(({ id }) => id);
        const found = await sql.query(`select id from "${table}" where tenant_id = $1 and id = any($2)`, [
          tenantId,
          ids,
        ]);
        for (const { id } of found.rows as { id: string }[]) present.add(`e.${table}.${id}`);
      }
      const absent = new Set(rows.map(({ tag }) => tag).filter((tag) => !present.has(tag)));
      const tags = hashTags(
        tenantId,
        [...reading.tags].filter((tag) => !absent.has(tag)),
      );
      return { ...answer, reading: { ...answer.reading, tags } };
    });
  },
};

const withoutScope: Sabotage = {
  name: 'keys without the scope of the caller',
  focus: { table: 'company' },
  async install(_, nodes) {
    const keyOf = (text: string | null) => hash('sha256', String(text), 'base64url');
    const shared = (request: CacheRequest): CacheRequest => {
      const key = keyOf(request.text);
      return { ...request, key, personalKey: `${key} ${request.subject}`, scope: '' };
    };
    return everywhere(nodes, ({ cache }) =>
      replace(cache, ({ serve, find }) => ({
        serve: (request) => serve(shared(request)),
        find: (_scope, subject, text) => find('', subject, text),
      })),
    );
  },
};

const sparedTooMuch: Sabotage = {
  name: 'changes that are passed over though they are within the bounds of a list',
  focus: aboutContacts,
  async install(_, nodes) {
    const spares = { isSpared: () => true, bytes: 0 };
    return falsify(nodes, (answer) =>
      answer.reading ? { ...answer, reading: { ...answer.reading, spares } } : answer,
    );
  },
};

/** As if only the end of a snapshot counted: what was still in progress below it is taken for seen. */
const withoutOpen: Sabotage = {
  name: 'positions that do not know of transactions in progress',
  focus: aboutContacts,
  async install(_, nodes) {
    return falsify(nodes, (answer) => {
      if (!answer.reading) return answer;
      const { xmax } = answer.reading.position;
      return { ...answer, reading: { ...answer.reading, position: { xmin: xmax, xmax, xip: [] } } };
    });
  },
};

/** Those that the race must catch. */
export const mutants: readonly Sabotage[] = [
  withoutTriggers,
  withoutOldImage,
  withoutAbsentTags,
  withoutScope,
  withoutOpen,
  sparedTooMuch,
  skippedFrame,
  deletedNotJudged,
];
