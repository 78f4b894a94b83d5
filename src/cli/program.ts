import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { LongshoreError } from '../contract/failure';
import type { RunView } from './run-view';
import type { Session } from './session';

// Each command loads what it needs when it is called: `--help` answers at once.

interface Globals {
  readonly config?: string;
}

/** The command `longshore` with all that it can do. */
export function program(): Command {
  const longshore = new Command('longshore')
    .description('Runs data imports as durable Temporal workflows.')
    .option('--config <file>', 'the configuration; default: longshore.yaml in this folder')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  longshore dev                          a Temporal server and a worker on this machine',
        '  longshore run offline-stores --watch   start an import and follow it',
        '  longshore logs offline-stores          what its last run did',
        '  longshore rejects list offline-stores  the records that were not delivered, and why',
      ].join('\n'),
    );
  const session = async <T>(work: (session: Session) => Promise<T>): Promise<T | undefined> => {
    try {
      const { withSession } = await import('./session.js');
      return await withSession(longshore.opts<Globals>().config, work);
    } catch (error) {
      await fail(error);
      return undefined;
    }
  };
  addRun(longshore, session);
  addRuns(longshore, session);
  addSteering(longshore, session);
  addBookmarks(longshore, session);
  addRejects(longshore, session);
  addCheck(longshore, session);

  longshore
    .command('dev')
    .description('run a Temporal server and a worker here; what they know outlives a restart')
    .action(async () => {
      const { runDev } = await import('./dev.js');
      const { config } = longshore.opts<Globals>();
      const { env, stdout, stderr } = process;
      await runDev({ env, stdout, stderr, ...(config === undefined ? {} : { configPath: config }) }).catch(fail);
    });
  longshore
    .command('config')
    .description('about longshore.yaml')
    .command('schema')
    .description('print its JSON Schema, for editors')
    .action(async () => {
      const { configJsonSchema } = await import('../config/index.js');
      print(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
  return longshore;
}

type InSession = <T>(work: (session: Session) => Promise<T>) => Promise<T | undefined>;

function print(text: string): void {
  process.stdout.write(text);
}

function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tells an error with its code and remedy on stderr, and sets the exit code. */
async function fail(error: unknown): Promise<void> {
  const { exitCodeOf } = await import('./exit-code.js');
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof LongshoreError)) {
    process.stderr.write(`internal-error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return;
  }
  process.stderr.write(`${error.code}: ${error.message}\n${error.remedy}\n`);
}

interface RunFlags {
  readonly watch?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
  readonly tracker?: string;
  readonly timeout?: string;
  readonly failOnEmpty?: boolean;
}

function addRun(longshore: Command, session: InSession): void {
  longshore
    .command('run')
    .description('start an import')
    .argument('<import>', 'its name in longshore.yaml')
    .option('--watch', 'follow it with a bar until it ends')
    .option('--wait', 'wait until it ends')
    .option('--json', 'print the run as JSON, and nothing else, on stdout')
    .option('--tracker <id>', 'an id of your own for this run')
    .option('--timeout <duration>', 'wait no longer than this: 30s, 5m, 2h')
    .option('--fail-on-empty', 'exit with 9 where there was nothing new')
    .action((name: string, flags: RunFlags) =>
      session(async (opened) => {
        const { startRun } = await import('./start-run.js');
        const run = await startRun(opened, name, flags.tracker === undefined ? {} : { trackerId: flags.tracker });
        if (!flags.watch && !flags.wait) {
          await tellStarted(run, flags.json ?? false);
          return;
        }
        await follow(opened, run, flags);
      }),
    );
  longshore
    .command('watch')
    .description('follow a run until it ends')
    .argument('<run>', 'a run id, its beginning, or the name of an import')
    .option('--json', 'one JSON object per look')
    .action((reference: string, flags: { json?: boolean }) =>
      session(async (opened) => {
        const { findRun } = await import('./find-runs.js');
        await follow(opened, await findRun(opened, reference), { watch: true, ...flags });
      }),
    );
}

async function tellStarted(run: RunView, json: boolean): Promise<void> {
  const { runJson } = await import('./run-view.js');
  if (json) printJson(runJson(run));
  else print(`Started ${run.import}, run ${run.runId}\nFollow it with: longshore watch ${run.import}\n`);
}

async function follow(session: Session, run: RunView, flags: RunFlags): Promise<void> {
  const { parseDuration } = await import('../config/index.js');
  const { closingLines, watchRun } = await import('./watch.js');
  const { exitCodeOfRun, exitCodes } = await import('./exit-code.js');
  const { runJson } = await import('./run-view.js');
  const onInterrupt = (): void => {
    process.stderr.write(`\nThe run goes on. Follow it with: longshore watch ${run.import}\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  const ended = await watchRun(session, run, {
    output: process.stderr,
    quiet: !flags.watch,
    ...(flags.timeout === undefined ? {} : { timeoutMs: parseDuration(flags.timeout) }),
  });
  process.off('SIGINT', onInterrupt);
  if (!ended) {
    process.exitCode = exitCodes.waitTimedOut;
    process.stderr.write(`Waited ${flags.timeout}; the run goes on. Follow it with: longshore watch ${run.import}\n`);
    return;
  }
  process.exitCode = exitCodeOfRun(ended, { failOnEmpty: flags.failOnEmpty ?? false });
  if (flags.json) printJson(runJson(ended));
  else print(closingLines(ended, session.config.imports[run.import]?.records ?? 'records'));
}

function addRuns(longshore: Command, session: InSession): void {
  longshore
    .command('runs')
    .description('list runs, newest first')
    .argument('[import]', 'only those of this import')
    .option('--limit <number>', 'how many', Number, 50)
    .option('--status <status>', 'only those with this status')
    .option('--json', 'print a list as JSON')
    .action((name: string | undefined, flags: { limit: number; status?: string; json?: boolean }) =>
      session(async (opened) => {
        const { findRuns } = await import('./find-runs.js');
        const { runsTable } = await import('./runs.js');
        const { runJson } = await import('./run-view.js');
        const status = flags.status?.toUpperCase();
        const limit = status === undefined ? flags.limit : Number.POSITIVE_INFINITY;
        const found = await findRuns(opened, { limit, ...(name === undefined ? {} : { import: name }) });
        const runs = found.filter((run) => status === undefined || run.status === status).slice(0, flags.limit);
        if (flags.json) printJson(runs.map(runJson));
        else print(runsTable(runs));
      }),
    );
  longshore
    .command('show')
    .description('tell everything about one run')
    .argument('<run>', 'a run id, its beginning, or the name of an import')
    .option('--json', 'print it as JSON')
    .action((reference: string, flags: { json?: boolean }) =>
      session(async (opened) => {
        const { findRun } = await import('./find-runs.js');
        const { runText } = await import('./runs.js');
        const { runJson } = await import('./run-view.js');
        const run = await findRun(opened, reference);
        if (flags.json) printJson(runJson(run));
        else print(runText(run));
      }),
    );
  longshore
    .command('logs')
    .description("print a run's journal")
    .argument('<run>', 'a run id, its beginning, or the name of an import')
    .option('--follow', 'go on until the run ends')
    .option('--json', 'one JSON object a line')
    .action((reference: string, flags: { follow?: boolean; json?: boolean }) =>
      session(async (opened) => {
        const { journalLine, journalOf } = await import('./logs.js');
        for await (const entry of journalOf(opened, reference, flags.follow ?? false)) {
          print(flags.json ? `${JSON.stringify(entry)}\n` : journalLine(entry));
        }
      }),
    );
}

function addSteering(longshore: Command, session: InSession): void {
  longshore
    .command('cancel')
    .description('end a run; what was delivered is kept, and the next run goes on from there')
    .argument('<run>', 'a run id, its beginning, or the name of an import')
    .option('--reason <text>', 'why, for the journal', 'cancelled by command')
    .action((reference: string, flags: { reason: string }) =>
      session(async (opened) => {
        const { cancelRun } = await import('./steer.js');
        print(await cancelRun(opened, reference, flags.reason));
      }),
    );
  for (const what of ['pause', 'resume'] as const) {
    longshore
      .command(what)
      .description(what === 'pause' ? 'let a run rest where it is' : 'let a paused run go on')
      .argument('<run>', 'a run id, its beginning, or the name of an import')
      .action((reference: string) =>
        session(async (opened) => {
          const { steerRun } = await import('./steer.js');
          print(await steerRun(opened, reference, what));
        }),
      );
  }
}

function addBookmarks(longshore: Command, session: InSession): void {
  const bookmarks = longshore.command('bookmarks').description('what imports remember between runs');
  const json = new Option('--json', 'print it as JSON');
  bookmarks
    .command('show')
    .argument('<import>')
    .addOption(json)
    .action((name: string, flags: { json?: boolean }) =>
      session(async (opened) => {
        const { bookmarkText, readBookmark } = await import('./bookmarks.js');
        const state = await readBookmark(opened, name);
        if (flags.json) printJson(state);
        else print(bookmarkText(name, state));
      }),
    );
  bookmarks
    .command('set')
    .description('go on from a time: files that changed before it are passed over')
    .argument('<import>')
    .requiredOption('--last-file-timestamp <time>', 'epoch milliseconds, or a date like 2026-11-23T06:00:00Z')
    .option('--yes', 'do not ask')
    .action((name: string, flags: { lastFileTimestamp: string; yes?: boolean }) =>
      session(async (opened) => {
        const { bookmarkText, setBookmark } = await import('./bookmarks.js');
        await confirm(flags.yes, `Let ${name} go on from ${flags.lastFileTimestamp}, whatever it remembers now?`);
        print(bookmarkText(name, await setBookmark(opened, name, flags.lastFileTimestamp)));
      }),
    );
  bookmarks
    .command('reset')
    .description('forget everything: the next run reads all files')
    .argument('<import>')
    .option('--yes', 'do not ask')
    .action((name: string, flags: { yes?: boolean }) =>
      session(async (opened) => {
        const { bookmarkText, resetBookmark } = await import('./bookmarks.js');
        await confirm(flags.yes, `Forget which files ${name} has imported? Its next run reads all of them.`);
        print(bookmarkText(name, await resetBookmark(opened, name)));
      }),
    );
}

async function confirm(yes: boolean | undefined, question: string): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new LongshoreError('usage-invalid', 'This loses what the bookmark remembers', {
      remedy: 'Say --yes if you want it.',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new LongshoreError('usage-invalid', 'Nothing was changed', { remedy: '' });
}

function addRejects(longshore: Command, session: InSession): void {
  const rejects = longshore.command('rejects').description('records that were not delivered');
  rejects
    .command('list')
    .argument('<import>')
    .option('--file <name>', 'only those of this file')
    .option('--run <id>', 'only those of this run')
    .option('--code <code>', 'only those with this code')
    .option('--limit <number>', 'how many', Number, 50)
    .option('--json', 'print a list as JSON, with the records')
    .action((name: string, flags: { file?: string; run?: string; code?: string; limit: number; json?: boolean }) =>
      session(async (opened) => {
        const { listRejects, rejectsText } = await import('./rejects.js');
        const { rejects: found, totals } = await listRejects(opened.storage, name, flags);
        if (flags.json) printJson(found);
        else print(rejectsText(found, totals));
      }),
    );
  rejects
    .command('show')
    .description('one reject with its record')
    .argument('<import>')
    .argument('<file>')
    .argument('<index>', 'its place in the file, from 0', Number)
    .action((name: string, file: string, index: number) =>
      session(async (opened) => {
        const { findReject } = await import('./rejects.js');
        printJson(await findReject(opened.storage, name, file, index));
      }),
    );
}

function addCheck(longshore: Command, session: InSession): void {
  longshore
    .command('check')
    .description('validate longshore.yaml and try each connection')
    .option('--json', 'print a list as JSON')
    .action((flags: { json?: boolean }) =>
      session(async (opened) => {
        const { checkLine, runChecks } = await import('./check.js');
        const { exitCodes } = await import('./exit-code.js');
        const results = [];
        for await (const result of runChecks(opened)) {
          results.push(result);
          if (!flags.json) print(checkLine(result));
        }
        if (flags.json) printJson(results);
        if (results.some((result) => result.outcome === 'failed')) process.exitCode = exitCodes.failed;
      }),
    );
}
