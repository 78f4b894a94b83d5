import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { batchWorkflowType, workflowTypes } from '../src/contract/names';
import * as sdk from '../src/sdk';

test('the stand-in has the name of the workflow, and does not run by itself', async () => {
  expect(sdk.filesToOdp.name).toBe(workflowTypes['files-to-odp']);
  await expect(sdk.filesToOdp({ import: 'stores' })).rejects.toMatchObject({ code: 'usage-invalid' });
  expect(sdk.batchJob.name).toBe(batchWorkflowType);
  const request = { endPointName: 'report', endPointParams: {}, id: '1' };
  await expect(sdk.batchJob(request)).rejects.toMatchObject({ code: 'usage-invalid' });
});

test('definitions are what the SDK itself would make', () => {
  expect(sdk.cancelSignal).toEqual({ type: 'signal', name: 'cancel' });
  expect(sdk.progressQuery).toEqual({ type: 'query', name: 'progress' });
  expect(sdk.waitForProgressUpdate).toEqual({ type: 'update', name: 'waitForProgress' });
});

test('longshore/client loads nothing but words', () => {
  const script =
    "require('longshore/client'); console.log(JSON.stringify(Object.keys(require.cache).filter((path) => !path.includes('/dist/src/contract/'))))";
  const root = resolve(__dirname, '..');
  const loaded = JSON.parse(
    execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }),
  ) as string[];
  expect(loaded).toEqual([resolve(root, 'dist/src/sdk.js')]);
});
