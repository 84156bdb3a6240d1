// docs/access.md says what the code does: scopes, personal fields, owners and roles are compared line by line.
import { readFileSync } from 'node:fs';
import '../../src/crm/index.ts';
import '../../src/auth/tables.ts';
import { expect, it } from 'vitest';
import { allScopes, holds, parseScopes, roles } from '../../src/auth/rights.ts';
import { isOwned, personalScope, scopeFor } from '../../src/db/rights.ts';
import { allTables } from '../../src/db/table.ts';

const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');

/** The rows of the table that begins with this heading. */
function tableUnder(heading: string): string[] {
  const lines = page.slice(page.indexOf(`| ${heading} |`)).split('\n');
  return lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
}

const code = (text: string) => `\`${text}\``;

it('the table of scopes has every type of record, as it is read, written and hidden', () => {
  const rows = allTables()
    .filter(({ scope }) => scope !== undefined)
    .map((table) => {
      const personal =
        table.personal.length > 0 ? ` ${code(personalScope(table))}: ${table.personal.join(', ')} ` : ' ';
      const verbs = (['read', 'write'] as const).map((verb) => code(scopeFor(table, verb)!));
      return `| ${table.typename} | ${verbs.join(' | ')} |${personal}| ${isOwned(table) ? 'by owner' : 'all'} |`;
    });
  expect(tableUnder('records').toSorted()).toEqual(rows.toSorted());
});

it('every scope that can be granted is on the page', () => {
  const named = new Set([...page.matchAll(/`([\w*.]+:\w+|\*)`/g)].map(([, scope]) => scope!));
  expect(allScopes().filter((scope) => !named.has(scope))).toEqual([]);
  expect(parseScopes(allScopes())).toEqual(allScopes());
});

it('the table of roles has every role', () => {
  const rows = Object.entries(roles).map(
    ([role, { scopes, visibility }]) => `| ${role} | ${scopes.map(code).join(' ')} | ${visibility} |`,
  );
  expect(tableUnder('role')).toEqual(rows);
});

it.each([
  [['*'], ['deals:read', 'contacts.pii:read', 'keys:manage', '*', '*:write'], []],
  [['*:read'], ['deals:read', '*:read'], ['deals:write', 'contacts.pii:read', 'keys:manage', 'audit:read', '*']],
  [['*:write'], ['deals:read', 'deals:write', '*:read'], ['contacts.pii:read', 'operations:register', '*']],
  [['deals:write'], ['deals:read', 'deals:write'], ['companies:read', '*:read', 'users.pii:read']],
  [['*.pii:read'], ['contacts.pii:read', 'users.pii:read'], ['contacts:read', '*:read']],
  [['contacts.pii:read'], ['contacts.pii:read'], ['users.pii:read', 'contacts:read', '*.pii:read']],
  [['keys:manage'], ['keys:manage'], ['audit:read', 'keys:read', '*']],
  [['nothing:known'], [], ['deals:read', '*']],
])('%j holds %j, and none of %j', (held, those, others) => {
  expect(those.filter((scope) => !holds(held, scope))).toEqual([]);
  expect(others.filter((scope) => holds(held, scope))).toEqual([]);
});

it('a scope that does not exist cannot be granted', () => {
  for (const wrong of ['deals', 'deal:read', 'deals:delete', 'Deals:read', '', 'deals.pii:read', '*:*'])
    expect(() => parseScopes(['deals:read', wrong])).toThrow(`There is no scope '${wrong}'`);
});
