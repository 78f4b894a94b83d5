import type { Store } from '../sandbox/offline-stores';
import { findFilesImport, loadConfig } from '../src/config';
import { openContainer } from '../src/connectors/azure-blob';
import { openOdp } from '../src/connectors/odp';

const batchSize = 100;

/** The way of the job that is replaced: a whole file in memory, batches of 100, each awaited. Prints its seconds. */
async function main(): Promise<void> {
  const config = loadConfig({ env: process.env, path: process.env.LONGSHORE_CONFIG ?? 'longshore.yaml' });
  const settings = findFilesImport(config, 'offline-stores');
  const [source, destination] = [config.connections.stores, config.connections.odp];
  if (source?.type !== 'azure-blob' || destination?.type !== 'odp') throw new Error('Not the sample import');
  const begun = Date.now();
  const container = openContainer(source);
  const odp = openOdp(destination);
  let records = 0;
  for await (const page of container.listPages({})) {
    for (const { name, etag } of page.blobs) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await container.read(name, { etag })) chunks.push(chunk);
      const stores = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Store[];
      for (let start = 0; start < stores.length; start += batchSize) {
        const batch = stores.slice(start, start + batchSize).map((store) => ({
          ocp_quickstart_offline_store_id: store.id,
          offline_store_name: store.name,
          offline_store_location: store.location,
        }));
        const { kind } = await odp.sendObjects(settings.object, JSON.stringify(batch));
        if (kind !== 'accepted') throw new Error(`A batch was ${kind}`);
        records += batch.length;
      }
    }
  }
  odp.close();
  process.stdout.write(JSON.stringify({ records, seconds: (Date.now() - begun) / 1_000 }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
