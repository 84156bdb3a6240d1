// An edge hears of changes, and gets no answers: by a line that breaks or one that swallows. What it has it serves, for all else it
// says so in a 503 with Retry-After, and what a client consents to is marked.
import { setTimeout as pause } from 'node:timers/promises';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { createAsker } from '../support/nodes.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const cutMs = 5_000;
/** Of the stage that stands, an edge each. */
const lines: FaultProxy[] = [];
/** The stream, where the origin stands, and verdicts go over connections of their own. */
const kindOf = (first: Buffer) => (first.includes(' /_cache/') ? 'control' : 'requests');

export const edgeWithoutOrigin: Scenario = {
  number: 7,
  name: 'an edge is cut from the origin, and not from the stream',
  stage: {
    async originOfEdges(port) {
      const line = await openFaultProxy({ port, kindOf });
      lines.push(line);
      return { url: `http://${line.host}:${line.port}`, stop: line.stop };
    },
  },
  async run(stage, seed) {
    const [edge] = stage.edges;
    const line = lines.at(-stage.edges.length)!;
    const asker = createAsker();
    const consented: string[] = [];
    const { verdict, load, fault } = await underFault(stage, seed, {
      mayMeet: ['refused'],
      recoveredWithinMs: 3_000,
      async fault(chance, { tenants: [tenant] }) {
        const asked = { key: tenant!.key, query: '{ companies { nodes { name } } }' };
        await asker.ask(edge!, asked);
        line.add(chance.once(2) ? { kind: 'reset_peer', ms: 0 } : { kind: 'hold' }, { of: 'requests' });
        await stage.sql(`update company set name = name || '.' where id = $1`, [tenant!.list]);
        await pause(1_200);
        const { status, headers } = await asker.ask(edge!, {
          ...asked,
          headers: { 'cache-control': 'stale-if-error=60' },
        });
        consented.push(`${status} ${headers['cache-status']} age ${headers['age']}`);
        await pause(cutMs);
        line.mend();
      },
    });
    asker.stop();
    const cut = load.answered.filter(
      ({ node, startMs, endMs }) => node === edge!.name && startMs >= fault.fromMs && endMs < fault.toMs,
    );
    const hits = cut.filter(({ isHit }) => isHit).length;
    const mute = cut.filter(({ status, hasRetryAfter }) => status === 503 && !hasRetryAfter).length;
    const isMarked = /^200 clientele-edge; hit; detail=stale-if-error age \d+$/.test(consented[0] ?? '');
    return adding(
      verdict,
      [`${hits} hits at the edge meanwhile, 503 without Retry-After ${mute}, by consent: ${consented[0]}`],
      [
        hits === 0 && 'the edge served nothing of what it had',
        mute > 0 && `${mute} refusals without Retry-After`,
        !isMarked && `who consents to an old answer got ${consented[0]}`,
      ],
    );
  },
};
