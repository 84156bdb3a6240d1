// Metrics as Prometheus reads them: values by name, with labels as they are printed.
export const operatorKey = 'the operator of the tests, 32 characters or more';

const numberOf = (text: string) => (text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text));

export async function scrape(port: number): Promise<Map<string, number>> {
  const headers = { authorization: `Bearer ${operatorKey}` };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), numberOf(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

/** How much each value has grown since. */
export function grown(before: Map<string, number>, after: Map<string, number>): (name: string) => number {
  return (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
}
