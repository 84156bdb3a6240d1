// The secret that keys the hashes of API keys: KEY_PEPPER, or a random one that stays in the data folder.
// Losing it makes every API key of that database invalid, so it is written once and never replaced.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { readFileIfAny, writePrivateFile } from '../lib/private-file.ts';

export async function findPepper({ keyPepper, dataDir }: Pick<Config, 'keyPepper' | 'dataDir'>): Promise<string> {
  if (keyPepper !== undefined) return keyPepper;
  const path = join(dataDir, 'key-pepper');
  const kept = (await readFileIfAny(path))?.trim();
  if (kept) return kept;
  const pepper = randomBytes(32).toString('base64url');
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  await writePrivateFile(path, `${pepper}\n`);
  return pepper;
}
