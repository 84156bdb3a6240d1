// The stream of states that a console is told, as its page reads it.
import type { ConsoleState } from '../../src/console/state.ts';
import { until } from './until.ts';

export const operatorKey = 'the operator of the tests, 32 characters or more';
export const asOperator = { authorization: `Bearer ${operatorKey}` };

export interface ConsoleStream {
  /** All so far. */
  readonly states: readonly ConsoleState[];
  /** The first state, come or to come, of which this is true. */
  find(isMeant: (state: ConsoleState) => boolean): Promise<ConsoleState>;
  /** The node has ended it. */
  isOver(): boolean;
  close(): Promise<void>;
}

export async function openConsoleStream(url: string): Promise<ConsoleStream> {
  const closed = new AbortController();
  const response = await fetch(`${url}/console/state`, { headers: asOperator, signal: closed.signal });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const states: ConsoleState[] = [];
  let isOver = false;
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (text + chunk).split('\n\n');
      text = events.pop()!;
      for (const event of events) states.push(JSON.parse(event.slice('data: '.length)));
    }
  })()
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  return {
    states,
    async find(isMeant) {
      await until(() => states.some(isMeant), { withinMs: 10_000, what: 'a state that is meant' });
      return states.find(isMeant)!;
    },
    isOver: () => isOver,
    async close() {
      closed.abort();
      await reading;
    },
  };
}
