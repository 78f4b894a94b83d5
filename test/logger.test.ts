import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a process writes whose body logs with `logger`. */
async function logged(body: string, level = ''): Promise<{ stdout: string; lines: Record<string, unknown>[] }> {
  const script = `
    const { ApplicationFailure } = require('@temporalio/common');
    const logger = require('./src/logger.ts').createLogger(${level && `'${level}'`});
    ${body}`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['-r', join(__dirname, 'load-typescript.cjs'), '-e', script],
    { cwd: join(__dirname, '..') },
  );
  const lines = stderr.split('\n').filter((line) => line !== '');
  return { stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('writes JSON lines on stderr, and nothing on stdout', async () => {
  const { stdout, lines } = await logged(`
    logger.info('worker ready', { taskQueue: 'longshore' });
    logger.warn('100 %s of a.json\\nand “Zürich”');
    logger.error('no more');`);
  expect(stdout).toBe('');
  const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(lines).toEqual([
    { level: 'info', time, taskQueue: 'longshore', msg: 'worker ready' },
    { level: 'warn', time, msg: '100 %s of a.json\nand “Zürich”' },
    { level: 'error', time, msg: 'no more' },
  ]);
});

test.each([
  ['', ['info', 'warn', 'error']],
  ['DEBUG', ['debug', 'info', 'warn', 'error']],
  ['ERROR', ['error']],
])('at level %s writes %j', async (level, expected) => {
  const { lines } = await logged(
    "for (const level of ['trace', 'debug', 'info', 'warn', 'error']) logger[level]('x');",
    level,
  );
  expect(lines.map((line) => line.level)).toEqual(expected);
});

test('tells whose work it is: the import, the run by its first id, the caller’s id, the activity and its attempt', async () => {
  const { lines } = await logged(`
    const meta = { workflowId: 'import/stores', runId: 'second', activityType: 'importFiles', attempt: 3 };
    logger.info('of an activity', { ...meta, run: 'first', tracker: 'T-7', sdkComponent: 'activity' });
    logger.info('of another version', meta);
    logger.info('of a bookmark', { workflowId: 'bookmark/stores', runId: 'only' });`);
  expect(lines).toMatchObject([
    { import: 'stores', run: 'first', tracker: 'T-7', activity: 'importFiles', attempt: 3, from: 'activity' },
    { import: 'stores', run: 'second', activity: 'importFiles', attempt: 3 },
    { import: 'bookmark/stores', run: 'only' },
  ]);
  expect(lines[1]).not.toHaveProperty('tracker');
});

test('an error is told by its name and its code alone, for its text may quote a record', async () => {
  const { lines } = await logged(`
    const cause = new SyntaxError('canary-1');
    logger.warn('Activity failed', { error: cause });
    logger.warn('Activity failed', { error: Object.assign(new TypeError('canary-2', { cause }), { detail: 'canary-3' }) });
    const details = [{ message: 'canary-4' }];
    logger.warn('Activity failed', { error: ApplicationFailure.create({ message: 'canary-5', type: 'throttled', details }) });
    logger.warn('Activity failed', { error: 'canary-6' });`);
  expect(lines).toMatchObject([
    { msg: 'Activity failed', error: 'SyntaxError' },
    { msg: 'Activity failed', error: 'TypeError' },
    { msg: 'Activity failed', error: 'ApplicationFailure', code: 'throttled' },
    { msg: 'Activity failed' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('what is not known to be harmless is left out', async () => {
  const { lines } = await logged(`
    logger.info('x', { args: ['canary'], taskToken: 'canary', record: { id: 'canary' }, seq: 4, notification: true });`);
  expect(lines).toEqual([{ level: 'info', time: expect.any(String), seq: 4, notification: true, msg: 'x' }]);
});
