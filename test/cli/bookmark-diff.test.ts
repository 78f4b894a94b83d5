import fc from 'fast-check';
import { diffText, pathChanges } from '../../src/cli/bookmark-diff';
import type { JsonValue } from '../../src/contract/bookmark';

test('what changed is told by its path, as deep as there are objects', () => {
  const before = { same: 1, file: { name: 'a', offset: 1, counts: { read: 1 } }, gone: [1], list: [1, { a: 1 }] };
  const after = {
    same: 1,
    file: { name: 'a', offset: 2, counts: { read: 1 }, line: 3 },
    list: [1, { a: 2 }],
    more: {},
  };
  expect(pathChanges(before, after)).toEqual([
    { path: 'file.offset', change: 'changed', from: 1, to: 2 },
    { path: 'file.line', change: 'added', to: 3 },
    { path: 'gone', change: 'removed', from: [1] },
    { path: 'list', change: 'changed', from: [1, { a: 1 }], to: [1, { a: 2 }] },
    { path: 'more', change: 'added', to: {} },
  ]);
});

/** Puts changes into a value, by their paths. */
function applied(value: JsonValue, changes: ReturnType<typeof pathChanges>): JsonValue {
  const result = structuredClone(value) as Record<string, JsonValue>;
  for (const { path, change, to } of changes) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let place = result;
    for (const key of keys) place = place[key] as Record<string, JsonValue>;
    if (change === 'removed') delete place[last];
    else place[last] = to ?? null;
  }
  return result;
}

test('the changes turn the one value into the other', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const { value } = fc.letrec<{ value: Record<string, JsonValue> }>((tie) => ({
    value: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, fc.nat(2), fc.array(fc.nat(2)), tie('value')), {
      noNullPrototype: true,
    }) as fc.Arbitrary<Record<string, JsonValue>>,
  }));
  fc.assert(
    fc.property(value, value, (from, to) => {
      expect(applied(from, pathChanges(from, to))).toEqual(to);
    }),
  );
});

test('a diff is a line a change, and the time of a cursor is told as one', () => {
  const changes = pathChanges(
    { lastFileTimestamp: 0, position: 1, ledger: 'x' },
    { lastFileTimestamp: 60_000, position: 1, list: { total: 2 } },
  );
  expect(diffText({ bookmark: 'stores', from: 3, to: 4, changes })).toBe(
    [
      'stores: from version 3 to version 4',
      '  lastFileTimestamp: 1970-01-01T00:00:00.000Z → 1970-01-01T00:01:00.000Z',
      '  ledger: removed "x"',
      '  list: added {"total":2}',
      '',
    ].join('\n'),
  );
  expect(diffText({ bookmark: 'stores', from: 3, to: 4, changes: [] })).toBe(
    'stores: versions 3 and 4 hold the same.\n',
  );
});
