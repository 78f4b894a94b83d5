import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

const argument = [
  '<schedule>',
  'the name of an import or of a batch job, or import/<name>, batch/<name> or group/<name>',
] as const;

export function addSchedule(longshore: Command): void {
  const schedule = longshore.command('schedule').description('what runs by itself, and when');
  schedule
    .command('apply')
    .description('make the schedules of Temporal those of longshore.yaml')
    .option('--dry-run', 'show what would be created, changed and deleted, and do nothing')
    .option('--yes', 'delete without asking')
    .option('--json', 'print it as JSON')
    .action((flags: { readonly dryRun?: boolean; readonly yes?: boolean; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { planSchedules } = await import('../../runs/schedule-plan.js');
        const { scheduleWarnings } = await import('../schedule-warnings.js');
        const { planJson, planText } = await import('../schedule-text.js');
        const plan = await planSchedules(session);
        const warnings = scheduleWarnings(session.config);
        if (flags.json) printJson(planJson(plan, warnings));
        else print(planText(plan, warnings));
        if (flags.dryRun) return;
        const { applyPlan } = await import('../apply-plan.js');
        const left = await applyPlan(session, plan, flags.yes);
        if (left.length > 0 && !flags.json) print(`Left as they are: ${left.join(', ')}\n`);
      }),
    );
  schedule
    .command('list')
    .description('when each fires next, what its last fires came to, and what was skipped and missed')
    .option('--json', 'print a list as JSON')
    .action((flags: { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { listSchedules } = await import('../../runs/list-schedules.js');
        const { schedulesText } = await import('../schedule-text.js');
        const views = await listSchedules(session);
        if (flags.json) printJson(views);
        else print(schedulesText(views));
      }),
    );
  schedule
    .command('pause')
    .description('let it rest until it is resumed; what works goes on')
    .argument(...argument)
    .option('--note <text>', 'why, for the list and the Web UI', 'Paused by `longshore schedule pause`')
    .action((reference: string, { note }: { readonly note: string }) =>
      inSession(longshore, async (session) => {
        const { findSchedule } = await import('../../runs/find-schedule.js');
        const { pauseSchedule } = await import('../../runs/steer-schedule.js');
        const found = await findSchedule(session, reference);
        await pauseSchedule(found, note);
        print(`Paused ${found.id}\n`);
      }),
    );
  schedule
    .command('resume')
    .description('let it fire again, from its next time on')
    .argument(...argument)
    .action((reference: string) =>
      inSession(longshore, async (session) => {
        const { findSchedule } = await import('../../runs/find-schedule.js');
        const { resumeSchedule } = await import('../../runs/steer-schedule.js');
        const found = await findSchedule(session, reference);
        await resumeSchedule(found);
        print(`Resumed ${found.id}\n`);
      }),
    );
  schedule
    .command('trigger')
    .description('let it fire now; where its run works nothing is started, and the exit code is 7')
    .argument(...argument)
    .action((reference: string) =>
      inSession(longshore, async (session) => {
        const { findSchedule } = await import('../../runs/find-schedule.js');
        const { triggerSchedule } = await import('../../runs/steer-schedule.js');
        const found = await findSchedule(session, reference);
        const how = await triggerSchedule(session, found);
        print(how === 'taken' ? `Started ${found.id}\n` : `Triggered ${found.id}; no worker has taken it yet\n`);
      }),
    );
  schedule
    .command('backfill')
    .description('make up for the fires of a time, one after the other')
    .argument(...argument)
    .requiredOption(
      '--from <time>',
      'the first instant: a day in its time zone, or a time such as 2026-01-31T06:00:00Z',
    )
    .requiredOption('--to <time>', 'the instant behind the last one, likewise')
    .action((reference: string, range: { readonly from: string; readonly to: string }) =>
      inSession(longshore, async (session) => {
        const { findSchedule } = await import('../../runs/find-schedule.js');
        const { backfillSchedule } = await import('../../runs/steer-schedule.js');
        const found = await findSchedule(session, reference);
        const fires = await backfillSchedule(found, range);
        const [first = 0, last = first] = [fires[0], fires.at(-1)];
        const times = [first, last].map((fire) => new Date(fire).toISOString()).join(' to ');
        print(
          `${fires.length === 1 ? '1 fire' : `${fires.length} fires`} of ${found.id} will be made up for: ${times}\n`,
        );
      }),
    );
  schedule
    .command('delete')
    .description('delete it from Temporal; what it has started goes on')
    .argument(...argument)
    .option('--yes', 'without asking')
    .action((reference: string, { yes }: { readonly yes?: boolean }) =>
      inSession(longshore, async (session) => {
        const { findSchedule } = await import('../../runs/find-schedule.js');
        const { deleteSchedules } = await import('../../runs/apply-schedules.js');
        const { confirm } = await import('../confirm.js');
        const found = await findSchedule(session, reference);
        await confirm(yes, `Delete the schedule ${found.id}?`, `This deletes the schedule ${found.id}`);
        await deleteSchedules([found]);
        print(`Deleted ${found.id}; \`longshore schedule apply\` makes it again while it stands in longshore.yaml\n`);
      }),
    );
}
