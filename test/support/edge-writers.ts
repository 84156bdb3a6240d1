// Writers of test/long/edges.ts: sessions that write through every node and look at their own writes elsewhere, and people with psql.
// Invariant: a commit is told when it was acknowledged, never before; one whose answer did not come is told by nobody.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ReadersTenant } from './edge-readers.ts';
import type { createAsker, Reply } from './nodes.ts';
import type { RunningProcess } from './processes.ts';
import type { Random } from './random.ts';
import { type Commit, monotonicMs } from './read-ledger.ts';

export interface WritersOptions {
  readonly databaseUrl: string;
  readonly nodes: readonly RunningProcess[];
  readonly asker: ReturnType<typeof createAsker>;
  readonly tenants: readonly ReadersTenant[];
  /** Registers that are written to, as the ledger counts them. */
  readonly written: readonly number[];
  readonly onCommit: (commit: Commit & { readonly token: string | null }) => void;
}

export interface WriterCounts {
  mutations: number;
  statements: number;
  refused: number;
  tokenReads: number;
  staleAfterToken: number;
  /** What must not be, in words. */
  readonly defects: string[];
}

const update = 'mutation ($id: ID!, $input: UpdateContactInput!) { updateContact(id: $id, input: $input) { version } }';
const query = 'query ($id: ID!) { contact(id: $id) { title version } }';
/** Eight of them write some twenty times a second: each write costs a miss or two at each edge. */
const mostPauseMs = 600;
const mayBeRefused = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

export function createEdgeWriters(options: WritersOptions) {
  const { databaseUrl, nodes, asker, tenants, written, onCommit } = options;
  const counts: WriterCounts = {
    mutations: 0,
    statements: 0,
    refused: 0,
    tokenReads: 0,
    staleAfterToken: 0,
    defects: [],
  };
  const perTenant = tenants[0]!.registers.length;
  const at = (register: number) => {
    const tenant = tenants[Math.floor(register / perTenant)]!;
    return { key: tenant.key, id: tenant.registers[register % perTenant]!.id };
  };
  let values = 0;

  /** Null: refused, or no answer. */
  async function versionOf(asked: Promise<Reply>, field: string): Promise<[number, Reply] | null> {
    const reply = await asked.catch(() => null);
    if (reply === null) {
      counts.refused++;
      return null;
    }
    const { data, errors } = JSON.parse(reply.text);
    if (reply.status === 200 && !errors) return [data[field].version, reply];
    counts.refused++;
    const code = String(errors?.[0]?.extensions?.code ?? reply.status);
    if (!mayBeRefused.has(code)) counts.defects.push(`${field} was refused: ${reply.status} ${reply.text}`);
    return null;
  }

  return {
    counts,
    async session(chance: Random, isOver: () => boolean): Promise<void> {
      while (!isOver()) {
        const register = chance.pick(written);
        const { key, id } = at(register);
        const variables = { id, input: { phone: `+${++values}` } };
        const done = await versionOf(asker.ask(chance.pick(nodes), { key, query: update, variables }), 'updateContact');
        if (done) {
          const [version, { headers }] = done;
          const token = String(headers['x-clientele-position'] ?? '');
          counts.mutations++;
          if (token) onCommit({ register, version, ackMs: monotonicMs(), token });
          else counts.defects.push('a mutation was answered without a position');
          const asked = { key, query, variables: { id }, headers: { 'x-clientele-after': token } };
          const seen = await versionOf(asker.ask(chance.pick(nodes), asked), 'contact');
          if (seen) counts.tokenReads++;
          if (seen && seen[0] < version) {
            counts.staleAfterToken++;
            counts.defects.push(`${version} was written, and then ${seen[1].text} read with the token`);
          }
        }
        await pause(chance.below(mostPauseMs));
      }
    },
    async operator(chance: Random, isOver: () => boolean): Promise<void> {
      let client: pg.Client | null = null;
      while (!isOver()) {
        try {
          if (!client) {
            client = new pg.Client({ connectionString: databaseUrl, application_name: 'edges operator' });
            client.on('error', () => {});
            await client.connect();
          }
          const register = chance.pick(written);
          const { rows } = await client.query<{ version: number }>(
            'update contact set phone = $2, version = version + 1 where id = $1 returning version',
            [at(register).id, `+${++values}`],
          );
          counts.statements++;
          onCommit({ register, version: rows[0]!.version, ackMs: monotonicMs(), token: null });
        } catch {
          counts.refused++;
          await client?.end().catch(() => {});
          client = null;
        }
        await pause(chance.below(mostPauseMs));
      }
      await client?.end();
    },
  };
}
