import * as wf from '@temporalio/workflow';
import { deletionStart } from '../contract/catalog-deletion';
import { type ImportType, importWorkflowId } from '../contract/names';
import type { RunInput } from '../contract/run';
import { runInputFault } from '../contract/run-input';
import { asWorkflowFailure, failure } from './failures';

/**
 * Refuses what was started by hand and not as it must be, with the command that is right. One run of an import at a time
 * follows from its workflow id, so a run under another id must not work.
 *
 * Throws `usage-invalid` for an input that is none, and `wrong-workflow-id`.
 */
export function refuseWrongStart(input: RunInput, type: ImportType): void {
  const { workflowId } = wf.workflowInfo();
  const fault = runInputFault(input, type);
  if (fault !== undefined) {
    const name = /^import\/(.+)$/.exec(workflowId)?.[1] ?? '<import>';
    throw asWorkflowFailure(failure('usage-invalid', `This run cannot begin. ${fault}`, rightStart(name, type)));
  }
  const expected = importWorkflowId(input.import);
  if (workflowId === expected) return;
  throw asWorkflowFailure(
    failure(
      'wrong-workflow-id',
      `This run has the workflow id '${workflowId}', but a run of ${input.import} has '${expected}'`,
      rightStart(input.import, type),
    ),
  );
}

function rightStart(importName: string, type: ImportType): string {
  if (type === 'catalog-deletion') return deletionStart(importName);
  const { workflowType, taskQueue } = wf.workflowInfo();
  const flags = `--type ${workflowType} --task-queue ${taskQueue} --workflow-id ${importWorkflowId(importName)}`;
  const input = JSON.stringify({ import: importName });
  return `Start it with \`longshore run ${importName}\`, or with \`temporal workflow start ${flags} --input '${input}'\`.`;
}
