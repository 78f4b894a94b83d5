import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { findOnPath } from '../../src/dev-server/find-on-path';

/**
 * The Web UI asks its server without end, so that Chromium's own `--screenshot` is taken too early or never: the page has
 * to be asked whether it shows what is wanted.
 */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];
const pageLimitMs = 60_000;
/** Frames within the page, which cannot be asked, and fonts are there by then. */
const settleMs = 2_000;

export interface Shot {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** JavaScript that is true once the page shows what is wanted. */
  readonly until: string;
}

/** Where Chromium is: CHROMIUM_PATH, or the first on the PATH. Throws with what is missing. */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string> {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const [found] = await findOnPath(name, env);
    if (found !== undefined) return found;
  }
  throw new Error('The pictures need Chromium: install it, or name its executable in CHROMIUM_PATH.');
}

/** Opens a page in a Chromium of its own and answers a PNG of it. Throws where the page does not show what is wanted. */
export async function photograph(chromium: string, { url, width, height, until }: Shot): Promise<Buffer> {
  const profile = await mkdtemp(join(tmpdir(), 'longshore-pictures-'));
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  // Where it cannot be started at all, its first call says so.
  const exited = once(browser, 'exit').catch(() => undefined);
  try {
    const { call } = openPipe(browser);
    const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url });
    const attached = { targetId, flatten: true };
    const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', attached);
    // A window's size is that of its frame as well; this is the page's own.
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await call('Emulation.setDeviceMetricsOverride', metrics, sessionId);
    const deadline = Date.now() + pageLimitMs;
    for (let shown = false; !shown; ) {
      if (Date.now() > deadline) throw new Error(`${url} did not show within a minute: ${until}`);
      await delay(250);
      const { result } = await call<Evaluated>('Runtime.evaluate', { expression: until }, sessionId);
      shown = result.value === true;
    }
    await delay(settleMs);
    const { data } = await call<{ data: string }>('Page.captureScreenshot', { format: 'png' }, sessionId);
    return Buffer.from(data, 'base64');
  } finally {
    browser.kill('SIGKILL');
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Chromium's protocol over its pipes 3 and 4: JSON, each message ended by a zero byte. */
function openPipe(browser: ChildProcess): {
  call<Result>(method: string, params: object, sessionId?: string): Promise<Result>;
} {
  const input = browser.stdio[3] as Writable;
  const output = browser.stdio[4] as Readable;
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let id = 0;
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = `${rest}${text}`.split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      const call = waiting.get(answer.id ?? 0);
      waiting.delete(answer.id ?? 0);
      if (answer.error) call?.reject(new Error(`Chromium: ${answer.error.message}`));
      else call?.resolve(answer.result);
    }
  });
  const gone = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
  };
  browser.once('error', ({ message }) => gone(`Chromium cannot be started (${message}): correct CHROMIUM_PATH.`));
  browser.once('exit', () => gone('Chromium ended before it answered.'));
  // What cannot be written any more is told by the two above.
  input.on('error', () => undefined);
  return {
    call: <Result>(method: string, params: object, sessionId?: string) =>
      new Promise<Result>((resolve, reject) => {
        id += 1;
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
      }),
  };
}
