// Generates from schema/*.graphql: `schema.graphql`, the whole schema as it is published, and `resolvers/types.generated.ts`,
// strict resolver types over the rows of src/crm; and for the client in `examples/board`, typed documents of what it asks.
// Invariant: the output depends on committed files only, so `npm run codegen:check` can compare it byte for byte.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { entities } from './src/crm/index.ts';

/**
 * Which TypeScript type a resolver gets and returns for a GraphQL type. By convention `DealRow` in `src/crm/deal.ts` stands
 * for `type Deal`, and a page of such rows for `type DealConnection`: a new entity needs no line here. Exceptions go below.
 */
const mappers: Record<string, string> = {
  ...rowsOf('src/crm'),
  ...rowsOf('src/auth'),
  ...rowsOf('src/webhooks'),
  ApiKeySecret: '../src/auth/keys.ts#MadeKey',
  WebhookEndpointSecret: '../src/webhooks/acts.ts#MadeEndpoint',
  WebhookHealth: '../src/webhooks/endpoint.ts#WebhookEndpointRow',
  WebhookAttempt: '../src/webhooks/deliveries.ts#LoggedAttempt',
  WebhookDeliveryConnection: '../src/webhooks/redelivery.ts#DeliveryPage',
  Viewer: '../src/auth/verdicts.ts#Viewer as Caller',
  SearchHit: '../src/crm/search.ts#Hit',
  PipelineReport: '../src/crm/pipeline-report.ts#PipelineReport as PipelineReportRow',
  StageTotals: '../src/crm/pipeline-report.ts#StageTotals as StageTotalsRow',
  DealTotals: '../src/crm/deal-totals.ts#DealTotals as DealTotalsRow',
  CompanyTotals: '../src/crm/company-totals.ts#CompanyTotals as CompanyTotalsRow',
  CostEstimate: './context.ts#Estimate',
  OperationUsage: '../src/crm/usage.ts#OperationUsage as OperationUsageRow',
  ...Object.fromEntries(
    ['Record', 'Customer', 'Company', 'Contact', 'Deal', 'Activity'].map((type) => [
      `${type}Change`,
      '../src/live/event.ts#ChangeEvent',
    ]),
  ),
  RecordChangeConnection: '../src/live/pull.ts#ChangePage',
  Node: './list.ts#Named',
  Record: './list.ts#Named',
  RecordType: 'Uppercase<RecordType>', // in answers; see recordTypes
  Customer: "./list.ts#Named<'Company' | 'Contact'>",
};

/** Scalars as resolvers see them. `strictScalars` fails the generation for one that is missing. */
const scalars = {
  ID: 'string',
  UUID: 'string',
  DateTime: 'string', // RFC 3339, UTC
  Date: 'string', // YYYY-MM-DD
  MinorUnits: 'number', // integer cents (or the currency's smallest unit), within Number.MAX_SAFE_INTEGER
  JSON: 'unknown',
};

/** Clients write `CUSTOM_FIELD` and resolvers get the word for the entity, `custom_field`; answers are not translated back. */
const recordTypes = Object.fromEntries(Object.keys(entities).map((word) => [word.toUpperCase(), word]));

/** SDL names as they are, but `Record` would hide TypeScript's own `Record<K, V>` in the generated file. */
function typeName(name: string): string {
  return name === 'Record' ? 'AnyRecord' : name.replace(/^./, (first) => first.toUpperCase());
}

function rowsOf(folder: string): Record<string, string> {
  const schemaTypes = new Set(
    sources('schema', '.graphql').flatMap(({ text }) => matches(text, /^(?:type|interface|union)\s+(\w+)/gm)),
  );
  const rows: Record<string, string> = {};
  for (const { file, text } of sources(folder, '.ts')) {
    for (const type of matches(text, /^export (?:interface|type) (\w+)Row\b/gm)) {
      // A row that is no GraphQL type stays out: the generator would import it unused, which tsc refuses.
      if (!schemaTypes.has(type)) continue;
      rows[type] = `../${folder}/${file}#${type}Row`;
      if (schemaTypes.has(`${type}Connection`)) rows[`${type}Connection`] = `./list.ts#Connection<${type}Row>`;
    }
  }
  return rows;
}

function sources(folder: string, extension: string): { file: string; text: string }[] {
  const path = join(import.meta.dirname, folder);
  const files = existsSync(path) ? readdirSync(path).sort() : [];
  return files
    .filter((file) => file.endsWith(extension))
    .map((file) => ({ file, text: readFileSync(join(path, file), 'utf8') }));
}

function matches(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name);
}

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  importExtension: '.ts',
  generates: {
    'schema.graphql': { plugins: ['schema-ast'] },
    'resolvers/types.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: './context.ts#Context',
        mappers,
        scalars,
        strictScalars: true,
        enumValues: { RecordType: recordTypes },
        enumsAsTypes: true, // unions of strings: TypeScript enums cannot be erased
        namingConvention: { typeNames: typeName, enumValues: 'keep' },
        useTypeImports: true,
        immutableTypes: true,
        optionalResolveType: false,
      },
    },
    'examples/board/page/generated/': {
      documents: 'examples/board/page/operations.graphql',
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', hashPropertyName: 'documentId' },
      },
      config: { scalars, strictScalars: true, useTypeImports: true, immutableTypes: true, enumType: 'string-literal' },
    },
  },
};

export default config;
