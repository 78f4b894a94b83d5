/**
 * Opens one version of a file for reading from byte `offset` of its raw bytes (compressed, if it is compressed) to its
 * end. `offset` may be the file's size: the bytes are none then.
 */
export type OpenBytes = (offset: number) => Promise<AsyncIterable<Uint8Array>>;
