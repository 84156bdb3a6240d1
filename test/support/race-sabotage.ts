// Mutants of the whole system: each takes one thing away that docs/coherence.md relies on, in the database or around a node's
// parts. The race (or the history) must catch every one of them, or it proves nothing.
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '../../src/api/execute.ts';
import type { CacheRequest } from '../../src/cache/cache.ts';
import type { Answer } from '../../src/cache/entry.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import type { TableFrame, TableReset } from '../../src/cache/tag-table.ts';
import type { Node } from './nodes.ts';
import type { Focus } from './race.ts';
import { idsOf, ours } from './values.ts';

type Sql = { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

export interface Sabotage {
  readonly name: string;
  /** What the scene is about, so that it does not take for ever. */
  readonly focus: Focus;
  /** Answers how to undo it. */
  readonly install: (sql: Sql, nodes: readonly Node[]) => Promise<() => Promise<void>>;
}

/** Replaces methods of a part for a while. */
function replace<Part extends object>(part: Part, methods: (original: Part) => Partial<Part>): () => void {
  const original = { ...part };
  Object.assign(part, methods(original));
  return () => void Object.assign(part, original);
}

const everywhere = (nodes: readonly Node[], install: (node: Node) => () => void) => {
  const undo = nodes.map(install);
  return async () => {
    for (const each of undo) each();
  };
};

/** Changes what executions answer. Questions outlive the requests that asked them, so each asks whether it is still meant. */
function falsify(nodes: readonly Node[], change: (answer: Answer, tenantId: string) => Answer | Promise<Answer>) {
  let isOn = true;
  const run = async (request: CacheRequest) => {
    const answer = await request.run();
    return isOn ? change(answer, request.tenantId) : answer;
  };
  const undo = everywhere(nodes, ({ cache }) =>
    replace(cache, ({ serve }) => ({ serve: (request) => serve({ ...request, run: () => run(request) }) })),
  );
  return async () => {
    isOn = false;
    await undo();
  };
}

const withoutTriggers: Sabotage = {
  name: 'a table without its capture triggers',
  focus: { table: 'contact' },
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

const skippedFrame: Sabotage = {
  name: 'a relay that skips frames',
  focus: { table: 'contact' },
  async install(_, nodes) {
    return everywhere(nodes, ({ cache }) => {
      let frames = 0;
      return replace(cache.table, ({ apply }) => ({
        apply(frame: TableFrame) {
          const isSkipped = frame.invalidations.length > 0 && ++frames % 2 === 0;
          return apply(isSkipped ? { ...frame, invalidations: [] } : frame);
        },
      }));
    });
  },
};

/**
 * What everybody else does: forget what a change touches, and keep whatever is stored later. Answers take a little longer than usual
 * from the database into memory, so that it does not take for ever.
 */
const deletedNotJudged: Sabotage = {
  name: 'entries that are deleted when a change comes, and not judged when they are served',
  focus: { table: 'contact' },
  async install(_, nodes) {
    const hurry = await falsify(nodes, async (answer) => {
      await pause(15);
      return answer;
    });
    const undo = everywhere(nodes, ({ cache }) =>
      replace(cache.table, ({ apply, isValid }) => ({
        apply(frame: TableFrame) {
          const isApplied = apply(frame);
          for (const entry of [...cache.store.entries()]) if (!isValid(entry.stamp)) cache.store.delete(entry);
          return isApplied;
        },
        isValid: () => true,
      })),
    );
    return async () => {
      await undo();
      await hurry();
    };
  },
};

const sparedTooMuch: Sabotage = {
  name: 'changes that are passed over though they are within the bounds of a list',
  focus: { table: 'contact' },
  async install(_, nodes) {
    const spares = { isSpared: () => true, bytes: 0 };
    return falsify(nodes, (answer) =>
      answer.reading ? { ...answer, reading: { ...answer.reading, spares } } : answer,
    );
  },
};

/** `reset` as if it were one more frame of the same history. */
export const ignoredEpoch: Sabotage = {
  name: 'a node that ignores that the epoch is another',
  focus: { table: 'contact' },
  async install(_, nodes) {
    return everywhere(nodes, ({ cache: { table } }) =>
      replace(table, ({ apply, epoch, identity, position }) => ({
        reset({ next, invalidations }: TableReset) {
          apply({ epoch: epoch()!, prev: position(), next, invalidations });
        },
        apply: (frame: TableFrame) => apply({ ...frame, epoch: epoch()! }),
        identity,
      })),
    );
  },
};

/** The table is told two seconds later, and the feed says that it is fresh. */
export const lateFrames: Sabotage = {
  name: 'frames that are applied two seconds late while the feed calls itself fresh',
  focus: { table: 'contact' },
  async install(_, nodes) {
    return everywhere(nodes, ({ cache }) => {
      const timers = new Set<NodeJS.Timeout>();
      const waiting: TableFrame[] = [];
      const undo = replace(cache.table, ({ apply }) => ({
        apply(frame: TableFrame) {
          waiting.push(frame);
          const timer = setTimeout(() => {
            timers.delete(timer);
            apply(waiting.shift()!);
          }, 2_000);
          timers.add(timer);
          return true;
        },
      }));
      return () => {
        for (const timer of timers) clearTimeout(timer);
        undo();
        for (const frame of waiting) cache.table.apply(frame);
      };
    });
  },
};

/** Those that the race must catch. */
export const sabotages: readonly Sabotage[] = [
  withoutTriggers,
  withoutOldImage,
  withoutAbsentTags,
  withoutScope,
  skippedFrame,
  deletedNotJudged,
  sparedTooMuch,
];
