// PostGraphile 5 with its recommended presets: Amber and the simplified names. It plans each document once and prepares its SQL.
import { createServer } from 'node:http';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { poolOptions, port } from './environment.ts';

const { connectionString, ...poolConfig } = poolOptions;

const serv = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  // Without it only indexed columns may be conditions, which leaves out the status of a deal.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ connectionString, poolConfig, schemas: ['public'] })],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false },
}).createServ(grafserv);

const server = createServer();
await serv.addTo(server);
server.listen(port, '127.0.0.1');
