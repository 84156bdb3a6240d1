// Arguments with variables inside literals, `input: { domain: $domain }`, become variables of their own before a document is
// compiled. graphql-jit takes a variable that is not given as null there, where GraphQL leaves the field out: an update that
// should not touch a field would clear it. graphql itself coerces them, once for each request.
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  print,
  TypeInfo,
  type TypeNode,
  type ValueNode,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { badInput } from '../errors.ts';

interface HoistedArgument {
  readonly name: string;
  readonly argument: string;
  readonly type: GraphQLInputType;
  readonly value: ValueNode;
}

export interface Hoisted {
  /** The same document for the compiler: variables that are coerced already, and none inside literals. */
  readonly document: DocumentNode;
  /** All values that it wants, from the coerced variables of a request. */
  values(coerced: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Variables of the document for the compiler are all of this type, whose values are taken as they are. */
const json = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } } as const;

/** @skip and @include insist on Boolean. Of other types graphql-jit unrolls inputs into code, endlessly where they hold themselves. */
const isBoolean = (type: TypeNode) => /^Boolean!?$/.test(print(type));

export function hoist(schema: GraphQLSchema, document: DocumentNode): Hoisted {
  const hoisted: HoistedArgument[] = [];
  const prefix = freePrefix(document);
  const types = new TypeInfo(schema);
  const flat = visit(
    document,
    visitWithTypeInfo(types, {
      Argument(node) {
        const type = types.getInputType();
        if (node.value.kind === Kind.VARIABLE || !type || !holdsVariable(node.value)) return undefined;
        const name = `${prefix}${hoisted.length}`;
        hoisted.push({ name, argument: node.name.value, type, value: node.value });
        return { ...node, value: variable(name) };
      },
      VariableDefinition: ({ kind, variable, type }) => ({ kind, variable, type: isBoolean(type) ? type : json }),
    }),
  );
  const own = hoisted.map(
    ({ name }) => ({ kind: Kind.VARIABLE_DEFINITION, variable: variable(name), type: json }) as const,
  );
  return {
    document: visit(flat, {
      OperationDefinition: {
        leave: (node) => ({ ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...own] }),
      },
    }),
    values(coerced) {
      // Without a prototype: a variable named `constructor` that was not given is not given.
      const values: Record<string, unknown> = Object.assign(Object.create(null), coerced);
      for (const { name, argument, type, value } of hoisted) {
        const given = valueFromAST(value, type, coerced);
        if (given === undefined)
          throw badInput(`The argument \`${argument}\` lacks a value that it must have.`, { argument });
        values[name] = given;
      }
      return values;
    },
  };
}

const variable = (name: string) => ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } }) as const;

function holdsVariable(value: ValueNode): boolean {
  let holds = false;
  visit(value, {
    Variable() {
      holds = true;
    },
  });
  return holds;
}

/** No variable of the document begins like this. */
function freePrefix(document: DocumentNode): string {
  let prefix = 'hoisted_';
  while (print(document).includes(`$${prefix}`)) prefix += '_';
  return prefix;
}
