// The clients of the mixed load: connections that take units of the trace in turn, and remember what they were told and when.
import { type Answer, bytesOf, type Connection, openConnection } from '../connection.ts';
import { graphql } from '../contestants.ts';
import type { History } from './history.ts';
import type { Write } from './mutations.ts';
import type { Operation } from './operations.ts';
import type { Unit } from './trace.ts';

export interface Read {
  readonly operation: number;
  /** The same connection has just written what this read shows. */
  readonly isOwn: boolean;
  readonly start: number;
  readonly end: number;
  readonly body: Buffer;
  readonly cacheStatus: string;
}

export interface Played {
  readonly seconds: number;
  readonly reads: readonly Read[];
  readonly latenciesMs: readonly number[];
}

export interface Client {
  /** Unit after unit on so many connections. Acknowledged writes go to the history, if there is one. */
  play(units: readonly Unit[], connections: number, history?: History): Promise<Played>;
}

export function createClient(origin: string, operations: readonly Operation[], apiKey: string | undefined): Client {
  const message = (document: string, variables: Readonly<Record<string, unknown>>): Buffer => {
    const request = graphql(document, variables);
    return bytesOf(origin, {
      ...request,
      headers: { ...request.headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    });
  };
  const messages = operations.map(({ document, variables }) => message(document, variables));

  async function write(connection: Connection, one: Write, history: History | undefined): Promise<number> {
    const request = message(one.document, one.variables);
    const start = performance.now();
    const answer = await connection.ask(request);
    const end = performance.now();
    const id = dataOf(answer, one.document)[one.field]?.id;
    if (typeof id !== 'string' || (one.id !== null && id !== one.id))
      throw new Error(`${one.document} answered ${answer.body.toString('utf8', 0, 300)}`);
    history?.wrote(one, { start, end }, id);
    return end - start;
  }

  return {
    async play(units, connections, history) {
      const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(origin)));
      const reads: Read[] = [];
      const latenciesMs: number[] = [];
      let next = 0;
      const work = async (connection: Connection): Promise<void> => {
        while (next < units.length) {
          const unit = units[next++]!;
          if (unit.write) latenciesMs.push(await write(connection, unit.write, history));
          const start = performance.now();
          const { status, head, body } = await connection.ask(messages[unit.operation]!);
          const end = performance.now();
          latenciesMs.push(end - start);
          if (status !== 200) throw new Error(`A read answered ${status}: ${body.toString('utf8', 0, 300)}`);
          const cacheStatus = /\r\ncache-status: *([^\r]*)/i.exec(head)?.[1] ?? '';
          reads.push({ operation: unit.operation, isOwn: unit.write !== undefined, start, end, body, cacheStatus });
        }
      };
      const start = performance.now();
      await Promise.all(opened.map(work)).finally(() => {
        for (const connection of opened) connection.close();
      });
      return { seconds: (performance.now() - start) / 1000, reads, latenciesMs };
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is for the reader to know.
export function dataOf({ status, body }: Pick<Answer, 'status' | 'body'>, document: string): any {
  const { data, errors } = status === 200 ? JSON.parse(body.toString()) : {};
  if (errors || !data) throw new Error(`${document} answered ${status}: ${body.toString('utf8', 0, 500)}`);
  return data;
}
