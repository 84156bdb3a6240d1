// What whoever reads or writes may do: scopes say which records and columns, visibility says whose.
// Invariant: what decides over a table is in its description; nothing here knows one by its name.
import { ClientError } from '../errors.ts';

/** What a table's description says of who may see it. */
export interface Ruled {
  readonly name: string;
  readonly typename?: string;
  readonly scope?: string;
  readonly personal: readonly string[];
  readonly columns: object;
}

/** Of the records that have an owner: everybody's, those of the viewer's team, or the viewer's own. */
export type Visibility = 'all' | 'team' | 'own';

export interface Rights {
  readonly visibility: Visibility;
  /** For whom the credential acts; never null unless all is visible. */
  readonly userId: string | null;
  /** Never null if visibility is `team`. */
  readonly teamId: string | null;
  /** Who acts: noted beside what it changes. @default nobody, as of commands */
  readonly actor?: string;
  /** Whether nothing is kept from it: then nothing is asked either. */
  readonly isWhole: boolean;
  /** Whether the scope is among those held, or follows from one of them. */
  readonly may: (scope: string) => boolean;
}

/** Of commands, which operators run. */
export const unlimited: Rights = { visibility: 'all', userId: null, teamId: null, isWhole: true, may: () => true };

/** Whether some records are hidden because of their owner. */
export const isLimited = ({ visibility }: Rights): boolean => visibility !== 'all';

/** Whether its records have an owner. All others are the tenant's: whoever has the scope sees them. */
export const isOwned = ({ columns }: Pick<Ruled, 'columns'>): boolean => 'ownerId' in columns;

/** As the session's setting has it: `all`, `team <id>` or `own <id>`. Row-level security goes by it. */
export function settingOf({ visibility, userId, teamId }: Rights): string {
  return visibility === 'all' ? 'all' : `${visibility} ${visibility === 'team' ? teamId : userId}`;
}

/** The scope that a table is read or written with. A word with a verb in it stands for both. */
export function scopeFor({ scope }: Pick<Ruled, 'scope'>, verb: 'read' | 'write'): string | null {
  return scope === undefined ? null : scope.includes(':') ? scope : `${scope}:${verb}`;
}

export const personalScope = ({ scope }: Pick<Ruled, 'scope'>): string => `${scope}.pii:read`;

export function mayRead({ may }: Rights, table: Ruled): boolean {
  const scope = scopeFor(table, 'read');
  return scope === null || may(scope);
}

function requireScope({ may }: Rights, scope: string | null, what: string): void {
  if (scope === null || may(scope)) return;
  throw new ClientError('FORBIDDEN', `${what} takes the scope \`${scope}\`, which this credential does not have.`, {
    scope,
  });
}

const named = ({ typename, name }: Ruled) => typename ?? name;

export function requireRead(rights: Rights, table: Ruled): void {
  requireScope(rights, scopeFor(table, 'read'), `Reading ${named(table)}`);
}

/** What is the tenant's own (users, stages …) decides over records of everybody: who does not see these does not change it. */
export function requireWrite(rights: Rights, table: Ruled): void {
  requireScope(rights, scopeFor(table, 'write'), `Writing ${named(table)}`);
  if (!isLimited(rights) || isOwned(table)) return;
  const message = `Writing ${named(table)} takes the visibility \`all\`, and this credential has \`${rights.visibility}\`.`;
  throw new ClientError('FORBIDDEN', message, { visibility: rights.visibility });
}

/** Throws if any of the columns is personal and may not be seen. */
export function requireColumns(rights: Rights, table: Ruled, columns: Iterable<string>): void {
  if (table.personal.length === 0) return;
  for (const column of columns) {
    if (table.personal.includes(column)) requireScope(rights, personalScope(table), `\`${column}\` of ${named(table)}`);
  }
}

const shown = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The columns that may be read. The same set for the same columns, because statements are kept by it. */
export function columnsFor(rights: Rights, table: Ruled, columns: ReadonlySet<string>): ReadonlySet<string> {
  if (table.personal.length === 0 || rights.may(personalScope(table))) return columns;
  let rest = shown.get(columns);
  if (!rest) {
    rest = new Set([...columns].filter((column) => !table.personal.includes(column)));
    shown.set(columns, rest);
  }
  return rest;
}

/**
 * What confines `alias` to the rows that the reader sees; null if it sees all. Row-level security confines it too, but is no
 * condition that an index of owners could serve.
 */
export function visibleSql(table: Ruled, alias: string, limited: boolean): string | null {
  if (!limited || !isOwned(table)) return null;
  return `${alias}."owner_id" = any ((select visible_owners())::uuid[])`;
}
