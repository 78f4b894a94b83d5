import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ContainerClient } from '@azure/storage-blob';

/**
 * `put-sample-files <container> <file>…`: makes the container and puts in what it lacks, so that the compose stack has
 * something to import. AZURE_STORAGE_CONNECTION_STRING names the account. What is there stays as it is: a file that was
 * written again would be imported again.
 */
async function main([containerName = '', ...files]: readonly string[]): Promise<void> {
  const container = new ContainerClient(process.env.AZURE_STORAGE_CONNECTION_STRING ?? '', containerName);
  await container.createIfNotExists();
  for (const file of files) {
    const blob = container.getBlockBlobClient(basename(file));
    const there = await blob.exists();
    if (!there) await blob.uploadData(await readFile(file));
    process.stdout.write(`${containerName}/${basename(file)} ${there ? 'is there' : 'was put'}\n`);
  }
}

void main(process.argv.slice(2));
