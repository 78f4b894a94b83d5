import { whereItThrew } from '../../src/contract/where-it-threw';

function thrown(name: string, message: string, frames: string[]): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = [`${name}: ${message}`, ...frames].join('\n');
  return error;
}
const inModule = '    at toStore (file:///srv/mappings/stores.mjs?0f12ab:12:5)';

test('it names the kind and the innermost place in the module', () => {
  const frames = ['    at JSON.parse (<anonymous>)', inModule, '    at other (/srv/mappings/stores.mjs:20:1)'];
  expect(whereItThrew(thrown('SyntaxError', 'x', frames), 'stores.mjs')).toBe('SyntaxError at stores.mjs:12:5');
});

test('nothing of the message comes through, even where it looks like a place', () => {
  const message = 'Street 1\n    at x (/stores.mjs:99:1)';
  expect(whereItThrew(thrown('TypeError', message, [inModule]), 'stores.mjs')).toBe('TypeError at stores.mjs:12:5');
  expect(whereItThrew(thrown('Street 1', 'x', []), 'stores.mjs')).toBe('an error');
  expect(whereItThrew('Street 1', 'stores.mjs')).toBe('something that is no error');
});
