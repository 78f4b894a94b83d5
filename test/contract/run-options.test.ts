import { runOptionsFault } from '../../src/contract/run-options';

test.each([
  [{}],
  [{ trackerId: 'night-42', retryQuarantined: true }],
  [{ retryQuarantined: true, overwriteNewer: true }],
  [{ noWaitForDependencies: true }],
  [{ replay: {} }],
  [{ replay: { file: 'in/a.json', run: '0199', code: 'wrong-type', dryRun: true }, overwriteNewer: true }],
])('%j are options', (options) => {
  expect(runOptionsFault(options, 'files-to-odp')).toBeUndefined();
});

test.each([
  [{ retry: true }, 'has the option `retry`, which is none'],
  [{ retryQuarantined: 'yes' }, '`retryQuarantined` of its input must be true, or left out'],
  [{ retryQuarantined: false }, '`retryQuarantined` of its input must be true, or left out'],
  [{ noWaitForDependencies: false }, '`noWaitForDependencies` of its input must be true, or left out'],
  [{ overwriteNewer: true }, '`overwriteNewer`, which belongs to `retryQuarantined` or `replay`'],
  [{ retryQuarantined: true, replay: {} }, 'both `retryQuarantined` and `replay`'],
  [{ replay: true }, '`replay` of its input is not a JSON object'],
  [{ replay: [] }, '`replay` of its input is not a JSON object'],
  [{ replay: { dryRun: 'no' } }, '`replay.dryRun` of its input must be true, or left out'],
  [{ replay: { file: '' } }, '`replay.file` of its input must be a text of 1 to 1024 characters'],
  [{ replay: { run: 7 } }, '`replay.run` of its input must be a text of 1 to 1024 characters'],
  [{ replay: { index: 3 } }, '`replay` of its input has `index`, but may have'],
])('%j are none: %s', (options, fault) => {
  expect(runOptionsFault(options, 'files-to-odp')).toContain(fault);
});

test.each([
  [{ full: true }],
  [{ since: '2026-01-31T00:00:00Z', dryRun: true }],
  [{ since: '2026-01-31T00:00+01:00' }],
  [{ ids: ['5e0c7dd2-37ba-4d8a-a6b6-c0e5dbf8b2d1', 'a_1'] }],
  [{ startId: '5e0c7dd2-37ba-4d8a-a6b6-c0e5dbf8b2d1' }],
  [{ replay: { code: 'destination-rejected' } }],
])('%j are options of an import of a shop', (options) => {
  expect(runOptionsFault(options, 'commerce-customers')).toBeUndefined();
});

test.each([
  [{ retryQuarantined: true }, 'has the option `retryQuarantined`, which is none'],
  [{ dryRun: false }, '`dryRun` of its input must be true, or left out'],
  [{ since: '2026-01-31' }, '`since` of its input must be a time with its zone'],
  [{ since: '2026-13-31T00:00:00Z' }, '`since` of its input must be a time with its zone'],
  [{ ids: [] }, '`ids` of its input must be a list of 1 to 1000 ids'],
  [{ ids: ['a" or true'] }, '`ids` of its input must have ids of letters'],
  [{ startId: '' }, '`startId` of its input must have ids of letters'],
  [{ ids: ['a'], startId: 'b' }, 'both `ids` and `startId`'],
  [{ full: true, since: '2026-01-31T00:00:00Z' }, 'both `full` and `since`'],
])('%j are none of an import of a shop: %s', (options, fault) => {
  expect(runOptionsFault(options, 'commerce-customers')).toContain(fault);
});

test.each([
  [{ of: 'products', confirm: 'products' }],
  [{ of: 'categories', dryRun: true }],
  [{ of: 'categories', confirm: 'categories', trackerId: 'night-42', noWaitForDependencies: true }],
])('%j are options of a deletion', (options) => {
  expect(runOptionsFault(options, 'catalog-deletion')).toBeUndefined();
});

test.each([
  [{}, 'its option `of` must be products or categories'],
  [{ of: 'items', confirm: 'items' }, 'its option `of` must be products or categories'],
  [{ of: 'products' }, 'its option `confirm` does not say `products`'],
  [{ of: 'products', confirm: 'Products' }, 'its option `confirm` does not say `products`'],
  [{ of: 'products', confirm: ['products'] }, 'its option `confirm` does not say `products`'],
  [{ of: 'products', dryRun: false }, '`dryRun` of its input must be true, or left out'],
  [{ of: 'products', confirm: 'products', full: true }, 'has the option `full`, which is none'],
  [{ replay: {} }, 'has the option `replay`, which is none'],
])('%j are none of a deletion: %s', (options, fault) => {
  expect(runOptionsFault(options, 'catalog-deletion')).toContain(fault);
});

test('only a deletion is told what to delete', () => {
  expect(runOptionsFault({ of: 'products' }, 'commerce-customers')).toContain('has the option `of`, which is none');
});

test.each([
  [{}],
  [{ day: '2020-09-13', skipMissing: true, trackerId: 'night-42' }],
  [{ from: '2020-09-13', to: '2020-09-14', landOnly: true }],
  [{ all: true, noWaitForDependencies: true }],
  [{ loadOnly: true, day: '2024-02-29' }],
])('%j are options of a courier', (options) => {
  expect(runOptionsFault(options, 'courier')).toBeUndefined();
});

test.each([
  [{ day: '2023-02-29' }, '`day` of its input must be a day of the calendar'],
  [{ day: 20200913 }, '`day` of its input must be a day of the calendar'],
  [{ from: '2020-9-13', to: '2020-09-14' }, '`from` of its input must be a day of the calendar'],
  [{ from: '2020-09-13' }, 'must have both `from` and `to`, or neither'],
  [{ to: '2020-09-13' }, 'must have both `from` and `to`, or neither'],
  [{ from: '2020-09-13', to: '2020-09-13' }, '`to` of its input must be the day behind the last one'],
  [{ day: '2020-09-13', all: true }, 'both `day` and `all`'],
  [{ day: '2020-09-13', to: '2020-09-14' }, 'both `day` and `to`'],
  [{ from: '2020-09-13', to: '2020-09-14', all: true }, 'both `from` and `all`'],
  [{ landOnly: true, loadOnly: true }, 'both `landOnly` and `loadOnly`'],
  [{ skipMissing: false }, '`skipMissing` of its input must be true, or left out'],
  [{ full: true }, 'has the option `full`, which is none'],
  [{ replay: {} }, 'has the option `replay`, which is none'],
])('%j are none of a courier: %s', (options, fault) => {
  expect(runOptionsFault(options, 'courier')).toContain(fault);
});

test('only a courier is told of days', () => {
  expect(runOptionsFault({ day: '2020-09-13' }, 'files-to-odp')).toContain('has the option `day`, which is none');
});
