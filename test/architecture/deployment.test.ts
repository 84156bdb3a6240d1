// What is published for those who run the product: compose.yaml and deploy/kubernetes name settings, health and drain as they are.
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { sourceFile, sourceFiles } from '../support/sources.ts';

interface Variable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly Variable[];
  readonly ports?: readonly { readonly name: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly resources: { readonly limits: { readonly memory?: string; readonly cpu?: string } };
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean; readonly allowPrivilegeEscalation: boolean };
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly resources?: readonly string[];
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly scaleTargetRef?: { readonly name: string };
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds?: number;
        readonly securityContext: { readonly runAsNonRoot: boolean };
        readonly containers: readonly [Container];
      };
    };
  };
}

const files = sourceFiles(/^deploy\/kubernetes\/[\w.-]+\.yaml$/, 'deploy');
const resourcesIn = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Resource);
const resources = files.flatMap(({ text }) => resourcesIn(text));
const ofKind = (kind: string) => resources.filter((each) => each.kind === kind);
const pods = resources.flatMap(({ spec, metadata }) =>
  spec?.template ? [{ name: metadata.name, labels: spec.template.metadata.labels, ...spec.template.spec }] : [],
);
const known = new Set(
  Array.from(sourceFile('.env.example')!.text.matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm), ([, name]) => name!),
);

test('the kustomization has every file but the example of a secret', () => {
  const { resources: listed } = ofKind('Kustomization')[0]!;
  const there = files
    .map(({ path }) => path.split('/').at(-1)!)
    .filter((name) => !/^(kustomization|secret\.example)/.test(name));
  expect([...listed!].sort()).toEqual(there.sort());
});

test('every variable that is set is one that the product reads, and every secret is in the example', () => {
  const example = new Set(Object.keys(ofKind('Secret')[0]!.stringData!));
  const settings = Object.keys(ofKind('ConfigMap')[0]!.data!);
  expect([...example, ...settings].filter((name) => !known.has(name))).toEqual([]);
  for (const { containers } of pods)
    for (const { name, valueFrom } of containers[0].env) {
      expect(known, name).toContain(name);
      if (valueFrom) expect(example, name).toContain(valueFrom.secretKeyRef.key);
    }
  const inCompose = Array.from(
    sourceFile('compose.yaml')!.text.matchAll(/^ {6}([A-Z][A-Z_]*):/gm),
    ([, name]) => name!,
  );
  expect(inCompose.filter((name) => !known.has(name) && !name.startsWith('POSTGRES_'))).toEqual([]);
});

test('nobody is sent to a process that is not ready, and only one that hangs is killed', () => {
  for (const { name, containers } of pods.filter(({ containers: [{ ports }] }) => ports)) {
    const [{ startupProbe, livenessProbe, readinessProbe }] = containers;
    expect(
      [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet.path),
      name,
    ).toEqual(['/livez', '/livez', '/readyz']);
  }
});

test('a drain of 30 s has its time', () => {
  for (const { name, terminationGracePeriodSeconds } of pods.filter((pod) => pod.name !== 'migrate-0-1-0'))
    expect(terminationGracePeriodSeconds, name).toBeGreaterThan(30);
});

test('processes are nobody, write nothing, and are bounded in memory but not in CPU', () => {
  expect(pods.map(({ name }) => name)).toEqual(expect.arrayContaining(['origin', 'edge', 'worker']));
  for (const { name, securityContext, containers } of pods) {
    const [{ resources: taken, securityContext: may }] = containers;
    expect(securityContext.runAsNonRoot, name).toBe(true);
    expect(may, name).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    expect(taken.limits.memory, name).toBeTruthy();
    expect(taken.limits.cpu, name).toBeUndefined();
  }
});

test('what selects pods selects some', () => {
  const labels = pods.map((pod) => JSON.stringify(pod.labels));
  for (const { kind, metadata, spec } of resources) {
    const wanted = spec?.selector?.matchLabels;
    if (wanted) expect(labels, `${kind} ${metadata.name}`).toContain(JSON.stringify(wanted));
    if (spec?.scaleTargetRef) expect(pods.map(({ name }) => name)).toContain(spec.scaleTargetRef.name);
  }
});
