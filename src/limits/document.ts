// The size of a document that parses, before it is validated: validation is quadratic in places, and compilation costs more than all else.
// Invariant: each fragment is measured once, and one that contains itself ends here too; that it does, validation tells.
import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { ClientError } from '../errors.ts';
import { type DocumentLimits, exceeded } from './limits.ts';

/** Of a selection set, with fragments in their places. */
interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** On its own level. */
  readonly width: number;
}

const nothing: Size = { depth: 0, fields: 0, aliases: 0, width: 0 };

/** Throws LIMIT_EXCEEDED. */
export function checkDocument(document: DocumentNode, limits: DocumentLimits): void {
  const { definitions } = document;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const within = (limit: keyof DocumentLimits, found: number, what: string) => {
    const most = limits[limit];
    if (found > most) throw exceeded(limit, `${what} at most ${most}, this one has ${found}.`, most, found);
  };
  within('definitions', definitions.length, 'Operations and fragments of a document are');
  within(
    'fragments',
    definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length,
    'Fragments of a document are',
  );

  let directives = 0;
  const countDirectives = ({ directives: of = [] }: { readonly directives?: readonly DirectiveNode[] | undefined }) => {
    within('directivesOfOne', of.length, 'Directives in one place are');
    directives += of.length;
  };

  const measured = new Map<string, Size>();
  const sizeOfFragment = (name: string): Size => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, nothing); // while it is measured: if it contains itself, so much does it add
    const definition = fragments.get(name);
    if (definition) countDirectives(definition);
    const size = sizeOf(definition?.selectionSet);
    measured.set(name, size);
    return size;
  };
  const sizeOfSelection = (selection: SelectionNode): Size => {
    countDirectives(selection);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return sizeOfFragment(selection.name.value);
    const { depth, fields, aliases, width } = sizeOf(selection.selectionSet);
    if (selection.kind === Kind.FIELD && selection.alias?.value === '__proto__') throw noAlias();
    if (selection.kind === Kind.INLINE_FRAGMENT) return { depth, fields, aliases, width };
    return { depth: depth + 1, fields: fields + 1, aliases: aliases + (selection.alias ? 1 : 0), width: 1 };
  };
  const sizeOf = (set: SelectionSetNode | undefined): Size => {
    let [depth, fields, aliases, width] = [0, 0, 0, 0];
    for (const selection of set?.selections ?? []) {
      const each = sizeOfSelection(selection);
      depth = Math.max(depth, each.depth);
      fields += each.fields;
      aliases += each.aliases;
      width += each.width;
    }
    within('width', width, 'Fields of one selection set, fragments in their places, are');
    return { depth, fields, aliases, width };
  };

  const checkOperation = (operation: OperationDefinitionNode) => {
    const variables = operation.variableDefinitions ?? [];
    countDirectives(operation);
    for (const each of variables) countDirectives(each);
    within('variables', variables.length, 'Variables of an operation are');
    const { depth, fields, aliases, width } = sizeOf(operation.selectionSet);
    within('depth', depth, 'Levels of fields in an operation are');
    within('rootFields', width, 'Fields on the first level of an operation are');
    within('fields', fields, 'Fields of an operation, fragments in their places, are');
    within('aliases', aliases, 'Aliases of an operation, fragments in their places, are');
  };
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) checkOperation(definition);
    // One that no operation uses is validated all the same.
    else if (definition.kind === Kind.FRAGMENT_DEFINITION)
      within('fields', sizeOfFragment(definition.name.value).fields, 'Fields of a fragment are');
  }
  within('directives', directives, 'Directives of a document are');
}

/** JavaScript's own name for what an object inherits from: as a key of an answer it would be lost on the way, here or at the client. */
const noAlias = () =>
  new ClientError(
    'GRAPHQL_VALIDATION_FAILED',
    'An alias is not called `__proto__`: names with two underscores are of GraphQL itself.',
  );
