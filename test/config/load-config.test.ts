import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadConfig } from '../../src/config';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { folder, path, load, refusal } = configFile();
const envFile = () => join(folder(), '.env');
afterEach(() => rmSync(envFile(), { recursive: true, force: true }));

/** The good file with a secret that comes from a variable. */
const withVariable = (reference: string) => replaced(goodFile, 'apiKey: k', `apiKey: "${reference}"`);
const apiKeyOf = (text: string, env: NodeJS.ProcessEnv = {}) => load(text, env).connections.odp;

test('a file becomes its values, with defaults where it says nothing', () => {
  const config = load(goodFile);
  expect(config).toMatchObject({ path: path(), folder: folder(), taskQueue: 'longshore' });
  expect(config.steps).toEqual({ targetMs: 20_000, heartbeatTimeoutMs: 20_000, dependencyLookMs: 10_000 });
  expect(config.storage).toEqual({ type: 'directory', path: join(folder(), 'left') });
  expect(config.connections.stores).toEqual({
    type: 'azure-blob',
    accountName: 'mystorageaccount',
    container: 'offline-stores',
    credentials: { type: 'client-secret', tenantId: 't', clientId: 'c', clientSecret: 's' },
  });
  expect(config.imports['offline-stores']).toEqual({
    type: 'files-to-odp',
    source: 'stores',
    destination: 'odp',
    match: '**/*',
    format: 'auto',
    object: 'stores',
    key: 'store_id',
    fields: { store_id: 'id', store_name: 'name' },
    nulls: 'keep',
    largeIntegers: 'reject',
    batchSize: 50,
    concurrency: 'auto',
    maxConcurrency: 32,
    parallelFiles: 1,
    maxRejects: 1000,
    maxRejectRate: 0.05,
    onError: 'quarantine',
    giveUpAfterMs: 86_400_000,
    maxRecordBytes: 16_000_000,
    overlapMs: 300_000,
    settleMs: 2_000,
    title: 'offline-stores',
    records: 'records',
    schedule: {
      ...{ cron: '0 6 * * *', timeZone: 'Europe/Berlin', overlap: 'skip' },
      ...{ jitterMs: 0, catchUpWindowMs: 86_400_000 },
    },
    dependsOn: [],
  });
});

test('sections that are left out are empty, and storage is a folder beside the file', () => {
  const config = load('taskQueue: nightly\n');
  expect(config.taskQueue).toBe('nightly');
  expect({ ...config.connections, ...config.imports }).toEqual({});
  expect(config.storage).toEqual({ type: 'directory', path: join(folder(), '.longshore') });
});

test('an import may be called like a property that every object has', () => {
  const { imports, connections } = load(replaced(goodFile, '  offline-stores:', '  constructor:'));
  expect(imports.constructor).toMatchObject({ type: 'files-to-odp', title: 'constructor' });
  expect(connections.constructor).toBeUndefined();
  expect(imports.toString).toBeUndefined();
});

test('a byte order mark and carriage returns change nothing', () => {
  const { written, ...config } = load(goodFile);
  expect(load(`\uFEFF${goodFile.replaceAll('\n', '\r\n')}`)).toEqual({ ...config, written });
});

test('variables come from the environment, else from a .env beside the file', () => {
  writeFileSync(envFile(), 'ODP_API_KEY=of-the-file\n');
  expect(apiKeyOf(withVariable('${ODP_API_KEY}'))).toMatchObject({ apiKey: 'of-the-file' });
  expect(apiKeyOf(withVariable('${ODP_API_KEY}'), { ODP_API_KEY: 'set' })).toMatchObject({ apiKey: 'set' });
});

test('without an environment of its own it takes that of the process, and leaves it as it is', () => {
  writeFileSync(envFile(), 'LONGSHORE_TEST_ONLY=k\n');
  writeFileSync(path(), withVariable('${LONGSHORE_TEST_ONLY}${LONGSHORE_TEST_TOO}'));
  const before = { ...process.env };
  process.env.LONGSHORE_TEST_TOO = '2';
  try {
    expect(loadConfig({ path: path() }).connections.odp).toMatchObject({ apiKey: 'k2' });
  } finally {
    delete process.env.LONGSHORE_TEST_TOO;
  }
  expect({ ...process.env }).toEqual(before);
});

test('a .env may have comments, quotes, several lines, carriage returns and a byte order mark', () => {
  const text = '\uFEFFFIRST=a\r\n# SECOND=b\r\nexport THIRD="c # d: e"\r\nFOURTH=\'f\ng\'\r\nFIFTH=h # i\r\n';
  writeFileSync(envFile(), text);
  const title = replaced(goodFile, 'batchSize: 50', 'title: "${FIRST}|${SECOND:-}|${THIRD}|${FOURTH}|${FIFTH}"');
  expect(load(title).imports['offline-stores']).toMatchObject({ title: 'a|-|c # d: e|f\ng|h' });
});

test('a .env that cannot be read is an error, not an absent one', () => {
  mkdirSync(envFile());
  const { code, error } = refusal(goodFile) ?? {};
  expect(code).toBe('config-invalid');
  expect(error).toMatchObject({ message: `${envFile()} cannot be read (EISDIR).` });
});

test('a file that is not there, a folder, and bytes that are no text are told apart', () => {
  const missing = join(folder(), 'none', 'longshore.yaml');
  const refuses = (file: string, code: string) =>
    expect(() => loadConfig({ path: file, env: {} })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(file) }),
    );
  refuses(missing, 'config-not-found');
  refuses(join(path(), 'below-a-file'), 'config-not-found');
  refuses(folder(), 'config-invalid');
  const latin = join(folder(), 'latin.yaml');
  writeFileSync(latin, Buffer.from('taskQueue: Z\u00fcrich\n', 'latin1'));
  refuses(latin, 'config-invalid');
});

test('the file is longshore.yaml of the current folder, and is named from there', () => {
  writeFileSync(path(), `${goodFile}oddity: 1\n`);
  const at = placeIn(`${goodFile}oddity: 1\n`, 'oddity');
  const start = process.cwd();
  const named = (options: { path?: string }) => {
    try {
      return loadConfig({ ...options, env: {} });
    } catch (error) {
      return (error as Error).message.split(`:${at}: `)[0];
    }
  };
  try {
    process.chdir(folder());
    expect(named({})).toBe('longshore.yaml');
    process.chdir(dirname(folder()));
    expect(named({ path: join(basename(folder()), 'longshore.yaml') })).toBe(
      join(basename(folder()), 'longshore.yaml'),
    );
    process.chdir(start);
    expect(named({ path: path() })).toBe(path());
  } finally {
    process.chdir(start);
  }
});

describe('storage of a service', () => {
  const withStorage = (section: string) => load(`taskQueue: nightly\nstorage: ${section}\n`);

  test('is what it says, and no folder is made of it', () => {
    const key = '{ type: access-key, accessKeyId: id, secretAccessKey: secret }';
    const s3 = withStorage(`{ type: s3, bucket: b-1, prefix: longshore, region: eu-central-1, credentials: ${key} }`);
    expect(s3.storage).toEqual({
      type: 's3',
      bucket: 'b-1',
      prefix: 'longshore',
      region: 'eu-central-1',
      credentials: { type: 'access-key', accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    const azure = withStorage(
      '{ type: azure-blob, accountName: abc, container: left, credentials: { type: default } }',
    );
    expect(azure.storage).toMatchObject({ type: 'azure-blob', container: 'left' });
  });

  test.each([
    ['{ type: s3, bucket: B_1, region: eu-central-1, credentials: { type: default } }', "must be a bucket's name"],
    ['{ type: s3, bucket: b-1, credentials: { type: default } }', 'region'],
    [
      '{ type: s3, bucket: b-1, region: x, credentials: { type: access-key, accessKeyId: a, secretAccessKey: b, externalId: cc } }',
      'needs roleArn',
    ],
    ['{ type: azure-blob, container: left, credentials: { type: default } }', 'either accountName or endpoint'],
  ])('%s is refused', (section, message) => {
    expect(() => withStorage(section)).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(message) }),
    );
  });
});
