// The published schema is the manual: every type, field, argument and enum value says what it is, with units.
import { type ASTNode, getLocation, Kind, parse, Source, visit } from 'graphql';
import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from '../support/sources.ts';

const described: ReadonlySet<string> = new Set([
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION, // arguments and fields of inputs
  Kind.ENUM_VALUE_DEFINITION,
]);

test.each(sourceFiles(/\.graphql$/, 'schema', 'examples').map((file) => [file.path, file] as const))(
  '%s describes everything in it',
  (_path, file) => {
    expect(undescribed(file), 'add a """description""" above each of these').toEqual([]);
  },
);

test('a definition without a description is found', () => {
  const text =
    '"A deal" type Deal { amount(unit: String): Int }  extend type Query { "One" deal: Deal }  enum Size { BIG }';
  expect(undescribed({ path: 'x.graphql', text, lines: [] })).toEqual([
    'x.graphql:1 Deal.amount',
    'x.graphql:1 Deal.amount.unit',
    'x.graphql:1 Size',
    'x.graphql:1 Size.BIG',
  ]);
});

function undescribed({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const names: string[] = [];
  const source = new Source(text, path);
  visit(parse(source), {
    enter(node) {
      if (!isNamedDefinition(node)) return;
      names.push(node.name.value);
      const isEmpty = !('description' in node) || !node.description?.value.trim();
      if (described.has(node.kind) && isEmpty) {
        found.push(`${path}:${getLocation(source, node.loc?.start ?? 0).line} ${names.join('.')}`);
      }
    },
    leave(node) {
      if (isNamedDefinition(node)) names.pop();
    },
  });
  return found;
}

function isNamedDefinition(node: ASTNode): node is ASTNode & { name: { value: string } } {
  return 'name' in node && (described.has(node.kind) || node.kind.endsWith('Extension'));
}
