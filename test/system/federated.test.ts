// `npm run start:federated` as a new user has it: four processes, a page of two subgraphs that is a hit the second time, an orderly end.
import { afterAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/demo-process.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

let demo: Demo | null = null;

afterAll(() => demo?.stop());

/** The first of twelve that are free, more or less: each process says so if its own is taken. */
const freePorts = async () => Math.min(await freePort(), 65_500);

it('prints a request whose second answer is a hit, and stops all that it started', async () => {
  const port = await freePorts();
  demo = await startDemo('examples/federated/start.ts', port);
  await demo.says('look at cache-status');
  const [, url, key, body] =
    /curl -si (\S+) -H 'authorization: Bearer (\S+)' .* -d '(.*)'/.exec(demo.printed()) ?? expect.fail(demo.printed());
  const ask = () =>
    fetch(url!, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body!,
    });
  const first = await (await ask()).text();
  expect(JSON.parse(first).data.companies.nodes[0].invoices.nodes.length).toBe(2);
  // The second, unless the machine is so busy that an edge hears nothing of its subgraphs for a second: then it keeps nothing.
  const hits: string[] = [];
  const isHit = async () => {
    const again = await ask();
    const text = await again.text();
    if (again.headers.get('cache-status') === 'clientele-edge; hit') hits.push(text);
    return hits.length > 0;
  };
  await until(isHit, { withinMs: 20_000, what: 'a hit' });
  expect(hits).toEqual([first]);
  expect(await demo.stop()).toBe(0);
  for (const each of [port, port + 1, port + 10])
    await expect(fetch(`http://127.0.0.1:${each}/livez`)).rejects.toThrow('fetch failed');
}, 120_000);
