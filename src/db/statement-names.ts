// Statement names are process-wide: the same text has the same name on every connection. Texts depend on the shape of a
// request and shapes on clients, so beyond 2,000 of them a statement goes unnamed rather than fill the server's memory.
const names = new Map<string, string>();
const mostNames = 2000;

/** Undefined: it goes unnamed. */
export function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (!name && names.size < mostNames) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return name;
}
