import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryBookmarks } from '../../src/bookmarks';
import { describeBookmarkPlace } from '../contracts/bookmark-place-contract';

describeBookmarkPlace('A directory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-bookmarks-'));
  return {
    place: new DirectoryBookmarks(folder),
    sameFromElsewhere: new DirectoryBookmarks(folder),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
});
