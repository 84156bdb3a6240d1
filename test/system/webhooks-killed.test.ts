// Workers as they are deployed: killed and started again, two at a time, while records are written; receivers miss nothing and get each
// record's changes in their order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pepper } from '../support/api.ts';
import { endWithThisProcess } from '../support/janitor.ts';
import { createRandom } from '../support/random.ts';
import { root } from '../support/sources.ts';
import { until } from '../support/until.ts';
import { startWebhookScene, type WebhookScene } from '../support/webhook-scene.ts';
import { withoutLimits } from '../support/without-limits.ts';

let scene: WebhookScene;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  scene = await startWebhookScene();
  await scene.stopWorker();
});
afterAll(async () => {
  await Promise.all([...running].map(kill));
  await scene?.stop();
});

async function start(): Promise<ChildProcess> {
  const env = {
    ...withoutLimits,
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: scene.api.databaseUrl,
    KEY_PEPPER: pepper,
    WEBHOOK_ADDRESSES: 'any',
    LOG_LEVEL: 'error',
  };
  const args = ['src/main.ts', 'worker'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  endWithThisProcess(child);
  await once(child.stdout!, 'data'); // it says that it sends
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

it('nothing is lost and no record is told out of order while workers are killed', async () => {
  const random = createRandom(7);
  const receiver = await scene.receive();
  let count = 0;
  receiver.answer = (_, response) => void response.writeHead(++count % 7 === 0 ? 500 : 200).end();
  const { id } = await scene.make({ url: receiver.url, subscription: 'subscription { companyChanged { after } }' });
  const companies = await Promise.all(Array.from({ length: 8 }, (_, n) => scene.company(`Company ${n}`)));
  const written = new Map(companies.map((company) => [company, 0]));
  let workers = [await start(), await start()];
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < 25; n++) {
      const company = random.pick(companies);
      const next = written.get(company)! + 1;
      written.set(company, next);
      await scene.rename(company, `at ${next}`);
    }
    // A turn whose worker was killed is given to another within half a minute.
    await until(() => receiver.messages.length > round * 10, { withinMs: 60_000, what: 'the messages of this round' });
    await Promise.all(workers.map(kill));
    workers = [await start(), await start()];
  }
  // What was under way in a killed worker is given to another within half a minute; what failed waits for seconds.
  await until(
    async () => {
      await scene.api.sql(
        `update webhook_delivery set due_at = now() where state = 'pending' and due_at > now() + interval '6 s'`,
      );
      await scene.api.sql('update webhook_endpoint set asked_at = clock_timestamp() where id = $1', [id]);
      return (await scene.see(id)).health.waiting === 0;
    },
    { withinMs: 90_000, what: 'that everything is delivered' },
  );
  const seen = new Map<string, number[]>(companies.map((company) => [company, []]));
  const rows = await scene.api.sql<{ eventId: string; recordId: string }>(
    `select event_id as "eventId", record_id as "recordId" from webhook_delivery`,
  );
  const recordOf = new Map(rows.map(({ eventId, recordId }) => [eventId, recordId]));
  expect(rows.length, 'one delivery for each event').toBe(100 + 8);
  for (const { id: event, body } of receiver.messages) {
    const after = body.data['companyChanged']!['after'] as { name: string };
    seen.get(recordOf.get(event)!)!.push(Number(/^at (\d+)$/.exec(after.name)?.[1] ?? 0));
  }
  for (const [company, numbers] of seen) {
    // Repeats are those that failed, or that were under way: never of one before the last.
    const once = numbers.filter((number, index) => number !== numbers[index - 1]);
    expect(once, company).toEqual(Array.from({ length: written.get(company)! + 1 }, (_, n) => n));
  }
});
