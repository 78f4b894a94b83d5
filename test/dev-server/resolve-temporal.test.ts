import { mkdir, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { DevPlace, resolveTemporal } from '../../src/dev-server';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();
const profiles = `
[profile.default]
address = "default.example.test:7233"
api_key = "canary-key-of-default"
namespace = "mine"
[profile.cloud]
address = "cloud.example.test:7233"
namespace = "prod"
api_key = "canary-key"
[profile.bare]
namespace = "bare"
`;

async function userProfiles(text = profiles): Promise<NodeJS.ProcessEnv> {
  const config = join(folder(), 'settings');
  const place = join(config, 'temporalio');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'temporal.toml'), text);
  // Where the file lies depends on the system; named by itself it would count as the user's wish.
  return process.platform === 'linux' ? { XDG_CONFIG_HOME: config } : {};
}

const resolve = (env: NodeJS.ProcessEnv) => resolveTemporal({ folder: folder(), env: { HOME: folder(), ...env } });
const onLinux = process.platform === 'linux' ? test : test.skip;

test('with nothing set it is localhost:7233, namespace default, without TLS', async () => {
  expect(await resolve({})).toEqual({
    connectionOptions: { address: 'localhost:7233' },
    address: 'localhost:7233',
    namespace: 'default',
    source: 'default',
    foundBy: expect.stringContaining('no `longshore dev` runs here'),
  });
});

test('TEMPORAL_ADDRESS wins over all, with the rest of the environment', async () => {
  const place = await DevPlace.take(folder());
  await place.tellAddresses({ address: '127.0.0.1:4711' });
  const env = {
    ...(await userProfiles()),
    TEMPORAL_ADDRESS: 'here:1',
    TEMPORAL_NAMESPACE: 'n',
    TEMPORAL_API_KEY: 'canary',
  };
  const target = await resolve(env);
  expect(target).toMatchObject({ address: 'here:1', namespace: 'n', source: 'environment' });
  expect(target.foundBy).toBe('from TEMPORAL_ADDRESS');
  expect(target.connectionOptions).toMatchObject({ address: 'here:1', apiKey: 'canary', tls: true });
  await place.leave();
});

onLinux('a profile that is named wins over `longshore dev`; one that is not comes after it', async () => {
  const env = await userProfiles();
  const place = await DevPlace.take(folder());
  await place.tellAddresses({ address: '127.0.0.1:4711', namespace: 'trial' });
  expect(await resolve({ ...env, TEMPORAL_PROFILE: 'cloud' })).toMatchObject({
    address: 'cloud.example.test:7233',
    namespace: 'prod',
    source: 'profile',
    foundBy: 'from the Temporal profile cloud',
  });
  expect(await resolve(env)).toEqual({
    // Nothing of the default profile: its key is not sent to another server.
    connectionOptions: { address: '127.0.0.1:4711' },
    address: '127.0.0.1:4711',
    namespace: 'trial',
    source: 'dev',
    foundBy: `from the running \`longshore dev\` in ${folder()}`,
  });
  await place.leave();
  expect(await resolve(env)).toMatchObject({
    address: 'default.example.test:7233',
    namespace: 'mine',
    source: 'user-profile',
  });
});

test('a file that is named counts as named', async () => {
  const file = join(folder(), 'mine.toml');
  await writeFile(file, profiles);
  expect(await resolve({ TEMPORAL_CONFIG_FILE: file })).toMatchObject({
    address: 'default.example.test:7233',
    source: 'profile',
    foundBy: `from ${file}`,
  });
  expect(await resolve({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'bare' })).toMatchObject({
    address: 'localhost:7233',
    namespace: 'bare',
  });
});

test('a `longshore dev` that has no server of its own yet is no address', async () => {
  const place = await DevPlace.take(folder());
  expect((await resolve({})).source).toBe('default');
  await place.leave();
});

test('no file at all can be wished for: then a profile of the user has no say', async () => {
  const env = { ...(await userProfiles()), TEMPORAL_CONFIG_FILE: devNull };
  const target = await resolve({ ...env, TEMPORAL_ADDRESS: '127.0.0.1:4711' });
  expect(target.connectionOptions).toEqual({ address: '127.0.0.1:4711' });
  expect(target.namespace).toBe('default');
  expect((await resolve(env)).source).toBe('default');
});

test('variables that are set to nothing count as not set', async () => {
  const target = await resolve({ TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_PROFILE: '' });
  expect(target).toMatchObject({ address: 'localhost:7233', namespace: 'default', source: 'default' });
});

test.each([
  ['a profile that is not there', profiles, { TEMPORAL_PROFILE: 'gone' }, 'there is no profile gone'],
  ['a file that is no TOML', 'api_key = "canary-key', {}, 'not in the form'],
  [
    'a certificate that is not there',
    `${profiles}\n[profile.default.tls]\nclient_cert_path = "/no/such"\nclient_key_path = "/no/such"`,
    {},
    'cannot be opened (ENOENT)',
  ],
])('%s is told without a word of what the file holds', async (_, text, env, words) => {
  const file = join(folder(), 'mine.toml');
  await writeFile(file, text);
  const error = await resolve({ TEMPORAL_CONFIG_FILE: file, ...env }).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'temporal-unreachable', message: expect.stringContaining(words) });
  expect(JSON.stringify([error.message, error.remedy, String(error.cause), error.stack])).not.toContain('canary');
});
