import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StateStore } from '../src/bookmarks-sdk';
import { startStandInBucket } from './connectors/s3/stand-in-bucket';
import { codeIn } from './proofs/readme-section';

const project = resolve(__dirname, '..');

test('longshore/bookmarks keeps states in a directory, loads no client of a service, and warns of a first use', () => {
  const path = mkdtempSync(join(tmpdir(), 'longshore-states-'));
  const script = `
    const { BookmarkConflict, StateStore } = require('longshore/bookmarks');
    const store = () => new StateStore({ type: 'directory', path: ${JSON.stringify(path)} }, { domain: 'crm', dataset: 'states', username: 'ada' });
    const warnings = [];
    process.on('warning', ({ name, message }) => warnings.push(name + ': ' + message));
    (async () => {
      const data = await store().getOrCreate('export');
      data.addElement('crm.customers', { epoch_time: 156234987 });
      await store().complete(data);
      const read = await store().getOrCreate('export');
      const conflict = await store().update(data, { expectedVersion: 0 }).catch((error) => error);
      console.log(JSON.stringify({
        created: data.created, status: read.status, elements: read.elements(), isConflict: conflict instanceof BookmarkConflict, warnings,
        clients: Object.keys(require.cache).filter((path) => /@temporalio|@aws-sdk|@azure/.test(path)),
      }));
    })();`;
  try {
    const said = execFileSync(process.execPath, ['-e', script], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
    expect(JSON.parse(said)).toEqual({
      ...{ created: true, status: 'completed', isConflict: true, clients: [] },
      warnings: [
        'BookmarkWarning: First use of the bookmark crm/states/export: no job of this name has stored a state yet',
      ],
      elements: { 'crm.customers': { epoch_time: 156_234_987 } },
    });
  } finally {
    rmSync(path, { recursive: true });
  }
});

test('in S3 longshore/bookmarks loads the client of S3, and no other', async () => {
  const { standIn, settings } = await startStandInBucket();
  const { bucket, ...access } = settings;
  const place = { type: 's3', landingBucket: bucket, dataBucket: bucket, ...access };
  const script = `
    const { StateData, StateStore } = require('longshore/bookmarks');
    const store = new StateStore(${JSON.stringify(place)}, { domain: 'crm', dataset: 'states', username: 'ada' });
    (async () => {
      const { version } = await store.complete(new StateData('export'));
      const loaded = (name) => Object.keys(require.cache).some((path) => path.includes(name));
      console.log(JSON.stringify([version, ...['@aws-sdk', '@azure', '@temporalio'].map(loaded)]));
    })();`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: project });
    expect(JSON.parse(stdout)).toEqual([1, true, false, false]);
    expect(standIn.objects().map(({ key }) => key)).toEqual([
      'crm/states/_longshore/export/0000000001.json',
      expect.stringMatching(/^crm\/states\/upload_date=\d{10}\/ada\/others\/export_completed\.json$/),
    ]);
  } finally {
    await standIn.stop();
  }
});

test('what the README shows works as it stands there', () => {
  const path = mkdtempSync(join(tmpdir(), 'longshore-states-'));
  const [code = ''] = codeIn('Bookmarks', 'js');
  expect(code).toContain('"/var/states"');
  const script = `${code.replace('"/var/states"', JSON.stringify(path))}
    console.log(JSON.stringify([finished.version, finished.status, finished.elements()]));`;
  try {
    const args = ['--input-type=module', '-e', script];
    const said = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
    expect(JSON.parse(said)).toEqual([2, 'completed', { 'crm.customers': { epoch_time: 156_234_987 } }]);
  } finally {
    rmSync(path, { recursive: true });
  }
});

test.each<[object, RegExp]>([
  [{ type: 'temporal' }, /need a client of Temporal/],
  [{ type: 'ftp' }, /no place of bookmarks of type 'ftp'/],
])('a place that cannot be opened is an error (%j)', async (place, message) => {
  const store = new StateStore(place as { type: 'temporal' }, { domain: 'crm', dataset: 'states' });
  await expect(store.getOrCreate('export')).rejects.toMatchObject({
    ...{ code: 'usage-invalid', message: expect.stringMatching(message) },
  });
});

test('names that cannot be part of a path are refused', async () => {
  const place = { type: 'directory', path: tmpdir() } as const;
  expect(() => new StateStore(place, { domain: '..', dataset: 'states' })).toThrow("'..' cannot be the domain");
  const store = new StateStore(place, { domain: 'crm', dataset: 'states' });
  await expect(store.getOrCreate('a/b')).rejects.toMatchObject({ code: 'usage-invalid' });
});
