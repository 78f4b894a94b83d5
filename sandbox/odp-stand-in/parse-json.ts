import { isUtf8 } from 'node:buffer';

export type ParsedJson = { readonly value: unknown } | { readonly problem: string };

/** Parses a body, once. An empty one, bytes that are not UTF-8 and broken JSON are problems. */
export function parseJson(body: Buffer): ParsedJson {
  if (!isUtf8(body)) return { problem: 'the body is not UTF-8' };
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return { problem: 'the body is not JSON' };
  }
}
