import fc from 'fast-check';
import { buildCategoryTree, categoryForCreate, categoryForUpdate } from '../../../src/mappings/commerce';

type Row = Record<string, unknown>;
const category = (id: string, parent?: string, name: Row = { en: id.toUpperCase() }): Row => ({
  id,
  name,
  ...(parent === undefined ? {} : { parent: { typeId: 'category', id: parent } }),
});

/** Breadcrumb of each category that has a place, code of each other. */
function placesOf(records: Row[], preferredLocale?: string): Row {
  const { placed, rejected } = buildCategoryTree(records, preferredLocale);
  return Object.fromEntries([
    ...[...placed.values()].map(({ id, breadcrumb }) => [id, breadcrumb]),
    ...rejected.map(({ id, problem }) => [id, problem.code]),
  ]);
}

test('a breadcrumb is the names from the root down, whatever the order of the records', () => {
  const records = [category('pants', 'women'), category('shorts', 'pants'), category('women'), category('men')];
  const expected = { women: 'WOMEN', pants: 'WOMEN > PANTS', shorts: 'WOMEN > PANTS > SHORTS', men: 'MEN' };
  expect(placesOf(records)).toEqual(expected);
  expect(placesOf(records.toReversed())).toEqual(expected);
});

test('it is built from `parent` alone, and not from `ancestors`', () => {
  const ancestors = [{ id: 'b' }, { id: 'nowhere' }];
  expect(placesOf([category('a'), category('b'), { ...category('c', 'a'), ancestors }])).toMatchObject({ c: 'A > C' });
});

test('names are in the preferred locale, else in its language, else in the first', () => {
  const records = [
    category('women', undefined, { en: 'Women', 'de-AT': 'Damen' }),
    category('pants', 'women', { en: 'Pants', de: 'Hosen' }),
    category('new', 'pants', { fr: 'Nouveau', en: 'New' }),
  ];
  expect(placesOf(records, 'de-AT').new).toBe('Damen > Hosen > Nouveau');
  expect(placesOf(records, 'en').new).toBe('Women > Pants > New');
  expect(placesOf(records).new).toBe('Women > Pants > Nouveau');
});

describe('a category without a place is rejected', () => {
  test.each<[string, Row[], Row]>([
    ['one whose parent is missing', [category('a', 'gone')], { a: 'category-parent-missing' }],
    [
      'those below it, too, and no others',
      [category('c', 'b'), category('b', 'a'), category('a', 'gone'), category('d')],
      { a: 'category-parent-missing', b: 'category-parent-missing', c: 'category-parent-missing', d: 'D' },
    ],
    ['one that is its own parent', [category('a', 'a')], { a: 'category-cycle' }],
    [
      'those in a circle, and those below it',
      [category('a', 'c'), category('b', 'a'), category('c', 'b'), category('d', 'b'), category('e')],
      { a: 'category-cycle', b: 'category-cycle', c: 'category-cycle', d: 'category-cycle', e: 'E' },
    ],
    [
      'one that cannot be read, and those below it',
      [category('a', undefined, {}), category('b', 'a')],
      { a: 'record-unreadable', b: 'category-parent-missing' },
    ],
    ['one without an id', [{ name: { en: 'A' } }], { undefined: 'record-unreadable' }],
  ])('%s', (_, records, expected) => {
    expect(placesOf(records)).toEqual(expected);
    expect(placesOf(records.toReversed())).toEqual(expected);
  });

  test('with a reason that names no value', () => {
    const { rejected } = buildCategoryTree([category('a', 'secret'), category('b', 'b')], undefined);
    expect(rejected.map(({ problem }) => problem.message)).toEqual([
      'The parent of the category, or one above it, does not exist or cannot be read.',
      'The parents of the category run in a circle and lead to no root.',
    ]);
  });
});

test('ids that objects inherit are ids like others', () => {
  expect(placesOf([category('constructor', 'toString')])).toEqual({ constructor: 'category-parent-missing' });
});

test.each([
  ['20 levels', 20],
  ['20,000 levels', 20_000],
])('%s deep', (_, depth) => {
  const records = Array.from({ length: depth }, (_, level) =>
    category(`c${level}`, level === 0 ? undefined : `c${level - 1}`),
  );
  // The deepest first is the longest climb.
  const { placed, rejected } = buildCategoryTree(records.toReversed(), undefined);
  expect([placed.size, rejected.length]).toEqual([depth, 0]);
  if (depth > 20) return;
  const names = Array.from({ length: depth }, (_, level) => `C${level}`);
  expect(placed.get('c19')?.breadcrumb).toBe(names.join(' > '));
});

test('50,000 categories in no order take a second or so', () => {
  const records = Array.from({ length: 50_000 }, (_, n) => {
    return category(`c${n}`, n < 10 ? undefined : `c${(n * 7_919) % n}`);
  });
  const started = performance.now();
  const { placed } = buildCategoryTree(records.toReversed(), undefined);
  expect(placed.size).toBe(50_000);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('what each comes to is what following its parents one by one finds', () => {
  const id = fc.constantFrom(...'abcdefghij');
  const forest = fc.uniqueArray(
    fc.record({ id, parent: fc.option(fc.oneof(id, fc.constant('gone')), { nil: undefined }) }),
    {
      selector: (row) => row.id,
    },
  );
  fc.assert(
    fc.property(forest, (rows) => {
      const byId = new Map(rows.map((row) => [row.id, row]));
      const expected = Object.fromEntries(
        rows.map(({ id }) => {
          const names: string[] = [];
          for (let at = byId.get(id); ; at = byId.get(at.parent ?? '')) {
            if (at === undefined) return [id, 'category-parent-missing'];
            if (names.length > rows.length) return [id, 'category-cycle'];
            names.unshift(at.id.toUpperCase());
            if (at.parent === undefined) return [id, names.join(' > ')];
          }
        }),
      );
      expect(placesOf(rows.map((row) => category(row.id, row.parent)))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('as it is created and updated', () => {
  const { placed } = buildCategoryTree([category('women'), category('pants', 'women')], undefined);
  const pants = placed.get('pants');
  expect(pants && categoryForCreate(pants)).toEqual({
    type: 'catalog-category',
    attributes: { external_id: 'pants', name: 'WOMEN > PANTS', integration_type: '$custom', catalog_type: '$default' },
  });
  expect(pants && categoryForUpdate(pants)).toEqual({
    type: 'catalog-category',
    id: '$custom:::$default:::pants',
    attributes: { name: 'WOMEN > PANTS' },
  });
});
