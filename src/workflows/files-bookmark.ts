import type { OpenedRun } from '../activities/open-run';
import type { FilesCursor } from '../contract/files';
import { isFilesCursor } from '../contract/is-files-cursor';
import { asWorkflowFailure, failure } from './failures';

/**
 * The cursor that a run of files begins with: the bookmark's, or the start of everything where there is none.
 *
 * Throws `source-changed` where the bookmark belongs to other files than those configured now: under another container,
 * prefix or pattern the same time would pass over files that were never looked at.
 */
export function beginFiles(opened: OpenedRun): FilesCursor {
  const { value } = opened.bookmark;
  if (value === null) return startOf(opened.source);
  if (!isFilesCursor(value)) {
    throw asWorkflowFailure(failure('bookmark-unreadable', 'The bookmark is not the cursor of an import of files'));
  }
  // A person who sets a time does not know the source: it becomes the one of the next run.
  if (value.source !== '' && value.source !== opened.source) {
    throw asWorkflowFailure(
      failure('source-changed', `The bookmark belongs to ${value.source}, but configured is ${opened.source}`),
    );
  }
  return { ...value, source: opened.source };
}

function startOf(source: string): FilesCursor {
  return { source, lastFileTimestamp: 0, position: 0, bytesDone: 0, quarantined: 0 };
}
