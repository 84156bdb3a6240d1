// An origin, billing and edges before both, each a process of its own; billing is behind a line that can fail.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSupergraph } from '../../examples/federated/compose.ts';
import { type EdgeLine, openEdgeLine } from './edge-line.ts';
import { edgeArgs, edgeEnvironment, originArgs, originEnvironment, untilLive } from './edge-processes.ts';
import { gatewayKey } from './gateway.ts';
import { createProcesses, type RunningProcess } from './processes.ts';

const billingKey = 'key of billing as a process, 32 characters';

export interface FederatedFleet {
  readonly origin: RunningProcess;
  readonly billing: RunningProcess;
  /** From the edges to billing, for questions and stream. */
  readonly line: EdgeLine;
  readonly edges: readonly RunningProcess[];
  stop(): Promise<void>;
}

export interface FederatedFleetOptions {
  /** A superuser's. */
  readonly crmUrl: string;
  readonly ledgerUrl: string;
  readonly redisUrl: string;
}

export async function startFederatedFleet({
  crmUrl,
  ledgerUrl,
  redisUrl,
}: FederatedFleetOptions): Promise<FederatedFleet> {
  const processes = createProcesses();
  const folder = await mkdtemp(join(tmpdir(), 'clientele-federated-'));
  let line: EdgeLine | undefined;
  const stop = async () => {
    try {
      await processes.stop();
    } finally {
      await line?.stop();
      await rm(folder, { recursive: true });
    }
  };
  try {
    const originEnv = { ...originEnvironment({ databaseUrl: crmUrl }), GATEWAY_KEY: gatewayKey };
    const origin = await processes.start({ name: 'origin', args: originArgs, env: originEnv });
    const billing = await processes.start({
      name: 'billing',
      args: ['examples/billing/main.ts'],
      env: { DATABASE_URL: ledgerUrl, SUBGRAPH_KEY: billingKey },
      readyAt: '/livez',
    });
    line = await openEdgeLine(billing.port);
    const supergraph = await composeSupergraph([
      { name: 'clientele', url: `${origin.url}/graphql`, key: gatewayKey },
      { name: 'billing', url: `${line.url}/graphql`, key: billingKey },
    ]);
    const [supergraphPath, subgraphsPath] = [join(folder, 'supergraph.graphql'), join(folder, 'subgraphs.json')];
    await writeFile(supergraphPath, supergraph);
    await writeFile(subgraphsPath, JSON.stringify({ billing: { key: billingKey, invalidations: 'stream' } }));
    const env = {
      ...edgeEnvironment(origin.url, { redisUrl }),
      GATEWAY_KEY: gatewayKey,
      SUPERGRAPH: supergraphPath,
      SUBGRAPHS: subgraphsPath,
    };
    const edges = await Promise.all(
      [0, 1, 2].map((nth) => processes.start({ name: `edge ${nth}`, args: edgeArgs, env })),
    );
    await Promise.all(edges.map((edge) => untilLive(edge)));
    return { origin, billing, line, edges, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
