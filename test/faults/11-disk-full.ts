// The disk under the change log is full: a write fails as a whole with a retryable code, reads go on, and when there is room again nothing
// has to be repaired.
import { execFile } from 'node:child_process';
import { chown, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Stage } from './stage.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const run = promisify(execFile);
const fullMs = 5_000;

/** Null where this user may not. */
async function mountSmall(): Promise<{ readonly folder: string; unmount(): Promise<void> } | null> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-small-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'tmpfs', folder]);
  } catch {
    await remove();
    return null;
  }
  return {
    folder,
    async unmount() {
      await run('umount', ['--lazy', folder]);
      await remove();
    },
  };
}

/** The partitions of the change log, to where there is little room or back. */
async function moveTo(stage: Stage, space: string): Promise<void> {
  const partitions = await stage.sql<{ name: string }>(
    `select relid::text as name from pg_partition_tree('change') where isleaf`,
  );
  for (const { name } of partitions) await stage.sql(`alter table ${name} set tablespace ${space}`);
}

/** Takes all the room that is left. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  try {
    for (let size = 65_536; size >= 4_096; ) {
      const isFull = await file.write(Buffer.alloc(size, 1)).then(
        ({ bytesWritten }) => bytesWritten < size,
        () => true,
      );
      if (isFull) size /= 2;
    }
  } finally {
    await file.close();
  }
  return () => rm(path);
}

export const diskFull: Scenario = {
  number: 11,
  name: 'the disk under the change log is full',
  async skipped() {
    const small = await mountSmall();
    await small?.unmount();
    return small ? null : 'this user may not mount a small file system';
  },
  async run(stage, seed) {
    const small = (await mountSmall())!;
    const [{ data } = { data: '' }] = await stage.sql<{ data: string }>(
      `select current_setting('data_directory') as data`,
    );
    const { uid, gid } = await stat(data);
    await chown(small.folder, uid, gid);
    await stage.sql(`create tablespace small location '${small.folder}'`);
    try {
      await moveTo(stage, 'small');
      const { verdict, load, fault } = await underFault(stage, seed, {
        mayMeet: ['refused'],
        recoveredWithinMs: 5_000,
        async fault() {
          const empty = await fill(small.folder);
          await pause(fullMs);
          await empty();
        },
      });
      const during = load.answered.filter(({ startMs, endMs }) => startMs >= fault.fromMs && endMs < fault.toMs);
      const badReads = during.filter(({ kind, outcome }) => kind === 'read' && outcome !== 'good').length;
      const refused = during.filter(({ kind, outcome }) => kind === 'write' && outcome === 'refused').length;
      return adding(
        verdict,
        [`${refused} writes refused meanwhile, ${badReads} reads`],
        [],
        [refused === 0 && 'the disk was never full', badReads > 0 && `${badReads} reads were not answered`],
      );
    } finally {
      await moveTo(stage, 'pg_default');
      await stage.sql('drop tablespace small');
      await small.unmount();
    }
  },
};
