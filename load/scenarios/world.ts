// What scenarios are played in. The runner writes it to a file, the steps within artillery's process read it: they share nothing else.
import { readFileSync } from 'node:fs';

export interface World {
  /** Of the origin, and of the edges behind it. */
  readonly nodes: readonly string[];
  readonly tenants: readonly Tenant[];
  /** Where each answer is noted, a line each: recorder.ts. */
  readonly samplesFile: string;
  /** Sockets that the scenario opens; they wait for each other. */
  readonly subscribers: number;
}

export interface Tenant {
  /** Several, as a tenant's applications have. */
  readonly keys: readonly string[];
  readonly companies: readonly NamedRecord[];
}

export interface NamedRecord {
  readonly id: string;
  readonly name: string;
}

let world: World | null = null;

/** There is one for a process. */
export function readWorld(file: string): World {
  world ??= JSON.parse(readFileSync(file, 'utf8')) as World;
  return world;
}
