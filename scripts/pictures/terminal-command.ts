import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** What is drawn over: the bar is, each time. */
const eraseLine = '\r\x1b[2K';
const script = resolve(__dirname, '../../src/client.js');

/** A running `longshore` that believes its output to be a terminal. */
export interface TerminalCommand {
  /** What its bar shows now; empty before it is drawn. */
  bar(): string;
  /** What it leaves on the terminal. Throws where it ends with an exit code that is not expected. */
  ended: Promise<readonly string[]>;
}

export interface Terminal {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  readonly exitCode: number;
}

/** Starts the compiled `longshore`. */
export function startCommand(args: readonly string[], { cwd, env, columns, exitCode }: Terminal): TerminalCommand {
  const terminal = `process.stderr.isTTY = true; process.stderr.columns = ${columns + 1};`;
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${terminal}`, script, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  }
  const screen = (): string[] => written.split('\n').map((line) => line.split(eraseLine).at(-1) ?? '');
  return {
    bar: () => screen().at(-1) ?? '',
    ended: once(child, 'close').then(([code]) => {
      if (code !== exitCode) throw new Error(`longshore ${args.join(' ')} ended with ${code}:\n${screen().join('\n')}`);
      return screen().slice(0, -1);
    }),
  };
}
