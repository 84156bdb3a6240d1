// Which document a request means, and what is refused (docs/persisted-operations.md).
import { describe, expect, it } from 'vitest';
import { createDocuments, isFromManifest, type Naming } from '../../src/persisted/documents.ts';
import { idOf, sha1Of } from '../../src/persisted/id.ts';
import { createRegistry, type PersistedOperation } from '../../src/persisted/registry.ts';

const text = 'query A { a }';
const ofClient = 'query B { b }';
const unknown = 'query C { c }';

const kept = new Map<string, PersistedOperation>([
  [idOf(text), { id: idOf(text), text, source: 'manifest' }],
  [sha1Of(text), { id: idOf(text), text, source: 'manifest' }],
  [idOf(ofClient), { id: idOf(ofClient), text: ofClient, source: 'apq' }],
]);

interface Mode {
  readonly isRegisteredOnly?: boolean;
  readonly hasApq?: boolean;
  readonly now?: () => number;
}

function documentsOf({ isRegisteredOnly = false, hasApq = false, now = () => 0 }: Mode = {}) {
  const lookUp = async (ids: readonly string[]) => new Map([...kept].filter(([id]) => ids.includes(id)));
  const registry = createRegistry({ lookUp, now, ...(isRegisteredOnly && { accepts: isFromManifest }) });
  return createDocuments({ registry, isRegisteredOnly, hasApq, now });
}

const named = (naming: Partial<Naming>): Naming => ({ query: null, documentId: null, extensions: null, ...naming });
const apq = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });

/** The text, or the code of the refusal. */
async function ask(naming: Partial<Naming>, mode?: Mode): Promise<string> {
  try {
    return (await documentsOf(mode).find(named(naming))).text;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const registered: Mode = { isRegisteredOnly: true };

describe('a document', () => {
  it('is named by its SHA-256, with a prefix or without, and by its SHA-1 where an operator added it so', async () => {
    for (const documentId of [`sha256:${idOf(text)}`, idOf(text), sha1Of(text)])
      for (const mode of [{}, registered]) expect(await ask({ documentId }, mode)).toBe(text);
    expect(await ask({ documentId: sha1Of(ofClient) })).toBe('PERSISTED_OPERATION_NOT_FOUND');
  });

  it('is named by the hash of Apollo too, whether or not clients may register', async () => {
    for (const mode of [{}, { hasApq: true }, registered])
      for (const hash of [idOf(text), `sha256:${idOf(text)}`])
        expect(await ask({ extensions: apq(hash) }, mode)).toBe(text);
  });

  it('may be there with its id, if both are the same; an empty text is none', async () => {
    for (const mode of [{}, registered]) {
      expect(await ask({ query: text, documentId: idOf(text) }, mode)).toBe(text);
      expect(await ask({ query: '', documentId: idOf(text) }, mode)).toBe(text);
      expect(await ask({ query: unknown, documentId: idOf(text) }, mode)).toBe('BAD_REQUEST');
    }
    expect(await ask({ query: unknown, documentId: idOf(unknown) })).toBe(unknown);
  });

  it('that has two names has them both rightly', async () => {
    expect(await ask({ documentId: idOf(text), extensions: apq(idOf(text)) })).toBe(text);
    expect(await ask({ documentId: idOf(text), extensions: apq(idOf(unknown)) })).toBe('BAD_REQUEST');
  });
});

describe('no id is', () => {
  it.each([
    ['upper case', idOf(text).toUpperCase()],
    ['a prefix in upper case', `SHA256:${idOf(text)}`],
    ['one with a line end', `${idOf(text)}\n`],
    ['one with a line before', `x\n${idOf(text)}`],
    ['one with a blank', ` ${idOf(text)}`],
    ['one with a NUL', `${idOf(text)}\0`],
    ['one digit less', idOf(text).slice(1)],
    ['another prefix', `md5:${idOf(text)}`],
    ['a prefix with a SHA-1', `sha256:${sha1Of(text)}`],
    ['a huge one', idOf(text).repeat(10_000)],
    ['an empty one', ''],
    ['the name of a prototype', '__proto__'],
    ['the name of a method', 'constructor'],
    ['digits of another script', '٠'.repeat(64)],
  ])('%s', async (_, id) => {
    for (const mode of [{}, registered]) {
      expect(await ask({ documentId: id }, mode)).toBe('BAD_REQUEST');
      expect(await ask({ extensions: apq(id) }, mode)).toBe('BAD_REQUEST');
      expect(await ask({ documentId: id, query: text }, mode)).toBe('BAD_REQUEST');
    }
  });

  it.each([
    ['text', 'x'],
    ['a number', 5],
    ['a list', []],
    ['a hash that is a list', { version: 1, sha256Hash: [idOf(text)] }],
    ['a hash of another version', { version: 2, sha256Hash: idOf(text) }],
    ['a version that is text', { version: '1', sha256Hash: idOf(text) }],
  ])('persistedQuery that is %s', async (_, persistedQuery) => {
    expect(await ask({ query: text, extensions: { persistedQuery } })).toBe('BAD_REQUEST');
  });
});

describe('where any operation runs', () => {
  it('a text is itself, unknown ids are not found', async () => {
    expect(await ask({ query: unknown })).toBe(unknown);
    expect(await ask({ documentId: idOf(unknown) })).toBe('PERSISTED_OPERATION_NOT_FOUND');
    expect(await ask({ documentId: idOf(ofClient) })).toBe(ofClient);
  });

  it('Apollo clients are told in their words', async () => {
    expect(await ask({ extensions: apq(idOf(unknown)) })).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(await ask({ query: unknown, extensions: apq(idOf(unknown)) })).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(await ask({ extensions: apq(idOf(unknown)) }, { hasApq: true })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask({ query: unknown, extensions: apq(idOf(text)) }, { hasApq: true })).toBe('BAD_REQUEST');
  });

  it('a text that comes with its hash is new until it is registered', async () => {
    const documents = documentsOf({ hasApq: true });
    const isNew = async (query: string) => (await documents.find(named({ query, extensions: apq(idOf(query)) }))).isNew;
    expect([await isNew(unknown), await isNew(unknown), await isNew(text), await isNew(ofClient)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('where only registered operations run', () => {
  it('a text runs if its hash is registered, and nothing else', async () => {
    for (const mode of [registered, { ...registered, hasApq: true }]) {
      expect(await ask({ query: text }, mode)).toBe(text);
      for (const query of [unknown, ofClient, `${text} `, `${text}#`, '', '{'])
        expect(await ask({ query }, mode)).toBe('OPERATION_NOT_REGISTERED');
    }
  });

  it('what clients have registered is not registered', async () => {
    const mode = { ...registered, hasApq: true };
    expect(await ask({ documentId: idOf(ofClient) }, mode)).toBe('PERSISTED_OPERATION_NOT_FOUND');
    expect(await ask({ extensions: apq(idOf(ofClient)) }, mode)).toBe('OPERATION_NOT_REGISTERED');
    expect(await ask({ query: ofClient, extensions: apq(idOf(ofClient)) }, mode)).toBe('OPERATION_NOT_REGISTERED');
  });

  it('the text that runs is that of the registry, also where a lone surrogate hashes like the sign that stands for it', async () => {
    const clean = '{ a(b: "\uFFFD") }';
    kept.set(idOf(clean), { id: idOf(clean), text: clean, source: 'manifest' });
    expect(idOf(clean.replace('\uFFFD', '\uD800'))).toBe(idOf(clean));
    expect(await ask({ query: clean.replace('\uFFFD', '\uD800') }, registered)).toBe(clean);
  });
});

describe('the text of a request', () => {
  const byId = `/graphql?documentId=${idOf(text)}`;

  it('leads to the cache for as long as the operation is known, and by a full text for ever', async () => {
    let nowMs = 0;
    const documents = documentsOf({ now: () => nowMs });
    expect([documents.isKnown('/graphql?query={a}'), documents.isKnown(byId)]).toEqual([true, false]);
    documents.note(byId, await documents.find(named({ documentId: idOf(text) })));
    nowMs = 29_999;
    expect(documents.isKnown(byId)).toBe(true);
    nowMs = 30_000;
    expect(documents.isKnown(byId)).toBe(false);
  });

  it('is known for no longer than its operation where only registered ones run', async () => {
    let nowMs = 0;
    const documents = documentsOf({ ...registered, now: () => nowMs });
    await documents.find(named({ query: text }));
    nowMs = 20_000;
    documents.note('{"query":"…"}', await documents.find(named({ query: text })));
    nowMs = 29_999;
    expect(documents.isKnown('{"query":"…"}')).toBe(true);
    nowMs = 30_000;
    expect(documents.isKnown('{"query":"…"}')).toBe(false);
  });
});
