import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Lets a plain Node process load the TypeScript as it is, so that the test needs no build. */
const loaderOf = (mainFile: string): string => `
  const { transformFileSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
  const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };
  require.extensions['.ts'] = (module, file) =>
    module._compile(transformFileSync(file, { jsc, module: { type: 'commonjs' } }).code, file);
  process.argv.splice(1, 0, ${JSON.stringify(mainFile)});
  require(${JSON.stringify(mainFile)});
`;

/** A process that was started. */
export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly output: { stdout: string; stderr: string };
}

/** Starts `sandbox/<folder>/main.ts` with one argument. */
export function runStandIn(folder: string, argument: string): Run {
  const loader = loaderOf(join(__dirname, '../../sandbox', folder, 'main.ts'));
  const child = spawn(process.execPath, ['-e', loader, argument], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  return { child, ended: once(child, 'close'), output };
}
