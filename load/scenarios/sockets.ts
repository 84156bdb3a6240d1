// Steps of subscribers over graphql-transport-ws, whose frames scenarios write by hand. All listen before the first of them writes, and stay
// until each was told of everything: then each event that a socket lacks is a lost one.
import type { WebSocket } from 'ws';
import { until } from '../../test/support/until.ts';
import { documents } from './documents.ts';
import { type Events, record } from './steps.ts';
import { type Context, visitorOf } from './visitor.ts';
import type { Tenant } from './world.ts';

interface SocketContext extends Context {
  readonly ws: WebSocket;
  readonly vars: Context['vars'] & { key?: string; subscription?: string; listener?: Listener };
}

interface Listener {
  isAcknowledged: boolean;
  isListening: boolean;
  /** Ids of events. */
  readonly heard: Set<string>;
  /** Answers to own writes that are still to come. */
  waiting: number;
}

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly errors?: readonly object[];
    readonly data?: {
      readonly updateCompany?: object | null;
      readonly companyChanged?: { readonly id: string; readonly after: { description?: string } | null };
    };
  };
}

/** Longer than any busy machine takes. */
const withinMs = 30_000;
/** Writes of each tenant, in this process, which is the only one: those that were sent, and those that were answered. */
const sent = new Map<Tenant, number>();
const committed = new Map<Tenant, number>();
const countOne = (of: Map<Tenant, number>, tenant: Tenant) => void of.set(tenant, (of.get(tenant) ?? 0) + 1);
let listening = 0;
let writing = 0;

/** Whom artillery connects to: a node, by the protocol of GraphQL over WebSockets. */
export function connect(args: { target: string; subprotocols: string[] }, context: Context, done: () => void): void {
  const { node, key } = visitorOf(context);
  args.target = `${node.replace('http', 'ws')}/graphql`;
  args.subprotocols = ['graphql-transport-ws'];
  Object.assign(context.vars, { key, subscription: documents.CompanyChanged });
  done();
}

function listenerOf({ vars }: SocketContext): Listener {
  vars.listener ??= { isAcknowledged: false, isListening: false, heard: new Set(), waiting: 0 };
  return vars.listener;
}

/** Before the first frame. */
export async function hear(context: SocketContext, events: Events): Promise<void> {
  const listener = listenerOf(context);
  context.ws.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    const { type, id = '', payload } = frame;
    if (type === 'connection_ack') listener.isAcknowledged = true;
    else if (type === 'ping') context.ws.send('{"type":"pong"}');
    else if (type === 'error' || payload?.errors) fail(context, events, String(data).replace(/"id":"[^"]*",?/, ''));
    else if (type === 'complete' && id === 'settled') listener.isListening = true;
    else if (type === 'complete' && id.startsWith('write')) listener.waiting--;
    else if (type === 'next' && payload?.data?.updateCompany) countOne(committed, visitorOf(context).tenant);
    else if (type === 'next' && id === 'feed') hearOf(context, events, payload?.data?.companyChanged);
  });
  context.ws.on('close', (code) => {
    if (code !== 1000 && code !== 1005) fail(context, events, `closed with ${code}`);
  });
}

function fail(context: SocketContext, events: Events, why: string): void {
  record(context, { atMs: Date.now(), tookMs: 0, outcome: 'failed', isHit: null, what: 'socket', why });
  events.emit('counter', 'clientele.failed', 1);
}

type Change = NonNullable<NonNullable<Frame['payload']>['data']>['companyChanged'];

function hearOf(context: SocketContext, events: Events, change: Change): void {
  if (!change) return void fail(context, events, 'an event without a change');
  const { heard } = listenerOf(context);
  if (heard.has(change.id)) return void fail(context, events, 'an event was told twice');
  heard.add(change.id);
  const now = Date.now();
  const tookMs = now - Number.parseInt(change.after?.description ?? String(now), 10);
  record(context, { atMs: now, tookMs, outcome: 'ok', isHit: null, what: 'event', why: '' });
  events.emit('counter', 'clientele.events', 1);
}

export async function untilAcknowledged(context: SocketContext): Promise<void> {
  const listener = listenerOf(context);
  await until(() => listener.isAcknowledged, { withinMs, what: 'that the connection is acknowledged' });
}

/** After a question that is answered once the subscription stands. */
export async function untilAllListen(context: SocketContext): Promise<void> {
  const listener = listenerOf(context);
  await until(() => listener.isListening, { withinMs, what: 'that the subscription stands' });
  listening++;
  writing++;
  const { subscribers } = visitorOf(context).world;
  await until(() => listening >= subscribers, { withinMs, what: `that all ${subscribers} listen` });
}

/** One in five writes, over the socket that it listens on: the description says when. */
export async function writeBySocket(context: SocketContext): Promise<void> {
  const visitor = visitorOf(context);
  if (!visitor.random.once(5)) return;
  const listener = listenerOf(context);
  listener.waiting++;
  countOne(sent, visitor.tenant);
  const variables = { id: visitor.company().id, description: `${Date.now()} ${visitor.unique()}` };
  const payload = { query: documents.UpdateCompany, variables };
  context.ws.send(JSON.stringify({ type: 'subscribe', id: `write ${visitor.unique()}`, payload }));
}

export async function untilAllHeard(context: SocketContext, events: Events): Promise<void> {
  const listener = listenerOf(context);
  const { tenant } = visitorOf(context);
  const settle = async (condition: () => boolean) => until(condition, { withinMs, what: 'silence' }).catch(() => {});
  await settle(() => listener.waiting === 0);
  writing--;
  await settle(() => writing === 0);
  const expected = () => committed.get(tenant) ?? 0;
  await settle(() => listener.heard.size >= expected());
  const note = (outcome: 'lost' | 'wrong', why: string) =>
    record(context, { atMs: Date.now(), tookMs: 0, outcome, isHit: null, what: 'event', why });
  for (let lost = listener.heard.size; lost < expected(); lost++) note('lost', 'an event that was not told');
  // What failed may have been written all the same.
  for (let more = sent.get(tenant) ?? 0; more < listener.heard.size; more++)
    note('wrong', 'an event that nobody wrote');
  events.emit('counter', 'clientele.lost', Math.max(0, expected() - listener.heard.size));
}
