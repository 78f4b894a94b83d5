import { type ExportFormat, exportFormats } from '../contract/couriers/table-request';
import { LongshoreError } from '../contract/failure';

/** Throws `usage-invalid` where it is none. */
export function parseFormat(text: string): ExportFormat {
  const format = exportFormats.find((one) => one === text);
  if (format) return format;
  throw new LongshoreError('usage-invalid', `--format must be one of ${exportFormats.join(', ')}`);
}
