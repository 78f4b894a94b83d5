import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endPointFingerprint, findBatchJob, findEndPoint } from '../../src/config';
import { configFile, goodFile, placeIn } from './config-file';

const { folder, load, refusal } = configFile();

const file = `${goodFile}endPoints:
  report: { type: module, path: ./report.mjs, export: report }
  legacy:
    type: http
    url: https://legacy.example/report
    headers: { authorization: "\${LEGACY_TOKEN}" }
    passTimeout: 2m
    retry: { attempts: 3, backoff: 1 }
    onFailure: skip
    maxSkips: 2
  formstraining.examples.report: { type: module, path: ./report.mjs, export: report, stallAfter: 0 }
batchJobs:
  nightly-report: { endPoint: report, params: { days: 7, to: [a, b] }, schedule: { cron: "0 2 * * *" } }
`;
const env = { LEGACY_TOKEN: 'Bearer canary' };

test('end points have a policy, and names with dots', () => {
  const { endPoints } = load(file, env);
  expect(endPoints.report).toEqual({
    type: 'module',
    path: join(folder(), 'report.mjs'),
    export: 'report',
    passTimeout: 600_000,
    stallAfter: 10,
    retry: { attempts: 5, initialInterval: 1_000, backoff: 2 },
    onFailure: 'fail',
    maxSkips: 10,
  });
  expect(endPoints.legacy).toMatchObject({
    url: 'https://legacy.example/report',
    headers: { authorization: 'Bearer canary' },
    passTimeout: 120_000,
    deliverWithin: 86_400_000,
    retry: { attempts: 3, initialInterval: 1_000, backoff: 1 },
    onFailure: 'skip',
    maxSkips: 2,
  });
  expect(endPoints['formstraining.examples.report']?.stallAfter).toBe(0);
});

test('a batch job that has a name is an end point with its parameters', () => {
  const config = load(file, env);
  expect(findBatchJob(config, 'nightly-report')).toMatchObject({
    endPoint: 'report',
    params: { days: 7, to: ['a', 'b'] },
    schedule: { cron: '0 2 * * *', timeZone: 'UTC' },
  });
  expect(() => findBatchJob(config, 'nightly-reprot')).toThrow('did you mean `nightly-report`?');
  expect(() => findEndPoint(config, 'constructor')).toThrow(
    /has no end point `constructor`: its end points are report/,
  );
});

test.each([
  [
    'an end point that is not there',
    'endPoint: report',
    'endPoint: reports',
    'did you mean `report`?',
    'is no end point',
  ],
  ['a key that is none', 'maxSkips: 2', 'maxSkip: 2', 'did you mean `maxSkips`?', 'is not a key'],
  [
    'a type that is none',
    '{ type: module, path: ./report.mjs, export: report }',
    '{ type: modul }',
    '',
    'must be one of',
  ],
  ['a header of two lines', '"${LEGACY_TOKEN}"', '"a\\nb"', '', 'must be one line of plain characters'],
])('%s is refused with its place', (_, good, bad, remedy, fault) => {
  const text = file.replace(good, bad);
  const problems = refusal(text, env)?.problems ?? [];
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(fault);
  expect(problems[0]).toContain(remedy);
  expect(problems[0]?.split(':')[0]).toBe(placeIn(text, bad).split(':')[0]);
});

test('a secret in a header is in no refusal', () => {
  const { error } = refusal(file, { LEGACY_TOKEN: 'canary\nsecond' }) ?? {};
  expect(error?.message).toContain('${LEGACY_TOKEN}');
  expect(error?.message).not.toContain('canary');
});

test('the fingerprint follows the section and the module, not the secret', () => {
  const write = (text: string) => writeFileSync(join(folder(), 'report.mjs'), text);
  write('export const report = () => ({ complete: true });');
  const before = endPointFingerprint(load(file, env), 'report');
  expect(endPointFingerprint(load(file, env), 'report')).toEqual(before);
  write('export const report = () => ({ complete: false });');
  const after = endPointFingerprint(load(file, env), 'report');
  expect(Object.keys(before).filter((key) => before[key] !== after[key])).toEqual(['module']);
  expect(endPointFingerprint(load(file, { LEGACY_TOKEN: 'other' }), 'legacy')).toEqual(
    endPointFingerprint(load(file, env), 'legacy'),
  );
});
