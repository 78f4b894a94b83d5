import { LongshoreError } from '../contract/failure';

/** The error for what lies in a place and cannot be read; `path` names it. */
export function unreadable(path: string, what: string): LongshoreError {
  return new LongshoreError('bookmark-unreadable', `${path} ${what}`, {
    remedy: 'Nothing was changed. Put the file back from a copy, or move it away to go on from the version before.',
  });
}

/** Throws `bookmark-unreadable`, which names the file, where it is cut off or no JSON. */
export function parseStoredJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause, whose message quotes the content.
    throw unreadable(path, text === '' ? 'is empty' : 'is cut off, or is not JSON');
  }
}
