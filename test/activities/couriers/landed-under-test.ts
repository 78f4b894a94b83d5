import {
  type LandedFile,
  type LandedObject,
  landedFolder,
  noPieces,
  PieceWriter,
  type Storage,
  writeLanded,
} from '../../../src/storage';

/** A file to be landed for a test. */
export interface TestFile {
  readonly landAs: LandedFile['landAs'];
  readonly content: Uint8Array | string;
  readonly inner?: string;
}

/** Lands an object as an import would have done, in pieces of 8 bytes. */
export async function landForTest(
  storage: Storage,
  name: string,
  files: readonly TestFile[],
  more: Partial<LandedObject> = {},
): Promise<LandedObject> {
  const version = { name, etag: 'e1', day: '2020-09-13' };
  const folder = landedFolder('optimizely', version);
  const landedFiles: LandedFile[] = [];
  for (const [index, { content, ...file }] of files.entries()) {
    const key = `${folder}/${index}`;
    const out = new PieceWriter(storage, key, noPieces, 8);
    await out.write(Buffer.from(content));
    landedFiles.push({ ...file, key, ...(await out.end()) });
  }
  const landed: LandedObject = {
    ...version,
    ...{ courier: 'optimizely', size: 1, timestamp: 0, landedAt: Date.now(), runId: 'r', settings: [] },
    files: landedFiles,
    ...more,
  };
  await writeLanded(storage, landed);
  return landed;
}
