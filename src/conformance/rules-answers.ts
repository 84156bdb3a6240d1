// What a subgraph says beside its answers, and to whom.
import { isDeepStrictEqual } from 'node:util';
import { isVisible, printPosition } from '../cache/position.ts';
import { type Bench, shown } from './bench.ts';
import type { Rule } from './rule.ts';
import type { Question, Viewer } from './scenario.ts';
import { Broken, Unchecked } from './verdict.ts';

const wrongKey = 'a key that is not the one of this subgraph';

/** A question whose answer is not the same for both tenants: others cannot show whether the viewer is believed. */
async function findTelling({ questions, read, viewers }: Bench): Promise<{ question: Question; data: unknown }> {
  const [one, other] = viewers;
  for (const question of questions(one)) {
    const [{ data }, theirs] = await Promise.all([read(question, one), read(question, other)]);
    if (!isDeepStrictEqual(data, theirs.data)) return { question, data };
  }
  throw new Unchecked('no read has different answers for the two tenants');
}

const nothingWithoutKey: Rule = {
  name: 'without the key nothing is told',
  async check({ subgraph, questions, viewers: [one] }) {
    for (const key of [null, wrongKey]) {
      const whom = key === null ? 'without a key' : 'with a wrong key';
      for (const question of questions(one)) {
        const { cache } = await subgraph.ask(question, one, { key });
        if (cache !== undefined) throw new Broken(`${whom} there is \`extensions.cache\` beside ${shown(question)}`);
      }
      for (const path of ['/_cache/position', '/_cache/stream']) {
        const closing = new AbortController();
        const { status } = await subgraph.get(path, { key, signal: closing.signal });
        closing.abort();
        if (status < 400 || status > 499) throw new Broken(`${whom} ${path} is answered with ${status}`);
      }
    }
    return undefined;
  },
};

const viewerBesideKey: Rule = {
  name: 'a viewer is believed beside the key alone',
  async check(bench) {
    const { question, data } = await findTelling(bench);
    const [one] = bench.viewers;
    for (const key of [null, wrongKey]) {
      const stranger = await bench.subgraph.ask(question, one, { key });
      if (isDeepStrictEqual(stranger.data, data))
        throw new Broken(`anybody who names a tenant gets its data, without the key: ${shown(question)}`);
    }
    return undefined;
  },
};

const described: Rule = {
  name: 'an answer says what it depends on',
  async check({ questions, read, viewers }) {
    let kept = 0;
    for (const viewer of viewers) {
      for (const question of questions(viewer)) {
        const { told } = await read(question, viewer);
        if (told.tags.length === 0) throw new Broken(`there are no tags, so no write makes it old: ${shown(question)}`);
        if (told.maxAge > 0) kept++;
      }
    }
    if (kept === 0) throw new Broken('every answer has `maxAge: 0`, so nothing is ever kept');
    return `${kept} answers may be kept`;
  },
};

const nothingOnErrors: Rule = {
  name: 'an answer with an error says nothing',
  async check({ subgraph, failing, viewers: [one] }) {
    const invalid = { query: '{ thereIsNoFieldOfThisName }', variables: {} };
    for (const question of [invalid, ...failing(one)]) {
      const { errors, cache, data } = await subgraph.ask(question, one);
      if (errors.length === 0) throw new Broken(`it was expected to fail and did not: ${shown(question)}`);
      if (cache !== undefined)
        throw new Broken(
          `\`extensions.cache\` stands beside ${data === null ? 'errors' : 'a part and errors'}: ${shown(question)}`,
        );
    }
    return undefined;
  },
};

const committedTold: Rule = {
  name: 'a mutation says what it committed, in the present epoch',
  async check({ subgraph, posts, mutate, viewers: [one] }) {
    const { epoch, committed } = await mutate(one);
    const present = posts ? posts.know().table().epoch() : (await subgraph.position()).epoch;
    if (epoch !== present) throw new Broken(`the mutation says epoch ${epoch}, the position ${present}`);
    if (committed.length === 0) throw new Broken('a mutation that was accepted says that it wrote nothing');
    return undefined;
  },
};

/** Writes, and asks at once. */
const times = 10;

async function seesCommits({ mutate, read, anyQuestion, viewers: [one] }: Bench, isFresh: boolean): Promise<void> {
  for (let time = 0; time < times; time++) {
    const { committed } = await mutate(one);
    const question = anyQuestion(one);
    const { told } = await read(question, one, isFresh);
    if (isFresh && !told.isExecuted) throw new Broken(`it says \`isExecuted: false\`: ${shown(question)}`);
    const lacking = told.isExecuted ? committed.filter((version) => !isVisible(version, told.position)) : [];
    if (lacking.length > 0)
      throw new Broken(
        `version ${lacking} was committed before the question, and ${printPosition(told.position)} does not see it: ${shown(question)}`,
      );
  }
}

const executedSees: Rule = {
  name: 'an answer that was executed sees what was committed before',
  check: async (bench) => void (await seesCommits(bench, false)),
};

const noCache: Rule = {
  name: 'no-cache executes',
  check: async (bench) => void (await seesCommits(bench, true)),
};

const personal: Rule = {
  name: 'what depends on who asks is PRIVATE',
  async check({ questions, read, viewers: [one] }) {
    const colleague: Viewer = { ...one, subject: `${one.subject}-colleague` };
    for (const question of questions(one)) {
      const [mine, theirs] = [await read(question, one, true), await read(question, colleague, true)];
      const again = await read(question, one, true); // or somebody has written meanwhile
      if (!isDeepStrictEqual(mine.data, again.data) || isDeepStrictEqual(mine.data, theirs.data)) continue;
      if (mine.told.scope === 'PUBLIC' || theirs.told.scope === 'PUBLIC')
        throw new Broken(`it says PUBLIC, and differs between two subjects of one tenant: ${shown(question)}`);
    }
    return undefined;
  },
};

const apart: Rule = {
  name: 'what one tenant writes does not change the answers of another',
  async check({ questions, read, write, viewers: [one, other] }) {
    const asked = questions(other);
    const readAll = () => Promise.all(asked.map(async (question) => (await read(question, other, true)).data));
    const before = await readAll();
    for (let time = 0; time < times; time++) await write(one);
    const after = await readAll();
    const changed = asked.findIndex((_, at) => !isDeepStrictEqual(before[at], after[at]));
    if (changed >= 0)
      throw new Broken(`it is another answer after writes of the other tenant: ${shown(asked[changed]!)}`);
    return undefined;
  },
};

export const answerRules: readonly Rule[] = [
  nothingWithoutKey,
  viewerBesideKey,
  described,
  nothingOnErrors,
  committedTold,
  executedSees,
  noCache,
  personal,
  apart,
];
