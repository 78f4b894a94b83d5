import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LongshoreError } from '../../contract/failure';

/** `longshore-<host>-<process>-…`: another host's processes cannot be told from dead ones, so theirs are left alone. */
const ofThisHost = `longshore-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;
const mine = `${ofThisHost}${process.pid}-`;

/** Lends a folder of its own on this machine's disk for as long as `work` takes. Throws `scratch-unavailable`. */
export async function withScratchFolder<Result>(
  env: NodeJS.ProcessEnv,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(scratchRoot(env), `${mine}${randomUUID()}`);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw scratchFailure(error, `Could not make the folder ${folder}`);
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Removes what processes of this host have left that are dead. To be called before this process has a folder: what is
 * named after it is of one before it. Answers how many folders it has removed.
 */
export async function removeStaleScratch(env: NodeJS.ProcessEnv): Promise<number> {
  const root = scratchRoot(env);
  // The folder that is named may be made by the first who needs it.
  const names = await readdir(root).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const owner = new RegExp(`^${ofThisHost}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || (Number(owner) !== process.pid && isAlive(Number(owner)))) continue;
    await rm(join(root, name), { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** What an error of the file system means for who works there. Errors of other kinds pass unchanged. */
export function scratchFailure(error: unknown, what: string): unknown {
  const { code, syscall } = Object(error) as { readonly code?: unknown; readonly syscall?: unknown };
  if (syscall === undefined) return error;
  return new LongshoreError('scratch-unavailable', `${what}: ${code}`, { cause: error });
}

function scratchRoot({ LONGSHORE_SCRATCH }: NodeJS.ProcessEnv): string {
  return LONGSHORE_SCRATCH ? resolve(LONGSHORE_SCRATCH) : tmpdir();
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and another user's.
    return Object(error).code === 'EPERM';
  }
}
