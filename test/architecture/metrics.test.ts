// The page of metrics says what there is. After a change: npx vitest run test/architecture/metrics.test.ts --update
import { expect, test } from 'vitest';
import { catalogue } from '../../src/observability/catalogue.ts';
import { processMetrics } from '../../src/observability/process-metrics.ts';

const head = `# Metrics

\`GET /metrics\` of an origin, an edge, and a worker with \`WORKER_PORT\`, as \`Authorization: Bearer <OPERATOR_KEY>\`. Units are in the names. This page is
made of the list in \`src/observability/\`; a test compares the two. What to watch, and what to do: [operations.md](operations.md).
`;

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly label?: string | undefined;
  readonly help: string;
}

const table = (title: string, where: string, rows: readonly Row[]) => `
## ${title}

Of ${where}.

| name | kind | label | what |
|---|---|---|---|
${rows.map(({ name, kind, label, help }) => `| \`${name}\` | ${kind} | ${label ? `\`${label}\`` : ''} | ${help} |\n`).join('')}`;

test('docs/metrics.md lists every metric', async () => {
  const ofProcess = await processMetrics().getMetricsAsJSON();
  const rows = ofProcess.map(({ name, type, help }) => ({ name, kind: String(type), help }));
  const parts = catalogue.map(({ title, where, metrics }) => table(title, where, metrics));
  const page = `${head}${parts.join('')}${table('Process', 'every process, as Node tells it', rows)}`;
  await expect(page).toMatchFileSnapshot('../../docs/metrics.md');
});

test('no name stands for two metrics', () => {
  const names = catalogue.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
