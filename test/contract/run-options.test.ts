import { runOptionsFault } from '../../src/contract/run-options';

test.each([
  [{}],
  [{ trackerId: 'night-42', retryQuarantined: true }],
  [{ retryQuarantined: true, overwriteNewer: true }],
  [{ noWaitForDependencies: true }],
  [{ replay: {} }],
  [{ replay: { file: 'in/a.json', run: '0199', code: 'wrong-type', dryRun: true }, overwriteNewer: true }],
])('%j are options', (options) => {
  expect(runOptionsFault(options)).toBeUndefined();
});

test.each([
  [{ retry: true }, 'has the option `retry`, which is none'],
  [{ retryQuarantined: 'yes' }, '`retryQuarantined` of its input must be true, or left out'],
  [{ retryQuarantined: false }, '`retryQuarantined` of its input must be true, or left out'],
  [{ noWaitForDependencies: false }, '`noWaitForDependencies` of its input must be true, or left out'],
  [{ overwriteNewer: true }, '`overwriteNewer`, which belongs to `retryQuarantined` or `replay`'],
  [{ retryQuarantined: true, replay: {} }, 'both `retryQuarantined` and `replay`'],
  [{ replay: true }, '`replay` of its input is not a JSON object'],
  [{ replay: [] }, '`replay` of its input is not a JSON object'],
  [{ replay: { dryRun: 'no' } }, '`replay.dryRun` of its input must be true, or left out'],
  [{ replay: { file: '' } }, '`replay.file` of its input must be a text of 1 to 1024 characters'],
  [{ replay: { run: 7 } }, '`replay.run` of its input must be a text of 1 to 1024 characters'],
  [{ replay: { index: 3 } }, '`replay` of its input has `index`, but may have'],
])('%j are none: %s', (options, fault) => {
  expect(runOptionsFault(options)).toContain(fault);
});
