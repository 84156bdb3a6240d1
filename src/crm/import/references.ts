// Records that rows name: found with one statement for each kind, remembered from batch to batch, made when asked to.
// Invariant: only what was committed is remembered; what a batch has made is forgotten when the batch is rolled back.
import { LRUCache } from 'lru-cache';
import { tableOf } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { ClientError } from '../../errors.ts';
import { partOfName } from './clean-cell.ts';
import { createMany, type NewRecord } from './create-many.ts';
import { inHalves } from './in-halves.ts';
import { findByKeys } from './lookup.ts';
import type { By } from './target.ts';

export interface Reference {
  readonly to: string;
  readonly by: By;
  readonly name: string;
  readonly scope: string | null;
  readonly create: Readonly<Record<string, unknown>> | null;
}

/** The id, or why there is none. */
export type Answer = string | ClientError;

export interface References {
  /** Takes and answers by referenceKey(). */
  find(tx: Transaction, wanted: ReadonlyMap<string, Reference>): Promise<ReadonlyMap<string, Answer>>;
  /** Like find(), and makes those that are missing and may be made. */
  findOrCreate(tx: Transaction, wanted: ReadonlyMap<string, Reference>): Promise<ReadonlyMap<string, Answer>>;
  /** Call after the commit. */
  keep(): void;
  /** Call after a rollback that was meant: what was made is counted, once for each name, and not remembered. */
  pretend(): void;
  /** Call before a batch is tried (again). */
  forget(): void;
  /** How many records of each entity were made. */
  readonly created: Readonly<Record<string, number>>;
}

/** The name stands last: nothing in it can be taken for the rest. */
export function referenceKey({ to, by, name, scope }: Pick<Reference, 'to' | 'by' | 'name' | 'scope'>): string {
  return JSON.stringify([to, by, scope, name]);
}

export const isMissing = (answer: Answer | undefined): answer is ClientError =>
  answer instanceof ClientError && answer.code === 'NOT_FOUND';

const isTaken = (answer: Answer) => typeof answer !== 'string' && answer.code === 'ALREADY_EXISTS';

/** 50,000 names take about 20 MB. */
const mostRemembered = 50_000;

export function createReferences(): References {
  const remembered = new LRUCache<string, string>({ max: mostRemembered });
  const pretended = new LRUCache<string, true>({ max: mostRemembered });
  const created: Record<string, number> = {};
  let found = new Map<string, string>();
  /** What was made, by key. */
  let made = new Map<string, string>();

  const known = (key: string) => found.get(key) ?? remembered.get(key);

  async function find(tx: Transaction, wanted: ReadonlyMap<string, Reference>): Promise<Map<string, Answer>> {
    const answers = new Map<string, Answer>();
    const groups = new Map<string, Map<string, Reference>>();
    for (const [key, reference] of wanted) {
      const id = known(key);
      if (id !== undefined) {
        found.set(key, id); // in use: not to be forgotten while this batch runs
        answers.set(key, id);
        continue;
      }
      const kind = JSON.stringify([reference.to, reference.by]);
      const group = groups.get(kind) ?? new Map<string, Reference>();
      groups.set(kind, group.set(key, reference));
    }
    for (const group of groups.values()) {
      const all = [...group];
      const { to, by } = all[0]![1];
      const hits = await findByKeys(
        tx,
        tableOf(to),
        by,
        all.map(([, reference]) => reference),
      );
      all.forEach(([key, reference], at) => {
        const [one, two] = hits[at]!;
        if (!one) answers.set(key, missing(reference));
        else if (two) answers.set(key, ambiguous(reference, [one.id, two.id]));
        else {
          found.set(key, one.id);
          answers.set(key, one.id);
        }
      });
    }
    return answers;
  }

  async function findOrCreate(tx: Transaction, wanted: ReadonlyMap<string, Reference>): Promise<Map<string, Answer>> {
    const answers = await find(tx, wanted);
    const lacking = [...wanted].filter(([key, { create }]) => create && isMissing(answers.get(key)));
    if (lacking.length === 0) return answers;
    const entities = [...new Set(lacking.map(([, { to }]) => to))].sort();
    // Two imports that lack the same company would both make it: the second waits here until the first has committed.
    for (const to of entities) {
      await tx.query({
        text: 'select pg_advisory_xact_lock(hashtextextended($1, 2))',
        values: [`${tx.tenantId}:${to}`],
      });
    }
    for (const [key, answer] of await find(tx, new Map(lacking))) answers.set(key, answer);
    for (const to of entities) {
      const some = lacking.filter(([key, reference]) => reference.to === to && isMissing(answers.get(key)));
      await inHalves(
        tx,
        some,
        async (part) => {
          const ids = await createMany(
            tx,
            tableOf(to),
            part.map(([, reference]) => recordOf(reference)),
          );
          part.forEach(([key], at) => {
            answers.set(key, ids[at]!);
          });
        },
        ([key, { name }], error) =>
          answers.set(key, new ClientError(error.code, `The ${to} "${name}" cannot be made: ${error.message}`)),
      );
      for (const [key] of some) {
        const id = answers.get(key);
        if (typeof id !== 'string') continue;
        found.set(key, id);
        made.set(key, to);
      }
      // Another spelling of a name that is unique without regard to case was made a moment ago.
      const taken = some.filter(([key]) => isTaken(answers.get(key)!));
      for (const [key, answer] of await find(tx, new Map(taken))) answers.set(key, answer);
    }
    return answers;
  }

  const count = (to: string) => {
    created[to] = (created[to] ?? 0) + 1;
  };
  const forget = () => {
    found = new Map();
    made = new Map();
  };
  return {
    find,
    findOrCreate,
    created,
    forget,
    keep() {
      for (const [key, id] of found) remembered.set(key, id);
      for (const to of made.values()) count(to);
      forget();
    },
    pretend() {
      for (const [key, to] of made) {
        if (!pretended.has(key)) count(to);
        pretended.set(key, true);
      }
      forget();
    },
  };
}

/** A record of which nothing is known but its name. */
function recordOf({ to, by, name, scope, create }: Reference): NewRecord {
  const fields = nameFields(to, by.kind === 'field' ? by.field : 'name', name);
  return {
    input: { ...fields, ...(to === 'stage' && scope ? { pipelineId: scope } : {}), ...create },
    externalIds: by.kind === 'external' ? [{ source: by.source, externalId: name }] : [],
  };
}

function nameFields(to: string, field: string, name: string): Record<string, unknown> {
  if (to === 'activity') return { kind: 'NOTE', subject: name };
  if (to !== 'contact') return { name, [field]: name };
  return field === 'email'
    ? { email: name }
    : { firstName: partOfName(name, 'first'), lastName: partOfName(name, 'last') };
}

const described = ({ to, by, name }: Reference) =>
  `${to} "${name.slice(0, 100)}"${by.kind === 'external' ? ` of ${by.source}` : ''}`;

function missing(reference: Reference): ClientError {
  return new ClientError('NOT_FOUND', `There is no ${described(reference)}.`, { [reference.to]: reference.name });
}

function ambiguous(reference: Reference, ids: readonly string[]): ClientError {
  const message = `Two or more records are the ${described(reference)}: name it by its id or an external id.`;
  return new ClientError('RULE_VIOLATED', message, { [reference.to]: reference.name, ids });
}
