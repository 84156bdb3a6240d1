// A thread that reads at all edges as fast as they answer, and judges each answer as it comes: test/long/edges.ts.
// Invariant: a read begins when it is handed to the socket. Whatever holds it up after that, a pause of this thread or of an edge, only
// makes the judgement milder.
import { parentPort, workerData } from 'node:worker_threads';
import { cutsIn } from './edge-cuts.ts';
import { openPipeline, type Pipeline, type PipelinedReply } from './pipeline.ts';
import { createRandom } from './random.ts';
import { type Commit, createReadLedger, monotonicMs } from './read-ledger.ts';

export interface ReadersData {
  readonly ports: readonly number[];
  readonly seed: number;
  readonly tenants: readonly ReadersTenant[];
  /** See edge-cuts.ts. */
  readonly cuts: SharedArrayBuffer;
}

export interface ReadersTenant {
  readonly key: string;
  /** Of a company that all of its registers belong to. */
  readonly list: string;
  /** Contacts. Those of the first tenant come first in the ledger. */
  readonly registers: readonly { readonly id: string; readonly title: string }[];
}

/** To the thread. */
export type ToReaders =
  | (Commit & { readonly kind: 'commit'; readonly token: string | null })
  | { readonly kind: 'tell' };

export interface ReadersReport {
  readonly reads: number;
  readonly hits: number;
  readonly tokenReads: number;
  readonly stale: number;
  readonly staleAfterToken: number;
  readonly foreign: number;
  /** Refused with UNAVAILABLE, or the connection broke. */
  readonly away: number;
  readonly behindMs: number;
  /** Longest, of edges that were cut off: until they served from the cache for the last time, and after that for the first. */
  readonly blindAfterMs: number;
  readonly recoveredMs: number;
  /** What must not be, in words. */
  readonly samples: readonly string[];
}

interface Sent {
  readonly edge: number;
  readonly startMs: number;
  /** Null: a list. */
  readonly register: number | null;
  readonly tenant: number;
  /** What an own write demands. */
  readonly least: number;
}

interface Cut {
  readonly atMs: number;
  lastHitMs: number;
  recoveredMs: number;
}

const { ports, seed, tenants, cuts: shared } = workerData as ReadersData;
const cutTimes = cutsIn(shared);
const boundMs = 1_000;
const batch = 48;
const connectionsAnEdge = 6;
/** Requests that wait on one connection: when an edge stands still, others follow all the same, and begin later. */
const mostWaiting = 200;
const nudgeEveryMs = 100;
const probeEveryMs = 20;
const mostSamples = 20;

const perTenant = tenants[0]!.registers.length;
const registers = tenants.flatMap((tenant, nth) => tenant.registers.map((register) => ({ ...register, tenant: nth })));
/** Never written to: an edge that may serve at all serves it. */
const calm = perTenant - 1;
const byTitle = new Map(registers.map(({ title }, nth) => [title, nth]));
const prefixes = registers.map(({ title }) => `{"data":{"contact":{"title":"${title}","version":`);
const ledger = createReadLedger(registers.length);
const tokens = new Map<number, { readonly token: string; readonly version: number }>();
const chance = createRandom(seed);
const cuts: (Cut | null)[] = ports.map(() => null);
const concluded: Cut[] = [];
const report = {
  reads: 0,
  hits: 0,
  tokenReads: 0,
  stale: 0,
  staleAfterToken: 0,
  foreign: 0,
  away: 0,
  behindMs: 0,
  samples: [] as string[],
};

const query = 'query ($id: ID!) { contact(id: $id) { title version } }';
const listQuery =
  'query ($id: ID!) { contacts(filter: { companyId: { eq: $id } }, first: 50) { nodes { title version } } }';

function get(text: string, id: string, key: string, more = ''): Buffer {
  const address = new URLSearchParams({ query: text, variables: JSON.stringify({ id }) });
  return Buffer.from(
    `GET /graphql?${address} HTTP/1.1\r\nhost: x\r\naccept: application/json\r\nauthorization: Bearer ${key}\r\n${more}\r\n`,
  );
}

function post(text: string, id: string, key: string): Buffer {
  const body = JSON.stringify({ query: text, variables: { id } });
  return Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

const gets = registers.map(({ id, tenant }) => get(query, id, tenants[tenant]!.key));
const posts = registers.map(({ id, tenant }) => post(query, id, tenants[tenant]!.key));
const lists = tenants.map(({ list, key }) => get(listQuery, list, key));

function sample(what: string, sent: Sent, { status, body }: PipelinedReply): void {
  if (report.samples.length < mostSamples)
    report.samples.push(`${what}: ${JSON.stringify(sent)} at ${monotonicMs().toFixed(1)}: ${status} ${body}`);
}

function judgeValue(sent: Sent, register: number, version: number, reply: PipelinedReply): void {
  const { startMs, least } = sent;
  const demanded = ledger.leastAt(register, startMs - boundMs);
  if (version < demanded) {
    report.stale++;
    sample(`stale, ${demanded} was demanded`, sent, reply);
  }
  if (version < least) {
    report.staleAfterToken++;
    sample('stale after an own write', sent, reply);
  }
  report.behindMs = Math.max(report.behindMs, ledger.behind(register, version, startMs));
}

function judge(sent: Sent, reply: PipelinedReply): void {
  const { status, body } = reply;
  if (status === 503 && body.includes('"code":"UNAVAILABLE"')) {
    report.away++;
    return;
  }
  report.reads++;
  if (sent.least > 0) report.tokenReads++;
  const { register, tenant } = sent;
  const prefix = register === null ? '{"data":{"contacts":{"nodes":[' : prefixes[register]!;
  if (status !== 200 || !body.startsWith(prefix)) {
    report.foreign++;
    sample('not an answer to this', sent, reply);
    return;
  }
  if (register !== null) {
    judgeValue(sent, register, Number.parseInt(body.slice(prefix.length), 10), reply);
    return;
  }
  const { nodes } = JSON.parse(body).data.contacts as { nodes: { title: string; version: number }[] };
  const found = nodes.map(({ title, version }) => ({ register: byTitle.get(title) ?? -1, version }));
  if (found.length !== perTenant || found.some((each) => registers[each.register]?.tenant !== tenant)) {
    report.foreign++;
    sample('not the list', sent, reply);
    return;
  }
  for (const each of found) judgeValue(sent, each.register, each.version, reply);
}

function noteHit({ edge, startMs }: Sent): void {
  report.hits++;
  const { atMs, mendedMs, isAtOnce } = cutTimes.of(edge);
  if (startMs < atMs) return;
  let cut = cuts[edge];
  if (cut?.atMs !== atMs) {
    conclude(edge);
    cut = { atMs, lastHitMs: atMs, recoveredMs: 0 };
    cuts[edge] = cut;
  }
  // What comes later may have been decided later too, whenever it was sent.
  if (mendedMs === Number.POSITIVE_INFINITY) cut.lastHitMs = Math.max(cut.lastHitMs, startMs);
  else if (isAtOnce && startMs >= mendedMs && cut.recoveredMs === 0) cut.recoveredMs = monotonicMs() - mendedMs;
}

/** When the next one has begun. */
function conclude(edge: number): void {
  if (cuts[edge]) concluded.push(cuts[edge]);
}

function told(): ReadersReport {
  const all = [...concluded, ...cuts].filter((cut) => cut !== null);
  return {
    ...report,
    blindAfterMs: Math.max(0, ...all.map(({ atMs, lastHitMs }) => lastHitMs - atMs)),
    recoveredMs: Math.max(0, ...all.map(({ recoveredMs }) => recoveredMs)),
  };
}

function onReply(sent: Sent, reply: PipelinedReply): void {
  judge(sent, reply);
  if (reply.isHit) noteHit(sent);
}

function choose(edge: number, startMs: number): [Buffer, Sent] {
  const kind = chance.below(64);
  const register = chance.below(registers.length);
  const { tenant, id } = registers[register]!;
  const sent = { edge, startMs, tenant, register, least: 0 };
  if (kind === 0) return [lists[tenant]!, { ...sent, register: null }];
  if (kind <= 4) return [posts[register]!, sent];
  const own = kind === 5 ? tokens.get(register) : undefined;
  if (!own) return [gets[register]!, sent];
  const request = get(query, id, tenants[tenant]!.key, `x-clientele-after: ${own.token}\r\n`);
  return [request, { ...sent, least: own.version }];
}

function read(edge: number): () => void {
  const port = ports[edge]!;
  let pipeline: Pipeline<Sent>;
  let isRefused = false;
  const open = () => {
    pipeline = openPipeline<Sent>({
      port,
      onReply(sent, reply) {
        onReply(sent, reply);
        isRefused = reply.status !== 200;
        if (pipeline.waiting() === batch / 2 && !isRefused) send(batch);
      },
      onGone(unanswered) {
        report.away += unanswered.length;
        setTimeout(open, 50);
      },
    });
    send(batch);
  };
  const send = (count: number) => {
    const startMs = monotonicMs();
    const chosen = Array.from({ length: count }, () => choose(edge, startMs));
    pipeline.send(
      chosen.map(([request]) => request),
      chosen.map(([, sent]) => sent),
    );
  };
  open();
  return () => {
    // Who is refused asks again in a while, like any client: refusals take the CPU that a start of the origin needs.
    if (pipeline.waiting() < mostWaiting) send(pipeline.waiting() > 0 || isRefused ? 1 : batch);
  };
}

/** One question at a time, over a connection that nothing else waits on: tells to the 20 ms when an edge serves from its cache. */
function probe(edge: number): () => void {
  let current: Pipeline<Sent> | null = null;
  const dial = () => {
    const own = openPipeline<Sent>({
      port: ports[edge]!,
      onReply(sent, reply) {
        onReply(sent, reply);
        if (own !== current) own.close();
      },
      onGone(unanswered) {
        report.away += unanswered.length;
        if (own === current) current = null;
      },
    });
    return own;
  };
  return () => {
    // What is not answered yet goes on waiting, and is judged when it is.
    if (current === null || current.waiting() > 0) current = dial();
    current.send([gets[calm]!], [{ edge, startMs: monotonicMs(), tenant: 0, register: calm, least: 0 }]);
  };
}

function onMessage(message: ToReaders): void {
  if (message.kind === 'commit') {
    ledger.note(message);
    const { register, version, token } = message;
    if (token !== null && version > (tokens.get(register)?.version ?? 0)) tokens.set(register, { token, version });
  }
  if (message.kind === 'tell') parentPort!.postMessage(told());
}

parentPort!.on('message', onMessage);
const nudges = ports.flatMap((_, edge) => Array.from({ length: connectionsAnEdge }, () => read(edge)));
setInterval(() => {
  for (const nudge of nudges) nudge();
}, nudgeEveryMs);
const probes = ports.map((_, edge) => probe(edge));
setInterval(() => {
  for (const each of probes) each();
}, probeEveryMs);
