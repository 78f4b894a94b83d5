import { DirectoryBookmarks } from '../../src/bookmarks/directory-bookmarks';
import { StateStore } from '../../src/bookmarks/state-store';
import { BookmarkConflict } from '../../src/contract/bookmark-conflict';

/**
 * A process of its own that increments a count 30 times. With `expect` it names the version that it has read, and begins
 * again after a conflict. It prints how many conflicts there were.
 */
async function main([root = '', job = '', username = '', mode]: readonly string[]): Promise<void> {
  const store = new StateStore(new DirectoryBookmarks(root), {
    ...{ domain: 'crm', dataset: 'disk', username },
    announce: () => {},
  });
  let conflicts = 0;
  for (let done = 0; done < 30; ) {
    const data = await store.getOrCreate(job);
    data.addElement('count', Number(data.getElement('count') ?? 0) + 1);
    try {
      await store.update(data, mode === 'expect' ? { expectedVersion: data.version } : {});
      done += 1;
    } catch (error) {
      if (!(error instanceof BookmarkConflict)) throw error;
      conflicts += 1;
    }
  }
  process.stdout.write(String(conflicts));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
