import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithParent } from '../src/dev-server';

export interface StandInProcess {
  readonly baseUrl: string;
  readonly controlUrl: string;
  stop(): Promise<void>;
}

/**
 * A stand-in as a process of its own, so that its work is not measured with ours.
 *
 * @param name of its folder in the sandbox
 */
export async function startStandInProcess(name: string, options: unknown): Promise<StandInProcess> {
  const script = join(__dirname, '../sandbox', name, 'main.js');
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithParent(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { baseUrl, controlUrl } = JSON.parse(line) as { baseUrl: string; controlUrl: string };
  return {
    baseUrl,
    controlUrl,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
