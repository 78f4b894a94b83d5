import type { OpenedRun } from '../activities/open-run';
import type { CommerceBookmark } from '../contract/commerce';
import { isCommerceBookmark } from '../contract/is-commerce-bookmark';
import { asWorkflowFailure, failure } from './failures';

/**
 * What a run of an import of a shop begins with. Throws `bookmark-unreadable`, and `source-changed` where the bookmark
 * belongs to another shop or another account: what was delivered there is not here.
 */
export function beginCommerce({ bookmark, source }: OpenedRun): CommerceBookmark {
  const { value } = bookmark;
  if (value === null) return { source };
  if (!isCommerceBookmark(value)) {
    throw asWorkflowFailure(failure('bookmark-unreadable', 'The bookmark is not that of an import of a shop'));
  }
  // A person who sets a time does not know the source: it becomes the one of the next run.
  if (value.source !== '' && value.source !== source) {
    throw asWorkflowFailure(
      failure(
        'source-changed',
        `The bookmark belongs to ${value.source}, but configured is ${source}`,
        '`longshore bookmarks reset <import>` reads everything from the start.',
      ),
    );
  }
  return { ...value, source };
}
