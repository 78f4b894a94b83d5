import { type KlaviyoStandIn, startKlaviyoStandIn } from '../../sandbox/klaviyo-stand-in';
import { checkKlaviyo } from '../../src/cli/check-klaviyo';

let standIn: KlaviyoStandIn;
beforeAll(async () => {
  const apiKeys = [{ key: 'pk_all' }, { key: 'pk_few', scopes: ['lists:read', 'profiles:read'] }];
  standIn = await startKlaviyoStandIn({ apiKeys, contract: null });
});
afterAll(() => standIn.stop());
const check = (apiKey: string) => checkKlaviyo({ type: 'klaviyo', apiKey, baseUrl: standIn.baseUrl });

it('a key that may read is taken, and nothing is written', async () => {
  expect(await check('pk_all')).toEqual({ outcome: 'ok', message: expect.stringContaining(standIn.baseUrl) });
  expect(standIn.requests().every(({ method }) => method === 'GET')).toBe(true);
});

it('a scope that is missing is named', async () => {
  expect(await check('pk_few')).toMatchObject({
    outcome: 'warning',
    message: expect.stringContaining('catalogs:read'),
  });
});

it('a key that is refused fails', async () => {
  await expect(check('pk_canary')).rejects.toMatchObject({
    code: 'destination-auth',
    message: expect.not.stringContaining('canary'),
  });
});
