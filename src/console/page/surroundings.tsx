// What stands around the node: its memory, its edges, its subscribers, PostgreSQL and Redis.
import type { ComponentChildren } from 'preact';
import type { ConsoleState } from '../state.ts';
import { bytes, milliseconds, number, seconds } from './format.ts';

type Fact = readonly [name: string, value: ComponentChildren];

const alarm = (words: string) => <b class="alarm">{words}</b>;

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section class="card" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function memory({ store, feed }: ConsoleState): Fact[] {
  return [
    ['answers kept', number(store.entries)],
    ['memory', `${bytes(store.bytes)} of ${bytes(store.mostBytes)}`],
    ['kept fresh ahead', number(store.hot)],
    ['tags of recent changes', number(store.tags)],
    ...Object.entries(feed.sources).map(([name, age]): Fact => [`behind ${name}`, seconds(age)]),
  ];
}

function postgres({ database, pool }: NonNullable<ConsoleState['postgres']>): Fact[] {
  const inUse: Fact = ['connections in use', `${pool.total - pool.idle} of ${pool.most}, ${pool.waiting} wait`];
  if (!database) return [['state', alarm('does not answer')], inUse];
  return [
    inUse,
    ['connections of all', number(database.connections)],
    ['oldest transaction', seconds(database.oldestTransactionSeconds)],
    ['horizon', `${number(database.horizon)} transactions behind`],
    [
      'waits for locks',
      `${database.lockWaits}${database.lockWaits > 0 ? `, ${seconds(database.longestLockWaitSeconds)}` : ''}`,
    ],
    ['size', bytes(database.bytes)],
    ['replicas', number(database.replicas)],
  ];
}

function redis({ isOpen, commands, shared }: NonNullable<ConsoleState['redis']>): Fact[] {
  return [
    ['state', isOpen ? alarm('away: nothing is sent') : 'answers'],
    ['answered', `${number(commands['answered'] ?? 0)} /s`],
    [
      'late, refused, broken off',
      [commands['late'], commands['refused'], commands['broken']].map((n) => n ?? 0).join(', '),
    ],
    ...Object.entries(shared)
      .slice(0, 4)
      .map(([name, count]): Fact => [`entries: ${name}`, number(count)]),
  ];
}

function subscribers(live: NonNullable<ConsoleState['live']>): Fact[] {
  return [
    ['open', number(live.subscribers)],
    ['groups', number(live.groups)],
    ['events', `${number(live.events)} /s, told ${number(live.deliveries)} /s`],
    ['lag p50, p99', live.lag ? `${milliseconds(live.lag.p50)}, ${milliseconds(live.lag.p99)}` : '–'],
  ];
}

function executions(spend: NonNullable<ConsoleState['spend']>): Fact[] {
  const { refusals, running, limit, waitingForTurns, waitingForPoints } = spend;
  return [
    ['running', `${running}${limit === null ? '' : ` of ${limit}`}`],
    ['wait for a turn', number(waitingForTurns)],
    ['wait for points', number(waitingForPoints)],
    ...Object.entries(refusals).map(([code, count]): Fact => [code, `${number(count)} /s`]),
  ];
}

export function Surroundings({ state }: { state: ConsoleState }) {
  const { edges, live, postgres: database, redis: shared, spend } = state;
  return (
    <>
      {edges && <Edges edges={edges} build={state.node.build} />}
      <section class="cards" aria-label="Around the node">
        <Facts title="Memory" facts={memory(state)} />
        {spend && <Facts title="Executions" facts={executions(spend)} />}
        {live && <Facts title="Subscribers" facts={subscribers(live)} />}
        {database && <Facts title="PostgreSQL" facts={postgres(database)} />}
        {shared && <Facts title="Redis" facts={redis(shared)} />}
      </section>
    </>
  );
}

function Edges({ edges, build }: { edges: NonNullable<ConsoleState['edges']>; build: string }) {
  return (
    <section aria-labelledby="edges">
      <div class="head">
        <h2 id="edges">Edges</h2>
        <p class="quiet">that follow this origin</p>
      </div>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">Edge</th>
              <th scope="col" class="wide">
                Build
              </th>
              <th scope="col" class="wide">
                Position
              </th>
              <th scope="col" class="n">
                Behind
              </th>
              <th scope="col" class="n">
                Lease
              </th>
              <th scope="col" class="n">
                Follows
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ name, build: own, address, position, ageMs, leaseMs, followsSeconds, unsentBytes }) => (
              <tr key={name}>
                <td class="name">
                  {name} <span class="quiet wide">{address}</span>
                </td>
                <td class="wide">
                  {own.slice(0, 8)} {own !== '' && own !== build && <b class="alarm">another</b>}
                </td>
                <td class="wide mono">{position ?? '–'}</td>
                <td class="n">{ageMs === null ? '–' : milliseconds(ageMs)}</td>
                <td class="n">{leaseMs > 0 ? milliseconds(leaseMs) : <b class="alarm">run out</b>}</td>
                <td class="n">
                  {followsSeconds === null ? <b class="alarm">no stream</b> : seconds(followsSeconds)}
                  {unsentBytes > 0 && <span class="quiet"> {bytes(unsentBytes)} unsent</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {edges.length === 0 && <p class="none">None has come yet.</p>}
      </div>
    </section>
  );
}
