// What a question is: a document with variables that a visitor chooses, and what a true answer to it looks like.
// Invariant: an answer that was merely quick does not count; each is held against what was asked.
import type { DocumentName } from './documents.ts';
import type { Visitor } from './visitor.ts';

export interface Question {
  readonly document: DocumentName;
  /** By its hash in an address, as reads of a client are; else by its text. @default false */
  readonly isPersisted?: boolean;
  ask(visitor: Visitor): Asked;
  /** What is wrong with the answer; null: nothing. It may be remembered. */
  fault(data: Answer, asked: Asked, visitor: Visitor, headers: Headers): string | null;
}

export interface Asked {
  readonly variables: Readonly<Record<string, string | null>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the answer must agree with. */
  readonly expected?: string;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface Node {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly version?: number;
  readonly description?: string | null;
  readonly contacts?: Page;
  readonly deals?: Page;
}

interface Page {
  readonly nodes: readonly Node[];
  readonly pageInfo?: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Of any of the documents. */
export interface Answer {
  readonly company?: Node | null;
  readonly companies?: Page;
  readonly contacts?: Page;
  readonly updateCompany?: Node | null;
  readonly createContact?: Node | null;
}
