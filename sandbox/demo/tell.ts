import Table from 'cli-table3';
import { watchRun } from '../../src/cli/watch';
import type { RunView } from '../../src/runs/run-view';
import type { Session } from '../../src/runs/session';

/** A run of the story, and what it is called there. */
export interface Told {
  readonly what: string;
  readonly run: RunView;
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Follows a run to its end. */
export async function ended(session: Session, run: RunView): Promise<RunView> {
  const end = await watchRun(session, run, { output: process.stderr });
  if (!end) throw new Error('A run without a limit of time always ends');
  return end;
}

export function table(told: readonly Told[]): string {
  const head = ['Run', 'Status', 'Files', 'Read', 'Delivered', 'Rejected', 'Skipped', 'Seconds', 'Records/s'];
  const rows = new Table({ head, style: { head: [], border: [] } });
  for (const { what, run } of told) {
    const seconds = ((run.closedAt ?? 0) - run.startedAt) / 1_000;
    const { read, delivered, rejected, skipped } = run.counts;
    rows.push([
      what,
      run.status,
      run.files?.done ?? '',
      read,
      delivered,
      rejected,
      skipped,
      seconds.toFixed(1),
      Math.round(read / seconds),
    ]);
  }
  return rows.toString();
}
