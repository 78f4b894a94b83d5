import fc from 'fast-check';
import { type Finding, findFiles } from '../../../src/activities/couriers/find-files';
import type { ListingOptions } from '../../../src/activities/couriers/list-names';
import { missingFailure, missingFiles } from '../../../src/activities/couriers/missing-files';
import { type SoughtEntity, soughtEntities } from '../../../src/activities/couriers/sought-entity';
import { surveyFiles } from '../../../src/activities/couriers/survey-files';
import { openBucket, type S3Bucket } from '../../../src/connectors/s3';
import { addDays, daysBetween } from '../../../src/contract/calendar-day';
import type { CourierObject } from '../../../src/contract/couriers/courier-file';
import { type CourierWindow, windowOfDay, windowOfPeriod } from '../../../src/contract/couriers/courier-window';
import { compileFilePattern } from '../../../src/contract/couriers/file-pattern';
import { startStandInBucket } from '../../connectors/s3/stand-in-bucket';
import { memoryBucket } from './memory-bucket';

const all: CourierWindow = { kind: 'all' };

function entity(pattern: string, more: Partial<SoughtEntity> & { readonly ready?: string } = {}): SoughtEntity {
  const { ready, quotedDates = false, ...rest } = more;
  return {
    name: 'files',
    pattern: compileFilePattern(pattern, { quotedDates }),
    required: true,
    markers: ready === undefined ? [] : [compileFilePattern(ready)],
    quotedDates,
    ...rest,
  };
}

interface Found extends Finding {
  readonly objects: readonly CourierObject[];
}

async function find(
  bucket: Pick<S3Bucket, 'prefix' | 'listPages'>,
  entities: readonly SoughtEntity[],
  window: CourierWindow,
  options: ListingOptions = {},
): Promise<Found> {
  const finding = findFiles(bucket, { entities, window }, options);
  const objects: CourierObject[] = [];
  for (;;) {
    const next = await finding.next();
    if (next.done) return { ...next.value, objects };
    objects.push(next.value);
  }
}

/** Throws what keeps a run from going on. */
function requireFiles(finding: Finding): void {
  const failure = missingFailure(missingFiles(finding));
  if (failure) throw failure;
}

const told = ({ objects }: Found) => objects.map(({ day, name }) => `${day} ${name}`);

describe('the export of Optimizely in a bucket', () => {
  const decisions = "'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'";
  const events = "'type=events/date='yyyy-MM-dd'/event=*/*.parquet'";
  const ready = {
    decisions: "'type=decisions/date='yyyy-MM-dd'/_SUCCESS'",
    events: "'type=events/date='yyyy-MM-dd'/_SUCCESS'",
  };
  const both = [
    entity(decisions, { name: 'decisions', ready: ready.decisions }),
    entity(events, { name: 'conversions', ready: ready.events }),
  ];
  const account = 'v1/account_id=12345/';
  let service: Awaited<ReturnType<typeof startStandInBucket>>;
  let bucket: S3Bucket;

  beforeAll(async () => {
    // Rights end at the account's prefix, as those of the export do.
    const key = { accessKeyId: 'AKIAEXPORT', secretAccessKey: 'export-secret', prefix: account };
    service = await startStandInBucket({ accessKeys: [key], pageSize: 2, emptyLastPage: true });
    const put = (name: string, content = 'PAR1') => service.standIn.putObject(account + name, content);
    for (const day of ['2020-09-12', '2020-09-13', '2020-09-14']) {
      put(`type=decisions/date=${day}/experiment=187/part-00001.parquet`);
      put(`type=decisions/date=${day}/experiment=187/part-00000.parquet`);
      put(`type=decisions/date=${day}/experiment=99/part-00000.parquet`);
      put(`type=decisions/date=${day}/_SUCCESS`, '');
    }
    for (const event of ['NULL', 'Main_Nav_javascript%3Avoid(0);', 'sp ace+plus', 'ünïcode☃']) {
      put(`type=events/date=2020-09-13/event=${event}/part-00000.parquet`);
    }
    put('type=events/date=2020-09-13/event=NULL/empty.parquet', '');
    put('type=events/date=2020-09-13/event=NULL/', '');
    put('type=events/date=2020-09-13/_SUCCESS', '');
    // A day whose files are still being written, and one that has none.
    put('type=events/date=2020-09-14/event=NULL/part-00000.parquet');
    put('type=events/date=2020-09-15/_SUCCESS', '');
    put('type=decisions-rerun/date=2020-09-13/experiment=1/part-00000.parquet');
    service.standIn.putObject('v1/account_id=9/type=decisions/date=2020-09-13/experiment=1/part-0.parquet', 'PAR1');
    bucket = openBucket({ ...service.settings, prefix: account });
  });
  afterAll(async () => {
    bucket?.close();
    await service?.standIn.stop();
  });
  let before = 0;
  beforeEach(() => {
    before = service.standIn.requests().length;
  });
  const requests = () => service.standIn.requests().slice(before);
  const listed = () => [...new Set(requests().map(({ key }) => key.slice(account.length)))];

  test('a day: entity by entity, by the bytes of names, listed by day and type and never without the prefix', async () => {
    const found = await find(bucket, both, windowOfDay('2020-09-13'));
    expect(told(found)).toEqual([
      '2020-09-13 type=decisions/date=2020-09-13/experiment=187/part-00000.parquet',
      '2020-09-13 type=decisions/date=2020-09-13/experiment=187/part-00001.parquet',
      '2020-09-13 type=decisions/date=2020-09-13/experiment=99/part-00000.parquet',
      '2020-09-13 type=events/date=2020-09-13/event=Main_Nav_javascript%3Avoid(0);/part-00000.parquet',
      '2020-09-13 type=events/date=2020-09-13/event=NULL/part-00000.parquet',
      '2020-09-13 type=events/date=2020-09-13/event=sp ace+plus/part-00000.parquet',
      '2020-09-13 type=events/date=2020-09-13/event=ünïcode☃/part-00000.parquet',
    ]);
    expect(found).toMatchObject({
      sought: 2,
      absent: [],
      notReady: [],
      counts: { objects: 7, bytes: 28, empty: 1 },
    });
    expect(found.objects[0]).toMatchObject({ entity: 0, etag: expect.stringMatching(/^[^"]+$/), size: 4, late: false });
    expect(found.objects[6]?.entity).toBe(1);
    expect(() => requireFiles(found)).not.toThrow();
    expect(listed()).toEqual([
      'type=decisions/date=2020-09-13/_SUCCESS',
      'type=decisions/date=2020-09-13/experiment=',
      'type=events/date=2020-09-13/_SUCCESS',
      'type=events/date=2020-09-13/event=',
    ]);
    expect(requests().every(({ method, status }) => method === 'LIST' && status === 200)).toBe(true);
  });

  test('a period: the earlier day first, its end not in it', async () => {
    const found = await find(bucket, [both[0] ?? entity('x')], windowOfPeriod('2020-09-12', '2020-09-14'));
    expect(told(found).map((it) => it.slice(0, 10))).toEqual([
      ...Array(3).fill('2020-09-12'),
      ...Array(3).fill('2020-09-13'),
    ]);
  });

  test('all: each day that there is, and its marker', async () => {
    const found = await find(bucket, both, all);
    expect(new Set(found.objects.map(({ day, entity: index }) => `${index} ${day}`))).toEqual(
      new Set(['0 2020-09-12', '0 2020-09-13', '0 2020-09-14', '1 2020-09-13']),
    );
    expect(found.notReady).toMatchObject([{ day: '2020-09-14', text: 'type=events/date=2020-09-14/_SUCCESS' }]);
    expect(await surveyFiles(bucket, compileFilePattern(decisions))).toEqual({
      days: ['2020-09-12', '2020-09-13', '2020-09-14'],
      files: 9,
      bytes: 36,
    });
  });

  test('without its marker a day is not ready, and its files are not looked for', async () => {
    const found = await find(bucket, both, windowOfDay('2020-09-14'));
    expect(found.objects.map(({ entity: index }) => index)).toEqual([0, 0, 0]);
    expect(listed()).not.toContain('type=events/date=2020-09-14/event=');
    expect(missingFiles(found)).toMatchObject({ absent: [], notReady: [{ day: '2020-09-14', late: false }] });
    expect(() => requireFiles(found)).toThrow(
      expect.objectContaining({
        code: 'files-not-ready',
        message: 'There is no marker of conversions for 2020-09-14 (type=events/date=2020-09-14/_SUCCESS)',
      }),
    );
  });

  test('a marker beside no files says that there are none', async () => {
    const found = await find(bucket, [both[1] ?? entity('x')], windowOfDay('2020-09-15'));
    expect(found).toMatchObject({ sought: 1, objects: [], absent: [], notReady: [] });
    expect(() => requireFiles(found)).not.toThrow();
  });

  test('a marker is asked for once, whoever waits for it', async () => {
    const two = [entity(decisions, { ready: ready.decisions }), entity(events, { ready: ready.decisions })];
    await find(bucket, two, windowOfDay('2020-09-13'));
    expect(requests().filter(({ key }) => key.endsWith('_SUCCESS'))).toHaveLength(1);
  });

  test('what came late is told from what did not', async () => {
    service.standIn.putObject(`${account}type=decisions/date=2020-09-12/experiment=187/part-00009.parquet`, 'late');
    const found = await find(bucket, [both[0] ?? entity('x')], windowOfDay('2020-09-13', 1));
    expect(found.objects.map(({ day, late }) => ({ day, late }))).toEqual([
      ...Array(4).fill({ day: '2020-09-12', late: true }),
      ...Array(3).fill({ day: '2020-09-13', late: false }),
    ]);
    expect(found.counts).toMatchObject({ objects: 7, bytes: 28 });
  });

  test('a page is read when it is needed, and none after the consumer has gone', async () => {
    const pages: number[] = [];
    const request = {
      entities: [entity(decisions)],
      window: windowOfPeriod('2020-09-12', '2020-09-15'),
    };
    for await (const { name } of findFiles(bucket, request, { onPage: () => pages.push(1) })) {
      expect(name).toContain('date=2020-09-12');
      break;
    }
    expect(pages).toHaveLength(1);
    expect(requests()).toHaveLength(1);
  });

  test('what a listing throws comes through, and a signal ends it', async () => {
    const elsewhere = openBucket({ ...service.settings, prefix: 'v1/account_id=9/' });
    await expect(find(elsewhere, both, windowOfDay('2020-09-13'))).rejects.toMatchObject({ code: 'source-auth' });
    elsewhere.close();
    const signal = AbortSignal.abort();
    await expect(find(bucket, both, windowOfDay('2020-09-13'), { signal })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });
});

describe('what is missing', () => {
  const bucket = memoryBucket(['a/2020-01-01.csv', 'a/2020-01-03.csv', 'b/2020-01-01.csv', 'customers.csv']);
  const [a, b] = [entity("'a/'yyyy-MM-dd'.csv'", { name: 'a' }), entity("'b/'yyyy-MM-dd'.csv'", { name: 'b' })];

  test('of a required entity, by day', async () => {
    const found = await find(bucket, [a, b], windowOfPeriod('2020-01-01', '2020-01-04', 3));
    expect(told(found)).toEqual([
      '2020-01-01 a/2020-01-01.csv',
      '2020-01-03 a/2020-01-03.csv',
      '2020-01-01 b/2020-01-01.csv',
    ]);
    expect(() => requireFiles(found)).toThrow(
      expect.objectContaining({
        code: 'required-file-missing',
        message:
          'There is no file of a for 2020-01-02 (a/2020-01-02.csv), of b for 2020-01-02 (b/2020-01-02.csv), of b for 2020-01-03 (b/2020-01-03.csv)',
      }),
    );
  });

  test('of an optional one is no failure, unless there is nothing at all', async () => {
    const optional = [a, b].map((one) => ({ ...one, required: false }));
    const found = await find(bucket, optional, windowOfDay('2020-01-03'));
    expect(found.absent).toMatchObject([{ day: '2020-01-03', text: 'b/2020-01-03.csv' }]);
    expect(missingFiles(found)).toEqual({ absent: [], notReady: [] });
    const nothing = await find(bucket, optional, windowOfDay('2020-01-02'));
    expect(missingFiles(nothing).absent).toHaveLength(2);
    expect(() => requireFiles(nothing)).toThrow('There is no file of a for 2020-01-02');
    const noDay: CourierWindow = { kind: 'days', from: '2020-01-02', to: '2020-01-02', lookBackDays: 0 };
    expect(() => requireFiles({ sought: 0, absent: [], notReady: [], counts: nothing.counts })).not.toThrow();
    expect(await find(bucket, [a], noDay)).toMatchObject({ sought: 0, objects: [], absent: [] });
  });

  test('of all days, where an entity has no file at all', async () => {
    const found = await find(bucket, [a, entity("'c/'yyyy'.csv'", { name: 'c' })], all);
    expect(told(found)).toHaveLength(2);
    expect(() => requireFiles(found)).toThrow("There is no file of c ('c/'yyyy'.csv')");
  });

  test('because a date stands in quotes is told with the pattern that was meant, and found where that is one', async () => {
    const pattern = "'/a/YYYY-MM-DD.csv'";
    const found = await find(bucket, [entity(pattern)], windowOfDay('2020-01-03'));
    expect(() => requireFiles(found)).toThrow(
      expect.objectContaining({
        message: 'There is no file of files for 2020-01-03 (a/YYYY-MM-DD.csv)',
        remedy: "A date in quotes is text: write the pattern as 'a/'yyyy-MM-dd'.csv', or set `quotedDates: true`.",
      }),
    );
    const meant = await find(bucket, [entity(pattern, { quotedDates: true })], windowOfDay('2020-01-03'));
    expect(told(meant)).toEqual(['2020-01-03 a/2020-01-03.csv']);
  });

  test('of many days is told of ten', async () => {
    const found = await find(bucket, [b], windowOfPeriod('2020-01-02', '2020-02-01'));
    expect(() => requireFiles(found)).toThrow(/2020-01-11\.csv\) and 20 more$/);
  });

  test('is never a day before the window, whose marker is told', async () => {
    const withMarker = entity("'a/'yyyy-MM-dd'.csv'", { ready: "'done/'yyyy-MM-dd" });
    const done = memoryBucket(['a/2020-01-01.csv', 'a/2020-01-03.csv', 'done/2020-01-03']);
    const found = await find(done, [withMarker], windowOfDay('2020-01-03', 2));
    expect(told(found)).toEqual(['2020-01-03 a/2020-01-03.csv']);
    expect(found.notReady.map(({ day, late }) => ({ day, late }))).toEqual([
      { day: '2020-01-01', late: true },
      { day: '2020-01-02', late: true },
    ]);
    expect(() => requireFiles(found)).not.toThrow();
  });
});

describe('patterns without a day of their own', () => {
  const bucket = memoryBucket(['customers.csv', 'm/2020-01.csv', 'm/2020-02.csv', 'd/31.csv', 'customers.csv.bak']);

  test('have the same file on each day, and it is found once, as of none', async () => {
    const found = await find(bucket, [entity('customers.csv')], windowOfPeriod('2020-01-01', '2020-01-05', 9));
    expect(found.objects).toMatchObject([{ name: 'customers.csv', late: false }]);
    expect(found.objects[0]).not.toHaveProperty('day');
    expect(bucket.listed).toEqual(['customers.csv']);
    const months = await find(bucket, [entity("'m/'yyyy-MM'.csv'")], windowOfPeriod('2020-01-30', '2020-02-03', 40));
    expect(months.objects).toMatchObject([
      { name: 'm/2020-01.csv', day: '2020-01-31', late: false },
      { name: 'm/2020-02.csv', day: '2020-02-02', late: false },
    ]);
  });

  test('say no day where all files are looked for', async () => {
    const found = await find(bucket, [entity('customers.csv'), entity("'d/'dd'.csv'")], all);
    expect(told(found)).toEqual(['undefined customers.csv', 'undefined d/31.csv']);
  });
});

test('a marker that the pattern reaches is no file', async () => {
  const bucket = memoryBucket(['d/2020-01-01/_SUCCESS', 'd/2020-01-01/part-0', 'd/2020-01-01/deeper/part-0']);
  const parts = entity("'d/'yyyy-MM-dd'/'", { ready: "'d/'yyyy-MM-dd'/_SUCC*'" });
  expect(told(await find(bucket, [parts], windowOfDay('2020-01-01')))).toEqual(['2020-01-01 d/2020-01-01/part-0']);
});

test('prefix and pattern are joined by one slash, and names are those of the bucket', async () => {
  const keys = ['v1/a.csv', 'v1x/a.csv', 'v1//a.csv', 'a.csv'];
  for (const [prefix, name] of [
    ['v1', '/a.csv'],
    ['v1/', 'a.csv'],
    ['', 'a.csv'],
  ] as const) {
    for (const pattern of ['a.csv', '/a.csv']) {
      const bucket = memoryBucket(keys, prefix);
      const found = await find(
        bucket,
        [entity(pattern, { ready: 'a.csv' }), entity('*.csv')],
        windowOfDay('2020-01-01'),
      );
      expect(found.objects.map((object) => object.name)).toEqual([name]);
      expect(new Set(bucket.listed)).toEqual(
        new Set([prefix === '' ? 'a.csv' : 'v1/a.csv', prefix === '' ? '' : 'v1/']),
      );
    }
  }
});

test('what a courier looks for follows from its settings', () => {
  const landAs = { tag: 'a', contentType: 'text/csv' } as const;
  const courier: Parameters<typeof soughtEntities>[0] = {
    quotedDates: true,
    entities: [
      { type: 'file', pattern: "'a_YYYY.csv'", required: true, landAs },
      {
        type: 'archive',
        pattern: "'b.zip'",
        required: false,
        skipMissing: false,
        contents: [
          { name: 'x', landAs: { ...landAs, tag: 'b' } },
          { name: 'y', landAs: { ...landAs, tag: 'c' } },
        ],
      },
    ],
  };
  const markersOf = (ready?: string | Record<string, string>) =>
    soughtEntities({ ...courier, ...(ready === undefined ? {} : { ready }) }).map(
      ({ name, required, pattern, markers }) => ({
        name,
        required,
        text: pattern.on('2020-01-01').text,
        markers: markers.map((marker) => marker.on('2020-01-01').text),
      }),
    );
  const a = { name: 'a', required: true, text: 'a_2020.csv' };
  const archive = { name: 'b, c', required: false, text: 'b.zip' };
  expect(markersOf()).toEqual([
    { ...a, markers: [] },
    { ...archive, markers: [] },
  ]);
  expect(markersOf("'done_YYYY'")).toEqual([
    { ...a, markers: ['done_2020'] },
    { ...archive, markers: ['done_2020'] },
  ]);
  expect(markersOf({ b: 'm1', c: 'm2' })).toEqual([
    { ...a, markers: [] },
    { ...archive, markers: ['m1', 'm2'] },
  ]);
});

test('whatever lies in a bucket, what is found is what fits, each object once and in order', async () => {
  const days = daysBetween('2020-01-28', '2020-02-04');
  const digits = (day: string) => day.replaceAll('-', '');
  const patterns = ["'a/'yyyyMMdd'/*.csv'", "'a/*'yyyyMMdd'*.csv'", "'a/'MMddyyyy'/x*'", "'a/'yyyyMM'*'", "'a/*.csv'"];
  const key = fc.oneof(
    fc
      .tuple(fc.constantFrom(...days), fc.constantFrom('1.csv', '2.csv', 'x', 'b/1.csv'))
      .map(([day, end]) => `a/${digits(day)}/${end}`),
    fc
      .tuple(fc.constantFrom(...days), fc.constantFrom(...days))
      .map(([day, other]) => `a/${digits(day)}_${digits(other)}.csv`),
    fc.constantFrom(...days).map((day) => `a/${day.slice(5, 7)}${day.slice(8)}${day.slice(0, 4)}/x`),
    fc.constantFrom(
      'a/20209999/1.csv',
      'a/.csv',
      'a',
      'b/20200130/1.csv',
      'a/20200130',
      'a/20200131/é.csv',
      'a/20200131/\u{1F600}.csv',
    ),
  );
  let objects = 0;
  const property = fc.asyncProperty(
    fc.uniqueArray(key, { maxLength: 25 }),
    fc.constantFrom(...patterns),
    fc.option(fc.tuple(fc.constantFrom(...days), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))),
    async (keys, pattern, chosen) => {
      const compiled = compileFilePattern(pattern);
      const window = chosen === null ? all : windowOfPeriod(chosen[0], addDays(chosen[0], chosen[1]), chosen[2]);
      const found = await find(memoryBucket(keys), [entity(pattern)], window);
      const within =
        chosen === null
          ? daysBetween('2020-01-01', '2020-12-31')
          : daysBetween(addDays(chosen[0], -chosen[2]), addDays(chosen[0], chosen[1]));
      const expected = keys.filter((name) => within.some((day) => compiled.on(day).matches(name)));
      expect(found.objects.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
      for (const { day, name, late } of found.objects) {
        if (day === undefined) {
          expect({ isDated: compiled.isDated && chosen !== null, late }).toEqual({ isDated: false, late: false });
          continue;
        }
        expect(compiled.on(day).matches(name)).toBe(true);
        expect(late).toBe(chosen !== null && day < chosen[0]);
      }
      const order = found.objects.map(({ day = '', name }) => ({ day, name: Buffer.from(name) }));
      expect(order).toEqual(
        order.toSorted((x, y) => (x.day === y.day ? Buffer.compare(x.name, y.name) : x.day < y.day ? -1 : 1)),
      );
      objects += found.objects.length;
    },
  );
  await fc.assert(property, { numRuns: 300 });
  expect(objects).toBeGreaterThan(100);
});
