import { type OptimizelyStandIn, startOptimizelyStandIn } from '../../../sandbox/optimizely-stand-in';
import { type S3StandIn, startS3StandIn } from '../../../sandbox/s3-stand-in';
import { openBucket, openSourceBucket, type S3Bucket, type S3Source } from '../../../src/connectors/s3';
import { collect } from '../../contracts/source-under-test';
import { failureOf } from './failure-of';

const prefix = 'v1/account_id=12345/';
const token = 'canary-token-4f1';
const roleArn = 'arn:aws:iam::123456789012:role/reader';
const blindRole = 'arn:aws:iam::123456789012:role/cannot-decrypt';
const owner = { accessKeyId: 'AKIAOWNER', secretAccessKey: 'canary-owner' };
const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'canary-stranger' };

let s3: S3StandIn;
let optimizely: OptimizelyStandIn;
let opened: S3Bucket[] = [];
beforeAll(async () => {
  s3 = await startS3StandIn({
    buckets: ['optimizely-events-data', 'other'],
    accessKeys: [owner, stranger],
    roles: [
      { arn: roleArn, externalId: 'acme/1', trusted: [owner.accessKeyId], prefix },
      { arn: blindRole, trusted: [owner.accessKeyId], prefix, mayRead: false },
    ],
  });
  for (const name of ['a', 'b', 'c', 'd']) s3.putObject(`${prefix}${name}.parquet`, `content of ${name}`);
  optimizely = await startOptimizelyStandIn({ s3, token, bucket: 'optimizely-events-data', prefix });
});
afterEach(() => {
  for (const bucket of opened) bucket.close();
  opened = [];
  s3.clearFaults();
});
afterAll(async () => {
  await optimizely.stop();
  await s3.stop();
});

/** Settings that no other test has: keys are kept for the whole process. */
let addresses = 0;
function ofOptimizely(more: Partial<S3Source> = {}, own: { readonly token?: string; readonly duration?: string } = {}) {
  addresses += 1;
  const credentials = {
    ...{
      type: 'optimizely-export' as const,
      token,
      duration: '1h',
      baseUrl: `${optimizely.baseUrl}${'/'.repeat(addresses)}`,
    },
    ...own,
  };
  return { region: s3.region, endpoint: s3.endpoint, credentials, ...more };
}
async function open(settings: S3Source): Promise<S3Bucket> {
  const bucket = await openSourceBucket(settings);
  opened.push(bucket);
  return bucket;
}
async function names(bucket: S3Bucket): Promise<string[]> {
  const found: string[] = [];
  for await (const page of bucket.listPages({ pageSize: 1 })) found.push(...page.map(({ name }) => name));
  return found;
}
async function read(bucket: S3Bucket, name: string): Promise<string> {
  for await (const page of bucket.listPages({ prefix: name })) {
    const [object] = page;
    if (object !== undefined) return String(await collect(await bucket.read(name, { etag: object.etag })));
  }
  throw new Error(`there is no ${name}`);
}
const askedOf = (since: number) => optimizely.requests.slice(since).map(({ path }) => path.replace(/^\/+/, ''));

describe('credentials of Optimizely', () => {
  test('say which bucket it is and what of it is theirs', async () => {
    const before = optimizely.requests.length;
    const bucket = await open(ofOptimizely({}, { duration: '15m' }));
    expect([bucket.bucket, bucket.prefix]).toEqual(['optimizely-events-data', prefix]);
    expect(await names(bucket)).toEqual(['a.parquet', 'b.parquet', 'c.parquet', 'd.parquet']);
    expect(await read(bucket, 'c.parquet')).toBe('content of c');
    expect(askedOf(before)).toEqual(['v2/export/credentials?duration=15m']);
  });

  test('leave to the settings what these say', async () => {
    const own = await open(ofOptimizely({ prefix: `${prefix}b` }));
    expect(await names(own)).toEqual(['.parquet']);
    const whole = await open(ofOptimizely({ bucket: 'optimizely-events-data' }));
    expect(whole.prefix).toBe(prefix);
    const other = await open(ofOptimizely({ bucket: 'other' }));
    expect(other.prefix).toBe('');
    const before = optimizely.requests.length;
    const both = await open(ofOptimizely({ bucket: 'optimizely-events-data', prefix }));
    expect(askedOf(before)).toEqual([]);
    expect(await names(both)).toHaveLength(4);
  });

  test('are asked for once by all that use them, however often the bucket is opened', async () => {
    const settings = ofOptimizely();
    const before = optimizely.requests.length;
    const buckets = await Promise.all(Array.from({ length: 5 }, () => open(settings)));
    await Promise.all(
      buckets.flatMap((bucket) => [names(bucket), read(bucket, 'a.parquet'), read(bucket, 'b.parquet')]),
    );
    expect(askedOf(before)).toHaveLength(1);
  });

  test.each<[number, unknown, string, RegExp, RegExp]>([
    [401, { message: 'canary' }, 'source-auth', /refuses the token \(401\)/, /personal access token/],
    [403, { message: 'canary' }, 'source-auth', /no credentials of the export \(403\)/, /plan of the account/],
    [400, { message: 'canary' }, 'source-refused', /does not take the request \(400\)/, /duration/],
    [404, 'canary', 'source-not-found', /\(404\)/, /baseUrl/],
    [302, 'canary', 'source-refused', /\(302\)/, /baseUrl/],
    [500, 'canary', 'source-unavailable', /answers 500/, /.*/],
    [429, 'canary', 'source-unavailable', /answers 429/, /.*/],
    [200, 'canary', 'source-refused', /something else/, /baseUrl/],
    [
      200,
      { credentials: { accessKeyId: 'canary' } },
      'source-refused',
      /\(at credentials.secretAccessKey\)/,
      /baseUrl/,
    ],
  ])('an answer of %i %j is told as %s', async (status, body, code, message, remedy) => {
    optimizely.answerNext({ status, body, headers: { 'retry-after': '7' } });
    const failure = await failureOf(open(ofOptimizely()));
    const host = new URL(optimizely.baseUrl).host;
    expect(failure).toMatchObject({
      code,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    });
    expect(failure.message).toContain(`Optimizely at ${host} `);
    if (code === 'source-unavailable') expect(failure.retryAfterMs).toBe(7_000);
  });

  const good = { accessKeyId: 'a', secretAccessKey: 'canary', sessionToken: 'canary', expiration: 1_594_953_226_000 };
  test.each([
    ['credentials.expiration', { credentials: { ...good, expiration: 1_594_953_226 }, s3Path: 's3://abc/v1/' }],
    [
      'credentials.expiration',
      { credentials: { ...good, expiration: '2020-07-17T02:33:46Z' }, s3Path: 's3://abc/v1/' },
    ],
    ['credentials.sessionToken', { credentials: { ...good, sessionToken: 'a\r\nb: canary' }, s3Path: 's3://abc/v1/' }],
    ['s3Path', { credentials: good, s3Path: 'https://canary/v1/' }],
    ['s3Path', { credentials: good, s3Path: 's3://abc/v1' }],
    ['s3Path', { credentials: good }],
    ['credentials', {}],
  ])('an answer that is wrong at %s is none', async (at, body) => {
    optimizely.answerNext({ status: 200, body });
    expect(await failureOf(open(ofOptimizely()))).toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining(`(at ${at})`),
    });
  });

  test('that nobody answers is told, and the next who ask ask anew', async () => {
    const nobody = { ...ofOptimizely().credentials, baseUrl: 'http://127.0.0.1:1' };
    const failure = await failureOf(open({ ...ofOptimizely(), credentials: nobody }));
    expect(failure).toMatchObject({ code: 'source-unavailable', message: expect.stringContaining('(ECONNREFUSED)') });
    const settings = ofOptimizely();
    optimizely.answerNext({ status: 503, body: '' });
    await failureOf(open(settings));
    expect(await names(await open(settings))).toHaveLength(4);
  });

  test('a token that is wrong is refused by a call, where the settings say which bucket it is', async () => {
    const bucket = await open(ofOptimizely({ bucket: 'optimizely-events-data', prefix }, { token: 'canary-wrong' }));
    expect(await failureOf(names(bucket))).toMatchObject({
      code: 'source-auth',
      message: expect.stringContaining('token'),
    });
  });

  test('what is not theirs may not be listed, and the remedy is theirs', async () => {
    const bucket = await open(ofOptimizely({ bucket: 'optimizely-events-data', prefix: 'v1/' }));
    expect(await failureOf(names(bucket))).toMatchObject({
      code: 'source-auth',
      remedy: expect.stringContaining('Leave out bucket and prefix'),
    });
  });
});

describe('a role', () => {
  const inRole = (own: object = {}, more: Partial<S3Source> = {}): S3Source => ({
    bucket: 'optimizely-events-data',
    prefix,
    region: s3.region,
    endpoint: s3.endpoint,
    credentials: { type: 'access-key', ...owner, roleArn, externalId: 'acme/1', stsEndpoint: s3.endpoint, ...own },
    ...more,
  });

  test('is taken on with the key, and reads', async () => {
    const bucket = await open(inRole());
    expect(await names(bucket)).toHaveLength(4);
    expect(await read(bucket, 'd.parquet')).toBe('content of d');
  });

  test.each([
    ['another external id', { externalId: 'acme/2' }, /403 AccessDenied/, /externalId/],
    ['another role', { roleArn: `${roleArn}s` }, /403 AccessDenied/, /trust policy/],
    ['a key that it does not trust', stranger, /403 AccessDenied/, /trust policy/],
    ['a key that is unknown', { accessKeyId: 'AKIANONE' }, /403 InvalidClientTokenId/, /accessKeyId/],
    ['a secret that is wrong', { secretAccessKey: 'canary-x' }, /403 SignatureDoesNotMatch/, /secretAccessKey.*clock/],
  ])('with %s is not given', async (_, own, said, remedy) => {
    const failure = await failureOf(open(inRole(own)).then(names));
    expect(failure).toMatchObject({ code: 'source-auth', remedy: expect.stringMatching(remedy) });
    expect(failure.message).toMatch(/^Taking on the role "arn:aws:iam::123456789012:role\/readers?": STS refuses it/);
    expect(failure.message).toMatch(said);
  });

  test('that is none, and an STS that does not answer, are told', async () => {
    const wrong = await failureOf(open(inRole({ roleArn: 'reader' })).then(names));
    expect(wrong).toMatchObject({ code: 'source-refused', message: expect.stringContaining('400 ValidationError') });
    const away = await failureOf(open(inRole({ stsEndpoint: 'http://127.0.0.1:1' })).then(names));
    expect(away).toMatchObject({ code: 'source-unavailable', message: expect.stringContaining('Taking on the role') });
  });

  test('that may list and not decrypt is told so', async () => {
    const bucket = await open(inRole({ roleArn: blindRole }));
    expect(await names(bucket)).toHaveLength(4);
    expect(await failureOf(read(bucket, 'a.parquet'))).toMatchObject({
      code: 'source-auth',
      remedy:
        'Check the rights of the role on bucket "optimizely-events-data": it may list but not decrypt, so grant kms:Decrypt on the key of KMS; if it has that, s3:GetObject.',
    });
  });
});

describe('a key that ends in the middle', () => {
  const ways: [string, () => S3Source][] = [
    ['of Optimizely', () => ofOptimizely()],
    [
      'of a role',
      () => ({
        ...{ bucket: 'optimizely-events-data', prefix, region: s3.region, endpoint: s3.endpoint },
        credentials: { type: 'access-key', ...owner, roleArn, externalId: 'acme/1', stsEndpoint: `${s3.endpoint}/` },
      }),
    ],
  ];

  test.each(ways)('%s is renewed, and neither a listing nor a read notices', async (_, settings) => {
    const bucket = await open(settings());
    const found: string[] = [];
    for await (const page of bucket.listPages({ pageSize: 1 })) {
      for (const { name, etag } of page) {
        s3.expireKeys();
        found.push(String(await collect(await bucket.read(name, { etag }))));
      }
      s3.expireKeys();
    }
    expect(found).toEqual(['a', 'b', 'c', 'd'].map((name) => `content of ${name}`));
  });

  test.each(ways)('%s is renewed once for all calls that met its end', async (_, settings) => {
    const bucket = await open(settings());
    await names(bucket);
    const before = s3.issuedKeys();
    s3.expireKeys();
    await Promise.all(Array.from({ length: 6 }, () => read(bucket, 'a.parquet')));
    expect(s3.issuedKeys() - before).toBe(1);
  });

  test.each(ways)('%s that is refused after it was renewed ends the call', async (_, settings) => {
    const bucket = await open(settings());
    await names(bucket);
    s3.addFault({ method: 'LIST', action: { kind: 'answer', status: 400, code: 'ExpiredToken' } });
    const listings = () => s3.requests().filter(({ method }) => method === 'LIST').length;
    const before = listings();
    expect(await failureOf(names(bucket))).toMatchObject({
      code: 'source-auth',
      message: expect.stringContaining('400 ExpiredToken'),
      remedy: expect.stringContaining('clock'),
    });
    expect(listings() - before).toBe(2);
  });

  test('what the machine offers is asked for again, too', async () => {
    const variables = [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_EC2_METADATA_DISABLED',
    ] as const;
    const saved = variables.map((name) => [name, process.env[name]] as const);
    const offer = () => {
      const key = s3.issueKey({ lifeMs: 3_600_000, prefix });
      process.env.AWS_ACCESS_KEY_ID = key.accessKeyId;
      process.env.AWS_SECRET_ACCESS_KEY = key.secretAccessKey;
      process.env.AWS_SESSION_TOKEN = key.sessionToken;
    };
    try {
      offer();
      const bucket = openBucket({
        ...{ bucket: 'optimizely-events-data', prefix, region: s3.region, endpoint: s3.endpoint },
        credentials: { type: 'default' },
      });
      opened.push(bucket);
      expect(await names(bucket)).toHaveLength(4);
      s3.expireKeys();
      expect(await failureOf(names(bucket))).toMatchObject({ remedy: expect.stringContaining('renew them') });
      offer();
      expect(await names(bucket)).toHaveLength(4);
    } finally {
      for (const [name, value] of saved) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
