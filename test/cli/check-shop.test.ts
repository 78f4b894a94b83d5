import {
  type CommercetoolsStandIn,
  importScopes,
  startCommercetoolsStandIn,
} from '../../sandbox/commercetools-stand-in';
import { checkShop } from '../../src/cli/check-shop';

let standIn: CommercetoolsStandIn;
const whole = { clientId: 'whole', secret: 'canary-51e0', scopes: [...importScopes('my-shop')] };
const few = {
  clientId: 'few',
  secret: 'canary-51e0',
  scopes: ['view_customers:my-shop', 'manage_key_value_documents:my-shop'],
};
beforeAll(async () => {
  standIn = await startCommercetoolsStandIn({ projectKey: 'my-shop', clients: [whole, few] });
});
afterAll(() => standIn.stop());
const check = ({ clientId, secret, scopes }: typeof whole) =>
  checkShop({
    type: 'commercetools',
    apiUrl: standIn.url,
    authUrl: standIn.url,
    projectKey: 'my-shop',
    scope: scopes.join(' '),
    client: { clientId, secret },
  });

test('a client that may read all of it is taken, and nothing is written', async () => {
  expect(await check(whole)).toEqual({
    outcome: 'ok',
    message: `project my-shop at ${new URL(standIn.url).host} lets customers, orders, payments, categories and products be read`,
  });
  const written = standIn.requests().filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token');
  expect(written).toEqual([]);
});

test('scopes that are missing and locks that are held are named, with what to do', async () => {
  standIn.putCustomObject('klaviyo-ct-plugin-lock', 'customerFullSync', '1');
  const finding = await check(few);
  standIn.putCustomObject('klaviyo-ct-plugin-lock', 'customerFullSync', undefined);
  expect(finding).toMatchObject({ outcome: 'warning', remedy: expect.stringContaining('API client') });
  expect(finding.message).toContain('view_orders:my-shop, view_payments:my-shop, view_products:my-shop');
  expect(finding.message).toContain('holds customerFullSync');
});

test('a client that is refused fails', async () => {
  await expect(check({ ...whole, secret: 'canary-0000' })).rejects.toMatchObject({
    code: 'source-auth',
    message: expect.not.stringContaining('canary'),
  });
});
