import { batchRequestFault } from '../../src/contract/batch-request-fault';

const good = { endPointName: 'formstraining.examples.articleQuery', endPointParams: { batchSize: 10 }, id: '1' };

test('what a job is started with is taken', () => {
  expect(batchRequestFault(good)).toBeUndefined();
  expect(batchRequestFault({ ...good, batchJob: 'nightly', noWaitForDependencies: true })).toBeUndefined();
});

test.each([
  [undefined, 'It has no request'],
  [null, 'It has no request'],
  [[], 'Its request is not a JSON object'],
  [{ ...good, endPointName: 'a b' }, 'The `endPointName` of its request is no name of an end point'],
  [{ ...good, id: 1 }, /^The `id` of its request must be a text/],
  [{ ...good, id: 'a/b' }, /^The `id` of its request must be a text/],
  [{ ...good, endPointParams: undefined }, 'The `endPointParams` of its request are not a JSON object'],
  [{ ...good, endPointParams: { text: 'x'.repeat(70_000) } }, /are over 64 KB/],
  [{ ...good, batchJob: 'a/b' }, 'The `batchJob` of its request is no name of a batch job'],
  [{ ...good, noWaitForDependencies: true }, /^Its request has `noWaitForDependencies`, but no `batchJob`/],
  [
    { ...good, batchJob: 'a', noWaitForDependencies: 'yes' },
    'The `noWaitForDependencies` of its request must be true, or left out',
  ],
  [{ ...good, params: {} }, /^Its request has `params`, but may have/],
])('%j is not', (request, fault) => {
  expect(batchRequestFault(request)).toEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
});
