import { type CalendarDay, isCalendarDay } from './calendar-day';
import { type DeletionOf, isDeletionOf } from './catalog-deletion';
import type { ImportType } from './names';
import { scheduledAtFault } from './schedules/scheduled-start';
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
  /** Reads everything, whatever the bookmark says. */
  readonly full?: true;
  /** Reads what was changed at or after this time: ISO 8601 with a time zone. */
  readonly since?: string;
  /** Reads these records alone, and leaves the bookmark where it is. */
  readonly ids?: readonly string[];
  /** Reads from this id on, inclusive, and leaves the bookmark where it is. */
  readonly startId?: string;
  /** Sends nothing and moves nothing: shows what would be sent. */
  readonly dryRun?: true;
  /** What of a catalog is deleted: all of it, whoever made it. */
  readonly of?: DeletionOf;
  /** Says that it is meant: the same word as `of`. */
  readonly confirm?: string;
  /** Brings the files of this day: 2020-09-13. */
  readonly day?: CalendarDay;
  /** Brings the files of the days from this one to before `to`. */
  readonly from?: CalendarDay;
  /** The day behind the last one. */
  readonly to?: CalendarDay;
  /** Brings all files that there are. */
  readonly all?: true;
  /** Lands the files and loads nothing. */
  readonly landOnly?: true;
  /** Loads what has landed and looks for no files. Of a group: starts no group that waits for it. */
  readonly loadOnly?: true;
  /** Goes on without files that are required and not there. */
  readonly skipMissing?: true;
  /** The same, but waits for them first, as long as it is to wait. */
  readonly skipMissingAfterWait?: true;
  /** Of a group: moves the days that are named back by the offset of each courier. */
  readonly applyOffset?: true;
  /** Of a group: the time that its windows end at, ISO 8601 in UTC, where no schedule says it. */
  readonly asOf?: string;
  /** Goes on without these tasks where they fail: `find`, `land`, `load Shop:Orders`. */
  readonly skipTasks?: readonly string[];
  /** How long files that are not there yet are waited for, in ms, in place of what the courier says. */
  readonly waitMs?: number;
}

/** True for a run that only shows what would be sent. */
export function sendsNothing({ dryRun, replay }: RunOptions): boolean {
  return dryRun === true || replay?.dryRun === true;
}

const ofEveryImport = ['trackerId', 'noWaitForDependencies', 'replay'] as const;
const ofShops = [...ofEveryImport, 'full', 'since', 'ids', 'startId', 'dryRun'] as const;

/** Which options a run of each type may have. */
const optionsOfTypes: Record<ImportType, readonly (keyof RunOptions)[]> = {
  'files-to-odp': [...ofEveryImport, 'overwriteNewer', 'retryQuarantined'],
  'commerce-customers': ofShops,
  'commerce-orders': ofShops,
  'commerce-categories': ofShops,
  'commerce-products': ofShops,
  'catalog-deletion': ['trackerId', 'noWaitForDependencies', 'of', 'confirm', 'dryRun'],
  courier: [
    ...(['trackerId', 'noWaitForDependencies', 'day', 'from', 'to', 'all', 'landOnly', 'loadOnly'] as const),
    ...(['skipMissing', 'skipMissingAfterWait', 'skipTasks', 'waitMs'] as const),
  ],
  'courier-group': ['trackerId', 'noWaitForDependencies', 'day', 'from', 'to', 'applyOffset', 'asOf', 'loadOnly'],
};

/** 1,024 characters are the longest name of a blob. */
const longestText = 1_024;

/** 1,000 UUIDs are 39 KB, which a history bears; more are a file of their own. */
const mostIds = 1_000;

/** What is wrong with the options of a run of a type, as a sentence; undefined where nothing is. */
export function runOptionsFault(options: Readonly<Record<string, unknown>>, type: ImportType): string | undefined {
  const known: readonly string[] = optionsOfTypes[type];
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    const names = known.map((name) => `\`${name}\``);
    const there = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    return `Its input has the option \`${unknown.slice(0, 100)}\`, which is none: there are ${there}`;
  }
  const { trackerId, replay, since, ids, startId, of, confirm, day, from, to, skipTasks, waitMs, asOf, ...switches } =
    options;
  const tracker = trackerId === undefined ? undefined : trackerIdFault(trackerId);
  if (tracker !== undefined) return `The option \`trackerId\` of its input ${tracker}`;
  for (const [name, value] of Object.entries(switches)) {
    if (value !== undefined && value !== true) return `The option \`${name}\` of its input must be true, or left out`;
  }
  for (const alone of exclusive) {
    const chosen = alone.filter((name) => options[name] !== undefined);
    if (chosen.length > 1) return `Its input has both \`${chosen[0]}\` and \`${chosen[1]}\``;
  }
  if (switches.overwriteNewer && !switches.retryQuarantined && replay === undefined) {
    return 'Its input has `overwriteNewer`, which belongs to `retryQuarantined` or `replay`';
  }
  return (
    (type === 'catalog-deletion' ? deletionFault({ of, confirm, dryRun: switches.dryRun }) : undefined) ??
    (since === undefined ? undefined : sinceFault(since)) ??
    (ids === undefined ? undefined : idsFault(ids)) ??
    (startId === undefined ? undefined : idFault('startId', startId)) ??
    (replay === undefined ? undefined : replayFault(replay)) ??
    windowFault({ day, from, to }) ??
    (asOf === undefined ? undefined : asOfFault(asOf)) ??
    (skipTasks === undefined ? undefined : skipTasksFault(skipTasks)) ??
    (waitMs === undefined ? undefined : waitFault(waitMs))
  );
}

/** Of each of these lists one option may be given. */
const exclusive: readonly (readonly (keyof RunOptions)[])[] = [
  ['retryQuarantined', 'replay', 'full', 'since', 'ids', 'startId'],
  ['day', 'from', 'all'],
  ['day', 'to', 'all'],
  ['landOnly', 'loadOnly'],
  ['day', 'asOf'],
  ['from', 'asOf'],
  ['applyOffset', 'asOf'],
  ['skipMissing', 'skipMissingAfterWait'],
];

function windowFault(window: Readonly<Record<'day' | 'from' | 'to', unknown>>): string | undefined {
  for (const [name, day] of Object.entries(window)) {
    if (day === undefined || (typeof day === 'string' && isCalendarDay(day))) continue;
    return `The option \`${name}\` of its input must be a day of the calendar, such as 2020-09-13`;
  }
  const { from, to } = window;
  if ((from === undefined) !== (to === undefined)) return 'Its input must have both `from` and `to`, or neither';
  if (from === undefined || String(from) < String(to)) return undefined;
  return 'The option `to` of its input must be the day behind the last one, and later than `from`';
}

function asOfFault(asOf: unknown): string | undefined {
  const fault = scheduledAtFault(asOf);
  return fault && `The option \`asOf\` of its input ${fault}`;
}

function skipTasksFault(tasks: unknown): string | undefined {
  const isName = (task: unknown): boolean => typeof task === 'string' && task !== '' && task.length <= longestText;
  if (Array.isArray(tasks) && tasks.length > 0 && tasks.length <= mostIds && tasks.every(isName)) return undefined;
  return 'The option `skipTasks` of its input must be a list of tasks, such as `find`, `land` or `load Shop:Orders`';
}

function waitFault(waitMs: unknown): string | undefined {
  if (typeof waitMs === 'number' && Number.isSafeInteger(waitMs) && waitMs >= 0) return undefined;
  return 'The option `waitMs` of its input must be a whole number of milliseconds';
}

function deletionFault({ of, confirm, dryRun }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isDeletionOf(of)) return 'Nothing was deleted: its option `of` must be products or categories';
  if (dryRun === true || confirm === of) return undefined;
  return `Nothing was deleted: all ${of} of the catalog would be, whoever made them, and its option \`confirm\` does not say \`${of}\``;
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function sinceFault(since: unknown): string | undefined {
  if (typeof since === 'string' && isoTime.test(since) && !Number.isNaN(Date.parse(since))) return undefined;
  return 'The option `since` of its input must be a time with its zone, such as 2026-01-31T00:00:00Z';
}

function idsFault(ids: unknown): string | undefined {
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > mostIds) {
    return `The option \`ids\` of its input must be a list of 1 to ${mostIds} ids`;
  }
  return ids.map((id) => idFault('ids', id)).find((fault) => fault !== undefined);
}

/** Ids stand in predicates, so nothing else may be in them. */
const idPattern = /^[A-Za-z0-9_-]{1,100}$/;

function idFault(option: string, id: unknown): string | undefined {
  if (typeof id === 'string' && idPattern.test(id)) return undefined;
  return `The option \`${option}\` of its input must have ids of letters, digits, hyphens and underscores`;
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
