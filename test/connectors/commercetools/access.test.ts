import { startCommercetoolsStandIn } from '../../../sandbox/commercetools-stand-in';
import { openShop } from '../../../src/connectors/commercetools';
import { settingsOf, startShop } from './shop-under-test';

const readOne = (settings: Parameters<typeof openShop>[0]) => openShop(settings).readPage({ resource: 'customers' });

test('one token serves all that ask at once, and all who open the shop later', async () => {
  const { standIn, settings } = await startShop();
  try {
    await Promise.all(Array.from({ length: 8 }, () => readOne(settings)));
    await readOne(settings);
    expect(standIn.tokens()).toBe(1);
  } finally {
    await standIn.stop();
  }
});

test('a token that has ended is replaced once, in sight of nobody', async () => {
  const { standIn, settings } = await startShop();
  try {
    await readOne(settings);
    standIn.expireTokens();
    expect((await readOne(settings)).complete).toBe(true);
    expect(standIn.tokens()).toBe(2);
  } finally {
    await standIn.stop();
  }
});

test('a token is given up a minute before its time is over', async () => {
  const { standIn, settings } = await startShop({ tokenSeconds: 3_600 });
  const now = jest.spyOn(Date, 'now');
  try {
    const begun = Date.now();
    now.mockReturnValue(begun);
    await readOne(settings);
    now.mockReturnValue(begun + 58 * 60_000);
    await readOne(settings);
    expect(standIn.tokens()).toBe(1);
    now.mockReturnValue(begun + 59 * 60_000 + 1);
    await readOne(settings);
    expect(standIn.tokens()).toBe(2);
    expect(standIn.requests().filter(({ status }) => status === 401)).toEqual([]);
  } finally {
    now.mockRestore();
    await standIn.stop();
  }
});

test('a client that was revoked fails at once, and reads on when it is back', async () => {
  const { standIn, settings } = await startShop();
  try {
    await readOne(settings);
    standIn.revokeClient(settings.client.clientId);
    await expect(readOne(settings)).rejects.toMatchObject({
      code: 'source-auth',
      retryable: false,
      message: expect.stringContaining('the client was refused (401)'),
    });
    standIn.restoreClient(settings.client.clientId);
    expect((await readOne(settings)).complete).toBe(true);
  } finally {
    await standIn.stop();
  }
});

test('a token that is refused though it is fresh says so after the second one', async () => {
  const { standIn, settings } = await startShop();
  try {
    standIn.addFault({ path: '/customers', action: { kind: 'answer', status: 401, json: { statusCode: 401 } } });
    await expect(readOne(settings)).rejects.toMatchObject({
      code: 'source-auth',
      message: expect.stringContaining('a fresh token was refused'),
    });
    expect(standIn.tokens()).toBe(2);
  } finally {
    await standIn.stop();
  }
});

test('a wrong secret and a scope that the client was not given are told apart', async () => {
  const { standIn, settings } = await startShop();
  try {
    const { client } = settings;
    await expect(readOne({ ...settings, client: { ...client, secret: 'wrong' } })).rejects.toMatchObject({
      code: 'source-auth',
      message: expect.stringContaining('the client was refused (401)'),
    });
    await expect(readOne({ ...settings, scope: 'manage_project:standin-shop' })).rejects.toMatchObject({
      code: 'source-auth',
      message: expect.stringContaining('may not have one of the scopes'),
    });
  } finally {
    await standIn.stop();
  }
});

test('tokens that cannot be had for now are waited for', async () => {
  const { standIn, settings } = await startShop();
  try {
    standIn.addFault({
      path: '/oauth/token',
      action: { kind: 'answer', status: 503, text: '<html>', retryAfterSeconds: 2 },
    });
    await expect(readOne(settings)).rejects.toMatchObject({ code: 'source-unavailable', retryAfterMs: 2_000 });
  } finally {
    await standIn.stop();
  }
});

describe('a look at a shop', () => {
  test('finds that all can be read, and that no lock is held', async () => {
    const { standIn, shop } = await startShop();
    try {
      expect(await shop.check()).toEqual({ missingScopes: [], locks: [] });
      standIn.putCustomObject('klaviyo-ct-plugin-lock', 'orderFullSync', '1');
      expect(await shop.check()).toEqual({ missingScopes: [], locks: ['orderFullSync'] });
    } finally {
      await standIn.stop();
    }
  });

  test('names the scopes that lack, and cannot see locks without one for them', async () => {
    const client = { clientId: 'c', secret: 's', scopes: ['view_customers:my-shop'] };
    const standIn = await startCommercetoolsStandIn({ projectKey: 'my-shop', clients: [client] });
    try {
      const shop = openShop(settingsOf(standIn));
      expect(await shop.check()).toEqual({
        missingScopes: ['view_orders:my-shop', 'view_payments:my-shop', 'view_products:my-shop'],
        locks: undefined,
      });
      await expect(shop.readPage({ resource: 'orders' })).rejects.toMatchObject({
        code: 'source-auth',
        message: expect.stringContaining('the client lacks the scope view_orders:my-shop'),
      });
    } finally {
      await standIn.stop();
    }
  });
});
