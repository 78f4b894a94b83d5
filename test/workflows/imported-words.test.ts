import { importedWords } from '../../src/workflows/imported-words';

const counts = { read: 12, delivered: 9, rejected: 3, skipped: 0, pending: 0 };

test('an import of one kind is told by its counts alone', () => {
  expect(importedWords(counts, 'customers', {})).toBe('9 customers, 3 errored');
});

test('of several kinds each is told that has any', () => {
  const kinds = {
    'Placed Order': { delivered: 4, rejected: 0 },
    'Ordered Product': { delivered: 5, rejected: 1 },
    orders: { delivered: 0, rejected: 2 },
  };
  expect(importedWords(counts, 'events', kinds)).toBe(
    '9 events (Placed Order 4, Ordered Product 5), 3 errored (Ordered Product 1, orders 2)',
  );
});
