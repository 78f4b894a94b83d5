import type { BookmarkHistoryEntry } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';

/**
 * The version that a person means: a number, or the id of a run or its beginning, which means what that run has left.
 *
 * @param history newest first
 * Throws `bookmark-version-gone` where the history has none such, and `usage-invalid` where several runs are meant.
 */
export function findVersion(name: string, history: readonly BookmarkHistoryEntry[], wanted: string): number {
  // The beginning of a run's id may be digits too; whoever means one writes it up to its first letter or hyphen.
  if (/^\d{1,10}$/.test(wanted)) return Number(wanted);
  const written = history.filter((entry) => runOf(entry)?.startsWith(wanted));
  const [newest] = written;
  if (!newest) {
    throw new LongshoreError(
      'bookmark-version-gone',
      `No version of ${name} that is kept was written by a run ${wanted}`,
    );
  }
  const runs = new Set(written.map(runOf));
  if (runs.size === 1) return newest.version;
  throw new LongshoreError(
    'usage-invalid',
    `${wanted} is the beginning of ${runs.size} runs: ${[...runs].join(', ')}`,
    {
      remedy: 'Write more of it.',
    },
  );
}

/** The writer of an import's version is its run. */
function runOf({ runId, writer }: BookmarkHistoryEntry): string | undefined {
  return runId ?? (writer === 'command' ? undefined : writer);
}
