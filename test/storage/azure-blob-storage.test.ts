import { openContainer } from '../../src/connectors/azure-blob';
import { openStorage } from '../../src/storage';
import { type AzuriteContainers, startAzuriteContainers } from '../connectors/azure-blob/azurite-containers';
import { describeStorage } from '../contracts/storage-contract';

let containers: AzuriteContainers;
beforeAll(async () => {
  containers = await startAzuriteContainers();
});
afterAll(() => containers?.azurite.stop());

describeStorage('Azure Blob Storage', async () => {
  const { settings } = await containers.fresh();
  const storage = openStorage({ type: 'azure-blob', ...settings, prefix: 'longshore' });
  const sameFromElsewhere = openStorage({ type: 'azure-blob', ...settings, prefix: 'longshore/' });
  return { storage, sameFromElsewhere, stop: async () => {} };
});

describe('a container', () => {
  test('writes where there is nothing yet, or over one version alone', async () => {
    const container = openContainer((await containers.fresh()).settings);
    const first = await container.put('a', Buffer.from('1'), { onlyNew: true });
    if (!first.written) throw new Error('was not written');
    expect(await container.put('a', Buffer.from('2'), { onlyNew: true })).toEqual({ written: false });
    expect((await container.put('a', Buffer.from('2'), { ifMatch: first.etag })).written).toBe(true);
    expect(await container.put('a', Buffer.from('3'), { ifMatch: first.etag })).toEqual({ written: false });
    expect(await container.put('gone', Buffer.from('3'), { ifMatch: first.etag })).toEqual({ written: false });
    expect(String((await container.get('a'))?.content)).toBe('2');
  });

  test('that is not there, or a key that is wrong, is an error and no empty place', async () => {
    const { settings } = await containers.fresh();
    const missing = openStorage({ type: 'azure-blob', ...settings, container: 'no-such-container' });
    for (const work of [() => missing.put('a', 'x'), () => missing.get('a'), () => missing.list('').next()])
      await expect(work()).rejects.toMatchObject({ code: 'storage-refused' });
    const accountKey = Buffer.from('canary-key').toString('base64');
    const wrong = openStorage({ type: 'azure-blob', ...settings, credentials: { type: 'shared-key', accountKey } });
    await expect(wrong.put('a', 'x')).rejects.toMatchObject({
      code: 'storage-auth',
      message: expect.not.stringContaining(accountKey),
      remedy: expect.stringContaining('Storage Blob Data Contributor'),
    });
  });
});
