import { Command } from 'commander';
import { addBatch } from './commands/batch';
import { addBookmarks } from './commands/bookmarks';
import { addCancel } from './commands/cancel';
import { addCheck } from './commands/check';
import { addConfig } from './commands/config';
import { addDev } from './commands/dev';
import { addFeeds } from './commands/feeds';
import { addLogs } from './commands/logs';
import { addNotify } from './commands/notify';
import { addPauseAndResume } from './commands/pause-resume';
import { addRejects } from './commands/rejects';
import { addResolve } from './commands/resolve';
import { addRun } from './commands/run';
import { addRuns } from './commands/runs';
import { addSchedule } from './commands/schedule';
import { addServe } from './commands/serve';
import { addShow } from './commands/show';
import { addTables } from './commands/tables';
import { addTrace } from './commands/trace';
import { addWatch } from './commands/watch';
import { addGlobalOptions } from './global-options';
import { refuseUsage } from './refuse-usage';

/** In the order of the help. Each loads what it needs when it is called: `--help` answers at once. */
const commands = [
  addRun,
  addWatch,
  addRuns,
  addShow,
  addLogs,
  addCancel,
  addPauseAndResume,
  addResolve,
  addBatch,
  addSchedule,
  addNotify,
  addBookmarks,
  addRejects,
  addFeeds,
  addTables,
  addTrace,
  addCheck,
  addDev,
  addServe,
  addConfig,
];

/** The command `longshore` with all that it can do. */
export function program(): Command {
  const longshore = addGlobalOptions(refuseUsage(new Command('longshore')))
    .description('Runs data imports and batch jobs as durable Temporal workflows.')
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
  for (const add of commands) add(longshore);
  return longshore;
}
