import { join } from 'node:path';
import { parse } from 'yaml';
import { changedKeys, configJsonSchema, findPlace, fingerprint, placeOfImport } from '../../src/config';
import { configFile, goodFile, placeIn, replaced } from './config-file';
import { takes } from './json-schema-check';

const { folder, load, refusal } = configFile();
const name = 'offline-stores';

/** The good file with these sections behind it, and this in its import. */
function fileWith(sections: string, ofImport?: string): string {
  const text =
    ofImport === undefined
      ? goodFile
      : replaced(goodFile, '    object: stores\n', `    object: stores\n    ${ofImport}\n`);
  return `${text}${sections}`;
}
const shared = 'places: { shared: { type: directory, path: states }, old: { type: temporal } }\n';
const directory = () => ({ type: 'directory', path: join(folder(), 'states') });

test.each([
  ['nothing is said', '', undefined, { type: 'temporal' }],
  ['all have a place', 'bookmarks: { type: directory, path: states }\n', undefined, 'directory'],
  ['all have one by its name', `bookmarks: shared\n${shared}`, undefined, 'directory'],
  [
    'the import has its own',
    'bookmarks: { type: temporal }\n',
    'bookmarks: { type: directory, path: states }',
    'directory',
  ],
  ['the import has its own by its name', shared, 'bookmarks: shared', 'directory'],
  [
    'Temporal has a name without being written',
    `bookmarks: shared\n${shared}`,
    'bookmarks: temporal',
    { type: 'temporal' },
  ],
])('%s', (_, sections, ofImport, expected) => {
  const text = fileWith(sections, ofImport);
  expect(placeOfImport(load(text), name)).toEqual(expected === 'directory' ? directory() : expected);
  expect(takes(JSON.parse(JSON.stringify(configJsonSchema())), parse(text))).toBe(true);
});

test('an import that is not in the file has its bookmark where all have theirs', () => {
  const config = load(fileWith(`bookmarks: shared\n${shared}`, 'bookmarks: temporal'));
  expect(placeOfImport(config, 'gone')).toEqual(directory());
  expect(placeOfImport(config, 'constructor')).toEqual(directory());
});

test('a place that a command names and that is not there is told with the nearest', () => {
  const config = load(fileWith(shared));
  expect(() => findPlace(config, 'shard')).toThrow('has no place `shard`: did you mean `shared`?');
  expect(() => findPlace(config, 'constructor')).toThrow('there are temporal, shared, old');
});

test.each([
  ['bookmarks: 5', 'bookmarks must be a place, which is a map with a type, or the name of one under places'],
  ['bookmarks: { type: directory, pth: a }', '`pth` is not a key of bookmarks: did you mean `path`?'],
  ['bookmarks: { type: directry, path: a }', 'bookmarks.type must be one of temporal, directory, s3, azure-blob'],
  ['bookmarks: { type: directory }', '`path` is missing in bookmarks: it must be a text'],
  ['bookmarks: { path: a }', '`type` is missing in bookmarks: it must be one of temporal, directory, s3, azure-blob'],
  ['places: { a: { type: directory, path: "" } }', 'places.a.path must not be empty'],
  ['bookmarks: nowhere', 'bookmarks: `nowhere` is no place of this file: there are temporal'],
  ['bookmarks: temporl', 'bookmarks: `temporl` is no place of this file: did you mean `temporal`?'],
])('%s is refused', (section, problem) => {
  expect(refusal(fileWith(`${section}\n`))?.problems).toEqual([expect.stringContaining(problem)]);
});

test('a key of a place that does not exist does not hide one of the file, nor the other way round', () => {
  const text = fileWith('bookmarks: { type: temporal, pth: a }\nzzz: 1\n');
  expect(refusal(text)?.problems).toEqual([
    `${placeIn(text, 'pth')}: \`pth\` is not a key of bookmarks: its keys are type`,
    expect.stringContaining('`zzz` is not a key of the file: its keys are taskQueue, connections'),
  ]);
});

test('a name that a variable gives is told by the variable', () => {
  const text = fileWith(shared, 'bookmarks: "${PLACE}"');
  expect(refusal(text, { PLACE: 'shared' })).toBeUndefined();
  expect(refusal(text, { PLACE: 'canary' })?.problems).toEqual([
    expect.stringContaining(`imports.${name}.bookmarks: the value of \${PLACE} is no place of this file`),
  ]);
});

describe('the configuration of an import has changed', () => {
  const print = (text: string) => fingerprint(load(text), name);
  const state = 'dependsOn: [{ bookmark: crm, place: shared }]';
  test.each([
    [
      'where all have their bookmarks',
      fileWith('bookmarks: { type: directory, path: a }\n'),
      fileWith(''),
      'bookmarks of all',
    ],
    [
      'its place by name',
      fileWith(shared, 'bookmarks: shared'),
      fileWith(shared, 'bookmarks: old'),
      'bookmarks,places.old,places.shared',
    ],
    [
      'the place that has that name',
      fileWith(shared, 'bookmarks: shared'),
      fileWith(shared.replace('states', 'b'), 'bookmarks: shared'),
      'places.shared',
    ],
    ['the place of a state', fileWith(shared, state), fileWith(shared.replace('states', 'b'), state), 'places.shared'],
    [
      'that of all, by name',
      fileWith(`bookmarks: shared\n${shared}`),
      fileWith(`bookmarks: shared\n${shared.replace('states', 'b')}`),
      'places.shared',
    ],
  ])('%s', (_, before, after, keys) => {
    expect(changedKeys(print(before), print(after)).join()).toBe(keys);
  });

  test('not by places that it does not use, and not by what no file said before there were places', () => {
    expect(print(fileWith(shared))).toEqual(print(goodFile));
    expect(Object.keys(print(goodFile)).filter((key) => /place|bookmark/.test(key))).toEqual([]);
  });
});
