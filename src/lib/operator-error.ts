// A failure that the person at the terminal can mend: its message is enough, so it is printed without a stack.
// The message says what was expected, what was found, and what to do.

export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
