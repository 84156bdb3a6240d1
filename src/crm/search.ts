// Search over companies, contacts and deals: by words and their beginnings, and by names spelt almost like the text.
// What a client writes reaches PostgreSQL as parameters only, and every word is quoted: no text is a broken query.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { mayRead, personalScope, type Rights } from '../db/rights.ts';
import type { Table } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';
import { badInput } from '../errors.ts';
import { cleanText } from '../lib/text.ts';
import { company } from './company.ts';
import { contact } from './contact.ts';
import { deal } from './deal.ts';

const searched = { COMPANY: company, CONTACT: contact, DEAL: deal } as const;

export interface SearchArgs {
  readonly text: string;
  readonly types?: readonly (keyof typeof searched)[] | null;
  readonly first: number;
}

export interface Hit {
  readonly table: Table;
  readonly id: string;
  readonly score: number;
}

const mostCharacters = 200;
const mostHits = 100;

/** The best hits of all types together: two statements, however many types and hits. Without types, of those that may be read. */
export async function search(reader: Reader, { text: given, types, first }: SearchArgs): Promise<Hit[]> {
  if (first < 1 || first > mostHits) {
    throw badInput(`\`first\` is 1 to ${mostHits}, got ${first}.`, { argument: 'first' });
  }
  const text = searchText(given);
  const words = wordsOf(text);
  const { rights } = reader;
  const tables: Table[] = types
    ? [...new Set(types)].map((type) => searched[type])
    : Object.values(searched).filter((table) => mayRead(rights, table));
  for (const table of tables) reader.recorder.scan({ table, uses: [...searchedIn(rights, table), 'deletedAt'] });
  if (words === null || tables.length === 0) return [];
  const hits = join(
    tables.map((table) => sql`(${hitsOf(reader, table, text, words, first)})`),
    ' union all ',
  );
  const [, rows] = await Promise.all([
    reader.query(thresholds),
    reader.query<{ type: string; id: string; score: number }>(
      statement(sql`select h.* from (${hits}) h order by h.score desc, h.id limit ${first}`),
    ),
  ]);
  const found = rows.map(({ type, id, score }) => ({ table: tables.find(({ name }) => name === type)!, id, score }));
  for (const table of tables) {
    reader.recorder.rows(
      table,
      found.filter((hit) => hit.table === table).map((hit) => hit.id),
    );
  }
  return found;
}

const isWhole = (rights: Rights, table: Table) => table.personal.length === 0 || rights.may(personalScope(table));

/** Who may not see an address does not find it either. */
const searchedIn = (rights: Rights, table: Table) =>
  isWhole(rights, table) ? table.words!.columns : table.words!.columns.filter((name) => !table.personal.includes(name));

const statement = ({ text, values }: Sql) => ({ text, values });

/**
 * How near is near, for this transaction. 0.3 of a name's trigrams is PostgreSQL's own default. Of a part of a name it is 0.6,
 * which one wrong letter in nine undercuts: "Nothwind" and "Northwind Traders" have 0.58.
 */
const thresholds = {
  text: `select set_config('pg_trgm.similarity_threshold', '0.3', true), set_config('pg_trgm.word_similarity_threshold', '0.5', true)`,
  values: [],
};

/** One spelling for what looks the same: composed characters, single spaces. */
function searchText(given: string): string {
  const text = cleanText(given, 'text').normalize('NFC').trim().replace(/\s+/g, ' ');
  const length = [...text].length;
  if (length >= 1 && [...given].length <= mostCharacters) return text;
  const got = length < 1 ? 'nothing but spaces' : [...given].length;
  throw badInput(`\`text\` is 1 to ${mostCharacters} characters, got ${got}.`, { argument: 'text' });
}

const lexeme = (word: string) => `'${word.replace(/['\\]/g, (sign) => sign + sign)}':*`;

/**
 * A tsquery: every word, or a word that begins so. What stands between spaces counts as one word too, because PostgreSQL
 * keeps `jana@example.com` and `3.5` whole. Null: there is no word in the text.
 */
function wordsOf(text: string): string | null {
  const parts: string[] = [];
  for (const piece of text.split(' ')) {
    const words = piece.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    if (words.length === 0) continue;
    const each = words.map(lexeme).join(' & ');
    parts.push(words[0] === piece ? each : `(${lexeme(piece)} | (${each}))`);
  }
  return parts.length > 0 ? parts.join(' & ') : null;
}

/**
 * The best hits among the living rows of one type, from a view, because row-level security bars search from the indexes of the
 * tables themselves. The score: the whole name 4, its beginning 3, words of it 2, words elsewhere 1, a name that is
 * only near 0; and between equals up to 1 for how near the name is.
 */
function hitsOf({ tenantId, rights }: Reader, table: Table, text: string, words: string, first: number): Sql {
  const name = raw(`t.${table.words!.fuzzy}`);
  // The text as PostgreSQL itself would split it comes beside ours: `GTX-500` is the words `gtx` and `-500` to it.
  const query = sql`(select lower(${words})::tsquery || plainto_tsquery('simple', ${text}) as words, ${text}::text as text)`;
  // All words lead to the row by the index, and those that may be seen decide.
  const matches = sql`t.words @@ q.words${raw(isWhole(rights, table) ? '' : ' and t.public_words @@ q.words')}`;
  return sql`select ${raw(`'${table.name}'`)} as type, t.id,
    case when lower(${name}) = lower(q.text) then 4
      when starts_with(lower(${name}), lower(q.text)) then 3
      when to_tsvector('simple', ${name}) @@ q.words then 2
      when ${matches} then 1
      else 0 end + (similarity(${name}, q.text)::float8 + word_similarity(q.text, ${name})::float8) / 2 as score
    from ${raw(`${table.name}_search t`)}, ${query} q
    where t.tenant_id = ${tenantId}
      and ((${matches}) or ${name} % q.text or ${name} %> q.text)
    order by score desc, t.id limit ${first}`;
}
