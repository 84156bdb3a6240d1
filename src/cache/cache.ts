// The cache of a node: docs/coherence.md §10 to §12 on one page. It decides nothing about freshness itself: the tag table does.
// Invariant: what is served was executed after the request came, or is valid as of everything that the node knows.
import { type Answer, type Entry, etagOf, type Outcome, ownBytes, type Question, type Requirement } from './entry.ts';
import type { CacheRequest, Served } from './request.ts';
import { requirementOf } from './requirement.ts';
import { type SharedEntries, shareEntries } from './shared-entries.ts';
import type { SharedStore } from './shared-store.ts';
import type { Sources } from './sources.ts';
import { createStake, type Stake } from './stake.ts';
import type { Store } from './store.ts';
import type { Token } from './token.ts';

export type { CacheRequest, Outcome, Served };

export interface CacheOptions {
  readonly sources: Sources;
  readonly store: Store;
  /** L2. */
  readonly shared?: SharedStore | null;
  /** Told of an entry that is asked for often: see refresh.ts. */
  readonly onHot?: (entry: Entry) => void;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

export type Cache = ReturnType<typeof createCache>;

interface Flight {
  /** A request that came before it may take what it executed as it is. */
  readonly order: number;
  readonly stake: Stake;
  /** Null: the answer cannot be shared. Never rejects. */
  readonly landed: Promise<Landed | null>;
}

interface Landed {
  readonly entry: Entry;
  /** On the primary, and not fetched from Redis, nor from the cache of an origin. */
  readonly isExecuted: boolean;
}

/** A client that has written waits this long for the node to catch up, before it is sent to the primary. */
const catchUpMs = 100;
const strongCatchUpMs = 1_000;
/** A touch moves an entry to the end of the line: every hit would cost more than reading it. */
const hitsBetweenTouches = 16;
/** Since it was made. Fewer, and more than one in three refreshed entries would never be asked for. */
const hitsToBeHot = 3;

/** Unlike any alias that is shared, whatever text a client makes up: those begin with a scope, which has no such sign. */
const personalAlias = (scope: string, subject: string, text: string) => `\0${subject}\0${scope}${text}`;

export function createCache({
  sources,
  store,
  shared = null,
  onHot = () => {},
  now = () => performance.now(),
}: CacheOptions) {
  const { table } = sources.first;
  const flights = new Map<string, Flight>();
  const l2: SharedEntries | null = shared && shareEntries({ shared, sources, now });
  /** Requests and flights in the order in which they came. */
  let order = 0;
  const counts = {
    hit: 0,
    shared: 0,
    collapsed: 0,
    miss: 0,
    stale: 0,
    bypass: 0,
    consented: 0,
    stored: 0,
    refused: 0,
    unready: 0,
  };

  const isLive = () => sources.isLive(now());

  /** The first source is known to be live. */
  function isServable(entry: Entry, after: readonly Token[]): boolean {
    const { stamp, expiresMs } = entry;
    const atMs = now();
    if (atMs >= expiresMs || !sources.isValid(stamp)) return false;
    if (stamp.parts !== undefined && !sources.isLive(atMs, stamp)) return false;
    return after.every((token) => sources.isSeen(token, stamp));
  }

  /** The hot path: no promise. Null: ask `serve`. */
  function find(scope: string, subject: string, text: string): Entry | null {
    const entry = store.byAlias(scope + text) ?? store.byAlias(personalAlias(scope, subject, text));
    if (entry === undefined) return null;
    const atMs = now();
    sources.wanted();
    if (atMs >= entry.expiresMs || !sources.isLive(atMs, entry.stamp) || !sources.isValid(entry.stamp)) return null;
    counts.hit++;
    used(entry);
    return entry;
  }

  function used(entry: Entry): void {
    if (++entry.hits % hitsBetweenTouches === 0) store.touch(entry);
    if (entry.hits === hitsToBeHot) onHot(entry);
  }

  const kept = (request: CacheRequest) => store.get(request.key) ?? store.get(request.personalKey);

  /** Whether the node knows enough for this request. False: only the primary can answer. */
  function isReady({ after }: CacheRequest): boolean {
    return table.epoch() !== null && isLive() && after.every(sources.isKnown);
  }

  /** Waits for what the node lacks: everything until now, or what this client has written. */
  async function catchUp({ isStrong, after }: CacheRequest): Promise<boolean> {
    const unseen = after.filter((token) => !sources.isSeen(token));
    if (!isStrong && unseen.length === 0) return true;
    return (isStrong ? sources.sync(strongCatchUpMs) : sources.sync(catchUpMs, unseen)).then(
      () => true,
      () => false,
    );
  }

  function addAlias({ text, scope, subject, key }: CacheRequest, entry: Entry): void {
    if (text !== null) store.addAlias(entry, entry.key === key ? scope + text : personalAlias(scope, subject, text));
  }

  function hit(request: CacheRequest, entry: Entry, outcome: Outcome): Served {
    counts[outcome]++;
    used(entry);
    addAlias(request, entry);
    return { outcome, entry, isStored: true, answer: null };
  }

  async function serve(request: CacheRequest): Promise<Served> {
    try {
      return await ask(request);
    } catch (error) {
      const { staleIfErrorMs = 0 } = request;
      const entry = staleIfErrorMs > 0 ? kept(request) : undefined;
      if (entry && now() - entry.madeMs <= staleIfErrorMs) return hit(request, entry, 'consented');
      throw error;
    }
  }

  async function ask(request: CacheRequest): Promise<Served> {
    const arrived = ++order;
    if (!request.mayServe) return execute(request, 'bypass');
    // Blind, or behind a write of this client: nothing that is kept will do, but flights still spare the primary.
    sources.wanted();
    const isPlain = !request.isStrong && request.after.length === 0;
    const isBehind = !isPlain && !(await catchUp(request));
    const maySee = !isBehind && isReady(request);
    if (!maySee) counts.unready++;
    let outcome: Outcome = maySee ? 'miss' : 'bypass';
    for (;;) {
      const entry = maySee ? kept(request) : undefined;
      if (entry && isServable(entry, request.after)) return hit(request, entry, 'hit');
      if (entry) outcome = 'stale';
      const flight = flights.get(request.key);
      if (!flight) return lead(request, outcome, maySee);
      flight.stake.join(request.signal);
      const landed = await flight.landed;
      // An answer that cannot be shared is none for those who waited either: all of them ask at once, not one by one.
      if (!landed || (landed.entry.key !== request.key && landed.entry.key !== request.personalKey))
        return execute(request, outcome, maySee);
      // A blind node cannot judge what a cache behind it had; who asks for nothing in particular takes it, as the one before did.
      const isAnyGood = landed.isExecuted || (!maySee && isPlain);
      const isNewEnough = isAnyGood && flight.order > arrived;
      if (isNewEnough || (maySee && isServable(landed.entry, request.after)))
        return hit(request, landed.entry, 'collapsed');
      // Read before something that this request may know of. The first who gets here leads the next flight.
    }
  }

  /** One of many that ask the same: the others wait for it. */
  async function lead(request: CacheRequest, outcome: Outcome, maySee: boolean): Promise<Served> {
    let land: (landed: Landed | null) => void = () => {};
    const stake = createStake(request.signal);
    const flight: Flight = { order: ++order, stake, landed: new Promise((resolve) => (land = resolve)) };
    flights.set(request.key, flight);
    let landed: Landed | null = null;
    try {
      const found = maySee && l2 ? await l2.fetch(request, (each) => isServable(each, request.after)) : null;
      if (found) {
        landed = { entry: found, isExecuted: false };
        store.set(found);
        return hit(request, found, 'shared');
      }
      const answer = await request.run(stake.signal, outcome, requirementFor(request, maySee));
      const served = keep(request, outcome, answer);
      landed = served.entry && { entry: served.entry, isExecuted: answer.reading?.isExecuted ?? true };
      return served;
    } finally {
      if (maySee && l2 && !landed) l2.giveUp(request);
      flights.delete(request.key);
      land(landed);
    }
  }

  const execute = async (request: CacheRequest, outcome: Outcome, maySee = false) =>
    keep(request, outcome, await request.run(request.signal, outcome, requirementFor(request, maySee)));

  /** Undefined: who cannot judge what a replica answers asks the primary; and so does who wants nothing kept by which others could. */
  function requirementFor(request: CacheRequest, maySee: boolean): Requirement | undefined {
    if (!maySee || !request.mayKeep) return undefined;
    const { tenantId, after } = request;
    return requirementOf({ sources, tenantId, after, outdated: kept(request)?.stamp, isLive });
  }

  function keep(request: CacheRequest, outcome: Outcome, answer: Answer): Served {
    counts[outcome]++;
    const entry = request.mayKeep ? entryOf(request, answer) : null;
    if (!entry) return { outcome, entry: null, isStored: false, answer };
    const isStored = store.set(entry);
    counts[isStored ? 'stored' : 'refused']++;
    if (isStored) addAlias(request, entry);
    if (isStored && !answer.reading!.isPersonal) l2?.publish(entry);
    return { outcome, entry, isStored, answer: null };
  }

  function entryOf(question: Question, { body: made, reading }: Answer): Entry | null {
    if (made === null || !reading || reading.ttlMs <= 0) return null;
    const { identity, parts } = reading;
    if (identity === null || !sources.isOfNow({ identity, parts })) return null;
    const { tenantId, key, personalKey, name, operation, run } = question;
    const body = ownBytes(made);
    const before = store.get(reading.isPersonal ? personalKey : key);
    const arrivedMs = now();
    return {
      key: reading.isPersonal ? personalKey : key,
      stamp: {
        identity,
        tenantId,
        tags: reading.tags,
        spares: reading.spares,
        position: reading.position,
        verified: -1,
        parts,
      },
      body,
      etag: etagOf(body),
      madeMs: arrivedMs - (reading.ageMs ?? 0),
      expiresMs: arrivedMs + reading.ttlMs,
      question: { tenantId, key, personalKey, name, operation, run },
      encoded: null,
      hits: 0,
      isOfReplica: reading.isOfReplica ?? false,
      replacedFor: before ? sources.causeOf(before.stamp) : null,
      bytes: 0,
      aliases: [],
    };
  }

  return {
    find,
    serve,
    isLive,
    /** This process has committed something that the feed could not be asked for in time: nothing older is served. */
    distrust: () => sources.distrust(now()),
    isServable: (entry: Entry) => isLive() && isServable(entry, []),
    /** Makes an entry again whose answer is no longer true; joins a flight that is under way. */
    refresh: ({ question }: Entry) =>
      serve({
        ...question,
        text: null,
        scope: '',
        subject: '',
        after: [],
        isStrong: false,
        mayServe: true,
        mayKeep: true,
      }),
    counts: () => ({ ...counts, flights: flights.size }),
    store,
    sources,
    /** Of the first source. */
    table,
  };
}
