import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface GrowthOptions {
  readonly folder: string;
  readonly onBytes: (bytes: number) => void;
  /** Called once when the largest file has not grown for this long, in ms. */
  readonly stallAfterMs: number;
  readonly onStall: () => void;
}

// Ten looks a second make a bar move smoothly, and cost a few file stats.
const lookEveryMs = 100;

/**
 * Follows a download by the size of the largest file in a folder: whoever downloads tells no progress of its own.
 * (The sum would count twice what pip also writes for its cache.) Answers the function that ends the watch.
 */
export function watchGrowth(options: GrowthOptions): () => void {
  let largest = 0;
  let grewAt = Date.now();
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const bytes = await largestFile(options.folder);
    looking = false;
    if (bytes > largest) {
      largest = bytes;
      grewAt = Date.now();
      options.onBytes(largest);
    } else if (Date.now() - grewAt > options.stallAfterMs) {
      clearInterval(timer);
      options.onStall();
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return () => clearInterval(timer);
}

async function largestFile(folder: string): Promise<number> {
  try {
    const names = await readdir(folder, { recursive: true });
    const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name))));
    return Math.max(0, ...sizes);
  } catch {
    // A folder that vanishes between two looks is the end of the download, not a fault of the watch.
    return 0;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    // Downloads remove their temporary files while we look.
    return 0;
  }
}
