// node examples/billing/main.ts: reads the environment, serves until SIGTERM or SIGINT.
import { startBilling } from './billing.ts';

const { DATABASE_URL, PORT = '4010', HOST = '127.0.0.1', SUBGRAPH_KEY = '', BILLING_PUSH } = process.env;
if (!DATABASE_URL || SUBGRAPH_KEY.length < 32) {
  console.error('Set DATABASE_URL, and SUBGRAPH_KEY to a secret of 32 characters or more.');
  process.exit(2);
}

const billing = await startBilling({
  databaseUrl: DATABASE_URL,
  port: Number(PORT),
  host: HOST,
  key: SUBGRAPH_KEY,
  pushTo: BILLING_PUSH?.split(',') ?? [],
});
console.log(`billing serves http://${HOST}:${billing.port}/graphql`);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void billing.stop().then(() => process.exit(0)));
