import type { Note, NoteLevel } from '../contract/step';

/** With cursor and counts the result of a step stays under 10 KB. */
const budgetBytes = 5_000;

/** What a step has to say for the journal. A step whose notes are full ends, so that every file is named. */
export class StepNotes {
  readonly #notes: Note[] = [];
  #bytes = 0;

  add(level: NoteLevel, text: string): void {
    this.#notes.push({ level, text });
    this.#bytes += Buffer.byteLength(text) + 30;
  }

  get full(): boolean {
    return this.#bytes >= budgetBytes;
  }

  get all(): readonly Note[] {
    return this.#notes;
  }
}
