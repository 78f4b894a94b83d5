import { openImportPlace } from '../../src/bookmarks';
import { loadConfig, placeOfImport } from '../../src/config';
import { importBookmark } from '../../src/contract/bookmark-names';
import { openStorage } from '../../src/storage';

/** What the bookmark of a group remembers, where bookmarks are kept in a folder and Temporal need not be asked. */
export async function directoryBookmarks(configPath: string, group: string): Promise<unknown> {
  const config = loadConfig({ path: configPath });
  const temporal = {
    get client(): never {
      throw new Error('Bookmarks in a folder need no Temporal');
    },
    taskQueue: config.taskQueue,
    storage: openStorage(config.storage),
  };
  const name = `group/${group}`;
  return (await (await openImportPlace(placeOfImport(config, name), temporal)).read(importBookmark(name))).value;
}
