// A PostgreSQL server for one run: in a temporary folder, without fsync, gone when its owner is, however the owner ends.
// Invariant: a shell waits on a pipe that only this process holds open; even kill -9 closes it, and the shell cleans up.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '../lib/run-program.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clientele-'));
  await chmod(dataDir, 0o711); // the server's account must pass through it
  const janitor = startJanitor(dataDir);
  try {
    const { url } = await startEmbeddedPostgres({ dataDir, isDurable: false });
    return { url, stop: () => dismiss(janitor) };
  } catch (error) {
    await dismiss(janitor);
    throw error;
  }
}

// QUIT ends the server at once, without a last checkpoint: nothing here is worth writing. It waits for the pid file
// and not for the process alone, which may stay as a zombie where nobody reaps; and not for ever.
const janitorScript = `
cat > /dev/null
pidfile="$1/postgres/postmaster.pid"
if pid=$(head -n 1 "$pidfile" 2> /dev/null); then
  kill -QUIT "$pid"
  turns=200
  while [ -e "$pidfile" ] && kill -0 "$pid" 2> /dev/null && [ $turns -gt 0 ]; do
    sleep 0.05
    turns=$((turns - 1))
  done
fi
elsewhere=$(readlink "$1/postgres") && rm -rf "$elsewhere"
rm -rf "$1"
`;

function startJanitor(dataDir: string): ChildProcess {
  // Detached: Ctrl-C reaches the whole foreground group, and would take the janitor before its work.
  const janitor = spawn('/bin/sh', ['-c', janitorScript, 'sh', dataDir], {
    cwd: '/',
    env: bareEnvironment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  return janitor;
}

async function dismiss(janitor: ChildProcess): Promise<void> {
  if (janitor.exitCode !== null) return;
  janitor.ref();
  const gone = once(janitor, 'exit');
  janitor.stdin?.end();
  await gone;
}
