import type { Command } from 'commander';
import type { CourierGroupImport, CourierImport } from '../../config';
import { type DeletionOf, isDeletionOf } from '../../contract/catalog-deletion';
import { LongshoreError } from '../../contract/failure';
import { type RunOptions, runOptionsFault } from '../../contract/run-options';
import type { RunView } from '../../runs/run-view';
import type { Session } from '../../runs/session';
import type { FollowOptions } from '../follow-run';
import { inSession } from '../in-session';
import { parseIds } from '../parse-ids';
import { parseSince } from '../parse-since';
import { parseTimeout } from '../parse-timeout';
import { print, printJson } from '../print';

interface RunFlags extends FollowOptions {
  readonly wait?: boolean;
  readonly tracker?: string;
  readonly retryQuarantined?: boolean;
  readonly overwriteNewer?: boolean;
  readonly waitForDependencies: boolean;
  readonly full?: boolean;
  readonly since?: string;
  readonly ids?: readonly string[];
  readonly startId?: string;
  readonly dryRun?: boolean;
  readonly all?: boolean;
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly landOnly?: boolean;
  readonly loadOnly?: boolean;
  readonly skipMissing?: boolean;
  readonly applyOffset?: boolean;
  readonly of?: DeletionOf;
  readonly confirm?: string;
}

export function addRun(longshore: Command): void {
  longshore
    .command('run')
    .description('start an import, or all of them')
    .argument('[import]', 'its name in longshore.yaml, or group/<name>')
    .option(
      '--all',
      'all imports but deletions, each when those that it depends on have completed; wait until they end. Of a courier: all files that there are',
    )
    .option('--watch', 'follow it with a bar until it ends')
    .option('--wait', 'wait until it ends')
    .option('--json', 'print the run as JSON, with --watch one object a line while it works')
    .option('--tracker <id>', 'an id of your own for this run')
    .option('--timeout <duration>', 'wait no longer than this: 30s, 5m, 2h', parseTimeout)
    .option('--fail-on-empty', 'exit with 9 where there was nothing new')
    .option('--retry-quarantined', 'import the files in quarantine again, and nothing else')
    .option('--overwrite-newer', 'with --retry-quarantined: also files after which newer ones were imported')
    .option('--no-wait-for-dependencies', 'begin at once, whatever the imports under dependsOn do')
    .option('--full', 'of a shop: everything, whatever was imported before')
    .option('--since <time>', 'of a shop: what was changed since a time, a day, or so long ago (36h)', (text) =>
      parseSince(text, Date.now()),
    )
    .option('--ids <list>', 'of a shop: these records alone, with commas between', parseIds)
    .option('--start-id <id>', 'of a shop: from this record on, in the order of the ids')
    .option('--dry-run', 'of a shop: send nothing; show what would be sent, and how long it would take')
    .option('--day <day>', 'of a courier or a group: the files of a day, 2020-09-13')
    .option('--from <day>', 'of a courier or a group, with --to: the files from a day on')
    .option('--to <day>', 'of a courier or a group: the day behind the last one')
    .option('--apply-offset', 'of a group: move these days back by the offset of each courier')
    .option('--land-only', 'of a courier: land the files and load nothing')
    .option(
      '--load-only',
      'of a courier: load what has landed, and look for no files; of a group: start no group that waits for it',
    )
    .option('--skip-missing', 'of a courier: go on without files that are not there')
    .option('--of <what>', 'of a deletion: products or categories, all of them', parseOf)
    .option('--confirm <what>', 'of a deletion: the same word again')
    .action(async (name: string | undefined, flags: RunFlags) => {
      if (flags.all && name === undefined) return runAllImports(longshore, flags);
      if (name === undefined) throw new LongshoreError('usage-invalid', "Missing required argument 'import'", noName);
      if (flags.overwriteNewer && !flags.retryQuarantined) {
        throw new LongshoreError('usage-invalid', '--overwrite-newer belongs to --retry-quarantined');
      }
      await inSession(longshore, async (session) => {
        const run = await start(session, name, flags);
        if (!run) return;
        if (flags.of && !flags.dryRun && !flags.json) {
          const { tellDeletion } = await import('../tell-deletion.js');
          await tellDeletion(session, run);
        }
        if (!flags.watch && !flags.wait && !flags.dryRun) return tellStarted(run, flags.json ?? false);
        const { followRun } = await import('../follow-run.js');
        if (!flags.dryRun) return followRun(session, run, flags);
        const { tellPreview } = await import('../preview.js');
        await followRun(session, run, {
          ...flags,
          watch: !flags.json,
          tell: (ended) => tellPreview(session, ended, flags),
        });
      });
    });
}

const noName = { remedy: 'Name an import, or say --all. `--help` shows what there is.' };
/** What may be said of all runs at once. */
const ofAll = ['all', 'wait', 'json', 'timeout', 'tracker', 'waitForDependencies'];

async function runAllImports(longshore: Command, flags: RunFlags): Promise<void> {
  const other = Object.keys(flags).find((flag) => !ofAll.includes(flag));
  const given = flags.waitForDependencies ? other && optionOf(other) : '--no-wait-for-dependencies';
  if (given !== undefined) throw allRunsEvery(given);
  await inSession(longshore, async (session) => {
    const { runAll } = await import('../run-all.js');
    await runAll(session, flags);
  });
}

function allRunsEvery(given: string): LongshoreError {
  const remedy = 'It takes --json, --timeout, --tracker and --wait; start one import for the rest.';
  return new LongshoreError('usage-invalid', `--all runs every import, and does not go with ${given}`, { remedy });
}

/** As it is written: --start-id of `startId`. */
function optionOf(flag: string): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function parseOf(text: string): DeletionOf {
  if (isDeletionOf(text)) return text;
  throw new LongshoreError('usage-invalid', `--of cannot be '${text}'`, { remedy: 'Write products or categories.' });
}

async function start(session: Session, name: string, flags: RunFlags): Promise<RunView | undefined> {
  const options: RunOptions = {
    ...(flags.tracker === undefined ? {} : { trackerId: flags.tracker }),
    ...(flags.waitForDependencies ? {} : { noWaitForDependencies: true }),
    ...(flags.full ? { full: true } : {}),
    ...(flags.since === undefined ? {} : { since: flags.since }),
    ...(flags.ids === undefined ? {} : { ids: flags.ids }),
    ...(flags.startId === undefined ? {} : { startId: flags.startId }),
    ...(flags.dryRun ? { dryRun: true } : {}),
    ...(flags.day === undefined ? {} : { day: flags.day }),
    ...(flags.from === undefined ? {} : { from: flags.from }),
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.all ? { all: true } : {}),
    ...(flags.landOnly ? { landOnly: true } : {}),
    ...(flags.loadOnly ? { loadOnly: true } : {}),
    ...(flags.skipMissing ? { skipMissing: true } : {}),
    ...(flags.applyOffset ? { applyOffset: true } : {}),
    ...(flags.of === undefined ? {} : { of: flags.of }),
    ...(flags.confirm === undefined ? {} : { confirm: flags.confirm }),
  };
  if (flags.retryQuarantined) {
    const { startRetry } = await import('../retry.js');
    return startRetry(session, name, flags, options);
  }
  const { findImport } = await import('../../config/index.js');
  const settings = findImport(session.config, name);
  if (settings.type === 'courier') await tellWindow(name, settings, options, flags);
  else if (flags.all) throw allRunsEvery(`the name of one, ${name}`);
  const { asOfNow, startRun } = await import('../../runs/start-run.js');
  if (settings.type !== 'courier-group') return startRun(session, name, options);
  // The days that are shown are those of the run, which begins a moment later.
  const given = asOfNow(options);
  await tellDays(session, name, settings, given, flags);
  return startRun(session, name, given);
}

async function tellDays(
  session: Session,
  name: string,
  settings: CourierGroupImport,
  options: RunOptions,
  flags: RunFlags,
): Promise<void> {
  if (flags.json || runOptionsFault({ ...options }, settings.type) !== undefined) return;
  const { groupDays } = await import('../group-days.js');
  print(await groupDays(session, name, settings, options));
}

/** Shows what the run is going to look for, before it is started. */
async function tellWindow(name: string, settings: CourierImport, options: RunOptions, flags: RunFlags): Promise<void> {
  const fault = runOptionsFault({ ...options }, settings.type);
  if (flags.json || fault !== undefined) return;
  const { courierWindow } = await import('../../runs/courier-window.js');
  const { windowText } = await import('../window-text.js');
  print(windowText(settings, courierWindow(name, settings, options)));
}

async function tellStarted(run: RunView, json: boolean): Promise<void> {
  const { runJson } = await import('../../runs/run-view.js');
  if (json) printJson(runJson(run));
  else print(`Started ${run.import}, run ${run.runId}\nFollow it with: longshore watch ${run.import}\n`);
}
