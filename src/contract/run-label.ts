/** Whose work an activity does. It travels in a header of each activity, so that every log line can tell it. */
export interface RunLabel {
  /** The id of the execution that the run began with. */
  readonly run: string;
  /** The caller's own id for the run. */
  readonly tracker?: string;
}

export const runLabelHeader = 'longshore-run';
