import { transform } from '../../src/activities/transform';
import type { SourceRecord } from '../../src/formats';
import { compileOdpMapping } from '../../src/mappings';

const map = compileOdpMapping({ fields: { id: 'id', name: 'n' }, key: 'id', types: {}, nulls: 'keep' });
const record = (more: Partial<SourceRecord>): SourceRecord => ({ index: 4, start: 100, end: 140, ...more });

test('a record becomes what is sent, with its key, its place and itself', () => {
  const value = { id: 7, n: 'Zürich', more: [1] };
  expect(transform(record({ value, line: 5 }), map)).toEqual({
    entry: {
      index: 4,
      start: 100,
      end: 140,
      line: 5,
      key: '7',
      object: { id: '7', name: 'Zürich' },
      json: '{"id":"7","name":"Zürich"}',
      record: value,
    },
  });
});

test('one that could not be read is refused with its text, and the mapping does not see it', () => {
  const problem = { code: 'record-invalid-utf8', message: 'Record 4 of a.json is not UTF-8' } as const;
  const unused = () => {
    throw new Error('The mapping was called');
  };
  expect(transform(record({ problem, text: '{"id":\uFFFD}' }), unused)).toEqual({
    refusal: { index: 4, start: 100, end: 140, stage: 'parse', ...problem, record: '{"id":\uFFFD}' },
  });
});

test('one that cannot be mapped is refused with its value', () => {
  const { refusal } = transform(record({ value: { n: 'x' }, line: 5 }), map);
  expect(refusal).toMatchObject({ index: 4, line: 5, stage: 'map', code: 'missing-key', record: { n: 'x' } });
  expect(refusal?.message).not.toContain('"x"');
});

test('one without value and without problem is refused, and not forgotten', () => {
  expect(transform(record({}), map).refusal).toMatchObject({ stage: 'parse', code: 'record-malformed', record: '' });
});

test('a place has a line only where its file has lines', () => {
  const [entry, refusal] = [transform(record({ value: { id: 1 } }), map), transform(record({ value: {} }), map)];
  expect(entry.entry && Object.hasOwn(entry.entry, 'line')).toBe(false);
  expect(refusal.refusal && Object.hasOwn(refusal.refusal, 'line')).toBe(false);
});

test('one that the mapping leaves out is neither sent nor refused', () => {
  expect(transform(record({ value: { id: 1 } }), () => ({ skipped: true }))).toEqual({});
});
