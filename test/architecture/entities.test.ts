// A new entity is four files and one line in each of two lists; these tests name the line that was forgotten.
import { expect, test } from 'vitest';
import { type SourceFile, sourceFile, sourceFiles } from '../support/sources.ts';

test('every entity of src/crm is listed in src/crm/index.ts', () => {
  // deal.ts is an entity because it declares the row `DealRow`; deal-stages.ts beside it is not.
  const entities = sourceFiles(/^src\/crm\/[^/]+\.ts$/, 'src/crm').filter(({ path, text }) =>
    new RegExp(`^export (?:interface|type) ${pascalCase(stem(path))}Row\\b`, 'm').test(text),
  );
  expect(missingLines('src/crm/index.ts', entities, ({ path }) => camelCase(stem(path)))).toEqual([]);
});

test('every file of resolvers that is named for what it resolves is listed in resolvers/index.ts', () => {
  // deal.ts exports `dealResolvers`; list.ts, which only helps others to page, has no `listResolvers`.
  const files = sourceFiles(/^resolvers\/[^/]+\.ts$/, 'resolvers').filter(({ path, text }) =>
    new RegExp(`^export const ${camelCase(stem(path))}Resolvers\\b`, 'm').test(text),
  );
  expect(missingLines('resolvers/index.ts', files, ({ path }) => `${camelCase(stem(path))}Resolvers`)).toEqual([]);
});

test('every entity that clients see has a schema file and resolvers of the same name', () => {
  const entities = /\bentities = \{([^}]*)\}/.exec(sourceFile('src/crm/index.ts')?.text ?? '')?.[1] ?? '';
  const missing = sourceFiles(/^src\/crm\/[^/]+\.ts$/, 'src/crm')
    .filter(({ path }) => new RegExp(`\\b${camelCase(stem(path))}\\b`).test(entities))
    .flatMap(({ path }) => [`schema/${stem(path)}.graphql`, `resolvers/${stem(path)}.ts`])
    .filter((path) => !sourceFile(path));
  expect(missing, 'one word per entity: the same file name in schema/, resolvers/ and src/crm/').toEqual([]);
});

test('every entity that clients see has a key, by which gateways ask for it', () => {
  const entities = sourceFiles(/\.graphql$/, 'schema').flatMap(
    ({ text }) => text.match(/^type \w+ implements .*$/gm) ?? [],
  );
  expect(entities).not.toEqual([]);
  expect(entities.filter((line) => !line.includes('@key(fields: "id")'))).toEqual([]);
});

/** For each file that the list does not import and use: the line to add. */
function missingLines(list: string, files: SourceFile[], nameOf: (file: SourceFile) => string): string[] {
  const index = sourceFile(list);
  return files
    .filter(({ path }) => !listed(index, path))
    .map(
      (file) =>
        `${list} lacks: import { ${nameOf(file)} } from './${stem(file.path)}.ts'; and \`${nameOf(file)}\` in its list`,
    );
}

function listed(index: SourceFile | undefined, path: string): boolean {
  return index?.text.includes(`from './${stem(path)}.ts'`) ?? false;
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.ts$/, '');
}

function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function camelCase(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
