import { rejectRateExceeded, tooManyRejects } from '../../src/activities/reject-limits';

const file = { name: 'in/a.json', etag: 'v1', timestamp: 1, size: 9 };
const counts = (read: number, rejected: number) => ({
  read,
  delivered: read - rejected,
  rejected,
  skipped: 0,
  pending: 0,
});

test.each([
  [10, 0, 0, false],
  [10, 1, 0, true],
  [10, 5, 5, false],
  [10, 6, 5, true],
])('of %d records %d are rejected and maxRejects is %d: too many is %s', (read, rejected, most, isTooMany) => {
  expect(tooManyRejects(file, counts(read, rejected), most)?.code).toBe(isTooMany ? 'too-many-rejects' : undefined);
});

test.each([
  [0, 0, 0, false],
  [100, 0, 0, false],
  [100, 1, 0, true],
  [100, 5, 0.05, false],
  [100, 6, 0.05, true],
  [19, 1, 0.05, true],
  [20, 1, 0.05, false],
  [3, 3, 1, false],
])('of %d records %d are rejected and maxRejectRate is %d: too many is %s', (read, rejected, rate, isTooMany) => {
  expect(rejectRateExceeded(file, counts(read, rejected), rate)?.code).toBe(
    isTooMany ? 'reject-rate-exceeded' : undefined,
  );
});

test('the file, both numbers and the limit are named', () => {
  expect(tooManyRejects(file, counts(20, 7), 6)?.message).toBe(
    'in/a.json: 7 of the first 20 records were rejected, and maxRejects is 6',
  );
  expect(rejectRateExceeded(file, counts(20, 7), 0.05)?.message).toBe(
    'in/a.json: 7 of 20 records were rejected, and maxRejectRate is 0.05',
  );
});
