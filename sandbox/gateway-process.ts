import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithParent } from '../src/dev-server';

export interface GatewayProcess {
  readonly url: string;
  /** The lines of its log so far, as it wrote them. */
  log(): string;
  /** SIGTERM; answers its exit code and signal. */
  stop(): Promise<unknown[]>;
}

/** The compiled command; the sandbox runs compiled itself, or from its sources under a test runner. */
const script = resolve(__dirname, __filename.endsWith('.ts') ? '../dist/src/client.js' : '../src/client.js');

/** Starts `longshore serve` as a process of its own and waits until it listens. Throws with its log when it ends instead. */
export async function startGatewayProcess(env: NodeJS.ProcessEnv, cwd?: string): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [script, 'serve'], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithParent(child);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const log = (): string => lines.join('');
  const ended = exited.then(() => {
    throw new Error(`The gateway ended before it listened; its log:\n${log()}`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  // Once it listens, its end is no fault any more.
  ended.catch(() => undefined);
  return {
    url: String(line).replace('Longshore answers at ', ''),
    log,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
