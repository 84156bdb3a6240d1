// Why an answer was not at hand, in words: one or two for a list, a sentence for who wants to know.
import type { RequestRecord } from '../../observability/request-log.ts';
import type { Keeping, ToldChange, Why } from '../../observability/why.ts';

const done: Readonly<Record<string, string>> = { insert: 'was created', update: 'was changed', delete: 'was deleted' };

/** `companyName` is read as "company name". */
const plain = (name: string) => name.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function shortOfChange({ record, transaction }: ToldChange): string {
  if (!record) return `transaction ${transaction}`;
  if (record.id === null) return `many of ${plain(record.type)}`;
  return `${plain(record.type)} ${done[record.op] ?? record.op}`;
}

function sentenceOfChange({ record, transaction }: ToldChange): string {
  if (!record)
    return `Transaction ${transaction} changed something that the answer depends on. The origin's console names the record.`;
  const { type, id, op, columns, tag } = record;
  if (id === null)
    return `So many records of ${plain(type)} were written at once that each answer about them counts as changed.`;
  const what = columns.length > 0 ? `: ${columns.map(plain).join(', ')}` : '';
  return `The ${plain(type)} ${id} ${done[op] ?? op}${what}. ${tag === null ? '' : meaningOf(tag)}`;
}

/** docs/coherence.md §1. */
function meaningOf(tag: string): string {
  const [, kind, rest = ''] = /^(\w)\.(.*)$/.exec(tag) ?? [];
  const [scope = '', column] = rest.split('~');
  const [table = '', partition] = scope.split(/\.(.*)/);
  if (kind === 'e') return 'The answer shows this record.';
  if (kind === 't') return `The answer shows so many records of ${plain(table)} that any of them counts.`;
  if (kind === 'x') return `The answer has to do with ${plain(table)}.`;
  const list = `a list of ${plain(table)}${partition === undefined ? '' : ` where ${plain(partition.replace('=', ' = '))}`}`;
  return column === undefined
    ? `The answer holds ${list}, which it came to or left.`
    : `The answer holds ${list}, and looks at ${plain(column)} in it.`;
}

/** Of an answer that was not there before, and is not there now either. */
const isNeverKept = ({ why, keeping }: RequestRecord) =>
  why?.kind === 'first' && keeping !== null && keeping !== 'kept';

/** In a list. */
export function shortOf(request: RequestRecord): string {
  const { why, keeping, code } = request;
  if (why === null) return code ?? '';
  return isNeverKept(request) ? shortKeepings[keeping!] : shortWhy(why);
}

/** All that there is to say of how it came about. */
export function sentencesOf(request: RequestRecord): string[] {
  const { why, keeping, code } = request;
  return [
    ...(why && !isNeverKept(request) ? [sentenceOfWhy(why)] : []),
    ...(keeping ? [keepings[keeping]] : []),
    ...(code ? [`It was refused with ${code}.`] : []),
  ];
}

function shortWhy(why: Why): string {
  switch (why.kind) {
    case 'first':
      return 'asked for the first time';
    case 'evicted':
      return 'evicted';
    case 'changed':
      return shortOfChange(why);
    case 'expired':
      return 'expired';
    case 'forgotten':
      return 'too long unasked';
    case 'refused':
      return 'the client wanted it fresh';
    case 'blind':
      return 'the node was blind';
    case 'behind':
      return 'behind a write of the client';
  }
}

function sentenceOfWhy(why: Why): string {
  switch (why.kind) {
    case 'first':
      return 'Nobody had asked this before, with these variables and rights, as far as this node remembers.';
    case 'evicted':
      return 'It was kept, and had to go: the memory for answers was needed for others (CACHE_MB).';
    case 'changed':
      return sentenceOfChange(why);
    case 'expired':
      return `It was kept, and older than it may be: ${why.afterSeconds} s (@cacheControl).`;
    case 'forgotten':
      return 'It was kept, but nobody asked for it for so long that this node no longer knows what was changed since; or the history of the database began anew.';
    case 'refused':
      return 'The client said that nothing kept will do (Cache-Control: no-cache).';
    case 'blind':
      return 'The node had not heard of changes for a second, so it served nothing from its cache.';
    case 'behind':
      return 'The client had written, or wanted the newest, and the node or the answer was behind that.';
  }
}

const keepings: Readonly<Record<Keeping, string>> = {
  kept: 'The new answer is kept: who asks the same next gets it from memory.',
  errors: 'The answer is not kept: it holds errors.',
  unread: 'The answer is not kept: nothing of it was read from the database.',
  policy:
    'Answers of this operation are never kept: it has a field that changes all the time (@cacheControl(maxAge: 0)).',
  client: 'The answer is not kept: the client said so (Cache-Control: no-store).',
  large: 'The answer is not kept: it is larger than an entry may be.',
  full: 'The answer is not kept yet: memory is nearly full, and it was asked for once only.',
  standby: 'The answer is not kept: it was read from a standby.',
  outdated: 'The answer is not kept: it was read in another history of the database.',
};

const shortKeepings: Readonly<Record<Keeping, string>> = {
  kept: 'kept',
  errors: 'not kept: errors',
  unread: 'not kept: nothing was read',
  policy: 'never kept',
  client: 'not kept: no-store',
  large: 'not kept: too large',
  full: 'not kept: memory is full',
  standby: 'not kept: read from a standby',
  outdated: 'not kept: outdated',
};

const outcomes: Readonly<Record<string, string>> = {
  hit: 'hit',
  shared: 'hit in Redis',
  collapsed: 'shared',
  miss: 'miss',
  stale: 'stale',
  bypass: 'bypass',
  consented: 'stale, taken',
  write: 'write',
  refused: 'refused',
};

export const wordOf = (outcome: string): string => outcomes[outcome] ?? outcome;

export const titleOf = ({ outcome }: RequestRecord): string =>
  ({
    hit: 'Answered from memory',
    shared: 'Answered from Redis',
    collapsed: 'Answered together with an equal request',
    miss: 'A miss: there was no answer',
    stale: 'A miss: the answer was no longer true',
    bypass: 'Executed past the cache',
    consented: 'Answered with what was no longer true, as the client had asked',
    write: 'A write',
    refused: 'Refused',
  })[outcome] ?? outcome;

export const isMiss = ({ outcome }: RequestRecord): boolean =>
  outcome === 'miss' || outcome === 'stale' || outcome === 'bypass';
