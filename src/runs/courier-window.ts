import { type CourierImport, isDated } from '../config';
import type { CourierWindow } from '../contract/couriers/courier-window';
import { windowOfOptions } from '../contract/couriers/window-of-options';
import type { RunOptions } from '../contract/run-options';

/** The window of a run of a courier, before it is started. Throws `usage-invalid` where the options name none. */
export function courierWindow(name: string, settings: CourierImport, options: RunOptions): CourierWindow {
  return windowOfOptions(options, { name, isDated: isDated(settings), lookBackDays: settings.lookBackDays });
}
