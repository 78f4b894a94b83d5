import { setTimeout as delay } from 'node:timers/promises';
import { LongshoreError } from '../contract/failure';
import type { BarOutput } from './download-bar';
import { findRun, findRuns, readProgress } from './find-runs';
import { withHeartbeat } from './live-progress';
import { grouped, progressLine, Rate } from './progress-bar';
import type { RunView } from './run-view';
import type { Session } from './session';

const pollMs = 500;
/** Without a terminal one line every 5 s is enough. */
const plainLineMs = 5_000;

export interface WatchOptions {
  /** Draws nothing, only waits. */
  readonly quiet?: boolean;
  /** One JSON object per look instead of a bar. */
  readonly json?: boolean;
  /** Gives up waiting after this, in ms; the run goes on. */
  readonly timeoutMs?: number;
  readonly output: BarOutput;
}

/** Follows a run to its end and answers how it ended; undefined when the time to wait is over. */
export async function watchRun(session: Session, run: RunView, options: WatchOptions): Promise<RunView | undefined> {
  const deadline = options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs;
  const draw = drawer(options);
  for (;;) {
    const view = await look(session, run, draw);
    if (view) {
      draw.end();
      return view;
    }
    if (Date.now() >= deadline) {
      draw.end();
      return undefined;
    }
    await delay(Math.min(pollMs, Math.max(0, deadline - Date.now())));
  }
}

/** One look at a run: draws it while it works, answers it when it has ended. */
async function look(session: Session, run: RunView, draw: Drawer): Promise<RunView | undefined> {
  const { workflowId, runId } = run;
  const description = await session.client.workflow.getHandle(workflowId).describe();
  const current = (description.memo as { runId?: string } | undefined)?.runId;
  const newer = current !== undefined && current !== runId;
  if (description.status.name === 'RUNNING' && !newer) {
    const progress = await readProgress(session, { workflowId });
    if (progress) draw.show(withHeartbeat(progress, description.raw.pendingActivities ?? []));
    return undefined;
  }
  const runs = await findRuns(session, { import: run.import, limit: Number.POSITIVE_INFINITY });
  const ended = runs.find((other) => other.runId === runId);
  if (!ended) throw new LongshoreError('run-not-found', `The run ${runId} of ${run.import} is gone`);
  return ended;
}

interface Drawer {
  show(progress: ReturnType<typeof withHeartbeat>): void;
  end(): void;
}

function drawer({ quiet, json, output }: WatchOptions): Drawer {
  const rate = new Rate();
  let drawn = false;
  let last = { line: '', at: 0 };
  return {
    show(progress) {
      if (quiet) return;
      const now = Date.now();
      if (json) {
        output.write(`${JSON.stringify(progress)}\n`);
        return;
      }
      const line = progressLine(progress, rate.add(progress.counts.read, now), now);
      if (output.isTTY) {
        output.write(`\r\x1b[2K${line}`);
        drawn = true;
      } else if (line !== last.line && now - last.at >= plainLineMs) {
        output.write(`${line}\n`);
        last = { line, at: now };
      }
    },
    end() {
      if (drawn) output.write('\r\x1b[2K');
    },
  };
}

/** How a run ended, in a sentence or two. */
export function closingLines(run: RunView, records: string): string {
  const { counts, files } = run;
  const seconds = ((run.closedAt ?? Date.now()) - run.startedAt) / 1_000;
  const what = `${grouped(counts.delivered)} ${records} delivered, ${counts.rejected} rejected, ${counts.skipped} skipped`;
  const of = files ? ` from ${files.done} of ${files.found} files` : '';
  const lines = [`${run.import} ${run.status.toLowerCase()}: ${what}${of} in ${seconds.toFixed(1)} s`];
  if (files?.found === 0 && run.status === 'COMPLETED') lines[0] = `${run.import}: nothing new`;
  if (files && files.quarantined > 0)
    lines.push(`${files.quarantined} files are in quarantine: longshore logs ${run.import}`);
  if (counts.rejected > 0) lines.push(`See what was rejected: longshore rejects list ${run.import} --run ${run.runId}`);
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`, run.error.remedy);
  return `${lines.join('\n')}\n`;
}

/** The command `longshore watch`. */
export async function watch(session: Session, reference: string, options: WatchOptions): Promise<RunView | undefined> {
  return watchRun(session, await findRun(session, reference), options);
}
