import { LongshoreError } from '../failure';
import type { RunOptions } from '../run-options';
import { type CourierWindow, windowOfDay, windowOfPeriod } from './courier-window';

/**
 * The window of a run: a day or a period, with those days before it that the courier looks back on, or all files. Where no
 * pattern has a date, all is what there is, and nothing needs to be said.
 *
 * Throws `usage-invalid`, with the options that name a window.
 */
export function windowOfOptions(
  { day, from, to, all }: RunOptions,
  { name, isDated, lookBackDays }: { readonly name: string; readonly isDated: boolean; readonly lookBackDays: number },
): CourierWindow {
  if (day !== undefined) return windowOfDay(day, lookBackDays);
  if (from !== undefined && to !== undefined) return windowOfPeriod(from, to, lookBackDays);
  if (all || !isDated) return { kind: 'all' };
  const command = `longshore run ${name}`;
  throw new LongshoreError('usage-invalid', `${name} brings the files of certain days, and it is not said which`, {
    remedy: `Say it: \`${command} --day 2020-09-13\`, \`${command} --from 2020-09-01 --to 2020-09-14\` or \`${command} --all\`.`,
  });
}
