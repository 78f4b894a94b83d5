import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { batchWorkflowType, type ImportType, workflowTypes } from '../src/contract/names';
import * as sdk from '../src/sdk';

const standIns: Record<ImportType, typeof sdk.filesToOdp> = {
  'files-to-odp': sdk.filesToOdp,
  'commerce-customers': sdk.commerceCustomers,
  'commerce-orders': sdk.commerceOrders,
  'commerce-categories': sdk.commerceCategories,
  'commerce-products': sdk.commerceProducts,
  'catalog-deletion': sdk.catalogDeletion,
  courier: sdk.courier,
  'courier-group': sdk.courierGroup,
};

test('each stand-in has the name of its workflow, and does not run by itself', async () => {
  for (const [type, name] of Object.entries(workflowTypes)) {
    const standIn = standIns[type as ImportType];
    expect(standIn.name).toBe(name);
    await expect(standIn({ import: 'stores' })).rejects.toMatchObject({
      code: 'usage-invalid',
      message: `${name} runs in a worker and cannot be called`,
    });
  }
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
