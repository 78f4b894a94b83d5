import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Ends a detached child when this process ends, in whatever way: a shell waits for the end of a pipe that only this
 * process holds, and then sends SIGTERM. (An exit handler would not see a SIGKILL.) The shell goes when the child goes.
 */
export function endWithParent(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const guard = spawn('/bin/sh', ['-c', 'read -r never; kill -TERM "$0" 2>/dev/null', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell the child outlives a parent that is killed; all other ways to end it still work.
  guard.on('error', () => {});
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  child.on('exit', () => guard.kill('SIGKILL'));
}
