import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { ContainerClient } from '@azure/storage-blob';
import { type AzureBlobSettings, openContainer } from '../../../src/connectors/azure-blob';
import { LongshoreError } from '../../../src/contract/failure';
import { collect, filesOf } from '../../contracts/source-under-test';

/** What the process gets on its standard input: a container to fill, and settings to read it with. */
export interface Trial {
  readonly connectionString: string;
  readonly container: string;
  readonly blobs: Readonly<Record<string, string>>;
  readonly settings: readonly AzureBlobSettings[];
}

/** What became of one of the settings. `everything` is all that an error could show. */
export type TrialResult =
  | { readonly contents: Readonly<Record<string, string>> }
  | { readonly code: string; readonly message: string; readonly remedy: string; readonly everything: string };

async function attempt(settings: AzureBlobSettings): Promise<TrialResult> {
  try {
    const container = openContainer(settings);
    await container.check();
    const contents: Record<string, string> = {};
    for (const file of await filesOf(container)) {
      contents[file.name] = (await collect(await container.read(file.name, file))).toString();
    }
    return { contents };
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error;
    return { ...error.report(), everything: inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error) };
  }
}

async function main(): Promise<void> {
  const trial = JSON.parse(readFileSync(0, 'utf8')) as Trial;
  const client = new ContainerClient(trial.connectionString, trial.container);
  await client.create();
  for (const [name, text] of Object.entries(trial.blobs))
    await client.uploadBlockBlob(name, text, Buffer.byteLength(text));
  const results: TrialResult[] = [];
  for (const settings of trial.settings) results.push(await attempt(settings));
  process.stdout.write(JSON.stringify(results));
}

void main();
