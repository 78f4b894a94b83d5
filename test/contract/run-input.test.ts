import { runInputFault } from '../../src/contract/run-input';
import { trackerIdFault } from '../../src/contract/tracker-id';

test.each([
  [{ import: 'offline-stores' }],
  [{ import: 'a.b_c-1', options: {} }],
  [{ import: 'a', scheduledAt: '2026-01-31T06:00:00Z' }],
  [{ import: 'a', options: { trackerId: 'Nacht 42 – Zürich' } }],
])('%j starts a run', (input) => {
  expect(runInputFault(input, 'files-to-odp')).toBeUndefined();
});

test.each([
  [undefined, 'It has no input'],
  [null, 'It has no input'],
  ['offline-stores', 'Its input is not a JSON object'],
  [[{ import: 'a' }], 'Its input is not a JSON object'],
  [{}, 'Its input names no `import`'],
  [{ import: 7 }, 'Its input names no `import`'],
  [{ import: '../a' }, 'The `import` of its input is no name of an import'],
  [
    { import: 'a', tracker: 'x' },
    'Its input has `tracker`, but may have `import`, `options`, `scheduledAt` and `group` only',
  ],
  [
    { import: 'a', scheduledAt: '2026-01-31' },
    'The `scheduledAt` of its input must be a time in UTC, such as 2026-01-31T06:00:00Z',
  ],
  [{ import: 'a', options: 'x' }, 'The `options` of its input are not a JSON object'],
  [
    { import: 'a', options: { tracker: 'x' } },
    'Its input has the option `tracker`, which is none: there are `trackerId`, `noWaitForDependencies`, `replay`, `overwriteNewer` and `retryQuarantined`',
  ],
  [
    { import: 'a', options: { trackerId: 7 } },
    'The option `trackerId` of its input must be a text of 1 to 200 characters in one line',
  ],
])('%j starts none: %s', (input, fault) => {
  expect(runInputFault(input, 'files-to-odp')).toBe(fault);
});

test.each(['', 'a\nb', 'x'.repeat(201)])('%j is no tracker', (tracker) => {
  expect(trackerIdFault(tracker)).toContain('must be');
});
