// The tag property for as long as one likes, on a PostgreSQL of its own: node test/long/tags.ts [scenes] [seed]
// A scene is some 300 answers beside writes; 1,000 of them take ten minutes or so. It prints how precise the tags are, which
// tags were the only one that an answer and a write had in common, and what was never asked; it fails on a stale answer.
import { createSchema } from '../../src/api/schema.ts';
import { migrate } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { allCoordinates } from '../support/operations.ts';
import { findViolation } from '../support/tag-property.ts';
import { createStage } from '../support/tag-scene.ts';
import { createTally, requiredMutants } from '../support/tag-tally.ts';

const scenes = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
if (!(scenes > 0) || !Number.isSafeInteger(seed)) throw new Error('usage: node test/long/tags.ts [scenes] [seed]');

const schema = createSchema();
const postgres = await startThrowawayPostgres();
try {
  await migrate(postgres.url);
  const stage = await createStage({ url: postgres.url, schema });
  const tally = createTally();
  let reported = 0;
  const isEnough = () => {
    if (stage.counts.scenes - reported >= 50) {
      reported = stage.counts.scenes;
      console.log(`${reported} scenes: ${tally.counts.changed} answers changed of ${tally.counts.pairs}`);
    }
    return stage.counts.scenes >= scenes;
  };
  console.log(`${scenes} scenes from seed ${seed}`);
  const violation = await findViolation(schema, stage, tally, { seed, isEnough });
  await stage.stop();

  const unasked = [...allCoordinates(schema)].filter((coordinate) => !tally.coordinates.has(coordinate));
  const unneeded = requiredMutants.filter(({ name }) => !tally.stale.has(name)).map(({ name }) => name);
  const alone = [...tally.alone].sort(([, some], [, others]) => others - some);
  console.log(tally.report());
  console.log(`alone in common: ${alone.map(([tag, count]) => `${tag} ${count}`).join(', ')}`);
  const list = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([key, count]) => `${key} ${count}`).join(', ') || 'none';
  const still = [...tally.coordinates].filter((each) => each.startsWith('Query.') && !tally.changedRoots.has(each));
  console.log(`invalidated in vain, by kinds of tags in common: ${list(tally.inVain)}`);
  console.log(`query fields that no write changed: ${still.join(', ') || 'none'}`);
  console.log(`never asked: ${unasked.join(', ') || 'nothing'}; never needed: ${unneeded.join(', ') || 'nothing'}`);
  console.log(`errors: ${list(stage.counts.erroneous)}`);
  console.log(`defects: ${stage.counts.defects.join('\n') || 'none'}`);
  if (violation) {
    console.error(violation);
    process.exitCode = 1;
  }
} finally {
  await postgres.stop();
}
