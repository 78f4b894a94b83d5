import Table from 'cli-table3';
import { measureBatch } from './batch';
import { measureCatalog } from './catalog';
import { measureCommerceLanes } from './commerce-lanes';
import { measureCommerceRequests } from './commerce-requests';
import { measureCommerceTime } from './commerce-time';
import { measureCourierLanding } from './courier-landing';
import { measureCourierLoad } from './courier-load';
import { measureCourierPostgres } from './courier-postgres';
import { measureGateway } from './gateway';
import type { Line } from './line';
import { measureMemory } from './memory';
import { measureParallelFiles } from './parallel-files';
import { measureAgainstPlainLoop, measureAgainstSequential } from './speed';
import { measureThrottled } from './throttled';

const measurements: Readonly<Record<string, () => Promise<Line[]>>> = {
  'plain-loop': measureAgainstPlainLoop,
  sequential: measureAgainstSequential,
  throttled: measureThrottled,
  'parallel-files': measureParallelFiles,
  batch: measureBatch,
  catalog: measureCatalog,
  'commerce-requests': measureCommerceRequests,
  'commerce-time': measureCommerceTime,
  'commerce-lanes': measureCommerceLanes,
  'courier-landing': measureCourierLanding,
  'courier-load': measureCourierLoad,
  'courier-postgres': measureCourierPostgres,
  gateway: measureGateway,
  memory: measureMemory,
};

/**
 * Measures what the product claims, side by side in one run: all of it, or what the arguments name. Prints a table on
 * stderr and JSON on stdout.
 */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(measurements, name));
  if (unknown.length > 0) throw new Error(`There is ${Object.keys(measurements).join(', ')}, and no ${unknown}`);
  const lines: Line[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`Measuring: ${name}\n`);
    lines.push(...(await measure()));
  }
  const table = new Table({ head: ['What', 'Measured', 'Wanted'], style: { head: [], border: [] } });
  for (const { what, figure, wanted } of lines) table.push([what, figure, wanted]);
  process.stderr.write(`${table.toString()}\n`);
  process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
