// Documents that are meant to take the service from others, each made anew for every request, so that nothing of it is known.

const list = (count: number, each: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => each(nth)).join(' ');
const document = (query: string, variables: object = {}) => JSON.stringify({ query, variables });

/** What is sent the nth time. */
export const hostileDocuments: Readonly<Record<string, (nth: number) => string>> = {
  'a cycle of 40 levels': (nth) =>
    document(
      `{ companies { nodes { ${'owner { companies { nodes { '.repeat(13)} id a${nth}: id ${'} } } '.repeat(13)} } } }`,
    ),
  'fragments that double 49 times': (nth) =>
    document(
      `{ ...F0 a${nth}: __typename } ${list(49, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)} fragment F49 on Query { __typename }`,
    ),
  '10,000 aliases': (nth) => document(`{ a${nth}: __typename ${list(10_000, (at) => `b${at}: __typename`)} }`),
  'a field 199 times': (nth) => document(`{ companies { nodes { a${nth}: id ${'owner { name } '.repeat(199)} } } }`),
  '25 lists of 100 with 400 fields': (nth) =>
    document(
      `{ ${list(25, (at) => `a${at}x${nth}: companies(first: 100) { nodes { id name city industry website phone owner { name } } }`)} }`,
    ),
  'introspection, each time another': (nth) =>
    document(
      `{ a${nth}: __schema { types { name fields { name args { name type { name ofType { name ofType { name } } } } type { name ofType { name } } } } } }`,
    ),
  'variables 16,000 deep': (nth) =>
    `{"query":"query A${nth}($f: CompanyFilter) { companies(filter: $f) { totalCount } }","variables":{"f":${'{"not":'.repeat(16_000)}{}${'}'.repeat(16_000)}}}`,
  'a body of 20 MB': () => large,
  'searches like patterns': (nth) =>
    document('query ($t: String!) { search(text: $t, first: 50) { __typename } }', {
      t: `(a+)+$ ^(([a-z])+.)+ %_% ${nth} ${'ab '.repeat(40)}`,
    }),
  'filters that no index serves': (nth) =>
    document(
      'query ($f: CompanyFilter) { companies(filter: $f, first: 100) { totalCount(mode: EXACT) nodes { id } } }',
      { f: { or: Array.from({ length: 40 }, (_, at) => ({ name: { contains: `%_${nth} ${at}` } })) } },
    ),
  'nonsense of 50,000 characters': (nth) => document(`{ ${'a@b('.repeat(12_000)}${nth}`),
};

const large = ' '.repeat(20 * 1024 * 1024);
