import * as wf from '@temporalio/workflow';
import type { FilesToOdpActivities } from '../activities/files-to-odp';
import { noCounts } from '../contract/counts';
import { listingOptions } from './activity-options';
import type { ImportDefinition, StepOutcome } from './import-definition';
import { type FilesRun, newFiles } from './new-files';
import type { RunState } from './run-state';

/**
 * Imports the files in quarantine again: the list is made of these, and the steps are those of every import. The bookmark
 * has passed them and is not moved.
 *
 * @param overwriteNewer whether files are imported though newer ones were since
 */
export function retryQuarantined(overwriteNewer: true | undefined): ImportDefinition<FilesRun> {
  return {
    ...newFiles,
    begin: (opened) => ({ ...newFiles.begin(opened), retry: true }),
    plan: (cursor, run) => {
      if (cursor.stage !== 'list') return newFiles.plan(cursor, run);
      return [{ lane: 'list', work: () => list(cursor, run, overwriteNewer) }];
    },
    remember: () => undefined,
    describe: (cursor, run) => {
      const view = newFiles.describe(cursor, run);
      return cursor.stage === 'list' ? { ...view, phase: 'looking at the quarantine' } : view;
    },
    conclude: (run) => {
      const { files, leftOut } = run.result();
      if (files?.found === 0 && !leftOut) return [{ level: 'info', text: 'Complete: no file is in quarantine' }];
      const done = (files?.done ?? 0) - (files?.quarantined ?? 0);
      const left = leftOut ? `, ${leftOut} left out` : '';
      const text = `${done} of ${files?.found ?? 0} files retried from quarantine with success${left}`;
      return [
        { level: 'info', text: `Complete: ${text}, ${run.counts.delivered} ${run.about.records} delivered` },
        { level: 'notification', text: `${run.about.title}: Retried the quarantine. ${text}` },
      ];
    },
  };
}

async function list(
  cursor: FilesRun,
  run: RunState<FilesRun>,
  overwriteNewer: true | undefined,
): Promise<StepOutcome<FilesRun>> {
  const { listQuarantined } = wf.proxyActivities<FilesToOdpActivities>(listingOptions(run.about));
  const { files, notes } = await listQuarantined.executeWithOptions({ summary: 'Looking at the quarantine' }, [
    {
      import: run.import,
      fingerprint: run.about.fingerprint,
      files: cursor.files,
      ...(overwriteNewer ? { overwriteNewer } : {}),
    },
  ]);
  return { advance: (now) => ({ ...now, stage: 'check', files, percent: 0 }), counts: noCounts, notes };
}
