import { Governors } from '../src/activities/delivery/governors';
import { Patience } from '../src/activities/delivery/patience';
import { importFile } from '../src/activities/import-file';
import { findFilesImport, loadConfig } from '../src/config';
import { openContainer } from '../src/connectors/azure-blob';
import { openOdp } from '../src/connectors/odp';
import type { FoundFile } from '../src/contract/files';
import { compileOdpMapping } from '../src/mappings';

/** The same connectors and mapping in a plain loop, without Temporal: what a script would do. Prints its seconds. */
async function main(): Promise<void> {
  const config = loadConfig({ env: process.env, path: process.env.LONGSHORE_CONFIG ?? 'longshore.yaml' });
  const settings = findFilesImport(config, 'offline-stores');
  const [source, destination] = [config.connections.stores, config.connections.odp];
  if (source?.type !== 'azure-blob' || destination?.type !== 'odp') throw new Error('Not the sample import');
  const begun = Date.now();
  const container = openContainer(source);
  const odp = openOdp(destination);
  const files: FoundFile[] = [];
  for await (const page of container.listPages({})) files.push(...page.blobs);
  const governor = new Governors().of(odp.account, settings);
  const never = new AbortController().signal;
  const map = compileOdpMapping({ ...settings, types: {} });
  let records = 0;
  for (const file of files) {
    const outcome = await importFile(file, undefined, {
      settings,
      container,
      map,
      send: (body, signal) => odp.sendObjects(settings.object, body, { signal }),
      governor,
      patience: new Patience({ backoff: governor.backoff, budgetMs: 20_000 }),
      keepRefusals: async () => undefined,
      cancelled: never,
      abandoned: never,
      stopping: () => false,
      progressed: () => undefined,
      reading: () => undefined,
    });
    if (outcome.kind !== 'finished') throw new Error(`${file.name} was not finished`);
    records += outcome.counts.delivered;
  }
  odp.close();
  process.stdout.write(JSON.stringify({ records, seconds: (Date.now() - begun) / 1_000 }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
