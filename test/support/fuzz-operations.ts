// Random operations over the whole schema: selections, arguments, variables, fragments, directives, aliases, and values of which many
// are nasty. Valid by the schema as a rule, though not by the rules of the domain.
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Random } from './random.ts';

export interface FuzzOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

const nastyTexts = [
  ...[
    '',
    ' ',
    '\0',
    'a\ud800',
    '\udfffb',
    '\u202e',
    '😀'.repeat(50),
    'x'.repeat(300),
    'x'.repeat(20_001),
    '\r\nset-cookie: a=b',
    '\u2028',
  ],
  ...[
    "' or 1=1 --",
    '"; drop table company; --',
    '%',
    '_%_',
    '\\',
    '{{7*7}}',
    '#{7*7}',
    '<script>alert(1)</script>',
    '../../etc/passwd',
  ],
  ...[
    '(a+)+$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '*:*',
    'a:b & !c | (',
    '__proto__',
    'constructor',
    'NaN',
    'null',
    '-0',
    '1e999',
    '٣',
  ],
];
const words = [
  'Alpha',
  'Beta',
  'Gamma',
  'test',
  'a',
  'ann@alpha.test',
  '2024-02-29',
  '2024-05-17T09:30:00.000Z',
  'EUR',
  'tier',
  'note',
];
/** Nearly every value of these is refused, and with it the list. */
const seldom: ReadonlySet<string> = new Set(['after', 'before', 'last']);
const numbers = [0, 1, 2, 3, 5, 10, 100, 101, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1.5, 1e308];

export function createOperationMaker(schema: GraphQLSchema, random: Random, ids: readonly string[]) {
  return (): FuzzOperation => {
    const isMutation = random.below(7) === 0;
    const root = isMutation ? schema.getMutationType()! : schema.getQueryType()!;
    const declared: string[] = [];
    const fragments: string[] = [];
    const variables: Record<string, unknown> = {};
    let budget = 60;
    let names = 0;

    function literal(value: unknown, type: GraphQLInputType): string {
      if (isNonNullType(type)) return literal(value, type.ofType);
      if (value === null || value === undefined) return 'null';
      if (isListType(type))
        return Array.isArray(value)
          ? `[${value.map((each) => literal(each, type.ofType)).join(' ')}]`
          : literal(value, type.ofType);
      if (isEnumType(type) && typeof value === 'string') return /^[A-Z_]+$/.test(value) ? value : JSON.stringify(value);
      if (isInputObjectType(type) && typeof value === 'object') {
        const fields = type.getFields();
        return `{ ${Object.entries(value)
          .map(([name, each]) => `${name}: ${fields[name] ? literal(each, fields[name].type) : JSON.stringify(each)}`)
          .join(', ')} }`;
      }
      return JSON.stringify(value).replace(/"([A-Za-z_]\w*)":/g, '$1:');
    }

    function value(type: GraphQLInputType, depth: number): unknown {
      if (isNonNullType(type)) return random.once(80) ? null : value(type.ofType, depth);
      if (random.once(15)) return null;
      if (isListType(type))
        return Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, () => value(type.ofType, depth + 1));
      if (isEnumType(type)) return random.once(80) ? random.pick(nastyTexts) : random.pick(type.getValues()).name;
      if (isInputObjectType(type)) {
        const fields = Object.values(type.getFields());
        const chosen = fields.filter((field) =>
          isNonNullType(field.type) ? !random.once(100) : depth < 5 && random.below(fields.length) < 2,
        );
        return Object.fromEntries(chosen.map((field) => [field.name, value(field.type, depth + 1)]));
      }
      if (type.name === 'ID') return random.once(12) ? random.pick(nastyTexts) : random.pick(ids);
      if (type.name === 'Boolean') return random.once(60) ? 'true' : random.once(2);
      if (type.name === 'Int' || type.name === 'Float' || type.name === 'MinorUnits')
        return random.once(60) ? random.pick(nastyTexts) : random.pick(random.once(4) ? numbers : [1, 2, 3]);
      if (type.name === 'JSON')
        return random.pick<unknown>([{ note: 'x' }, { tier: 'gold' }, [], [[[]]], 1, 'x', { a: { b: [null] } }, {}]);
      return random.once(3) ? random.pick(nastyTexts) : random.pick(words);
    }

    function argument({ name, type }: GraphQLArgument): string {
      const given = value(type, 0);
      if (random.once(2)) return `${name}: ${literal(given, type)}`;
      const variable = `v${names++}`;
      declared.push(`$${variable}: ${type}`);
      if (given !== null || random.once(2)) variables[variable] = given;
      return `${name}: $${variable}`;
    }

    function directive(): string {
      if (!random.once(12)) return '';
      const is = random.once(2);
      if (random.once(2)) return ` @${random.pick(['skip', 'include'])}(if: ${is})`;
      const variable = `b${names++}`;
      declared.push(`$${variable}: Boolean!`);
      variables[variable] = is;
      return ` @${random.pick(['skip', 'include'])}(if: $${variable})`;
    }

    function field(of: GraphQLField<unknown, unknown>, depth: number): string {
      budget--;
      const args = of.args
        .filter((each) => isNonNullType(each.type) || random.once(seldom.has(each.name) ? 20 : 4))
        .map(argument);
      const named = getNamedType(of.type);
      const alias = random.once(6) ? `a${names++}: ` : '';
      const selection = isCompositeType(named) ? ` ${selectionOf(named, depth + 1)}` : '';
      return `${alias}${of.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive()}${selection}`;
    }

    function selectionOf(type: GraphQLCompositeType, depth: number, width = random.below(4) + 1): string {
      const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
      const fitting = fields.filter((each) => (depth < 6 && budget > 0) || !isCompositeType(getNamedType(each.type)));
      const chosen = fitting.length === 0 ? [] : Array.from({ length: width }, () => random.pick(fitting));
      // By its alias or not, a field is there once: two with other arguments do not merge.
      const parts = [...new Set(chosen)].map((each) => field(each, depth));
      if (isAbstractType(type) || random.once(8)) parts.push('__typename');
      if (isAbstractType(type) && depth < 6) {
        const to = random.pick(schema.getPossibleTypes(type));
        // Under names of their own: fields of two types that differ in type do not merge either.
        parts.push(`... on ${to.name}${directive()} { t${names++}: __typename }`);
      }
      if (parts.length === 0) parts.push('__typename');
      const body = `{ ${parts.join(' ')} }`;
      if (random.once(8)) return `{ ... on ${type.name}${directive()} ${body} __typename }`;
      if (!random.once(12)) return body;
      const name = `F${names++}`;
      fragments.push(`fragment ${name} on ${type.name} ${body}`);
      return `{ ...${name}${directive()} __typename }`;
    }

    const body = selectionOf(root, 0, isMutation ? 1 : undefined);
    const kind = isMutation ? 'mutation' : 'query';
    const operationName = random.once(3) ? `Fuzz${random.below(5)}` : null;
    const head =
      declared.length > 0 || operationName
        ? `${operationName ?? ''}${declared.length > 0 ? `(${declared.join(', ')})` : ''} `
        : '';
    return { query: `${kind} ${head}${body} ${fragments.join(' ')}`, variables, operationName };
  };
}
