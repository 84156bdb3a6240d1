// Clients at all nodes while something is broken: readers, and writers who repeat what was not answered with the same Idempotency-Key.
// Invariant: whatever comes back is judged at once, by the ledger or as a reply; a request without an answer is one too.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createAsker, type Reply } from '../support/nodes.ts';
import type { RunningProcess } from '../support/processes.ts';
import type { Random } from '../support/random.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { createLedger, type Ledger, markOf, type Read } from './ledger.ts';
import type { Stage, Tenant } from './stage.ts';

/** Refused: with a code that invites to come again. Broken: no answer. Defect: any other that is not good. */
export type Outcome = 'good' | 'refused' | 'broken' | 'defect';

export interface Answered {
  readonly node: string;
  readonly kind: 'read' | 'write';
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
  readonly status: number;
  readonly code: string | null;
  readonly isHit: boolean;
  readonly hasRetryAfter: boolean;
}

export interface LoadOptions {
  /** At each node. @default 2 */
  readonly readers?: number;
  /** @default 4 */
  readonly writers?: number;
  /** Milliseconds between two reads of a reader, at most. @default 30 */
  readonly readPauseMs?: number;
  /** @default 200 */
  readonly writePauseMs?: number;
  /** Who is asked. @default all nodes */
  readonly nodes?: readonly RunningProcess[];
}

export interface Load {
  readonly tenants: readonly Tenant[];
  readonly ledger: Ledger;
  readonly answered: readonly Answered[];
  /** How late this process was at most, which tells how busy the machine is. */
  latenessMs(): number;
  /** Readers and writers come to an end; what was not answered is asked again until it is. */
  stop(): Promise<void>;
}

const registersEach = 8;
const tenantCount = 3;
const repeatedWithinMs = 60_000;
const lookEveryMs = 50;

const byId = 'query ($id: ID!) { contact(id: $id) { id version title lastName } }';
const byList =
  'query ($id: ID!) { contacts(filter: { companyId: { eq: $id } }, first: 50) { nodes { id version title company { name } } } }';
const update =
  'mutation ($id: ID!, $input: UpdateContactInput!) { done: updateContact(id: $id, input: $input) { id version phone title } }';
const create =
  'mutation ($input: CreateContactInput!) { done: createContact(input: $input) { id version phone title } }';

/** Codes of refusals that are no defect. */
const mayComeAgain = new Set([
  'UNAVAILABLE',
  'OVERLOADED',
  'RATE_LIMITED',
  'DEADLINE_EXCEEDED',
  'IDEMPOTENCY_IN_PROGRESS',
]);

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

interface Contact {
  readonly id: string;
  readonly version: number;
  readonly phone: string;
}

export async function startLoad(stage: Stage, chance: Random, options: LoadOptions = {}): Promise<Load> {
  const { readers = 2, writers = 4, readPauseMs = 30, writePauseMs = 200, nodes = stage.nodes } = options;
  const tenants = await stage.createTenants(tenantCount, registersEach);
  const registers = tenants.flatMap(({ key, contacts }, tenant) => contacts.map((id) => ({ id, key, tenant })));
  const registerOf = new Map(registers.map(({ id }, register) => [id, register]));
  const ledger = createLedger(registers.length);
  const answered: Answered[] = [];
  const asker = createAsker();
  let isOver = false;
  let latenessMs = 0;
  let lookedMs = monotonicMs();
  const looking = setInterval(() => {
    const nowMs = monotonicMs();
    latenessMs = Math.max(latenessMs, nowMs - lookedMs - lookEveryMs);
    lookedMs = nowMs;
  }, lookEveryMs);

  /** One request, judged; the body if it is good. */
  async function ask(
    node: RunningProcess,
    kind: Answered['kind'],
    tenant: number,
    asked: Parameters<typeof asker.ask>[1],
  ): Promise<{ readonly reply: Reply; readonly data: Readonly<Record<string, unknown>> } | null> {
    const startMs = monotonicMs();
    const reply = await asker.ask(node, asked).catch(() => null);
    const { outcome, code, data } = judge(reply);
    const isHit = /; hit/.test(String(reply?.headers['cache-status'] ?? ''));
    const hasRetryAfter = reply?.headers['retry-after'] !== undefined;
    const found = { outcome, status: reply?.status ?? 0, code, isHit, hasRetryAfter };
    answered.push({ node: node.name, kind, startMs, endMs: monotonicMs(), ...found });
    if (reply) ledger.see(tenant, reply.text);
    if (outcome === 'defect') ledger.defect(`${node.name}: ${reply?.status} ${reply?.text}`);
    return outcome === 'good' && reply && data ? { reply, data } : null;
  }

  function noteContact(
    by: Pick<Read, 'reader' | 'startMs' | 'least' | 'question' | 'how'>,
    { id, version }: Contact,
  ): void {
    const register = registerOf.get(id);
    if (register !== undefined) ledger.read({ ...by, register, version });
  }

  async function readOnce(node: RunningProcess, reader: string, token?: { id: string; least: number; text: string }) {
    const own = token && registers[registerOf.get(token.id)!];
    const { id, key, tenant } = own ?? chance.pick(registers);
    const startMs = monotonicMs();
    const isList = !token && chance.once(8);
    const variables = { id: isList ? tenants[tenant]!.list : id };
    const method = chance.once(4) ? 'POST' : 'GET';
    const headers = { accept: 'application/json', ...(token && { 'x-clientele-after': token.text }) };
    const done = await ask(node, 'read', tenant, { key, query: isList ? byList : byId, variables, method, headers });
    if (!done) return;
    const { contact, contacts } = done.data as { contact?: Contact; contacts?: { nodes: Contact[] } };
    const by = {
      reader,
      startMs,
      least: token?.least ?? 0,
      question: isList ? ('list' as const) : ('record' as const),
      how: String(done.reply.headers['cache-status']),
    };
    for (const each of contacts?.nodes ?? [contact!]) noteContact(by, each);
  }

  async function read(node: RunningProcess, nth: number): Promise<void> {
    while (!isOver) {
      await readOnce(node, `reader ${nth} at ${node.name}`);
      await pause(chance.below(readPauseMs));
    }
  }

  async function writeOnce(nth: number): Promise<void> {
    const { id, key, tenant } = chance.pick(registers);
    const mark = randomUUID();
    const isNew = chance.once(4);
    const query = isNew ? create : update;
    const input = isNew ? { lastName: markOf(tenant), title: markOf(tenant), phone: mark } : { phone: mark };
    const variables = isNew ? { input } : { id, input };
    const asked = { key, query, variables, headers: { 'idempotency-key': mark } };
    const patience = chance.once(4) ? 0 : repeatedWithinMs; // some give up at once: whether it happened stays unknown
    const untilMs = monotonicMs() + patience;
    let done = await ask(chance.pick(nodes), 'write', tenant, asked);
    while (!done && monotonicMs() < untilMs) {
      await pause(50 + chance.below(100));
      done = await ask(chance.pick(nodes), 'write', tenant, asked);
    }
    ledger.write({ mark, isAcknowledged: done !== null });
    if (!done) return;
    const contact = done.data['done'] as Contact;
    if (contact.phone !== mark) ledger.defect(`the answer to ${mark} was ${done.reply.text}`);
    const register = registerOf.get(contact.id);
    if (register !== undefined) ledger.acknowledge(register, contact.version, monotonicMs());
    const text = String(done.reply.headers['x-clientele-position'] ?? '');
    if (register !== undefined && chance.once(3))
      await readOnce(chance.pick(nodes), `writer ${nth}`, { id, least: contact.version, text });
    if (!chance.once(8)) return;
    const again = await ask(chance.pick(nodes), 'write', tenant, asked);
    if (again && JSON.stringify(again.data) !== JSON.stringify(done.data))
      ledger.defect(`${mark} was answered with ${done.reply.text}, and repeated with ${again.reply.text}`);
  }

  async function write(nth: number): Promise<void> {
    while (!isOver) {
      await writeOnce(nth);
      await pause(chance.below(writePauseMs));
    }
  }

  const running = [
    ...nodes.flatMap((node) => Array.from({ length: readers }, (_, nth) => read(node, nth))),
    ...Array.from({ length: writers }, (_, nth) => write(nth)),
  ];
  return {
    tenants,
    ledger,
    answered,
    latenessMs: () => latenessMs,
    async stop() {
      isOver = true;
      clearInterval(looking);
      await Promise.all(running);
      asker.stop();
    },
  };
}

function judge(reply: Reply | null): { outcome: Outcome; code: string | null; data?: Body['data'] } {
  if (!reply) return { outcome: 'broken', code: null };
  const { data, errors } = parse(reply.text);
  if (reply.status === 200 && !errors && data) return { outcome: 'good', code: null, data };
  const codes = (errors ?? []).map(({ extensions }) => extensions?.code ?? '');
  const isRefused = codes.length > 0 && codes.every((code) => mayComeAgain.has(code));
  return { outcome: isRefused ? 'refused' : 'defect', code: codes[0] ?? null };
}

function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}
