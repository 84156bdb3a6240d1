// L2: entries that the nodes of a region share through Redis, and the lease that lets one of them make an entry.
// Invariant: Redis decides nothing. What comes out is as old as its position says, and the node's own table judges that.
import { createHash, randomUUID } from 'node:crypto';
import type { Commands, RedisConnection } from '../redis/connection.ts';
import { type Blob, decodeBlob, encodeBlob, maxTtlMs } from './blob.ts';

/** Since the start. What Redis did not answer is counted by the connection. */
export interface SharedStoreCounts {
  hits: number;
  misses: number;
  /** Not whole, made by another version, or kept without end: not what this store puts there. */
  unreadable: number;
  stored: number;
  /** Not stored, because a newer entry was there. */
  outdated: number;
  leased: number;
  /** Leases that another node had. */
  contended: number;
}

export interface SharedStore {
  /** Null also when Redis is away. `ttlMs` is what is left of it. */
  get(epoch: string, key: string): Promise<Blob | null>;
  /** Unless what is there was read later (a later `xmax`). */
  put(epoch: string, key: string, blob: Blob): Promise<void>;
  /** Whether the caller is to make the entry: nobody else is at it, or Redis cannot tell. */
  lease(epoch: string, key: string): Promise<boolean>;
  /** Gives back a lease that this store took. */
  release(epoch: string, key: string): Promise<void>;
  counts(): Readonly<SharedStoreCounts>;
}

export interface SharedStoreOptions {
  readonly redis: RedisConnection;
  /** Deployments that share a Redis need one each: letters, digits, `_`, `-` and `.`. @default 'cl' */
  readonly prefix?: string;
  /** Whose leases it competes for. An edge that asks its origin for what it has the lease of must not hold up the origin. @default 'origin' */
  readonly role?: NodeRole;
}

export type NodeRole = 'origin' | 'edge';
/** Entries are everybody's. */
const leaseKinds = { origin: 'l', edge: 'e' } as const;

/** A node that dies with the lease holds up the others for so long: longer than nearly every answer takes. */
const leaseMs = 800;

// Numbers and not texts are compared: Lua compares texts by the server's locale. What has another version, or no end, is not ours.
const putIfNewer = `
local head = redis.call('GETRANGE', KEYS[1], 0, 8)
if #head == 9 and string.byte(head) == string.byte(ARGV[1])
  and struct.unpack('>I8', head, 2) > struct.unpack('>I8', ARGV[1], 2)
  and redis.call('PTTL', KEYS[1]) > 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const release = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

interface Scripted extends Commands {
  putIfNewer(key: string, blob: Buffer, px: number): Promise<0 | 1>;
  releaseLease(key: string, owner: string): Promise<0 | 1>;
}

/** ioredis sends EVALSHA, and the text again after NOSCRIPT. */
function scripted(redis: Commands): Scripted {
  if (!('putIfNewer' in redis)) {
    redis.defineCommand('putIfNewer', { numberOfKeys: 1, lua: putIfNewer });
    redis.defineCommand('releaseLease', { numberOfKeys: 1, lua: release });
  }
  return redis as Scripted;
}

export function createSharedStore({ redis, prefix = 'cl', role = 'origin' }: SharedStoreOptions): SharedStore {
  // With a colon in it, keys of one prefix could look like those of another.
  if (!/^[\w.-]{1,64}$/.test(prefix)) {
    throw new RangeError(`not a prefix: ${prefix}. Expected 1 to 64 letters, digits, "_", "-" and "."`);
  }
  const owner = randomUUID();
  const counts: SharedStoreCounts = {
    hits: 0,
    misses: 0,
    unreadable: 0,
    stored: 0,
    outdated: 0,
    leased: 0,
    contended: 0,
  };
  let last = { epoch: '', start: '' };

  /** The braces keep entry and lease of a key in one slot of a cluster. */
  function place(epoch: string, kind: 'r' | (typeof leaseKinds)[NodeRole], key: string): string {
    if (last.epoch !== epoch || last.start === '') {
      const hash = createHash('sha256').update(epoch).digest('base64url').slice(0, 12);
      last = { epoch, start: `${prefix}:${hash}` };
    }
    return `${last.start}:${kind}:{${key}}`;
  }

  return {
    async get(epoch, key) {
      const at = place(epoch, 'r', key);
      // What is left is asked of Redis, whose clock is the only one that all nodes share. Asked first: should the entry be replaced
      // between the two, its own ttl is the less, or as good.
      const found = await redis.run((client) => Promise.all([client.pttl(at), client.getBuffer(at)]));
      if (!found) return null;
      const [leftMs, bytes] = found;
      if (!bytes) {
        counts.misses++;
        return null;
      }
      const blob = leftMs === -1 ? null : decodeBlob(alone(bytes), at);
      if (!blob) {
        counts.unreadable++;
        return null;
      }
      counts.hits++;
      return leftMs >= 0 && leftMs < blob.ttlMs ? { ...blob, ttlMs: leftMs } : blob;
    },

    async put(epoch, key, blob) {
      // Up to 10 % less, so that what was made together does not end together; never more, since an answer may be wrong after its ttl.
      const px = Math.ceil(Math.min(Math.floor(blob.ttlMs), maxTtlMs) * (1 - Math.random() / 10));
      if (!(px >= 1)) return;
      const at = place(epoch, 'r', key);
      const stored = await redis.run((client) => scripted(client).putIfNewer(at, encodeBlob(blob, at), px));
      if (stored === 1) counts.stored++;
      else if (stored === 0) counts.outdated++;
    },

    async lease(epoch, key) {
      const at = place(epoch, leaseKinds[role], key);
      const isOurs = await redis.run(async (client) => (await client.set(at, owner, 'PX', leaseMs, 'NX')) === 'OK');
      if (isOurs) counts.leased++;
      else if (isOurs === false) counts.contended++;
      return isOurs ?? true;
    },

    async release(epoch, key) {
      const at = place(epoch, leaseKinds[role], key);
      await redis.run((client) => scripted(client).releaseLease(at, owner));
    },

    counts: () => counts,
  };
}

/** Replies that came in together share up to 64 KB: a small body would keep all of it, and L1 would count only the body. */
function alone(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= 4 * bytes.length) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
