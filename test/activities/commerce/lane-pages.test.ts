import { type LanePage, lanePages } from '../../../src/activities/commerce/lane-pages';

const ids = ['a', 'b', 'c', 'd', 'e'];
const page = (after: string | undefined): LanePage<string> => {
  const rest = ids.filter((id) => after === undefined || id > after);
  const [, next] = rest;
  return { resources: rest.slice(0, 2), ...(next !== undefined && rest.length > 2 ? { next } : {}) };
};

test('pages follow each other to the end, and the next is asked for before this one is worked on', async () => {
  const asked: (string | undefined)[] = [];
  const seen: string[] = [];
  for await (const { resources } of lanePages(undefined, async (after) => {
    asked.push(after);
    return page(after);
  })) {
    seen.push(`${resources.join('')} with ${asked.length} asked`);
  }
  expect(seen).toEqual(['ab with 2 asked', 'cd with 3 asked', 'e with 3 asked']);
  expect(asked).toEqual([undefined, 'b', 'd']);
});

test('a page that fails while the one before is worked on fails when it is asked for', async () => {
  const seen: string[] = [];
  const read = async (after: string | undefined) => {
    if (after !== undefined) throw new Error('away');
    return page(after);
  };
  await expect(
    (async () => {
      for await (const { resources } of lanePages(undefined, read)) {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(...resources);
      }
    })(),
  ).rejects.toThrow('away');
  expect(seen).toEqual(['a', 'b']);
});
