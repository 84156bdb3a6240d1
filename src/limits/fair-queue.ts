// Who waits, in the order of start-time fair queueing (Goyal, Vin, Cheng, 1996): each flow gets an equal share of what is served,
// by cost, however many it has waiting. Invariant: within a flow it is first in, first out.

export interface FairQueue<T> {
  push(flow: string, cost: number, item: T): void;
  /** Who is next. */
  head(): T | undefined;
  /** The first of each flow, in the order in which they would be served. */
  heads(): T[];
  shift(): T | undefined;
  /** Served out of turn: what its flow costs the others is counted all the same. */
  serve(item: T): void;
  /** Not served. */
  remove(item: T): void;
  size(): number;
  sizeOf(flow: string): number;
}

interface Waiting<T> {
  readonly item: T;
  /** In served cost: when it would begin, and end, if all flows were served at once. */
  readonly start: number;
  readonly finish: number;
}

export function createFairQueue<T>(): FairQueue<T> {
  const flows = new Map<string, Waiting<T>[]>();
  /** Of flows that may have nothing waiting now: who comes back soon goes on from there. */
  const finished = new Map<string, number>();
  let clock = 0;
  let size = 0;

  function first(): [string, Waiting<T>[]] | undefined {
    let best: [string, Waiting<T>[]] | undefined;
    for (const each of flows) if (!best || each[1][0]!.start < best[1][0]!.start) best = each;
    return best;
  }

  function take(flow: string, waiting: Waiting<T>[], at: number, isServed: boolean): T {
    const [{ item, start, finish }] = waiting.splice(at, 1) as [Waiting<T>];
    size--;
    if (isServed) {
      clock = Math.max(clock, start);
      finished.set(flow, finish);
    }
    if (waiting.length === 0) flows.delete(flow);
    if (flows.size === 0) finished.clear(); // nobody is owed anything any more
    return item;
  }

  function find(item: T, isServed: boolean): void {
    for (const [flow, waiting] of flows) {
      const at = waiting.findIndex((each) => each.item === item);
      if (at >= 0) return void take(flow, waiting, at, isServed);
    }
  }

  return {
    push(flow, cost, item) {
      const waiting = flows.get(flow) ?? [];
      const start = Math.max(clock, waiting.at(-1)?.finish ?? finished.get(flow) ?? 0);
      waiting.push({ item, start, finish: start + Math.max(cost, 1) });
      flows.set(flow, waiting);
      size++;
    },
    head: () => first()?.[1][0]?.item,
    heads: () =>
      [...flows.values()]
        .map((waiting) => waiting[0]!)
        .sort((one, other) => one.start - other.start)
        .map(({ item }) => item),
    shift() {
      const found = first();
      return found && take(...found, 0, true);
    },
    serve: (item) => find(item, true),
    remove: (item) => find(item, false),
    size: () => size,
    sizeOf: (flow) => flows.get(flow)?.length ?? 0,
  };
}
