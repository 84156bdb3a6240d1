// Bounds on a document before anything walks it: parser, validation and compilation are recursive, and each can be made to
// eat the stack or the clock by a few kilobytes of text. Only what is linear in the text happens here.
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { ClientError } from '../errors.ts';

/** Characters: GraphiQL's introspection has 1,500, a screen of a large application some 5,000. */
const longestDocument = 50_000;
/** Brackets open at once; {a{a{a… 4,000 deep exhausts the parser's stack. */
const deepestNesting = 60;
/** Fields after fragments are put in their places: chained fragments make 2^n of them out of n lines. */
const mostFields = 2_000;
/** Variables nest like literals. */
const deepestVariables = 40;

/** Throws LIMIT_EXCEEDED for a document that is too long or nests too deep. */
export function checkText(text: string): void {
  if (text.length > longestDocument)
    throw exceeded(`A document has at most ${longestDocument} characters, this one has ${text.length}.`);
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) at = endOfString(text, at);
    else if (sign === 0x23) at = endOfLine(text, at);
    else if (sign === 0x7b || sign === 0x5b || sign === 0x28) {
      if (++depth > deepestNesting) throw exceeded(`A document nests at most ${deepestNesting} brackets deep.`);
    } else if (sign === 0x7d || sign === 0x5d || sign === 0x29) depth--;
  }
}

function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    for (let end = text.indexOf('"""', start + 3); ; end = text.indexOf('"""', end + 3)) {
      if (end < 0) return text.length;
      if (text[end - 1] !== '\\') return end + 2;
    }
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Throws LIMIT_EXCEEDED for a valid document with too many fields. Each fragment is measured once. */
export function checkFields(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();
  const count = (set: SelectionSetNode | undefined): number => {
    let fields = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) fields += countFragment(selection.name.value);
      else fields += (selection.kind === Kind.FIELD ? 1 : 0) + count(selection.selectionSet);
    }
    return fields;
  };
  const countFragment = (name: string): number => {
    let fields = measured.get(name);
    if (fields === undefined) {
      fields = count(fragments.get(name)?.selectionSet);
      measured.set(name, fields);
    }
    return fields;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const fields = count(definition.selectionSet);
    if (fields > mostFields)
      throw exceeded(`An operation selects at most ${mostFields} fields, this one selects ${fields}.`);
  }
}

/** Throws LIMIT_EXCEEDED for variables that nest too deep. Level by level, because recursion is what is guarded against. */
export function checkVariables(variables: unknown): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestVariables) throw exceeded(`Variables nest at most ${deepestVariables} deep.`);
    level = level
      .flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
      .filter((value) => typeof value === 'object');
  }
}

function exceeded(message: string): ClientError {
  return new ClientError('LIMIT_EXCEEDED', message);
}
