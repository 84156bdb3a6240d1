// What the runner tells the servers that cache: for how long, and where.
export const ttlSeconds = Number(process.env['TTL_SECONDS'] ?? 60);
/** Of Yoga: `redis`, `memory`, or `none` for the server that tells the truth. */
export const store = process.env['STORE'] ?? 'none';
/** Of Yoga: `entities` of a mutation's answer, which is what the plugin does by itself, or all answers with that `type`. */
export const invalidation = process.env['INVALIDATION'] ?? 'entities';
