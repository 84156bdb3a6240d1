// Ends a process that a test started when this one is gone, however it went.
// Invariant: a shell waits on a pipe that only this process holds open: even kill -9 of the run closes it.
import { type ChildProcess, spawn } from 'node:child_process';

/** `folder`, if there is one, goes with it. */
export function endWithThisProcess(child: ChildProcess, folder = ''): void {
  const script = 'cat > /dev/null; kill -9 "$1"; if [ -n "$2" ]; then rm -rf "$2"; fi';
  const janitor = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  child.once('exit', () => janitor.kill('SIGKILL'));
}
