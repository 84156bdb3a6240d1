// A tenant with a pipeline, somebody who writes deals, and those who listen, for the tests of live updates.
// Invariant: whoever listens is gone after stop().
import { startApi, type TestApi } from './api.ts';
import { type Listener, type ListenOptions, listenByEvents, listenBySocket } from './live-clients.ts';
import { until } from './until.ts';

export interface LiveEvent {
  readonly id: string;
  readonly cursor: string;
  readonly kind: string;
  readonly transition: string;
  readonly type: string;
  readonly recordId: string | null;
  readonly changedFields: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly node: { readonly id: string; readonly name: string } | null;
}

export type DealChanged = { readonly dealChanged: LiveEvent };

export const eventFields = 'id cursor kind transition type recordId changedFields before after';
export const dealChanged = `subscription ($filter: DealFilter, $kinds: [ChangeKind!], $after: String) {
  dealChanged(filter: $filter, kinds: $kinds, after: $after) { ${eventFields} node { id name owner { id } } } }`;

export interface LiveScene {
  readonly api: TestApi;
  listen<Data = DealChanged>(query: string, options?: Partial<ListenOptions>): Promise<Listener<Data>>;
  /** Over a WebSocket, at the origin or at what stands before it. */
  connect<Data = DealChanged>(query: string, options?: Partial<ListenOptions>, url?: string): Promise<Listener<Data>>;
  createDeal(name: string): Promise<string>;
  change(id: string, input: object): Promise<unknown>;
  /** Ends whoever listens. */
  hush(): void;
  stop(): Promise<void>;
}

export const eventsOf = (listener: Listener<DealChanged>): LiveEvent[] =>
  listener.told.flatMap(({ data }) => (data ? [data.dealChanged] : []));

export const heard = (listener: Pick<Listener<unknown>, 'told'>, count: number, withinMs = 5_000): Promise<void> =>
  until(() => listener.told.length >= count, { what: `${count} events`, withinMs });

export async function startLiveScene(): Promise<LiveScene> {
  const api = await startApi();
  const open: Listener<never>[] = [];
  const [{ key }] = api.tenants;
  for (const { key } of api.tenants) {
    const { createPipeline } = await api.ask<{ createPipeline: { id: string } }>(
      'mutation { createPipeline(input: { name: "Sales" }) { id } }',
      {},
      { key },
    );
    await api.ask(
      'mutation ($pipelineId: ID!) { createStage(input: { pipelineId: $pipelineId, name: "Open" }) { id } }',
      { pipelineId: createPipeline.id },
      { key },
    );
  }
  const keep = <Data>(listener: Listener<Data>) => {
    open.push(listener as never);
    return listener;
  };
  const hush = () => {
    for (const each of open.splice(0)) each.close();
  };
  return {
    api,
    listen: async (query, options) => keep(await listenByEvents(api.url, query, { key, ...options })),
    connect: async (query, options, url = api.url) => keep(await listenBySocket(url, query, { key, ...options })),
    async createDeal(name) {
      const { createDeal } = await api.ask<{ createDeal: { id: string } }>(
        'mutation ($name: String!) { createDeal(input: { name: $name, amount: { minor: 100, currency: "EUR" } }) { id } }',
        { name },
      );
      return createDeal.id;
    },
    change: (id, input) =>
      api.ask('mutation ($id: ID!, $input: UpdateDealInput!) { updateDeal(id: $id, input: $input) { id } }', {
        id,
        input,
      }),
    hush,
    async stop() {
      hush();
      await api.stop();
    },
  };
}
