import { type OptimizelyStandIn, startOptimizelyStandIn } from '../../sandbox/optimizely-stand-in';
import { type S3StandIn, startS3StandIn } from '../../sandbox/s3-stand-in';
import { checkBucket } from '../../src/cli/check-bucket';
import { checkCourier } from '../../src/cli/check-courier';
import { checkTables } from '../../src/cli/check-tables';
import { type Config, findImport } from '../../src/config';
import type { Session } from '../../src/runs/session';
import { configFile, replaced } from '../config/config-file';
import { goodCouriers } from '../config/courier-file';

const { load } = configFile();
const prefix = 'v1/account_id=12345/';
const token = 'canary-token-0d1';
let s3: S3StandIn;
let optimizely: OptimizelyStandIn;
beforeAll(async () => {
  const bound = { accessKeyId: 'AKIABOUND', secretAccessKey: 'canary-bound', prefix };
  s3 = await startS3StandIn({ accessKeys: [bound] });
  s3.putObject(`${prefix}type=decisions/date=2020-09-13/_SUCCESS`, '');
  optimizely = await startOptimizelyStandIn({ s3, token, bucket: 'longshore', prefix });
});
afterAll(async () => {
  await optimizely.stop();
  await s3.stop();
});

const ofKey = '{ type: access-key, accessKeyId: AKIABOUND, secretAccessKey: canary-bound }';
const bucketWith = (more: string, credentials = ofKey) =>
  `{ type: s3, region: us-east-1, endpoint: "${s3.endpoint}", credentials: ${credentials}${more} }`;

function configWith(bucket: string, couriers = goodCouriers): Config {
  return load(`connections:
  bucket: ${bucket}
  tables: { type: duckdb, path: warehouse.duckdb }
${couriers}`);
}

async function check(bucket: string, couriers?: string) {
  const config = configWith(bucket, couriers);
  const connection = config.connections.bucket;
  if (connection?.type !== 's3') throw new Error('no bucket');
  const before = s3.requests().length;
  const outcome = await checkBucket(config, 'bucket', connection).catch((error: unknown) => error);
  return { outcome, asked: s3.requests().slice(before) };
}

describe('a bucket', () => {
  const decisions = replaced(goodCouriers, "\"'in/'yyyyMMdd'.zip'\"", "\"'type=decisions/in/'yyyyMMdd'.zip'\"");

  test('is listed once, under its prefix and what all patterns begin with', async () => {
    expect(await check(bucketWith(`, bucket: longshore, prefix: "${prefix}"`), decisions)).toEqual({
      outcome: { outcome: 'ok', message: `The bucket longshore, under "${prefix}type=decisions/", can be listed` },
      asked: [{ method: 'LIST', bucket: 'longshore', key: `${prefix}type=decisions/`, status: 200 }],
    });
    const { asked } = await check(bucketWith(', bucket: longshore, prefix: v1/account_id=12345'));
    expect(asked).toEqual([{ method: 'LIST', bucket: 'longshore', key: prefix, status: 200 }]);
  });

  test('may be let be listed where the patterns begin, and nowhere else', async () => {
    const whole = decisions.replaceAll("'type=decisions/", `'${prefix}type=decisions/`);
    const { outcome, asked } = await check(bucketWith(', bucket: longshore'), whole);
    expect(outcome).toMatchObject({ outcome: 'ok' });
    expect(asked).toMatchObject([{ key: `${prefix}type=decisions/`, status: 200 }]);
    const { outcome: refused } = await check(bucketWith(', bucket: longshore'));
    expect(refused).toMatchObject({ code: 'source-auth', remedy: expect.stringContaining('s3:ListBucket') });
  });

  test('that has nothing there is warned of', async () => {
    const { outcome } = await check(bucketWith(`, bucket: longshore, prefix: "${prefix}nothing/"`));
    expect(outcome).toEqual({
      outcome: 'warning',
      message: `The bucket longshore, under "${prefix}nothing/", can be listed, and has no object`,
      remedy: 'Check prefix of the connection, and the patterns of its couriers.',
    });
  });

  test('of Optimizely is the one that it names', async () => {
    const credentials = (word: string) =>
      `{ type: optimizely-export, token: ${word}, baseUrl: "${optimizely.baseUrl}" }`;
    const { outcome } = await check(bucketWith('', credentials(token)));
    const host = new URL(optimizely.baseUrl).host;
    expect(outcome).toEqual({
      outcome: 'ok',
      message: `The bucket longshore, under "${prefix}", can be listed, with credentials of ${host}`,
    });
    const { outcome: refused, asked } = await check(bucketWith('', credentials('canary-wrong')));
    expect(refused).toMatchObject({ code: 'source-auth', message: `Optimizely at ${host} refuses the token (401).` });
    expect(asked).toEqual([]);
  });
});

describe('a courier', () => {
  const found = (couriers: string) => {
    const config = configWith(bucketWith(', bucket: longshore'), couriers);
    const settings = findImport(config, 'optimizely');
    if (settings.type !== 'courier') throw new Error('no courier');
    return checkCourier(config, settings);
  };
  const good = replaced(goodCouriers, ', { "type": "truncate" }', '');

  test('that is as it should be is told in words', () => {
    expect(found(good)).toEqual([
      {
        outcome: 'ok',
        message: 'brings 2 kinds of files and loads them into Optimizely:Decisions, Optimizely:Conversions',
      },
    ]);
    const landed = `${good.slice(0, good.indexOf('    loadOperations:'))}    loadOperations: {}\n`;
    expect(found(landed)).toMatchObject([{ message: 'brings 2 kinds of files and lands them, and loads nothing' }]);
  });

  test('is warned of what is seldom meant', () => {
    const text = replaced(goodCouriers, "'in/'yyyyMMdd'.zip'", "'in/yyyy-MM-dd_'yyyyMMdd'.zip'");
    expect(found(replaced(text, 'id: df-5L6d1veh', 'id: df-5L6d1veh\n    active: false'))).toEqual([
      { outcome: 'warning', message: expect.stringContaining("Did you mean `'in/'yyyy-MM-dd'_'yyyyMMdd'.zip'`?") },
      { outcome: 'warning', message: expect.stringContaining('is truncated before each load') },
      {
        outcome: 'warning',
        message: 'The feed Optimizely:Decisions is not active: files are landed, and then the run fails.',
      },
    ]);
    expect(found(replaced(good, '"df-5L6d1veh": [', '"df-xxxxxx": ['))).toMatchObject([
      { message: expect.stringContaining('is a placeholder') },
    ]);
  });
});

describe('a file of tables', () => {
  /** A server on whose queues these workers poll. */
  const sessionWith = (pollers: Readonly<Record<string, readonly string[]>>) =>
    ({
      namespace: 'default',
      config: { taskQueue: 'longshore' },
      connection: {
        workflowService: {
          describeTaskQueue: async ({ taskQueue }: { readonly taskQueue: { readonly name: string } }) => ({
            pollers: pollers[taskQueue.name]?.map((identity) => ({ identity })),
          }),
        },
      },
    }) as unknown as Session;
  const file = { type: 'duckdb', path: '/never/opened/warehouse.duckdb' } as const;

  test('is open in the worker that polls its queue, and is never opened here', async () => {
    const owned = sessionWith({ 'longshore-warehouse-tables': ['7@host'] });
    expect(await checkTables(owned, 'tables', file)).toEqual({
      outcome: 'ok',
      message: '/never/opened/warehouse.duckdb is open in worker 7@host',
    });
    expect(await checkTables(sessionWith({ longshore: ['7@host'] }), 'tables', file)).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('No worker has /never/opened/warehouse.duckdb open'),
    });
  });

  test('a database that does not answer fails', async () => {
    const url = 'postgres://user:canary-pw@127.0.0.1:1/rows';
    const failure = await checkTables(sessionWith({}), 'archive', { type: 'postgres', url }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'tables-unavailable', message: expect.not.stringContaining('canary') });
  });
});
