import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import { errorCode } from './error-code';
import { endProcess, identifyProcess, isRunning, processIdentitySchema } from './process-identity';

const devFileSchema = z.strictObject({
  ...processIdentitySchema.shape,
  /** Left out until the server serves, and where `longshore dev` uses a server that is not its own. */
  address: z.string().optional(),
  namespace: z.string().optional(),
  uiUrl: z.string().optional(),
  server: processIdentitySchema.optional(),
  worker: processIdentitySchema.optional(),
});

/** What a running `longshore dev` tells about itself; `pid` and `startedAt` are its own. */
export type DevFile = z.infer<typeof devFileSchema>;
type Addresses = Pick<DevFile, 'address' | 'namespace' | 'uiUrl'>;

// A worker lets its steps end for up to 20 s; one that nobody waits for gets less.
const leftoverLimitMs = 5_000;

/** Beside longshore.yaml, whatever storage is. */
export function devFilePath(folder: string): string {
  return join(folder, '.longshore', 'dev.json');
}

/** What the `longshore dev` of this folder left, or undefined when none runs now. */
export async function readRunningDev(folder: string): Promise<DevFile | undefined> {
  const left = await readDevFile(devFilePath(folder));
  return left && (await isRunning(left)) ? left : undefined;
}

/** The place in a folder that one `longshore dev` has at a time. */
export class DevPlace {
  readonly #path: string;
  #content: DevFile;
  #written: Promise<void> = Promise.resolve();
  #left = false;

  private constructor(path: string, content: DevFile) {
    this.#path = path;
    this.#content = content;
  }

  /**
   * Takes the place, and ends what an earlier `longshore dev` that was killed has left running: two servers on one
   * database would spoil it. Throws `dev-already-running`.
   */
  static async take(folder: string): Promise<DevPlace> {
    const path = devFilePath(folder);
    const self = (await identifyProcess(process.pid)) ?? { pid: process.pid, startedAt: '' };
    await mkdir(dirname(path), { recursive: true });
    for (let attemptsLeft = 1; ; attemptsLeft--) {
      try {
        await writeFile(path, JSON.stringify(self), { flag: 'wx' });
        return new DevPlace(path, self);
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const left = await readDevFile(path);
      if (attemptsLeft === 0 || (left && (await isRunning(left)))) throw alreadyRunning(folder, left);
      for (const child of [left?.worker, left?.server]) if (child) await endProcess(child, leftoverLimitMs);
      await rm(path, { force: true });
    }
  }

  async tellAddresses(addresses: Addresses): Promise<void> {
    await this.#write(addresses);
  }

  /** Which processes are to be ended if this one is killed. */
  async tellChild(role: 'server' | 'worker', pid: number): Promise<void> {
    await this.#write({ [role]: await identifyProcess(pid) });
  }

  async leave(): Promise<void> {
    this.#left = true;
    // Who wrote has been told when that failed.
    await this.#written.catch(() => {});
    await rm(this.#path, { force: true });
  }

  /** One after the other, and renamed into place, so that a command never reads half of it. */
  async #write(news: Partial<DevFile>): Promise<void> {
    this.#content = { ...this.#content, ...news };
    const before = this.#written;
    const write = async () => {
      await before.catch(() => {});
      if (this.#left) return;
      const path = `${this.#path}.new`;
      await writeFile(path, `${JSON.stringify(this.#content, null, 2)}\n`);
      await rename(path, this.#path);
    };
    this.#written = write();
    await this.#written;
  }
}

/** Undefined as well when it cannot be understood: then it is of another version, or of a machine that lost its power. */
async function readDevFile(path: string): Promise<DevFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return devFileSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

function alreadyRunning(folder: string, left: DevFile | undefined): LongshoreError {
  const where = left?.address ? ` It serves at ${left.address}.` : '';
  return new LongshoreError(
    'dev-already-running',
    `\`longshore dev\` already runs in ${folder}${left ? ` (process ${left.pid})` : ''}.${where}`,
  );
}
