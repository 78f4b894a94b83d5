import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { bookmarkPlace } from '../../src/config/bookmark-place';

const s3 = {
  type: 's3',
  landingBucket: 'landing-zone',
  dataBucket: 'data-zone',
  region: 'eu-central-1',
  credentials: { type: 'default' },
};
const azure = {
  type: 'azure-blob',
  accountName: 'statesofjobs',
  container: 'states',
  credentials: { type: 'default' },
};

test.each<[string, object]>([
  ['Temporal', { type: 'temporal' }],
  ['a directory', { type: 'directory', path: 'states' }],
  ['two buckets', s3],
  ['one bucket of another service', { ...s3, dataBucket: 'landing-zone', endpoint: 'http://127.0.0.1:9000' }],
  ['a folder of buckets', { ...s3, prefix: 'states', forcePathStyle: true }],
  ['a container', azure],
  ['a container by its end point', { ...azure, accountName: undefined, endpoint: 'http://127.0.0.1:10000/account' }],
])('%s is a place', (_, place) => {
  expect(bookmarkPlace.parse(place)).toEqual(place);
});

test.each<[string, object, string, RegExp]>([
  ['without its data bucket', { ...s3, dataBucket: undefined }, 'dataBucket', /must be a bucket's name/],
  ['with a bucket that is none', { ...s3, landingBucket: 'Landing_Zone' }, 'landingBucket', /must be a bucket's name/],
  ['with a key that is none', { ...s3, bucket: 'landing-zone' }, '', /bucket/],
  ['whose account is named twice', { ...azure, endpoint: 'https://a.example' }, '', /either accountName or endpoint/],
  ['of an unknown type', { ...azure, type: 'azure' }, 'type', /./],
])('one %s is refused', (_, place, path, message) => {
  const { error } = bookmarkPlace.safeParse(place);
  expect(error?.issues.map(({ path: at, message: said }) => [at.join('.'), said])).toContainEqual([
    path,
    expect.stringMatching(message),
  ]);
});

test('docs/bookmarks.md shows one of each type', () => {
  const page = readFileSync(resolve(__dirname, '../../docs/bookmarks.md'), 'utf8');
  const { places } = z
    .strictObject({ places: z.record(z.string(), bookmarkPlace) })
    .parse(parse(/```yaml\n(.*?)```/s.exec(page)?.[1] ?? ''));
  expect(Object.values(places).map(({ type }) => type)).toEqual(
    bookmarkPlace.options.map(({ shape }) => shape.type.value),
  );
});
