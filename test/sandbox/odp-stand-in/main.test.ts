import { connectControl } from '../../../sandbox/odp-stand-in';
import { runStandIn } from '../run-stand-in';
import { callOdp, stores } from './call-odp';

const run = (argument: string) => runStandIn('odp-stand-in', argument);

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
