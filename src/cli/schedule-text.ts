import { importWorkflowId } from '../contract/names';
import type { ClockWarning } from '../contract/schedules/clock-warning';
import type { ScheduleView } from '../runs/list-schedules';
import type { SchedulePlan } from '../runs/schedule-plan';
import { wordsOf } from '../runs/wanted-schedules';

/** A schedule as `apply` and `list` name it. */
export type NamedWarning = ClockWarning & { readonly id: string };

/** What `schedule apply` will do, a schedule a line: + is created, ~ changed, - deleted. */
export function planText(plan: SchedulePlan, warnings: readonly NamedWarning[]): string {
  const lines = [
    ...plan.create.map(({ id, schedule }) => `+ ${id}: ${wordsOf(schedule)}`),
    ...plan.change.flatMap(({ id, wanted, changes }) => [
      `~ ${id}: ${wordsOf(wanted.schedule)}`,
      ...changes.map(({ what, before, after }) =>
        // What is started, and calendars, are JSON that nobody reads.
        /^[[{]/.test(after) ? `    ${what}: changed` : `    ${what}: ${before} → ${after}`,
      ),
    ]),
    ...plan.delete.map(({ id, fire }) => `- ${id}: ${wordsOf(fire.schedule)}`),
    ...plan.same.map(({ id, fire }) => `  ${id}: ${wordsOf(fire.schedule)}, as it is`),
    ...warnings.flatMap(({ id, message, remedy }) => [`! ${id} ${message}`, `    ${remedy}`]),
  ];
  return lines.length === 0
    ? 'longshore.yaml has no schedule, and Temporal has none of it.\n'
    : `${lines.join('\n')}\n`;
}

/** What `schedule apply --json` prints. */
export function planJson(plan: SchedulePlan, warnings: readonly NamedWarning[]) {
  return {
    created: plan.create.map(({ id }) => id),
    changed: plan.change.map(({ id, changes }) => ({ id, changes: changes.map(({ what }) => what) })),
    deleted: plan.delete.map(({ id }) => id),
    same: plan.same.map(({ id }) => id),
    warnings,
  };
}

/** What `schedule list` tells. */
export function schedulesText(views: readonly ScheduleView[]): string {
  if (views.length === 0) return 'No schedules: longshore.yaml has none.\n';
  return views.map(scheduleText).join('\n');
}

function scheduleText(view: ScheduleView): string {
  const { cron, timeZone, words, applied, next, last, skipped, skippedFires, missed, paused, note } = view;
  const id = view.import === undefined ? `batch/${view.batchJob}` : importWorkflowId(view.import);
  const rows: [string, string][] = [['Cron', `${cron} (${timeZone})`]];
  if (!applied) rows.push(['Applied', 'no: `longshore schedule apply`']);
  if (paused) rows.push(['Paused', note || 'yes']);
  for (const [index, { utc, local }] of next.entries()) rows.push([index === 0 ? 'Next' : '', `${local}  ${utc}`]);
  for (const [index, { scheduledAt, status, runId }] of last.entries()) {
    rows.push([index === 0 ? 'Last' : '', `${scheduledAt}  ${status}${runId === undefined ? '' : `  run ${runId}`}`]);
  }
  if (skipped > 0) rows.push(['Skipped', [`${skipped}, for the run before was working`, ...skippedFires].join('\n')]);
  if (missed > 0) rows.push(['Missed', `${missed}, for Temporal was away for longer than catchUpWindow`]);
  const indent = ' '.repeat(11);
  const told = rows.map(([name, value]) => `  ${name.padEnd(9)}${value.replaceAll('\n', `\n${indent}`)}`);
  return `${[`${id}: ${words}`, ...told].join('\n')}\n`;
}
