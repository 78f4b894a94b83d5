import type { ContainerClient } from '@azure/storage-blob';
import { storeNumber } from '../sandbox/offline-stores';

const blockBytes = 8_000_000;

/** Uploads one JSON array of about so many bytes, block by block, and answers how many records it has. */
export async function putLargeArray(container: ContainerClient, name: string, bytes: number): Promise<number> {
  const blob = container.getBlockBlobClient(name);
  const blocks: string[] = [];
  let records = 0;
  for (let written = 0; written < bytes; ) {
    const parts: string[] = [];
    for (let size = 0; size < blockBytes; ) {
      const text = JSON.stringify(storeNumber(records));
      parts.push(`${records === 0 ? '[' : ','}${text}`);
      records += 1;
      size += text.length + 1;
    }
    const block = Buffer.from(parts.join('') + (written + blockBytes >= bytes ? ']' : ''));
    const id = Buffer.from(String(blocks.length).padStart(8, '0')).toString('base64');
    await blob.stageBlock(id, block, block.length);
    blocks.push(id);
    written += block.length;
    if (block.at(-1) === 0x5d) break;
  }
  await blob.commitBlockList(blocks);
  return records;
}
