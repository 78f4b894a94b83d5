import { connectionTypes } from '../../src/config/connection';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { refusal } = configFile();
const imported = 'imports.offline-stores';
const refused = (text: string, env: NodeJS.ProcessEnv = {}) => refusal(text, env)?.problems;

test.each([
  [
    'source: stores',
    'store',
    '`store` is no connection of this file, and one of type azure-blob',
    'did you mean `stores`?',
  ],
  ['source: stores', 'zzz', '`zzz` is no connection of this file, and one of type azure-blob', 'there are `stores`'],
  ['source: stores', 'odp', '`odp` is a connection of type odp, and one of type azure-blob', 'there are `stores`'],
  ['destination: odp', 'stores', '`stores` is a connection of type azure-blob, and one of type odp', 'there are `odp`'],
  [
    'destination: odp',
    'constructor',
    '`constructor` is no connection of this file, and one of type odp',
    'there are `odp`',
  ],
])('%s → %s', (good, name, fault, remedy) => {
  const role = good.slice(0, good.indexOf(':'));
  const text = replaced(goodFile, good, `${role}: ${name}`);
  const at = placeIn(text, `${role}: ${name}\n`).replace(/\d+$/, (column) => `${Number(column) + role.length + 2}`);
  expect(refused(text)).toEqual([`${at}: ${imported}.${role}: ${fault} is needed: ${remedy}`]);
});

test('a name from a variable is told by the variable', () => {
  const text = replaced(goodFile, 'source: stores', 'source: ${SOURCE}');
  expect(refused(text, { SOURCE: 'stores' })).toBeUndefined();
  expect(refused(text, { SOURCE: 'store' })).toEqual([
    `${placeIn(text, '${SOURCE}')}: ${imported}.source: the value of \${SOURCE} is no connection of this file, and one of type azure-blob is needed: there are \`stores\``,
  ]);
});

test('a connection whose own type is wrong or missing is told of there alone', () => {
  const mistyped = replaced(goodFile, 'type: azure-blob', 'type: "${TYPE}"');
  expect(refused(mistyped, { TYPE: 'azure-blub' })).toEqual([
    `${placeIn(mistyped, '"${TYPE}"')}: connections.stores.type: the value of \${TYPE} must be one of ${connectionTypes.join(', ')}`,
  ]);
  expect(refused(replaced(goodFile, '    type: azure-blob\n', ''))).toEqual([
    expect.stringContaining('`type` is missing in connections.stores'),
  ]);
});

test('without any connection that could be used it says so', () => {
  const text = replaced(goodFile, '  odp: { type: odp, apiKey: k, region: us }\n', '');
  expect(refused(text)).toEqual([expect.stringMatching(/`odp` is no connection of this file, .*: there is none$/)]);
});
