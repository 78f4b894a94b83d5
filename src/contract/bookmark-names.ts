import type { BookmarkAddress } from './bookmark';
import { LongshoreError } from './failure';
import { sectionNamePattern } from './names';

const imports = { domain: 'longshore', dataset: 'imports', username: 'longshore', fileType: 'others' } as const;

/** Where the state of a job is that says nothing but its name. */
export const stateAddress = {
  domain: 'longshore',
  dataset: 'states',
  username: 'longshore',
  fileType: 'others',
} as const;

/** Where an import of the product keeps its cursor, and a courier group, `group/<name>`, how far its windows are. */
export function importBookmark(importName: string): BookmarkAddress {
  if (!importName.startsWith('group/')) return { ...imports, job: importName };
  return { ...imports, dataset: 'groups', job: importName.slice('group/'.length) };
}

/** How a bookmark is called in messages, workflow ids and storage: an import's is called as the import. */
export function bookmarkName({ domain, dataset, job }: BookmarkAddress): string {
  return bookmarkFolder({ domain, dataset }) + job;
}

/** What the names of all bookmarks of a dataset begin with. */
export function bookmarkFolder({ domain, dataset }: Pick<BookmarkAddress, 'domain' | 'dataset'>): string {
  return domain === imports.domain && dataset === imports.dataset ? '' : `${domain}/${dataset}/`;
}

export function bookmarkWorkflowId(address: BookmarkAddress): string {
  return `bookmark/${bookmarkName(address)}`;
}

/** Throws `usage-invalid` where a part cannot be a part of workflow ids and of paths. */
export function requireAddress(address: BookmarkAddress): BookmarkAddress {
  for (const part of ['domain', 'dataset', 'job', 'username', 'fileType'] as const) {
    if (sectionNamePattern.test(address[part])) continue;
    throw new LongshoreError('usage-invalid', `'${address[part]}' cannot be the ${part} of a bookmark`, {
      remedy: 'Use up to 100 letters, digits, dots, hyphens and underscores, the first of them a letter or a digit.',
    });
  }
  return address;
}
