import { createServer, type Server } from 'node:http';

const pageSize = 5_000;

export interface BlobListing {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Answers a container's listing as the service does, page by page, for more blobs than an emulator could be filled with
 * in the time of a test. All of them changed in one second.
 */
export async function startBlobListing(total: number, changedAt: Date): Promise<BlobListing> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const from = Number(query.get('marker') ?? 0);
    const to = Math.min(from + pageSize, total);
    response.writeHead(200, { 'content-type': 'application/xml', date: new Date().toUTCString() });
    response.end(page(from, to, to < total ? String(to) : '', changedAt));
  });
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}/account`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export const blobName = (number: number): string => `stores/2026/11/${String(number).padStart(7, '0')}.json`;

function page(from: number, to: number, next: string, changedAt: Date): string {
  const blobs: string[] = [];
  for (let number = from; number < to; number += 1) {
    blobs.push(
      `<Blob><Name>${blobName(number)}</Name><Properties><Last-Modified>${changedAt.toUTCString()}</Last-Modified>` +
        `<Etag>0x${number.toString(16)}</Etag><Content-Length>100</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`,
    );
  }
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://127.0.0.1/account" ContainerName="stores"><Blobs>${blobs.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
