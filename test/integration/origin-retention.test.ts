// An origin keeps house in the change table by itself: nobody has to remember it.
import { it } from 'vitest';
import { startApi } from '../support/api.ts';
import { until } from '../support/until.ts';

it('an origin makes the partitions of the hours that come', async () => {
  const api = await startApi();
  try {
    const isMade = async () => (await api.sql<{ name: string }>('select name from change_partitions()')).length > 0;
    await until(isMade, { what: 'a partition of the future' });
  } finally {
    await api.stop();
  }
});
