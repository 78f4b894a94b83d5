import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the program when it fires; `runCommand` then answers like for any program that was ended. */
  readonly signal?: AbortSignal;
  /** The program is ended after this many ms. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  /** Undefined where the program could not be started or was ended from outside. */
  readonly exitCode: number | undefined;
  /** The last 8 KB of what it wrote, stdout and stderr as they came. */
  readonly output: string;
}

const keptOutput = 8 * 1024;

/** Runs a program to its end, without a shell and without input. Never throws: a program that is missing has no exit code. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      env: options.env,
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-keptOutput);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => {
      child.kill('SIGTERM');
    };
    if (options.signal?.aborted) end();
    options.signal?.addEventListener('abort', end, { once: true });
    const finish = (exitCode: number | undefined) => {
      options.signal?.removeEventListener('abort', end);
      resolve({ exitCode, output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(undefined);
    });
    child.on('close', (code) => finish(code ?? undefined));
  });
}
