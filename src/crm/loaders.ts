// One set of loaders for each snapshot: every edge of the graph goes through DataLoader, so the number of statements depends on
// the shape of the operation and never on its data. Rows that were fetched ahead are handed over as plain values: a promise
// for each of 1,000 owners costs more than fetching them.
import DataLoader from 'dataloader';
import { type CountMode, count, countCap, countsByParent } from '../db/counts.ts';
import { type Joined, takeJoined } from '../db/joined.ts';
import { defaultSize, type ListArgs } from '../db/page.ts';
import { type ManyEdge, type Page, page, pagesByParent, type Row, rowsByKeys } from '../db/reads.ts';
import { columnsFor, isLimited, mayRead, type Rights } from '../db/rights.ts';
import { type Edge, type Table, tableOf } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';

/** What the operation goes on to ask of the rows at one place: the edges selected there. The identity stands for the place. */
export interface Wants {
  readonly edges: readonly EdgeWants[];
}

export interface EdgeWants extends Wants {
  /** Table of the rows that the edge starts from. */
  readonly from: string;
  readonly edge: Edge;
  readonly args: ListArgs;
  /** Rows at this place at most, by the sizes of the pages on the way to it. */
  readonly most: number;
  /** What it is known by in the document. */
  readonly place: object;
}

/** Told of the pages that were read, and bounds them. */
export interface Tally {
  /** Rows that one statement may ask for. */
  readonly mostAtOnce: number;
  /** Throws when the operation has read more than it may. `isCut`: there were more rows than fitted. */
  add(place: object, pages: number, rows: number, isCut: boolean): void;
}

type Now<T> = T | Promise<T>;

export interface Loaders {
  /** The row with this id, deleted or not; null if there is none. */
  byId<R extends Row>(table: Table, id: string, wants?: EdgeWants): Now<R | null>;
  /** The row with this id or, after a merge, the one that lives on. For ids that come from outside. */
  byAnyId<R extends Row>(table: Table, id: string, wants?: EdgeWants): Promise<R | null>;
  page<R extends Row>(table: Table, args: ListArgs, wants: EdgeWants): Promise<Page<R>>;
  below<R extends Row>(wants: EdgeWants, parentId: string): Now<Page<R>>;
  count(table: Table, args: ListArgs, mode: CountMode): Promise<number>;
  /** For all parents of the place in one statement that counts every row; capped, it answers no more than CAPPED may. */
  countBelow(wants: EdgeWants, parentId: string, mode: CountMode): Promise<number>;
  /** Fetches what `wants` asks of these rows, all edges at once, then the edges of those rows, and so on. */
  ahead(table: Table, rows: readonly Row[], wants: Wants): Promise<void>;
}

/** A DataLoader that can also say at once what it already knows. */
interface Known<V> {
  readonly values: Map<string, V>;
  readonly loader: DataLoader<string, V>;
}

function knowing<V>(batch: (keys: readonly string[]) => Promise<V[]>): Known<V> {
  const values = new Map<string, V>();
  const loader = new DataLoader<string, V>(async (keys) => {
    const loaded = await batch(keys);
    keys.forEach((key, index) => {
      values.set(key, loaded[index]!);
    });
    return loaded;
  });
  return { values, loader };
}

const nothing: EdgeWants = {
  from: '',
  edge: { kind: 'one', to: '', key: '' },
  args: {},
  most: 1,
  edges: [],
  place: {},
};

const unbounded: Tally = { mostAtOnce: Number.POSITIVE_INFINITY, add() {} };

/** Up to this many rows bring their to-one edges with them: beyond, repeating an owner on each row costs more than a round trip. */
const mostJoined = 250;

/** `wanted` says which columns of a table the operation needs anywhere: one set, so that one loader serves all places. */
export function createLoaders(
  reader: () => Now<Reader>,
  wanted: (table: Table) => ReadonlySet<string>,
  rights: Rights,
  tally: Tally = unbounded,
): Loaders {
  const columnsOf = (table: Table) => columnsFor(rights, table, wanted(table));
  const rows = new Map<string, Known<Row | null>>();
  const records = new Map<EdgeWants, Map<string, Known<Row | null>>>();
  const pages = new Map<EdgeWants, Known<Page>>();
  const counts = new Map<EdgeWants, Known<number>>();

  function rowsOf(table: Table): Known<Row | null> {
    let known = rows.get(table.name);
    if (!known) {
      known = knowing(async (ids) => {
        const found = await rowsByKeys(await reader(), table, columnsOf(table), ids);
        return inOrder(ids, found);
      });
      rows.set(table.name, known);
    }
    return known;
  }

  function pagesOf(wants: EdgeWants): Known<Page> {
    let known = pages.get(wants);
    if (!known) {
      const edge = wants.edge as ManyEdge;
      const table = tableOf(edge.to);
      const joined = joinedOf(table, wants);
      known = knowing(async (ids) => {
        const found: Page[] = [];
        for (const some of slices(ids, sizeOf(wants.args), tally.mostAtOnce)) {
          const read = await pagesByParent(await reader(), edge, columnsOf(table), some, wants.args, joined);
          found.push(...read);
          tell(wants, read);
        }
        await keep(
          joined,
          found.flatMap((each) => each.rows),
        );
        return found;
      });
      pages.set(wants, known);
    }
    return known;
  }

  function tell({ place }: EdgeWants, read: readonly Page[]): void {
    let rows = 0;
    for (const each of read) rows += each.rows.length;
    tally.add(place, read.length, rows, read.some(isCut));
  }

  /** To-one edges that are read with the rows of this place instead of after them. */
  function joinedOf(table: Table, wants: EdgeWants): Joined[] {
    if (wants.most > mostJoined) return [];
    // Once, however often it is selected: a hundred joins take PostgreSQL seconds to plan.
    const joined = new Map<string, Joined>();
    for (const { from, edge } of wants.edges) {
      if (from !== table.name || edge.kind !== 'one' || joined.has(edge.key)) continue;
      const to = tableOf(edge.to);
      // What may not be read is refused where it is asked for, and takes nothing else away.
      if (mayRead(rights, to)) joined.set(edge.key, { table: to, key: edge.key, columns: columnsOf(to) });
    }
    return [...joined.values()];
  }

  async function keep(joined: readonly Joined[], from: readonly Row[]): Promise<void> {
    if (joined.length === 0) return;
    takeJoined(await reader(), joined, from).forEach((found, at) => {
      const { table, key } = joined[at]!;
      const { values } = rowsOf(table);
      for (const row of found) values.set(row.id, row);
      if (!isLimited(rights)) return;
      for (const row of from) if (row[key] !== null && row[`$${at}`] === null) values.set(row[key] as string, null); // hidden
    });
  }

  /** A record that is looked up on its own comes with its to-one edges; one loader for each place. */
  function recordsOf(table: Table, wants: EdgeWants): Known<Row | null> {
    const joined = joinedOf(table, wants);
    if (joined.length === 0) return rowsOf(table);
    const place = records.get(wants) ?? new Map<string, Known<Row | null>>();
    records.set(wants, place);
    let known = place.get(table.name);
    if (!known) {
      known = knowing(async (ids) => {
        const found = await rowsByKeys(await reader(), table, columnsOf(table), ids, joined);
        await keep(joined, found);
        return inOrder(ids, found);
      });
      place.set(table.name, known);
    }
    return known;
  }

  async function ahead(table: Table, from: readonly Row[], wants: Wants): Promise<void> {
    if (from.length === 0 || wants.edges.length === 0) return;
    await Promise.all(wants.edges.map((each) => (each.from === table.name ? follow(each, from) : undefined)));
  }

  async function follow(wants: EdgeWants, from: readonly Row[]): Promise<void> {
    const { edge } = wants;
    if (edge.kind !== 'any' && !mayRead(rights, tableOf(edge.to))) return;
    if (edge.kind === 'many' || edge.kind === 'through') {
      const loaded = await loadAll(
        pagesOf(wants),
        from.map((row) => row.id),
      );
      await ahead(
        tableOf(edge.to),
        loaded.flatMap((each) => each.rows),
        wants,
      );
      return;
    }
    const byTable = new Map<string, Set<string>>();
    for (const row of from) {
      const id = row[edge.key] as string | null;
      if (id === null) continue;
      const to = edge.kind === 'one' ? edge.to : (row[edge.typeKey] as string);
      if (!mayRead(rights, tableOf(to))) continue;
      const ids = byTable.get(to);
      if (ids) ids.add(id);
      else byTable.set(to, new Set([id]));
    }
    await Promise.all(
      [...byTable].map(async ([to, ids]) => {
        const loaded = await loadAll(rowsOf(tableOf(to)), [...ids]);
        await ahead(
          tableOf(to),
          loaded.filter((row) => row !== null),
          wants,
        );
      }),
    );
  }

  return {
    ahead,
    byId(table, id, wants = nothing) {
      const value = rowsOf(table).values.get(id);
      if (value !== undefined) return value as never;
      const row = recordsOf(table, wants).loader.load(id);
      if (wants.edges.length === 0) return row as never;
      return row.then(async (found) => {
        if (found) await ahead(table, [found], wants);
        return found as never;
      });
    },
    async byAnyId(table, id, wants = nothing) {
      const row = await this.byId(table, id, wants);
      const into = row?.['mergedIntoId'] as string | null | undefined;
      return (into ? await this.byId(table, into, wants) : row) as never;
    },
    async page(table, args, wants) {
      const joined = joinedOf(table, wants);
      const found = await page(await reader(), table, columnsOf(table), args, joined);
      tell(wants, [found]);
      await keep(joined, found.rows);
      await ahead(table, found.rows, wants);
      return found as never;
    },
    below(wants, parentId) {
      const known = pagesOf(wants);
      return (known.values.get(parentId) ?? known.loader.load(parentId)) as never;
    },
    count: async (table, args, mode) => count(await reader(), table, args, mode),
    async countBelow(wants, parentId, mode) {
      let known = counts.get(wants);
      if (!known) {
        known = knowing(async (ids) => countsByParent(await reader(), wants.edge as ManyEdge, ids, wants.args));
        counts.set(wants, known);
      }
      const exact = await known.loader.load(parentId);
      return mode === 'CAPPED' ? Math.min(exact, countCap + 1) : exact;
    },
  };
}

const sizeOf = ({ first, last }: ListArgs) => first ?? last ?? defaultSize;
const isCut = ({ hasNextPage, hasPreviousPage }: Page) => hasNextPage || hasPreviousPage;

/** All parents at once, unless so many rows could come of them that none could stop it in time. */
function slices(ids: readonly string[], size: number, mostAtOnce: number): (readonly string[])[] {
  const atOnce = Math.max(1, Math.floor(mostAtOnce / Math.max(size, 1)));
  if (ids.length <= atOnce) return [ids];
  return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, at) => ids.slice(at * atOnce, (at + 1) * atOnce));
}

function inOrder(ids: readonly string[], found: readonly Row[]): (Row | null)[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function loadAll<V>(known: Known<V>, keys: readonly string[]): Promise<V[]> {
  const missing = keys.filter((key) => !known.values.has(key));
  if (missing.length > 0) await Promise.all(missing.map((key) => known.loader.load(key)));
  return keys.map((key) => known.values.get(key)!);
}
