import type { Storage } from '../../src/storage';

/** A storage that is a map. */
export function memoryStorage(): Storage & { readonly contents: Map<string, Buffer> } {
  const contents = new Map<string, Buffer>();
  return {
    contents,
    description: 'memory',
    put: async (key, content) => {
      contents.set(key, Buffer.from(content));
    },
    get: async (key) => contents.get(key),
    async *list(prefix) {
      for (const key of [...contents.keys()].sort()) {
        if (key.startsWith(prefix)) yield { key, size: contents.get(key)?.length ?? 0, modifiedAt: 0 };
      }
    },
    remove: async (key) => {
      contents.delete(key);
    },
  };
}
