// Alert rules and dashboard name metrics that there are, in PromQL that parses; and each alert stands in docs/operations.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../src/observability/catalogue.ts';
import { processMetrics } from '../../src/observability/process-metrics.ts';
import { root } from '../support/sources.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const { groups } = parse(textOf('deploy/observability/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(textOf('deploy/observability/dashboard.json')) as { panels: Panel[] };

const expressions = [
  ...rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [`panel ${title}`, expr] as const)),
].map(([where, expr]) => [where, expr.replaceAll('$__rate_interval', '5m')] as const);

/** Of Prometheus itself, and of node_exporter. */
const ofOthers = ['up', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes'];

const ours = catalogue.flatMap(({ metrics }) =>
  metrics.flatMap(({ name, kind }) =>
    kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  ),
);
const known = new Set([
  ...ours,
  ...processMetrics()
    .getMetricsAsArray()
    .map(({ name }) => name),
  ...ofOthers,
]);

function read(expr: string) {
  const names: string[] = [];
  let isBroken = false;
  parser.parse(expr).iterate({
    enter({ type, name, from, to }) {
      if (type.isError) isBroken = true;
      if (name === 'VectorSelector') names.push(/^[\w:]+/.exec(expr.slice(from, to))![0]);
    },
  });
  return { names, isBroken };
}

describe('alerts and dashboard', () => {
  test.each(expressions)('%s: %s', (_, expr) => {
    const { names, isBroken } = read(expr);
    expect(isBroken, 'PromQL that does not parse').toBe(false);
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter((name) => !known.has(name)),
      'docs/metrics.md does not have these',
    ).toEqual([]);
  });

  test('an expression that does not parse, and a name that is not there, are told', () => {
    expect(read('sum(rate(clientele_x[5m])').isBroken).toBe(true);
    expect(read('clientele_nothing > 1').names).toEqual(['clientele_nothing']);
    expect(known.has('clientele_nothing')).toBe(false);
  });
});

describe('each alert', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says what is wrong, how urgent, and what to do',
    (name, rule) => {
      expect(rule.labels['severity']).toMatch(/^(?:page|ticket)$/);
      expect(rule.annotations['summary']!.length).toBeGreaterThan(20);
      expect(rule.annotations['action']!.length).toBeGreaterThan(20);
      expect(textOf('docs/operations.md')).toContain(`**${name}**`);
    },
  );
});
