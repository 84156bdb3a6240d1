// Mistakes that authors of subgraphs make, each with the rule of `clientele conformance` that finds it.
import { setTimeout as pause } from 'node:timers/promises';
import { subgraphKey } from './billing.ts';
import type { Mistake, ProxiedAnswer, ProxiedMessage, ProxiedStanding } from './subgraph-proxy.ts';

export interface KnownMistake {
  readonly what: string;
  readonly rule: string;
  /** A new one each time: some have a memory. */
  readonly create: () => Mistake;
}

/** Changes what stands beside an answer, if anything does. */
const changed = (answer: ProxiedAnswer, change: (cache: object) => object): ProxiedAnswer =>
  answer.extensions?.cache ? { ...answer, extensions: { cache: change(answer.extensions.cache) } } : answer;

const changeInvalidations = (
  change: (each: NonNullable<ProxiedMessage['invalidations']>[number]) => object,
): Mistake => ({
  message: (message) => ({ ...message, invalidations: message.invalidations?.map(change) }) as ProxiedMessage,
});

const withoutTags =
  (pattern: RegExp): NonNullable<Mistake['answer']> =>
  (answer) =>
    changed(answer, (cache) => {
      const { tags } = cache as { tags?: string[] };
      return tags ? { ...cache, tags: tags.filter((tag) => !pattern.test(tag)) } : cache;
    });

const trueWhileValid = 'an answer that no write has made invalid is true';
const everyWrite = 'every write is told of, once it is seen, under its tenant';

export const mistakes: readonly KnownMistake[] = [
  {
    what: 'a stream is silent when nothing is written',
    rule: 'a stream says every five seconds that it is there',
    create: () => ({ message: (message) => (message.kind === 'idle' ? null : message) }),
  },
  {
    what: 'who has no key is told as well',
    rule: 'without the key nothing is told',
    create: () => ({ headers: (headers) => ({ ...headers, 'x-clientele-edge': subgraphKey }) }),
  },
  {
    what: 'a viewer is believed from anybody',
    rule: 'a viewer is believed beside the key alone',
    create: () => ({ headers: (headers) => ({ ...headers, 'x-clientele-edge': subgraphKey }) }),
  },
  {
    what: 'an answer with errors is described like any other',
    rule: 'an answer with an error says nothing',
    create() {
      let cache = {};
      return {
        answer(answer) {
          cache = answer.extensions?.cache ?? cache;
          return answer.errors ? { ...answer, extensions: { cache } } : answer;
        },
      };
    },
  },
  {
    what: 'a mutation does not say what it committed',
    rule: 'a mutation says what it committed, in the present epoch',
    create: () => ({
      answer: (answer) => changed(answer, (cache) => ('committed' in cache ? { ...cache, committed: [] } : cache)),
    }),
  },
  {
    what: 'a cache in front answers, and does not say so',
    rule: 'an answer that was executed sees what was committed before',
    create: () => createStaleCache(),
  },
  {
    what: 'no-cache is not heeded',
    rule: 'no-cache executes',
    create: () => createStaleCache(),
  },
  {
    what: 'an answer that depends on who asks is told as PUBLIC',
    rule: 'what depends on who asks is PRIVATE',
    create: () => ({
      answer: (answer, { viewer }) => ({ ...answer, data: answer.data && { ...answer.data, viewer } }),
    }),
  },
  {
    what: 'all tenants are one',
    rule: 'what one tenant writes does not change the answers of another',
    create() {
      let first: string | undefined;
      return {
        headers(headers) {
          first ??= headers['x-clientele-viewer'];
          return { ...headers, ...(first && { 'x-clientele-viewer': first }) };
        },
      };
    },
  },
  {
    what: 'the position comes from memory',
    rule: 'the position sees every commit before the question',
    create() {
      let kept: ProxiedStanding | undefined;
      let asked = 0;
      return {
        async position(ask) {
          if (!kept || asked++ % 3 === 0) kept = await ask();
          return kept;
        },
      };
    },
  },
  {
    what: 'one of two replicas that answer lags behind',
    rule: 'positions only grow',
    create() {
      const told: ProxiedStanding[] = [];
      return {
        async position(ask) {
          told.push(await ask());
          return told[told.length % 2 === 0 ? told.length - 1 : Math.max(0, told.length - 4)]!;
        },
      };
    },
  },
  {
    what: 'a stream goes on from positions of another history',
    rule: 'from another epoch a stream begins with a reset',
    create: () => ({ after: (after, epoch) => after?.replace(/^.*@/, `${epoch}@`) ?? null }),
  },
  {
    what: 'a stream always begins anew',
    rule: 'from a known position a stream goes on, with all that was written since',
    create: () => ({ after: () => null }),
  },
  {
    what: 'a frame is lost',
    rule: 'frames join',
    create() {
      let frames = 0;
      return { message: (message) => (message.kind === 'frame' && ++frames % 3 === 0 ? null : message) };
    },
  },
  {
    what: 'the writes of a frame are lost',
    rule: everyWrite,
    create() {
      let frames = 0;
      return {
        message: (message) =>
          message.kind === 'frame' && ++frames % 3 === 0 ? { ...message, invalidations: [] } : message,
      };
    },
  },
  {
    what: 'writes are told of another tenant',
    rule: everyWrite,
    create: () => changeInvalidations((each) => ({ ...each, tenantId: 'all' })),
  },
  {
    what: 'writes are told with the number before theirs',
    rule: everyWrite,
    create: () => changeInvalidations((each) => ({ ...each, version: each.version - 1 })),
  },
  {
    what: 'frames come for writes alone, though positions grow without',
    rule: 'the stream reaches each position that is told, within 0.8 s',
    create() {
      let from: string | undefined;
      return {
        position: async (ask) => {
          const standing = await ask();
          const xmax = Number(standing.position.split(':')[1]) + 1_000; // something else took so many
          return { ...standing, position: `${xmax}:${xmax}:` };
        },
        message(message) {
          if (message.kind !== 'frame') return message;
          from ??= message.prev;
          if (message.invalidations?.length === 0) return null;
          const joined = { ...message, prev: from! };
          from = undefined;
          return joined;
        },
      };
    },
  },
  {
    what: 'a list does not depend on what enters it',
    rule: trueWhileValid,
    create: () => ({ answer: withoutTags(/invoices$/) }),
  },
  {
    what: 'a row does not depend on itself',
    rule: trueWhileValid,
    create: () => ({ answer: withoutTags(/^invoice:/) }),
  },
  {
    what: 'the position of an answer is taken after it was read',
    rule: trueWhileValid,
    create: () => ({
      async answer(answer, { position }) {
        if (!answer.extensions?.cache?.tags) return answer;
        await pause(5);
        const late = await position();
        return changed(answer, (cache) => ({ ...cache, position: late.position }));
      },
    }),
  },
  {
    what: 'the counter is raised before the write can be seen',
    rule: trueWhileValid,
    create: () => ({
      answer: (answer) =>
        changed(answer, (cache) => {
          const raised = Number(String(Object(cache).position).split(':')[1]) + 1;
          return 'tags' in cache ? { ...cache, position: `${raised}:${raised}:` } : cache;
        }),
    }),
  },
  {
    what: 'writes are told of without the lists that they touch',
    rule: trueWhileValid,
    create: () =>
      changeInvalidations((each) => ({ ...each, tags: each.tags.filter((tag) => !tag.endsWith('invoices')) })),
  },
];

/** Every other time it answers as the time before, whatever is asked for. */
function createStaleCache(): Mistake {
  const kept = new Map<string, ProxiedAnswer>();
  return {
    answer(answer, { body, viewer }) {
      if (!answer.extensions?.cache?.tags) return answer;
      const key = `${viewer} ${body.slice(0, 40)}`;
      const found = kept.get(key);
      if (found) kept.delete(key);
      else kept.set(key, answer);
      return found ?? answer;
    },
  };
}
