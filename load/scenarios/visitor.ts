// A virtual user: who it is, where it asks, and what it remembers from one question to the next.
import { randomUUID } from 'node:crypto';
import { createRandom, type Random } from '../../test/support/random.ts';
import { type NamedRecord, readWorld, type Tenant, type World } from './world.ts';
import { createZipf } from './zipf.ts';

/** As artillery hands it to each step. */
export interface Context {
  readonly vars: { readonly worldFile: string; visitor?: Visitor };
}

export interface Visitor {
  readonly world: World;
  readonly random: Random;
  readonly tenant: Tenant;
  readonly key: string;
  readonly node: string;
  /** By Zipf: a few of the tenant are asked most. */
  company(): NamedRecord;
  /** In no cache, and no other's. */
  unique(): string;
  readonly memory: Memory;
}

export interface Memory {
  /** Of the last write: what its answer said, and what a read must come after. */
  write?: { readonly id: string; readonly email: string; readonly version: number; readonly description: string };
  /** The same body under the same Idempotency-Key is the same write. */
  retry?: { readonly key: string; readonly variables: Readonly<Record<string, string>>; readonly answer: string };
  position?: string;
  /** Of a list that is read page by page. */
  pages?: { readonly not: string; readonly after: string; readonly last: string };
}

let born = 0;
/** All tenants show as many companies. */
let zipf: ReturnType<typeof createZipf> | null = null;

export function visitorOf({ vars }: Context): Visitor {
  vars.visitor ??= createVisitor(readWorld(vars.worldFile), born++);
  return vars.visitor;
}

function createVisitor(world: World, nth: number): Visitor {
  const random = createRandom(nth);
  const tenant = world.tenants[nth % world.tenants.length]!;
  zipf ??= createZipf(tenant.companies.length, 1);
  const draw = zipf;
  return {
    world,
    random,
    tenant,
    key: random.pick(tenant.keys),
    node: random.pick(world.nodes),
    company: () => tenant.companies[draw(random)]!,
    unique: randomUUID,
    memory: {},
  };
}
