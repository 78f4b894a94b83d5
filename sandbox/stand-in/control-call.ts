import { LongshoreError } from '../../src/contract/failure';

/** Calls the control port of a stand-in. Throws `usage-invalid` where it refuses. */
export async function controlCall<T>(controlUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${controlUrl}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  const { message } = Object(answer);
  throw new LongshoreError('usage-invalid', `The stand-in refused ${method} ${path}: ${message}`);
}

/** All that stands under a path, read in pages. */
export async function allPages<T>(read: (path: string) => Promise<T[]>, path: string): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await read(`${path}?offset=${all.length}`);
    if (page.length === 0) return all;
    for (const item of page) all.push(item);
  }
}
