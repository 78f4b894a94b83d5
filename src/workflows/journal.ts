import type { JournalEntry } from '../contract/run';
import type { Note, NoteLevel } from '../contract/step';

/** Kept in the workflow: enough for a look at a running import. The whole lies in storage. */
const tailLength = 100;
/** A file name has up to 1,024 characters; a sentence with one still fits. */
const longestText = 1_500;

/** The part of a journal that goes on into the next execution. */
export interface JournalState {
  readonly next: number;
  readonly tail: readonly JournalEntry[];
}

/** What a run did, in sentences. */
export interface Journal {
  add(level: NoteLevel, text: string): void;
  addAll(notes: readonly Note[]): void;
  /** The newest entries. */
  tail(): readonly JournalEntry[];
  /** Entries that are not in storage yet; `saved` is called when they are. */
  unsaved(): readonly JournalEntry[];
  saved(entries: readonly JournalEntry[]): void;
  state(): JournalState;
}

export function openJournal(continued?: JournalState): Journal {
  let next = continued?.next ?? 0;
  let tail: JournalEntry[] = [...(continued?.tail ?? [])];
  let unsaved: JournalEntry[] = [];

  const add = (level: NoteLevel, text: string): void => {
    const entry = { seq: next, at: Date.now(), level, text: text.slice(0, longestText) };
    next += 1;
    tail = [...tail, entry].slice(-tailLength);
    unsaved.push(entry);
  };
  return {
    add,
    addAll: (notes) => {
      for (const note of notes) add(note.level, note.text);
    },
    tail: () => tail,
    unsaved: () => unsaved,
    saved: (entries) => {
      const last = entries.at(-1)?.seq ?? -1;
      unsaved = unsaved.filter((entry) => entry.seq > last);
    },
    // 10 entries: the argument of a continue-as-new stays far under 10 KB.
    state: () => ({ next, tail: tail.slice(-10) }),
  };
}
