// `clientele dev`: everything in one process on a machine with nothing but Node. Database, schema, demo data, origin, worker.
// Invariant: `<dataDir>/demo.json` exists only while this process serves; scripts may wait for it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { writePrivateFile } from '../lib/private-file.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { startOrigin } from './origin.ts';
import { findPepper } from './pepper.ts';
import { seedDemo } from './seed-demo.ts';
import { startWorker } from './worker.ts';

export const devCommand: CliCommand = {
  run: async () => {
    const config = readConfig();
    const demoFile = join(config.dataDir, 'demo.json');
    const stops = createStopStack();
    try {
      const { url: databaseUrl, adminUrl } = stops.add(await openDatabase(config, 'fail'));
      await rm(demoFile, { force: true }); // left by a killed process
      const pepper = await findPepper(config);
      await migrate(adminUrl);
      const keys = await seedDemo({ adminUrl, pepper });
      const graphiql = { authorization: `Bearer ${keys.apiKey}` };
      const { port } = stops.add(
        await startOrigin({ config, databaseUrl, pepper, graphiql, hosts: hostsOf(config.host) }),
      );
      stops.add(await startWorker({ config, databaseUrl, pepper }));
      stops.add({ stop: () => rm(demoFile, { force: true }) });

      const url = `http://${urlHost(config.host)}:${port}/graphql`;
      await writePrivateFile(demoFile, `${JSON.stringify({ url, ...keys, databaseUrl: adminUrl }, null, 2)}\n`);
      console.log(banner(url, keys.apiKey));
      return stops;
    } catch (error) {
      await stops.stop();
      throw error;
    }
  },
};

/** GraphiQL's page has a key in it: a page elsewhere that had its own name point here (DNS rebinding) must not read it. */
function hostsOf(host: string): string[] | undefined {
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  return host === 'localhost' || host === '127.0.0.1' || host === '::1' ? loopback : undefined;
}

// A listener on "any address" is reached on the loopback one; an IPv6 address wears brackets in a URL.
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function banner(url: string, apiKey: string): string {
  const query = '{ companies(first: 3) { totalCount nodes { name owner { name } } } }';
  return `
Clientele is ready.

  GraphQL   ${url}
  GraphiQL  ${url} (in a browser)
  API key   ${apiKey}

Try it:

  curl -s ${url} -H 'authorization: Bearer ${apiKey}' -H 'content-type: application/json' -d '{"query":"${query}"}'

Ctrl-C stops it.
`;
}
