import { connectKlaviyoControl } from '../../../sandbox/klaviyo-stand-in';
import { runStandIn } from '../run-stand-in';

it('runs as a process of its own: one line on stdout, and it ends on SIGTERM', async () => {
  const options = { apiKeys: [{ key: 'pk_own' }], contract: null, processingMs: 3_600_000 };
  const { child, ended, output } = runStandIn('klaviyo-stand-in', JSON.stringify(options));
  try {
    while (!output.stdout.includes('\n') && child.exitCode === null) await new Promise((next) => setTimeout(next, 10));
    expect(output.stderr).toBe('');
    const { baseUrl, controlUrl } = JSON.parse(output.stdout);
    const answer = await fetch(`${baseUrl}/api/profile-bulk-import-jobs`, {
      method: 'POST',
      headers: { authorization: 'Klaviyo-API-Key pk_own', revision: '2026-07-15', 'content-type': 'application/json' },
      body: '{"data":{"attributes":{"profiles":{"data":[{"type":"profile","attributes":{"external_id":"1"}}]}}}}',
    });
    expect(answer.status).toBe(202);
    const control = connectKlaviyoControl(controlUrl);
    expect(await control.counts()).toMatchObject({ profiles: 0 });
    await control.settle();
    expect(await control.profiles()).toMatchObject([{ attributes: { external_id: '1' } }]);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output.stdout.split('\n')).toHaveLength(2);
  } finally {
    child.kill('SIGKILL');
  }
});

it('ends with 2 when it cannot use its options', async () => {
  const { ended, output } = runStandIn('klaviyo-stand-in', '{"rateFactor":-1}');
  expect(await ended).toEqual([2, null]);
  expect(output.stderr).toContain('rateFactor');
});
