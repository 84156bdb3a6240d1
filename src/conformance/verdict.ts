// How the check of a rule ends when it does not end well.

/** The subgraph does not keep the rule: what was expected, and what was seen. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** The rule cannot be checked with what was given. */
export class Unchecked extends Error {
  override readonly name = 'Unchecked';
}
