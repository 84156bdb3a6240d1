// Three origins and two edges, restarted in turn under load until enough was answered: node test/long/rolling.ts [thousand requests]
// Every request must be answered, every client must read what it wrote, and subscribers must hear of every commit.
import { startOwnPostgres } from '../support/nodes-postgres.ts';
import { startRolling } from '../support/rolling.ts';

const thousands = Number(process.argv[2] ?? 100);
if (!(thousands > 0)) throw new Error('usage: node test/long/rolling.ts [thousand requests]');

const postgres = await startOwnPostgres();
const options = { databaseUrl: postgres.url, origins: 3, edges: 2, clients: 32, drainDelayMs: 2_000 };
const rolling = await startRolling(options);
const startedMs = performance.now();
let restarts = 0;
let told = 0;
try {
  for (let round = 1; rolling.answered() < thousands * 1_000; round++) {
    for (const node of [...rolling.origins, ...rolling.edges]) {
      await rolling.restart(node);
      restarts++;
    }
    for (const text of rolling.failed.slice(told, told + 10)) console.error(text);
    told = rolling.failed.length;
    console.log(
      `round ${round}: ${restarts} restarts, ${rolling.answered()} answered, ${rolling.failed.length} failed`,
    );
  }
  const { faults, told: events } = await rolling.finish();
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  console.log(
    `rolling restart: ${restarts} restarts in ${seconds} s, ${rolling.answered()} requests, ${rolling.failed.length} failed, ` +
      `${events} events told, ${faults.reduce((sum, { count }) => sum + count, 0)} lost`,
  );
  for (const text of [...rolling.failed.slice(told), ...faults.map((fault) => fault.text)]) console.error(text);
  if (rolling.failed.length > 0 || faults.length > 0) process.exitCode = 1;
} finally {
  await rolling.stop();
  await postgres.stop();
}
