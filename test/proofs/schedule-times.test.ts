import { Connection, ScheduleClient } from '@temporalio/client';
import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { parseCron, readCron } from '../../src/contract/schedules/cron';
import { cronFires } from '../../src/contract/schedules/cron-fires';
import { type DevServer, findTemporal, startDevServer } from '../../src/dev-server';
import { scheduleSpec } from '../../src/runs/schedule-spec';
import { quartzExpressions, unixExpressions } from '../contract/schedules/cron-expressions';
import { walkedFires } from '../contract/schedules/walked-fires';
import { provingAll } from './run-import';

/** A year that is over when nobody runs this any more. */
const [from, to] = [Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1)];
/** Expressions that fire all the time are told apart by their first days. */
const most = provingAll ? 2_000 : 200;
const runs = { numRuns: provingAll ? 500 : 25 };

const canCome = (expression: string): boolean => 'cron' in readCron(expression);
const fires = (expression: string, timeZone: string, end: number, count: number): number[] =>
  cronFires(parseCron(expression), timeZone)
    .upcoming(from - 1, count)
    .filter((fire) => fire < end);

test('a year of five fields, and of Quartz, is what the words of the fields mean', () => {
  fc.assert(
    fc.property(fc.oneof(unixExpressions, quartzExpressions).filter(canCome), (expression) => {
      expect(fires(expression, 'UTC', to, most)).toEqual(walkedFires(expression, from, to, most));
    }),
    {
      ...runs,
      examples: [
        '0 0 13 * 5',
        '0 0 */2 * 1',
        '0 0 6 LW * ?',
        '0 0 6 31W * ?',
        '0 0 6 1W * ?',
        '0 0 6 L-3 * ?',
        '0 0 6 ? * 2#5',
      ].map((expression): [string] => [expression]),
    },
  );
}, 300_000);

test('five fields fire when croner says so', () => {
  // It takes */2 for a field that is restricted, where Unix takes it for a star.
  const isTold = (expression: string) => canCome(expression) && !/^\S+ \S+ (\*\/|\S+ \S+ \*\/)/.test(expression);
  // It needs ten times as long as the rest of this file.
  const few = provingAll ? 200 : 20;
  fc.assert(
    fc.property(unixExpressions.filter(isTold), (expression) => {
      const croner = new Croner(expression, { timezone: 'UTC', paused: true, mode: '5-part' });
      const theirs = croner.nextRuns(few, new Date(from - 1_000)).map((fire) => fire.getTime());
      expect(fires(expression, 'UTC', to, few)).toEqual(theirs.filter((fire) => fire < to));
    }),
    { ...runs, examples: [['0 0 13 * 5'], ['*/7 3-5 1,31 2-4 1-5']] },
  );
}, 300_000);

describe('the server', () => {
  let server: DevServer;
  let connection: Connection;
  beforeAll(async () => {
    const { path: binary } = await findTemporal({ env: process.env });
    server = await startDevServer({ binary, headless: true });
    connection = await Connection.connect({ address: server.address });
  }, 60_000);
  afterAll(async () => {
    await connection?.close();
    await server?.kill();
  });

  const zones = [
    ...['UTC', 'America/New_York', 'Europe/Berlin', 'Europe/London', 'Australia/Sydney', 'America/Havana'],
    ...[
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'America/Santiago',
      'Asia/Kolkata',
      'America/St_Johns',
      'Africa/Casablanca',
    ],
  ];
  const zoned = fc.tuple(fc.oneof(unixExpressions, quartzExpressions).filter(canCome), fc.constantFrom(...zones));
  const examples = [
    '30 1 * * *',
    '30 2 * * *',
    '*/20 1-3 * * *',
    '30 1 31 10 *',
    '0 5 * * 6',
    '15 0 * * 0',
    '0 * * * *',
  ].flatMap((expression) => zones.map((zone): [string, string] => [expression, zone]));

  test('starts runs at the times that are told before', async () => {
    const schedules = new ScheduleClient({ connection });
    const seed = Number(process.env.SEED ?? Date.now() % 1e6);
    const drawn = fc.sample(zoned, {
      numRuns: provingAll ? 500 : 10,
      seed,
    });
    const handle = await schedules.create({
      scheduleId: 'times',
      spec: {},
      action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'nobody' },
      state: { paused: true },
    });
    const differing: unknown[] = [];
    for (const [expression, timeZone] of [...(provingAll ? examples : examples.slice(0, 36)), ...drawn]) {
      await handle.update((before) => ({ ...before, spec: scheduleSpec({ cron: expression, timeZone, jitterMs: 0 }) }));
      // The server answers so many times, and no more.
      const ours = fires(expression, timeZone, to, 500);
      const end = ours.length < 500 ? to : (ours.at(-1) ?? to);
      const answer = await connection.workflowService.listScheduleMatchingTimes({
        namespace: 'default',
        scheduleId: 'times',
        startTime: timestamp(from - 1_000),
        endTime: timestamp(end),
      });
      const theirs = (answer.startTime ?? []).map(({ seconds }) => Number(seconds) * 1_000);
      const different = ours.findIndex((fire, index) => fire !== theirs[index]);
      if (different >= 0 || theirs.length !== ours.length) {
        const at = (list: readonly number[]) =>
          list.slice(different, different + 3).map((one) => new Date(one).toISOString());
        differing.push({
          expression,
          timeZone,
          ours: at(ours),
          theirs: at(theirs),
          counts: [ours.length, theirs.length],
        });
      }
    }
    expect({ seed, differing }).toEqual({ seed, differing: [] });
  }, 300_000);
});

function timestamp(ms: number) {
  return { seconds: Math.floor(ms / 1_000) as unknown as Long, nanos: 0 };
}
