import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ContainerClient } from '@azure/storage-blob';
import { startAzurite } from '../../sandbox/azurite';

describe('startAzurite', () => {
  it('keeps what is in its folder over a restart, on the port that is wanted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-azurite-'));
    try {
      const first = await startAzurite({ folder });
      const client = new ContainerClient(first.connectionString, 'stores');
      await client.create();
      await client.uploadBlockBlob('a.json', '[1]', 3);
      await first.stop();
      const port = Number(new URL(first.blobEndpoint).port);
      const second = await startAzurite({ folder, port });
      expect(second.blobEndpoint).toBe(first.blobEndpoint);
      expect((await client.getBlobClient('a.json').downloadToBuffer()).toString()).toBe('[1]');
      await second.stop();
      await second.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what is wrong when it cannot start', async () => {
    const first = await startAzurite();
    const port = Number(new URL(first.blobEndpoint).port);
    await expect(startAzurite({ port })).rejects.toThrow(/EADDRINUSE/);
    await first.stop();
  });

  it('ends when its parent is killed', async () => {
    const script = `require(${JSON.stringify(join(__dirname, '../../sandbox/azurite.ts'))}).startAzurite()
      .then((azurite) => console.log(azurite.blobEndpoint))`;
    const parent = spawn(process.execPath, ['-r', join(__dirname, '../load-typescript.cjs'), '-e', script]);
    const [endpoint] = (await once(parent.stdout, 'data')) as [Buffer];
    const url = endpoint.toString().trim();
    expect((await fetch(url)).status).toBeGreaterThanOrEqual(400);
    parent.kill('SIGKILL');
    let alive = true;
    for (let tries = 0; alive && tries < 500; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      alive = await fetch(url).then(
        () => true,
        () => false,
      );
    }
    if (alive) throw new Error(`still there: ${(await promisify(execFile)('ps', ['-ef'])).stdout}`);
  });
});
