// Tags as numbers: 53 bits of a hash over tenant and tag. Two tags of one number cost a needless miss and nothing else, so the
// hash need not be cryptographic; it is made for each tag of each answer that is stored, so it must be fast.

/** Two 32-bit hashes (the finaliser is murmur3's), of which 53 bits are kept: cyrb53 by bryc, public domain. */
function hash53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

const seeds = new Map<string, number>();
const mostSeeds = 10_000;

function seedOf(tenantId: string): number {
  let seed = seeds.get(tenantId);
  if (seed === undefined) {
    if (seeds.size >= mostSeeds) seeds.clear();
    seed = hash53(tenantId, 0) | 0;
    seeds.set(tenantId, seed);
  }
  return seed;
}

export function hashTag(tenantId: string, tag: string): number {
  return hash53(tag, seedOf(tenantId));
}

/** Sorted, as the tag table searches them. */
export function hashTags(tenantId: string, tags: Iterable<string>): Float64Array {
  const seed = seedOf(tenantId);
  const hashes: number[] = [];
  for (const tag of tags) hashes.push(hash53(tag, seed));
  return Float64Array.from(hashes).sort();
}
