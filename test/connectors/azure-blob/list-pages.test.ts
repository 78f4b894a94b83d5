import { openContainer } from '../../../src/connectors/azure-blob';
import { filesOf } from '../../contracts/source-under-test';
import { type AzuriteContainers, startAzuriteContainers } from './azurite-containers';

let containers: AzuriteContainers;
beforeAll(async () => {
  containers = await startAzuriteContainers();
});
afterAll(() => containers.azurite.stop());

describe('listPages', () => {
  it('leaves directory markers out and keeps empty files', async () => {
    const { client, settings } = await containers.fresh();
    await client.uploadBlockBlob('folder', '', 0, { metadata: { hdi_isfolder: 'true' } });
    await client.uploadBlockBlob('capital', '', 0, { metadata: { Hdi_IsFolder: 'True' } });
    await client.uploadBlockBlob('marker/', '', 0);
    await client.uploadBlockBlob('folder/a.json', '[]', 2);
    await client.uploadBlockBlob('odd/', '[]', 2);
    await client.uploadBlockBlob('empty.json', '', 0);
    await client.uploadBlockBlob('not-a-folder', '', 0, { metadata: { hdi_isfolder: 'false', other: 'true' } });
    const names = (await filesOf(openContainer(settings))).map((file) => file.name);
    expect(names).toEqual(['empty.json', 'folder/a.json', 'not-a-folder', 'odd/']);
  });

  it('gives another ETag to a file that was written again with the same content', async () => {
    const { client, settings } = await containers.fresh();
    const container = openContainer(settings);
    await client.uploadBlockBlob('a.json', '[]', 2);
    const [before] = await filesOf(container);
    await client.uploadBlockBlob('a.json', '[]', 2);
    const [after] = await filesOf(container);
    expect(after?.etag).not.toBe(before?.etag);
  });

  it('does not show what is staged but not yet committed', async () => {
    const { client, settings } = await containers.fresh();
    const blob = client.getBlockBlobClient('staged.json');
    const id = Buffer.from('0').toString('base64');
    await blob.stageBlock(id, '[1]', 3);
    expect(await filesOf(openContainer(settings))).toEqual([]);
    await blob.commitBlockList([id]);
    expect(await filesOf(openContainer(settings))).toMatchObject([{ name: 'staged.json', size: 3 }]);
  });
});
