// The file that is imported, or standard input: its bytes, how many, and a fingerprint by which a later run knows it again.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../../lib/operator-error.ts';

export interface SourceFile {
  readonly name: string;
  /** Null where the end is not known before it comes. */
  readonly sizeBytes: number | null;
  /** SHA-256 of the content. What can be read only once is never known again. */
  readonly fingerprint: string;
  readonly isResumable: boolean;
  read(): Readable;
}

export async function openSourceFile(path: string, stdin: Readable): Promise<SourceFile> {
  const once = (read: () => Readable) => ({
    name: path,
    sizeBytes: null,
    fingerprint: `once-${randomUUID()}`,
    isResumable: false,
    read,
  });
  if (path === '-') return once(() => stdin);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(
      `${path} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
    );
  });
  if (found.isDirectory())
    throw new OperatorError(`${path} is a folder; --file takes one file, or - for standard input.`);
  if (!found.isFile()) return once(() => createReadStream(path)); // a pipe
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return {
    name: path,
    sizeBytes: found.size,
    fingerprint: hash.digest('hex'),
    isResumable: true,
    read: () => createReadStream(path),
  };
}
