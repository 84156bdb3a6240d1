// A grammar of GraphQL queries over the real schema, driven by the schema itself: a new entity, edge or report is asked for
// as soon as it has a resolver. Every query is valid, and every part that it exercises has a coordinate (`Deal.contacts`).
import fc from 'fast-check';
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { type Args, argsOf, lazily, oneOfTheme, tableOfType } from './operation-inputs.ts';
import { type Theme, tablesOf, weightsIn } from './values.ts';

export interface FieldPick {
  readonly field: GraphQLField<unknown, unknown>;
  readonly parent: string;
  readonly args: Args;
  readonly picks: readonly Pick[];
  /** Behind a condition that is false: `include` leaves the field out, `skip` does not. */
  readonly condition: 'none' | 'include' | 'skip';
}

/** A fragment on a type. */
interface FragmentPick {
  readonly on: string;
  readonly picks: readonly Pick[];
}

type Pick = FieldPick | FragmentPick;

export interface Query {
  readonly picks: readonly Pick[];
  /** Arguments as variables, or written into the document. */
  readonly withVariables: boolean;
  /** Without aliases, so that a field asked for twice is one field with both selections. */
  readonly isMerged: boolean;
}

export interface RenderedQuery {
  readonly text: string;
  readonly variables: Record<string, unknown>;
  readonly coordinates: ReadonlySet<string>;
}

const isEntity = (type: GraphQLNamedType) => tableOfType(type.name) !== undefined || isAbstractType(type);
/** Only leaves, and not a list of records: part of a row, as money is. */
const isFlat = (field: GraphQLField<unknown, unknown>) => {
  const type = getNamedType(field.type);
  return (
    isObjectType(type) &&
    !isListType(getNullableType(field.type)) &&
    field.args.length === 0 &&
    Object.values(type.getFields()).every((each) => isLeafType(getNamedType(each.type)))
  );
};

/** Of keys, acts, limits and webhooks, which no random write changes; and the feed, which every write changes and nobody keeps. */
const notRecords = new Set([
  ...['apiKeys', 'auditEvents', 'estimateCost', 'budget', 'usage'],
  ...['webhookEndpoints', 'webhookDeliveries', 'changes'],
]);

/** Fields of Query that have a resolver by now. */
const rootFields = (schema: GraphQLSchema) =>
  Object.values(schema.getQueryType()!.getFields()).filter(({ name, resolve }) => resolve && !notRecords.has(name));

export function queryArbitrary(schema: GraphQLSchema, theme: Theme): fc.Arbitrary<Query> {
  const selections = new Map<string, fc.Arbitrary<readonly Pick[]>>();

  function pick(parent: string, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Pick> {
    return lazily(() => pickNow(parent, field, depth));
  }

  function pickNow(parent: string, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Pick> {
    const type = getNamedType(field.type);
    return fc.record({
      field: fc.constant(field),
      parent: fc.constant(parent),
      args: field.args.length > 0 ? argsOf(theme, field.args, type.name) : fc.constant({}),
      picks: isCompositeType(type) ? selection(type, depth) : fc.constant([]),
      condition: fc.oneof(
        { weight: 20, arbitrary: fc.constant('none' as const) },
        { weight: 1, arbitrary: fc.constantFrom('include' as const, 'skip' as const) },
      ),
    });
  }

  /** `depth` counts edges still allowed; parts of pages and reports lead on without one. */
  function selection(type: GraphQLCompositeType, depth: number): fc.Arbitrary<readonly Pick[]> {
    const key = `${type.name} ${depth}`;
    let made = selections.get(key);
    if (!made) {
      made = fc.oneof(
        { weight: 12, arbitrary: fields(type, depth) },
        { weight: 1, arbitrary: fields(type, depth).map((picks) => [{ on: type.name, picks }]) },
      );
      if (isAbstractType(type)) made = abstractFields(type, depth);
      selections.set(key, made);
    }
    return made;
  }

  function abstractFields(type: GraphQLCompositeType & { name: string }, depth: number): fc.Arbitrary<readonly Pick[]> {
    const possible = schema
      .getPossibleTypes(type as never)
      .map((each) => fields(each, depth).map((picks): Pick => ({ on: each.name, picks })));
    const own = isInterfaceType(type) ? [fields(type, 0)] : [];
    const parts = fc.array(fc.oneof(...possible), { minLength: own.length > 0 ? 0 : 1, maxLength: 3 });
    return fc
      .tuple(fc.oneof(fc.constant([]), ...own), parts)
      .map(([common, special]) =>
        common.length + special.length > 0 ? [...common, ...special] : [{ on: type.name, picks: [typename] }],
      );
  }

  function fields(type: GraphQLCompositeType, depth: number): fc.Arbitrary<readonly Pick[]> {
    const all = Object.values((type as GraphQLObjectType).getFields()).filter(({ name }) => !notRecords.has(name));
    const entity = isEntity(type);
    const isPart = (field: GraphQLField<unknown, unknown>) => isLeafType(getNamedType(field.type)) || isFlat(field);
    const near = all.filter((field) => isPart(field)).map((field) => pick(type.name, field, 0));
    const far = all
      .filter((field) => !isPart(field) && !(entity && depth === 0))
      .map((field) => {
        const edge = tableOfType(type.name)?.edges[field.name];
        const isTheme = !!edge && tablesOf(edge).includes(theme.table.name);
        return { weight: 1, isTheme, arbitrary: pick(type.name, field, entity ? depth - 1 : depth) };
      });
    const weighed = [
      ...(near.length > 0 ? [{ weight: 1, arbitrary: fc.oneof(...near) }] : []),
      ...(far.length > 0 ? [{ weight: 1, arbitrary: oneOfTheme(far) }] : []),
    ];
    // Pages with few parts: a count alone depends on rows that it does not show.
    return fc.array(fc.oneof(...weighed), { minLength: 1, maxLength: entity ? 4 : 2 });
  }

  const weightOf = weightsIn(theme);
  const roots = rootFields(schema).map((field) => {
    const takes = (argument: string) => field.args.find(({ name }) => name === argument);
    const filter = takes('filter');
    const typename = filter ? String(filter.type).replace(/Filter$/, '') : getNamedType(field.type).name;
    const table = tableOfType(typename);
    const depths = [0, 0, 1, 1, 2, 3].map((depth) => pick('Query', field, depth));
    const weight = takes('externalId') ? Math.ceil(weightOf('external_id') / 4) : table ? weightOf(table.name) : 5;
    // Lists and reports depend on more than rows by id do.
    return { weight: weight * (filter ? 3 : 1), arbitrary: fc.oneof(...depths) };
  });
  return fc.record({
    picks: fc.array(fc.oneof(...roots), { minLength: 1, maxLength: 1 }),
    withVariables: fc.boolean(),
    isMerged: fc.boolean(),
  });
}

const typename: FieldPick = {
  field: { name: '__typename', args: [], type: null } as never,
  parent: '',
  args: {},
  picks: [],
  condition: 'none',
};

export function render({ picks, withVariables, isMerged }: Query): RenderedQuery {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];
  const coordinates = new Set<string>();
  let aliases = 0;
  /** False below a field that is left out. */
  let isAsked = true;
  const note = (coordinate: string) => void (isAsked && coordinates.add(coordinate));

  /** A value as GraphQL writes it; undefined keys are left out. */
  function literal(value: unknown, type: GraphQLInputType): string {
    const bare = isNonNullType(type) ? type.ofType : type;
    if (value === null) return 'null';
    if (isListType(bare)) return `[${(value as unknown[]).map((each) => literal(each, bare.ofType)).join(', ')}]`;
    if (isInputObjectType(bare)) {
      const entries = Object.entries(value as Args).map(([name, inner]) => {
        note(`${bare.name}.${name}`);
        return `${name}: ${literal(inner, bare.getFields()[name]!.type)}`;
      });
      return `{ ${entries.join(', ')} }`;
    }
    if (isEnumType(bare)) note(`${bare.name}.${value}`);
    return isScalarType(bare) ? JSON.stringify(value) : String(value);
  }

  function argument(name: string, value: unknown, type: GraphQLInputType): string {
    const written = literal(value, type);
    if (!withVariables) return `${name}: ${written}`;
    const variable = `v${declarations.length}`;
    variables[variable] = value;
    declarations.push(`$${variable}: ${String(type)}`);
    return `${name}: $${variable}`;
  }

  function directive(condition: FieldPick['condition']): string {
    if (condition === 'none') return '';
    if (!withVariables) return ` @${condition}(if: false)`;
    const variable = `v${declarations.length}`;
    variables[variable] = false;
    declarations.push(`$${variable}: Boolean!`);
    return ` @${condition}(if: $${variable})`;
  }

  function renderPick(pick: Pick, isAliased: boolean): string {
    if ('on' in pick) return `... on ${pick.on} ${renderAll(pick.picks, true)}`;
    const { field, parent, args, condition } = pick;
    const wasAsked = isAsked;
    isAsked &&= condition !== 'include';
    note(`${parent}.${field.name}`);
    const given = field.args
      .filter(({ name }) => args[name] !== undefined)
      .map(({ name, type }) => argument(name, args[name], type));
    const alias = isAliased || given.length > 0 ? `a${aliases++}: ` : '';
    const inner = pick.picks.length > 0 ? ` ${renderAll(pick.picks, isAliased)}` : '';
    const text = `${alias}${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${directive(condition)}${inner}`;
    isAsked = wasAsked;
    return text;
  }

  const renderAll = (all: readonly Pick[], isAliased: boolean): string =>
    `{ ${all.map((pick) => renderPick(pick, isAliased)).join(' ')} }`;

  const body = renderAll(picks, !isMerged);
  return {
    text: `query${declarations.length > 0 ? `(${declarations.join(', ')})` : ''} ${body}`,
    variables,
    coordinates,
  };
}

/** Everything that a query can exercise: fields of objects that can be reached, input fields and enum values of arguments. */
export function allCoordinates(schema: GraphQLSchema): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const input = (type: GraphQLInputType) => {
    const named = getNamedType(type);
    if (seen.has(named.name)) return;
    seen.add(named.name);
    if (isEnumType(named))
      for (const { name } of named.getValues()) if (name !== 'ESTIMATE') found.add(`${named.name}.${name}`);
    if (!isInputObjectType(named)) return;
    for (const field of Object.values(named.getFields())) {
      found.add(`${named.name}.${field.name}`);
      input(field.type);
    }
  };
  const visit = (type: GraphQLNamedType, fields: readonly GraphQLField<unknown, unknown>[]) => {
    for (const field of fields) {
      found.add(`${type.name}.${field.name}`);
      for (const { type: argument } of field.args) input(argument);
      output(getNamedType(field.type));
    }
  };
  const output = (type: GraphQLNamedType) => {
    if (!isCompositeType(type) || seen.has(type.name)) return;
    seen.add(type.name);
    if (isAbstractType(type)) for (const each of schema.getPossibleTypes(type)) output(each);
    if (isObjectType(type)) visit(type, Object.values(type.getFields()));
  };
  visit(schema.getQueryType()!, rootFields(schema));
  return found;
}
