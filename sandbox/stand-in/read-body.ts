import type { IncomingMessage } from 'node:http';

/** A request's body, or why there is none. `bytes` counts what came in. */
export type ReadBody =
  | { readonly kind: 'whole'; readonly body: Buffer; readonly bytes: number }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'aborted'; readonly bytes: number };

/**
 * Reads a body of up to `maxBytes`. What is above is read to its end and thrown away, because a client that still
 * writes would otherwise see a broken connection instead of the answer.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      if (bytes > maxBytes) return resolve({ kind: 'too-large', bytes });
      const [first] = chunks;
      resolve({
        kind: 'whole',
        body: first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks),
        bytes,
      });
    });
    request.on('error', () => resolve({ kind: 'aborted', bytes }));
    request.on('close', () => resolve({ kind: 'aborted', bytes }));
  });
}
