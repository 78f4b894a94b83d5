import * as wf from '@temporalio/workflow';
import type { FilesToOdpActivities } from '../activities/files-to-odp';
import { noCounts } from '../contract/counts';
import type { FilesCursor } from '../contract/files';
import type { ReplayOptions } from '../contract/run-options';
import type { Note } from '../contract/step';
import { listingOptions, scanOptions } from './activity-options';
import { readDestinationTypes } from './destination-types';
import { beginFiles } from './files-bookmark';
import type { ImportDefinition, StepOutcome } from './import-definition';
import type { RunState } from './run-state';

/** Where a replay stands: in which of the files that have rejects, and behind which of its records. */
interface ReplayRun {
  readonly stage: 'find' | 'check' | 'replay';
  readonly files: FilesCursor;
  readonly types: Readonly<Record<string, string>>;
  readonly percent: number;
  readonly current?: string;
}

/**
 * Reads rejects again from their source and sends them as every record is sent. The bookmark is not moved.
 *
 * @param overwriteNewer whether rejects are sent though newer work may have written their keys since
 */
export function replayRejects(options: ReplayOptions, overwriteNewer: true | undefined): ImportDefinition<ReplayRun> {
  const { dryRun, ...filter } = options;
  const asked = (run: RunState<ReplayRun>) => ({
    import: run.import,
    runId: run.runId,
    fingerprint: run.about.fingerprint,
    files: run.cursor.files,
    filter,
    ...(overwriteNewer ? { overwriteNewer } : {}),
  });

  const find = async (run: RunState<ReplayRun>): Promise<StepOutcome<ReplayRun>> => {
    const { findRejects } = wf.proxyActivities<FilesToOdpActivities>(listingOptions(run.about));
    const found = await findRejects.executeWithOptions({ summary: 'Looking for rejects' }, [asked(run)]);
    const { files, counts, notes } = found;
    return { advance: (now) => ({ ...now, stage: 'check', files }), counts, notes };
  };

  const check = async (run: RunState<ReplayRun>): Promise<StepOutcome<ReplayRun>> => {
    const { types, notes } = await readDestinationTypes(run);
    return { advance: (now) => ({ ...now, stage: 'replay', types }), counts: noCounts, notes };
  };

  const replay = async (run: RunState<ReplayRun>): Promise<StepOutcome<ReplayRun>> => {
    const { replayRejects } = wf.proxyActivities<FilesToOdpActivities>(scanOptions(run.about));
    const { files, types, percent } = run.cursor;
    const summary = `Rejects of file ${files.position + 1} of ${files.list?.total ?? 0}, from record ${files.file?.index ?? 0}`;
    const result = await replayRejects.executeWithOptions({ summary }, [
      { ...asked(run), types, percent, ...(run.states ? { states: run.states } : {}), ...(dryRun ? { dryRun } : {}) },
    ]);
    const { cursor, complete: _, progressPercent = percent, current, ...outcome } = result;
    const advance = (now: ReplayRun): ReplayRun => ({
      ...now,
      files: cursor,
      percent: progressPercent,
      ...(current === undefined ? {} : { current }),
    });
    return { ...outcome, advance };
  };

  return {
    type: 'files-to-odp',
    begin: (opened) => ({ stage: 'find', files: beginFiles(opened), types: {}, percent: 0 }),
    plan: ({ stage, files }, run) => {
      if (stage === 'find') return [{ lane: 'find', work: () => find(run) }];
      if (files.position >= (files.list?.total ?? 0)) return [];
      return [
        stage === 'check' ? { lane: 'check', work: () => check(run) } : { lane: 'replay', work: () => replay(run) },
      ];
    },
    remember: () => undefined,
    describe: ({ stage, files, percent, current }) => {
      if (stage === 'find') return { phase: 'looking for rejects', doing: 'look for rejects' };
      const total = files.list?.total ?? 0;
      return {
        phase: `replaying rejects of file ${Math.min(files.position + 1, total)} of ${total}`,
        doing: current === undefined ? 'replay rejects' : `replay rejects of ${current}`,
        ...(files.leftOut ? { leftOut: files.leftOut } : {}),
        progressPercent: percent,
      };
    },
    conclude: (run) => conclusion(run, dryRun === true),
  };
}

function conclusion(run: RunState<ReplayRun>, isDry: boolean): readonly Note[] {
  const { counts, leftOut = 0 } = run.result();
  const { read, delivered, rejected, skipped } = counts;
  if (read === 0) return [{ level: 'info', text: 'Complete: there are no such rejects' }];
  const left = leftOut > 0 ? `, ${leftOut} left out` : '';
  if (isDry) {
    const text = `${read} rejects looked at, ${skipped - leftOut} would be sent, ${rejected} rejected again${left}`;
    return [{ level: 'info', text: `Complete: nothing was sent, this was a dry run; ${text}` }];
  }
  const text = `${delivered} of ${read} rejects delivered, ${rejected} rejected again${left}`;
  return [
    { level: 'info', text: `Complete: ${text}` },
    { level: 'notification', text: `${run.about.title}: Replayed rejects. ${text}` },
  ];
}
