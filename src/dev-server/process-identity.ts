import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode } from './error-code';
import { runCommand } from './run-command';

/** A process, told apart from a later one with the same number. */
export const processIdentitySchema = z.strictObject({
  pid: z.int().positive(),
  /** When it started, in words of the system: only good for comparing. Empty where the system does not tell. */
  startedAt: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Undefined when no process has the number now. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isAlive(pid)) return undefined;
  if (process.platform !== 'linux') {
    const { output } = await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)], { env: process.env });
    return { pid, startedAt: output.trim() };
  }
  try {
    const [status, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The name in parentheses may hold anything; after it come the state and, 19 fields on, the start in ticks since boot.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return { pid, startedAt: `${boot.trim()} ${fields[19] ?? ''}` };
  } catch {
    // It ended between the two looks.
    return undefined;
  }
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid);
  return now !== undefined && (identity.startedAt === '' || now.startedAt === identity.startedAt);
}

/** SIGTERM, and SIGKILL after `limitMs`. Does nothing when the process is gone. */
export async function endProcess(identity: ProcessIdentity, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  let signal: NodeJS.Signals = 'SIGTERM';
  while (await isRunning(identity)) {
    if (signal === 'SIGTERM' || Date.now() > deadline) send(identity.pid, signal);
    if (signal === 'SIGTERM') signal = 'SIGKILL';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended just now, as it should.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
