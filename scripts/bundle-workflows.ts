import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Makes the bundle of all workflows that the worker loads, beside its compiled code. */
async function main(): Promise<void> {
  const compiled = join(__dirname, '..', 'src');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(compiled, 'workflows'),
    workflowInterceptorModules: [join(compiled, 'workflows', 'run-label')],
  });
  writeFileSync(join(compiled, 'workflow-bundle.js'), code);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
