// Scopes as they are written on keys and behind roles, and what they come to: the rights that every read and write is held
// against. docs/access.md has them as a table, and a test compares the two.
// Invariant: a scope that is not known here is refused when it is granted, and gives nothing when it is met.
import { hash } from 'node:crypto';
import { personalScope, type Rights, scopeFor, type Visibility } from '../db/rights.ts';
import { allTables } from '../db/table.ts';
import { badInput } from '../errors.ts';
import type { Viewer } from './verdicts.ts';

/** Everything, for ever: what is added later too. */
const everything = '*';
/** Of every entity; personal fields are always said for themselves. */
const ofAll = ['*:read', '*:write', '*.pii:read'] as const;
/** Acts that are no reads or writes of an entity. */
const others = ['keys:manage', 'audit:read', 'operations:register'] as const;

/** Every scope that can be granted. */
export function allScopes(): string[] {
  const ofEntities = allTables().flatMap((table) => [
    ...(['read', 'write'] as const).flatMap((verb) => scopeFor(table, verb) ?? []),
    ...(table.personal.length > 0 ? [personalScope(table)] : []),
  ]);
  return [...new Set([everything, ...ofAll, ...others, ...ofEntities])].sort();
}

/** What somebody wants to grant: each scope once, in order. Throws BAD_USER_INPUT for one that does not exist. */
export function parseScopes(given: readonly string[]): string[] {
  const known = allScopes();
  const unknown = given.find((scope) => !known.includes(scope));
  if (unknown !== undefined)
    throw badInput(`There is no scope '${unknown.slice(0, 60)}'; there are: ${known.join(', ')}.`, { field: 'scopes' });
  if (given.length === 0) throw badInput('A credential has one scope at least.', { field: 'scopes' });
  return [...new Set(given)].sort();
}

/** Whether who holds these may do what the scope says. Who writes a record reads it: every write answers what it wrote. */
export function holds(scopes: readonly string[], scope: string): boolean {
  const held = (one: string) => scopes.includes(one);
  if (held(everything) || held(scope)) return true;
  const [what = '', verb] = scope.split(':');
  if (scope === everything || others.some((other) => other === scope)) return false;
  if (what.endsWith('.pii')) return held('*.pii:read');
  return held(`*:${verb}`) || (verb === 'read' && (held(`${what}:write`) || held('*:write')));
}

/** What users may do, by the name that an identity provider gives: a role is nothing but these scopes. */
export const roles = {
  admin: { scopes: [everything], visibility: 'all' },
  manager: { scopes: records('*.pii:read'), visibility: 'team' },
  rep: { scopes: records('*.pii:read'), visibility: 'own' },
  'read-only': { scopes: ['*.pii:read', '*:read'], visibility: 'all' },
} as const satisfies Record<string, { scopes: readonly string[]; visibility: Visibility }>;

export type Role = keyof typeof roles;

export const isRole = (name: unknown): name is Role => typeof name === 'string' && Object.hasOwn(roles, name);

/** Reads all, and writes the records that have an owner. */
function records(...more: string[]): readonly string[] {
  return [...more, '*:read', 'activities:write', 'companies:write', 'contacts:write', 'deals:write'].sort();
}

export interface Granted {
  readonly scopes: readonly string[];
  readonly visibility: Visibility;
  readonly userId: string | null;
  readonly teamId: string | null;
}

/** Fingerprint of the tenant and of all that decides what is seen in it; the credential is not in it, so equal rights share. */
function scopeOf(tenantId: string, { scopes, visibility, userId, teamId }: Granted): string {
  const whose = visibility === 'all' ? [] : [visibility, visibility === 'team' ? teamId : userId];
  return hash('sha256', JSON.stringify([tenantId, scopes, ...whose]), 'base64url').slice(0, 22);
}

/** A viewer with these rights. Who is in no team sees what is its own. */
export function viewerOf(
  tenantId: string,
  subject: string,
  granted: Granted,
  environment: Viewer['environment'] = null,
): Viewer {
  const { userId, teamId } = granted;
  const visibility = granted.visibility === 'team' && teamId === null ? 'own' : granted.visibility;
  const scopes = Object.freeze([...new Set(granted.scopes)].sort());
  const scope = scopeOf(tenantId, { scopes, visibility, userId, teamId });
  return Object.freeze({ tenantId, subject, environment, scopes, visibility, userId, teamId, scope });
}

const known = new WeakMap<Viewer, Rights>();

/** The same for the same viewer, which authenticators give out as long as a verdict stands. */
export function rightsOf(viewer: Viewer): Rights {
  let rights = known.get(viewer);
  if (!rights) {
    const { scopes, visibility, userId, teamId } = viewer;
    const answers = new Map<string, boolean>();
    rights = Object.freeze({
      visibility,
      userId,
      teamId,
      actor: viewer.subject,
      isWhole: visibility === 'all' && holds(scopes, everything),
      may(scope: string) {
        let answer = answers.get(scope);
        if (answer === undefined) {
          answer = holds(scopes, scope);
          answers.set(scope, answer);
        }
        return answer;
      },
    });
    known.set(viewer, rights);
  }
  return rights;
}
