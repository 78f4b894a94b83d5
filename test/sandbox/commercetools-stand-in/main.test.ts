import { connectCommercetoolsControl, importScopes } from '../../../sandbox/commercetools-stand-in';
import { openShop } from '../../../src/connectors/commercetools';
import { runStandIn } from '../run-stand-in';

const run = (argument: string) => runStandIn('commercetools-stand-in', argument);

test('runs as a process of its own, is steered from outside, and ends on SIGTERM', async () => {
  const client = { clientId: 'c', secret: 's', scopes: [...importScopes('my-shop')] };
  const options = { projectKey: 'my-shop', clients: [client], shop: { seed: 1, customers: 3 } };
  const { child, ended, output } = run(JSON.stringify(options));
  try {
    while (!output.stdout.includes('\n') && child.exitCode === null) await new Promise((next) => setTimeout(next, 10));
    expect(output.stderr).toBe('');
    const { baseUrl: url, controlUrl } = JSON.parse(output.stdout);
    const shop = openShop({ apiUrl: url, authUrl: url, projectKey: 'my-shop', scope: client.scopes.join(' '), client });
    const control = connectCommercetoolsControl(controlUrl);
    const count = async () => (await shop.readPage({ resource: 'customers' })).records.length;
    expect(await count()).toBe(3);
    await control.put('customers', { id: 'x', email: 'x@shop.example' }, { id: 'y' });
    await control.remove('customers', 'y');
    expect(await count()).toBe(4);
    await control.loadShop({ seed: 1, customers: 5 });
    expect(await count()).toBe(6);
    await control.putCustomObject('klaviyo-ct-plugin-lock', 'customerFullSync', '1');
    expect((await shop.check()).locks).toEqual(['customerFullSync']);
    await control.addFault({ path: '/customers', action: { kind: 'answer', status: 503 } });
    await expect(count()).rejects.toMatchObject({ code: 'source-unavailable' });
    await control.clearFaults();
    await control.setOptions({ clockOffsetMs: -60_000 });
    await control.revokeClient('c');
    await expect(count()).rejects.toMatchObject({ code: 'source-auth' });
    await control.restoreClient('c');
    expect(await count()).toBe(6);
    expect(await control.stats()).toMatchObject({ tokens: 2, unanswered: 0 });
    expect(await control.requests()).toContainEqual(expect.objectContaining({ status: 503, fault: 'answer' }));
    await expect(control.addFault(JSON.parse('{}'))).rejects.toMatchObject({ code: 'usage-invalid' });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

test.each([
  ['{', 'The options are not JSON.'],
  ['{"prot":1}', 'prot'],
  ['{"shop":{"customer":1}}', 'customer'],
])('ends with 2 when it cannot use %s', async (argument, reason) => {
  const { ended, output } = run(argument);
  expect(await ended).toEqual([2, null]);
  expect(output.stderr).toContain(reason);
});
