// Documents that ask for everything a type has, made from the schema: what is added to it later is asked for too.
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { schema } from './lists.ts';

/** All fields of a type that need no arguments, `depth` records deep; a connection is no depth of its own. */
export function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type))
    return `{ __typename ${schema
      .getPossibleTypes(type)
      .map((each) => `... on ${each.name} ${fieldsOf(each, depth, `${each.name}_`)}`)
      .join(' ')} }`;
  return isObjectType(type) ? fieldsOf(type, depth, '') : '';
}

/** `prefix`: fields of the same name and another type stand side by side under an interface, so each gets a name of its own. */
function fieldsOf(type: GraphQLObjectType, depth: number, prefix: string): string {
  const isPart = /(Connection|Edge)$/.test(type.name);
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return [];
    const target = getNamedType(field.type);
    const alias = prefix ? `${prefix}${field.name}: ${field.name}` : field.name;
    if (isLeafType(target)) return [alias];
    // Nodes are the rows of the edges once more.
    if (isPart && field.name === 'nodes') return [];
    const isBelow = !isPart && isRecordLike(target);
    if (isBelow && depth === 0) return [];
    return [`${alias} ${selectionOf(target, isBelow ? depth - 1 : depth)}`];
  });
  return `{ __typename ${parts.join(' ')} }`;
}

/** What leads on to records, and so for ever: entities, their connections, unions of them. */
function isRecordLike(type: GraphQLNamedType): boolean {
  if (isAbstractType(type)) return true;
  const node = schema.getType('Node');
  return isObjectType(type) && (type.name.endsWith('Connection') || type.getInterfaces().some((each) => each === node));
}
