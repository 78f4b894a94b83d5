import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithParent } from '../../src/dev-server';

/** An end point behind HTTP in a process of its own. */
export interface PythonTarget {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a script that prints its address as its first line. Throws where Python is not there, or the script ends. */
export async function startPythonTarget(script: string): Promise<PythonTarget> {
  const child = spawn('python3', [script, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  endWithParent(child);
  const ended = once(child, 'exit');
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`))),
  ]);
  return {
    url: String(line),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
