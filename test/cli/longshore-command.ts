import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const script = resolve(__dirname, '../../dist/src/client.js');

/** Runs the compiled `longshore` to its end, in a folder and with an environment of its own. */
export function longshore(
  args: readonly string[],
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<CommandEnd> {
  return new Promise((done, fail) => {
    const child = execFile(process.execPath, [script, ...args], place, (_error, stdout, stderr) => {
      if (child.exitCode === null) fail(new Error(`longshore ${args.join(' ')} ended with ${child.signalCode}`));
      else done({ exitCode: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}
