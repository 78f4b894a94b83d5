/**
 * One row of CSV as RFC 4180 writes it, with its line break. Values are kept as they are: one that a spreadsheet would
 * take for a formula too, for what reads the file must find what was written.
 */
export function csvRow(values: readonly string[]): string {
  return `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
}
