import fc from 'fast-check';
import { seededFaults } from '../../../sandbox/fault-plan';
import { type FaultProxy, startFaultProxy } from '../../../sandbox/fault-proxy';
import { type BlobContainer, openContainer } from '../../../src/connectors/azure-blob';
import { LongshoreError } from '../../../src/contract/failure';
import type { FoundFile } from '../../../src/contract/files';
import { collect, filesOf, pseudoRandom } from '../../contracts/source-under-test';
import { type AzuriteContainers, startAzuriteContainers } from './azurite-containers';

let containers: AzuriteContainers;
let proxy: FaultProxy;
let container: BlobContainer;
let small: FoundFile;
let large: FoundFile;
const smallContent = pseudoRandom(300_000);

beforeAll(async () => {
  containers = await startAzuriteContainers();
  proxy = await startFaultProxy(containers.azurite.blobEndpoint);
  const { client, settings } = await containers.fresh(proxy.url);
  container = openContainer(settings);
  await client.uploadBlockBlob('large', Buffer.alloc(32_000_000, 'x'), 32_000_000);
  await client.uploadBlockBlob('small', smallContent, smallContent.length);
  const files = await filesOf(container);
  [large, small] = files as [FoundFile, FoundFile];
});
beforeEach(() => proxy.setPlan(() => undefined));
afterAll(async () => {
  await proxy.stop();
  await containers.azurite.stop();
});

describe('the connection of a read', () => {
  it('is one request for one file', async () => {
    const before = proxy.requests.length;
    await collect(await container.read('large', large));
    expect(proxy.requests.length - before).toBe(1);
  });

  it('is destroyed when the consumer breaks off', async () => {
    for await (const _ of await container.read('large', large)) break;
    await left();
  });

  it('is destroyed when the consumer returns before it began', async () => {
    const bytes = await container.read('large', large);
    await bytes[Symbol.asyncIterator]().return?.();
    await left();
    await expect(collect(bytes)).rejects.toMatchObject({ code: 'source-unavailable' });
  });

  it('is destroyed when the consumer throws', async () => {
    const consume = async () => {
      for await (const _ of await container.read('large', large)) throw new Error('mine');
    };
    await expect(consume()).rejects.toThrow('mine');
    await left();
  });

  it('is destroyed by an abort while nobody waits, and the next chunk is an AbortError', async () => {
    const controller = new AbortController();
    const bytes = (await container.read('large', { ...large, signal: controller.signal }))[Symbol.asyncIterator]();
    await bytes.next();
    controller.abort();
    await left();
    await expect(bytes.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is destroyed by an abort before the answer has come', async () => {
    proxy.setPlan(() => ({ kind: 'stall', afterBytes: 0 }));
    const controller = new AbortController();
    const reading = container.read('large', { ...large, signal: controller.signal });
    const ended = expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => proxy.requests.at(-1)?.outcome === 'open' && proxy.requests.at(-1)?.fault !== undefined);
    controller.abort();
    await ended;
    await left();
  });

  it('may break while nobody waits: the next chunks tell', async () => {
    proxy.setPlan(() => ({ kind: 'reset', afterBytes: 100_000 }));
    const bytes = await container.read('large', large);
    await until(() => proxy.requests.at(-1)?.outcome === 'cut');
    await expect(collect(bytes)).rejects.toMatchObject({ code: 'source-unavailable' });
  });
});

describe('a read that goes wrong', () => {
  it.each([0, 1, 70_000])(
    'says that nothing comes when the service falls silent after %i bytes',
    async (afterBytes) => {
      proxy.setPlan(() => ({ kind: 'stall', afterBytes }));
      const reading = async () => collect(await container.read('small', { ...small, stallMs: 300 }));
      await expect(reading()).rejects.toMatchObject({
        code: 'source-unavailable',
        message: expect.stringMatching(/"small" .*nothing came for 0.3 s/),
      });
      await left();
    },
  );

  it('does not take a slow consumer for a silent service', async () => {
    const stallMs = 300;
    let sum = 0;
    for await (const chunk of await container.read('small', { ...small, stallMs })) {
      if (sum === 0) await new Promise((resolve) => setTimeout(resolve, 2 * stallMs));
      sum += chunk.length;
    }
    expect(sum).toBe(smallContent.length);
  });

  it('says at which byte the connection broke', async () => {
    proxy.setPlan(() => ({ kind: 'reset', afterBytes: 50_000 }));
    const offset = 100_000;
    const got: Uint8Array[] = [];
    const reading = async () => {
      for await (const chunk of await container.read('small', { ...small, offset })) got.push(chunk);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'source-unavailable' });
    const reached = offset + Buffer.concat(got).length;
    expect(Buffer.concat(got).equals(smallContent.subarray(offset, reached))).toBe(true);
    await expect(reading()).rejects.toThrow(/the connection broke at byte 1\d{5}\.$/);
  });

  it('refuses another version that a careless gateway lets through', async () => {
    proxy.setPlan(() => ({
      kind: 'status',
      status: 200,
      headers: { etag: '"other"', 'content-length': '2' },
      body: '[]',
    }));
    await expect(container.read('small', small)).rejects.toMatchObject({ code: 'file-changed' });
  });

  it('refuses a place behind the end', async () => {
    const reading = container.read('small', { ...small, offset: smallContent.length + 1 });
    await expect(reading).rejects.toMatchObject({ code: 'internal-error', message: expect.stringContaining('300001') });
  });

  it('is made whole by going on where it broke, whatever breaks', async () => {
    const resets = [1, 1000, 65_536, 70_000, 150_000].map((afterBytes) => ({ kind: 'reset', afterBytes }) as const);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        proxy.setPlan(seededFaults(seed, 0.8, resets));
        const got: Uint8Array[] = [];
        let offset = 0;
        for (let attempt = 0; offset < smallContent.length; attempt += 1) {
          if (attempt > 200) throw new Error(`no end in sight at byte ${offset}`);
          try {
            for await (const chunk of await container.read('small', { ...small, offset })) {
              got.push(chunk);
              offset += chunk.length;
            }
          } catch (error) {
            if (!(error instanceof LongshoreError) || error.code !== 'source-unavailable') throw error;
          }
        }
        expect(Buffer.concat(got).equals(smallContent)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});

/** The client has left the request that came last before its end. */
async function left(): Promise<void> {
  await until(() => proxy.requests.at(-1)?.outcome === 'left');
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done(); tries += 1) {
    if (tries > 500) throw new Error(`Waited in vain; the last request is ${JSON.stringify(proxy.requests.at(-1))}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
