import { parseIds } from '../../src/cli/parse-ids';
import { parseSince } from '../../src/cli/parse-since';

const now = Date.parse('2026-02-01T12:00:00Z');

test.each([
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T08:30Z', '2026-01-31T08:30:00.000Z'],
  ['2026-01-31T08:30:15.250+01:00', '2026-01-31T07:30:15.250Z'],
  ['36h', '2026-01-31T00:00:00.000Z'],
  ['1d12h', '2026-01-31T00:00:00.000Z'],
])('--since %s is %s', (text, time) => {
  expect(parseSince(text, now)).toBe(time);
});

test.each(['', 'yesterday', '2026-01-31T08:30', '2026-02-30T00:00:00+99:99', '2026-13-01', '01.02.2026'])(
  '--since %j is none',
  (text) => {
    expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
  },
);

test('ids have commas between them, and spaces where they help', () => {
  expect(parseIds('a, b,c')).toEqual(['a', 'b', 'c']);
  expect(() => parseIds('a,,b')).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
});
