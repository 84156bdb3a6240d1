// Random requests for as long as one likes, on a PostgreSQL of its own: node test/long/fuzz.ts [operations] [seed]
// It prints how often which status or code came, and fails on the first kind of answer that must not be.
import { migrate } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { fuzz } from '../support/fuzz.ts';

const operations = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
if (!(operations > 0) || !Number.isSafeInteger(seed))
  throw new Error('usage: node test/long/fuzz.ts [operations] [seed]');

const postgres = await startThrowawayPostgres();
try {
  await migrate(postgres.url);
  console.log(`${operations} operations from seed ${seed}`);
  const started = performance.now();
  const { faults, tally, blocking, answered, again } = await fuzz({
    databaseUrl: postgres.url,
    seed,
    operations,
    onProgress: (done) => {
      if (done % 10_000 === 0) console.log(`${done}`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1_000);
  const words = [...tally].sort(([, some], [, others]) => others - some).map(([word, count]) => `${word} ${count}`);
  console.log(`${seconds} s; ${answered} whole answers, ${again} asked again; ${words.join(', ')}`);
  console.log(`held up the event loop: ${blocking.length === 0 ? 'none' : `\n${blocking.join('\n')}`}`);
  console.log(`faults: ${faults.length}\n${faults.slice(0, 20).join('\n\n')}`);
  if (faults.length > 0 || blocking.length > 0) process.exitCode = 1;
} finally {
  await postgres.stop();
}
