import { compileSelection } from '../../../src/mappings/commerce/select-properties';

const none = { include: [], exclude: [], map: {} };
const source = { size: 'L', points: 0, vip: false, note: '', since: null };

test.each([
  ['everything, unless something is said', none, source],
  ['what is included', { ...none, include: ['size', 'gone'] }, { size: 'L' }],
  ['not what is excluded', { ...none, exclude: ['note', 'since'] }, { size: 'L', points: 0, vip: false }],
  ['not what is both: exclude wins', { ...none, include: ['size', 'vip'], exclude: ['vip'] }, { size: 'L' }],
  ['0, false, empty texts and null', { ...none, exclude: ['size'] }, { points: 0, vip: false, note: '', since: null }],
  ['under another name', { ...none, include: ['size'], map: { size: 'Size' } }, { Size: 'L' }],
  [
    'by names in the source, whatever they are renamed to',
    { include: ['size', 'points'], exclude: ['points'], map: { size: 'points' } },
    { points: 'L' },
  ],
])('sent is %s', (_, selection, expected) => {
  expect(compileSelection(selection)(source)).toEqual(expected);
});

test('names that objects inherit are names like others', () => {
  expect(compileSelection({ ...none, map: { size: 'toString' } })({ size: 1 })).toEqual({ toString: 1 });
  expect(compileSelection(none)({ constructor: 1 })).toEqual({ constructor: 1 });
});
