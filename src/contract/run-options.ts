import { trackerIdFault } from './tracker-id';

/** Which rejects are meant: of this file, of the run whose id begins so, with this code. Left out: all. */
export interface RejectFilter {
  readonly file?: string;
  readonly run?: string;
  readonly code?: string;
}

/** Rejects to be read again from their source and sent. */
export interface ReplayOptions extends RejectFilter {
  /** Sends nothing and changes nothing: says what would become of each. */
  readonly dryRun?: true;
}

/** This run's options: all that a start may say besides the import's name. */
export interface RunOptions {
  /** The caller's own id for this run, shown in `runs` and in every log line. */
  readonly trackerId?: string;
  /** Imports the files in quarantine again, and nothing else. */
  readonly retryQuarantined?: true;
  /** Sends rejects again, and nothing else. */
  readonly replay?: ReplayOptions;
  /** Sends again also what newer work of the import may have written since. */
  readonly overwriteNewer?: true;
  /** Begins at once, whatever the imports that it depends on do. */
  readonly noWaitForDependencies?: true;
}

/** 1,024 characters are the longest name of a blob. */
const longestText = 1_024;

/** What is wrong with the options of a run, as a sentence; undefined where nothing is. */
export function runOptionsFault(options: Readonly<Record<string, unknown>>): string | undefined {
  const { trackerId, retryQuarantined, replay, overwriteNewer, noWaitForDependencies, ...unknown } = options;
  const [option] = Object.keys(unknown);
  if (option !== undefined) {
    const known = '`trackerId`, `retryQuarantined`, `replay`, `overwriteNewer` and `noWaitForDependencies`';
    return `Its input has the option \`${option.slice(0, 100)}\`, which is none: there are ${known}`;
  }
  const tracker = trackerId === undefined ? undefined : trackerIdFault(trackerId);
  if (tracker !== undefined) return `The option \`trackerId\` of its input ${tracker}`;
  for (const [name, value] of Object.entries({ retryQuarantined, overwriteNewer, noWaitForDependencies })) {
    if (value !== undefined && value !== true) return `The option \`${name}\` of its input must be true, or left out`;
  }
  if (retryQuarantined && replay !== undefined) return 'Its input has both `retryQuarantined` and `replay`';
  if (overwriteNewer && !retryQuarantined && replay === undefined) {
    return 'Its input has `overwriteNewer`, which belongs to `retryQuarantined` or `replay`';
  }
  return replay === undefined ? undefined : replayFault(replay);
}

function replayFault(replay: unknown): string | undefined {
  if (typeof replay !== 'object' || replay === null || Array.isArray(replay)) {
    return 'The option `replay` of its input is not a JSON object';
  }
  for (const [name, value] of Object.entries(replay)) {
    if (name === 'dryRun') {
      if (value !== true) return 'The option `replay.dryRun` of its input must be true, or left out';
    } else if (name === 'file' || name === 'run' || name === 'code') {
      if (typeof value !== 'string' || value === '' || value.length > longestText) {
        return `The option \`replay.${name}\` of its input must be a text of 1 to ${longestText} characters`;
      }
    } else {
      const known = '`file`, `run`, `code` and `dryRun`';
      return `The option \`replay\` of its input has \`${name.slice(0, 100)}\`, but may have ${known} only`;
    }
  }
  return undefined;
}
