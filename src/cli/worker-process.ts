import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { endWithParent, workerFlags } from '../dev-server';
import { restartDelay } from './restart-delay';

export interface WorkerProcessOptions {
  /** The compiled worker.js. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes all that the worker writes. */
  readonly logFile: string;
  /** Which process it is now. */
  readonly onStart: (pid: number) => Promise<void>;
  /** The first time and after each restart. */
  readonly onReady: () => void;
  /** A sentence for the person at the terminal, or a line of the worker's that is a warning or worse. */
  readonly onMessage: (text: string) => void;
}

// A worker lets its running step end for up to 20 s; a bit more, then it is killed and the step goes on elsewhere or later.
const stopLimitMs = 25_000;

// Levels of the log's JSON lines: 40 is a warning.
const warning = 40;

/** One worker as a child process that is started again when it dies. */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  readonly #log: WriteStream;
  readonly #restarts: number[] = [];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    this.#log = createWriteStream(options.logFile);
    this.#start();
  }

  /** SIGTERM; killed at once when `hurry` fires, and in any case after 25 s. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child) {
      const kill = () => child.kill('SIGKILL');
      const timer = setTimeout(kill, stopLimitMs);
      hurry.addEventListener('abort', kill, { once: true });
      child.kill(hurry.aborted ? 'SIGKILL' : 'SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      clearTimeout(timer);
      hurry.removeEventListener('abort', kill);
    }
    this.#log.end();
  }

  #start(): void {
    const child = spawn(process.execPath, [...workerFlags, this.#options.script], {
      env: this.#options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C reaches `longshore dev` alone, which ends the worker before the server.
      detached: true,
    });
    this.#child = child;
    endWithParent(child);
    if (child.pid !== undefined) {
      this.#options.onStart(child.pid).catch((error) => {
        this.#options.onMessage(`The worker's process id could not be written down: ${error}`);
      });
    }
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#read(line));
    }
    child.once('error', (error) => {
      if (child.pid === undefined) this.#restart(error.message);
    });
    child.once('exit', (code, signal) => this.#restart(signal ?? `exit code ${code}`));
  }

  #restart(reason: string): void {
    this.#child = undefined;
    if (this.#stopping) return;
    const now = Date.now();
    const delay = restartDelay(this.#restarts, now);
    this.#restarts.push(now + delay);
    if (this.#restarts.length > 10) this.#restarts.shift();
    const { onMessage, logFile } = this.#options;
    onMessage(
      `The worker ended (${reason}); it starts again in ${(delay / 1000).toFixed(1)} s. Its log is in ${logFile}.`,
    );
    this.#timer = setTimeout(() => this.#start(), delay);
  }

  #read(line: string): void {
    if (!this.#log.writableEnded) this.#log.write(`${line}\n`);
    const entry = parseLogLine(line);
    if (entry?.message.includes('worker ready')) this.#options.onReady();
    if (!entry || entry.level >= warning) this.#options.onMessage(line);
  }
}

/** Undefined for a line that is no JSON log line: a crash of Node itself, which a person should see. */
function parseLogLine(line: string): { level: number; message: string } | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return undefined;
    const level = 'level' in entry ? levelOf(entry.level) : 0;
    return { level, message: 'msg' in entry ? String(entry.msg) : line };
  } catch {
    return undefined;
  }
}

function levelOf(level: unknown): number {
  if (typeof level === 'number') return level;
  return level === 'warn' || level === 'error' || level === 'fatal' ? warning : 0;
}
