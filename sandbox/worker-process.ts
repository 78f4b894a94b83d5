import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithParent, workerFlags } from '../src/dev-server';

export interface WorkerProcess {
  readonly pid: number;
  readonly exited: Promise<unknown>;
  /** The lines of its log so far, as it wrote them. */
  log(): string;
  /** SIGKILL for a crash, SIGTERM for an orderly end. Returns when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const startLimitMs = 60_000;

/** Starts a worker as a process of its own, in a folder of its own where one is given, and waits until it is ready. Throws with its log when it ends instead. */
export async function startWorkerProcess(script: string, env: NodeJS.ProcessEnv, cwd?: string): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [...workerFlags, script], { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  endWithParent(child);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  await ready(child, lines);
  if (child.pid === undefined) throw new Error('The worker has no process id');
  return {
    pid: child.pid,
    exited,
    log: () => lines.join(''),
    kill: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

function ready(child: ChildProcess, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${reason}; its log:\n${lines.join('')}`));
    const limit = setTimeout(() => fail(`The worker was not ready within ${startLimitMs / 1_000} s`), startLimitMs);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(text);
      if (!text.includes('worker ready')) return;
      clearTimeout(limit);
      resolve();
    });
    child.once('exit', (code, signal) => fail(`The worker ended with ${signal ?? code} before it was ready`));
  });
}
