import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectControl } from '../../../sandbox/odp-stand-in';
import { callOdp, stores } from './call-odp';

const mainFile = join(__dirname, '../../../sandbox/odp-stand-in/main.ts');

/** Lets a plain Node process load the TypeScript as it is, so that the test needs no build. */
const loader = `
  const { transformFileSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
  const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };
  require.extensions['.ts'] = (module, file) =>
    module._compile(transformFileSync(file, { jsc, module: { type: 'commonjs' } }).code, file);
  process.argv.splice(1, 0, ${JSON.stringify(mainFile)});
  require(${JSON.stringify(mainFile)});
`;

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly output: { stdout: string; stderr: string };
}

function run(argument: string): Run {
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

it('runs as a process of its own: one line on stdout, and it ends on SIGTERM', async () => {
  const { child, ended, output } = run(JSON.stringify({ objects: [stores], apiKeys: ['a.b'], latencyMs: 1 }));
  try {
    while (!output.stdout.includes('\n') && child.exitCode === null) await new Promise((next) => setTimeout(next, 10));
    expect(output.stderr).toBe('');
    const { baseUrl, controlUrl } = JSON.parse(output.stdout);
    const headers = { 'x-api-key': 'a.b' };
    expect((await callOdp(`${baseUrl}/objects/stores`, [{ id: '1' }], { headers })).status).toBe(202);
    const control = connectControl(controlUrl);
    await control.drain();
    expect(await control.object('stores')).toEqual(new Map([['1', { id: '1' }]]));
    await control.addFault({ action: { kind: 'hang' } });
    const hung = expect(callOdp(`${baseUrl}/objects/stores`, [{ id: '2' }], { headers })).rejects.toThrow();
    while ((await control.stats()).inFlight === 0) await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await hung;
    expect(output.stdout.split('\n')).toHaveLength(2);
  } finally {
    child.kill('SIGKILL');
  }
});

it.each([
  ['{', 'The options are not JSON.'],
  ['{"prot":1}', 'prot'],
])('ends with 2 when it cannot use %s', async (argument, reason) => {
  const { ended, output } = run(argument);
  expect(await ended).toEqual([2, null]);
  expect(output.stderr).toContain(reason);
  expect(output.stdout).toBe('');
});
