// `clientele purger`: follows an origin as an edge does and keeps nothing; it purges caches in front that cannot follow by themselves.
import { createTagTable } from '../cache/tag-table.ts';
import { type Config, readConfig } from '../config.ts';
import { createEdgeFeed } from '../edge/feed.ts';
import { createOriginClient } from '../edge/origin.ts';
import { createCloudflareTarget } from '../edge/purge-cloudflare.ts';
import { createFastlyTarget } from '../edge/purge-fastly.ts';
import { createVarnishTarget } from '../edge/purge-varnish.ts';
import { createPurger, type PurgeTarget } from '../edge/purger.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import { createLog } from '../observability/log.ts';
import type { CliCommand } from './cli-command.ts';

export interface PurgerOptions {
  readonly config: Pick<Config, 'logLevel' | 'purge'>;
  readonly originUrl: string;
  readonly edgeKey: string;
}

export interface RunningPurger {
  readonly targets: readonly string[];
  /** Tags that are still to be purged, or to be purged again. */
  waiting(): number;
  stop(): Promise<void>;
}

export function startPurger({ config, originUrl, edgeKey }: PurgerOptions): RunningPurger {
  const targets = targetsOf(config.purge);
  if (targets.length === 0) {
    throw new OperatorError(
      'There is nothing to purge: set PURGE_VARNISH_URLS, PURGE_FASTLY_SERVICE or PURGE_CLOUDFLARE_ZONE (docs/cdn.md).',
    );
  }
  const log = createLog(config.logLevel);
  const stops = createStopStack();
  const origin = createOriginClient({ url: originUrl, edgeKey });
  stops.add({ stop: async () => origin.stop() });
  const purgers = targets.map((target) =>
    stops.add(
      createPurger({
        target,
        onPurged: ({ target: name, tags, ms }) =>
          log.info({ target: name, tags: tags || 'all', ms: Math.round(ms) }, 'purged'),
        onError: (error, name) => log.warn({ err: error, target: name }, 'a purge failed; it is tried again'),
      }),
    ),
  );
  // Where the stream stands is all that it knows: it judges no answer.
  const table = createTagTable();
  const builds = new Set<string>();
  /** Another code may make other answers of equal data. */
  function isNewCode(): boolean {
    const isNew = !builds.has(feed.buildId());
    builds.add(feed.buildId());
    return isNew;
  }
  const feed = createEdgeFeed({
    origin,
    table: () => table,
    take(step) {
      if (step.kind === 'reset') table.reset({ ...step, invalidations: [] });
      else if (!table.apply({ ...step, invalidations: [] }))
        throw new Error('a frame does not begin where the one before it ended');
      const told = isNewCode() ? ({ kind: 'reset', invalidations: [] } as const) : step;
      for (const purger of purgers) purger.step(told);
    },
    onError: (error) => log.warn({ err: error }, 'the stream of changes was cut; it goes on from where it stood'),
  });
  stops.add(feed);
  feed.start();
  return {
    targets: targets.map(({ name }) => name),
    waiting: () => purgers.reduce((sum, purger) => sum + purger.waiting(), 0),
    stop: () => stops.stop(),
  };
}

function targetsOf({ varnishUrls, fastly, cloudflare }: Config['purge']): PurgeTarget[] {
  return [
    ...varnishUrls.map(createVarnishTarget),
    ...(fastly ? [createFastlyTarget(fastly)] : []),
    ...(cloudflare ? [createCloudflareTarget(cloudflare)] : []),
  ];
}

export const purgerCommand: CliCommand = {
  run: async () => {
    const config = readConfig(process.env, ['ORIGIN_URL', 'EDGE_KEY']);
    const purger = startPurger({ config, originUrl: config.originUrl, edgeKey: config.edgeKey });
    console.log(`clientele purger follows ${config.originUrl} and purges ${purger.targets.join(', ')}`);
    return purger;
  },
};
