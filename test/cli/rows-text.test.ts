import { rowObjects, rowsTable } from '../../src/cli/rows-text';

const columns = [{ name: 'id' }, { name: 'value' }, { name: 'value' }];

test('rows are a table of one line each, whatever is in a value', () => {
  const text = rowsTable(columns, [
    ['1', null, { a: [1, 2] }],
    ['line\nbreak\u001b[2J', 7, 'x'.repeat(100)],
  ]);
  expect(text).toContain('│ {"a":[1,2]}');
  expect(text).toContain('line break\ufffd[2J');
  expect(text).toContain(`${'x'.repeat(59)}…`);
  expect(text.split('\n')).toHaveLength(8);
  expect(rowsTable(columns, [])).toBe('No rows.\n');
});

test('for scripts each column has a name of its own', () => {
  expect(rowObjects(columns, [['1', null, false]])).toEqual([{ id: '1', value: null, value_2: false }]);
});
