import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../../sandbox/azurite';
import { type IdentityStandIn, startIdentityStandIn } from '../../../sandbox/identity-stand-in';
import { type CertificateFiles, writeSelfSignedCertificate } from '../../../sandbox/self-signed-certificate';
import type { AzureBlobSettings } from '../../../src/connectors/azure-blob';
import type { Trial, TrialResult } from './try-settings';

const tenantId = '7b9c0a52-3f0e-4a4e-9a75-0c1f3f6d2a11';
const clientId = '2a6b8f6e-51a4-4d35-8a3a-5a0de1a5b0c2';
const clientSecret = 'canary~right~secret';
const wrongSecret = 'canary~wrong~secret';

let folder: string;
let certificate: CertificateFiles;
let azurite: Azurite;
let identity: IdentityStandIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-identity-'));
  certificate = writeSelfSignedCertificate(folder);
  azurite = await startAzurite({ oauth: certificate });
  identity = await startIdentityStandIn({ tenantId, clientId, clientSecret, certificate });
});
afterAll(async () => {
  await identity.stop();
  await azurite.stop();
  rmSync(folder, { recursive: true });
});

/** In a process of its own, for Node reads the authorities that it trusts when it starts. */
function run(trial: Trial, env: Record<string, string>): Promise<TrialResult[]> {
  const hook = join(__dirname, '../../load-typescript.cjs');
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['-r', hook, join(__dirname, 'try-settings.ts')],
      { env: { PATH: process.env.PATH ?? '', ...env }, timeout: 50_000 },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
        else if (stderr !== '') reject(new Error(`Something was logged:\n${stderr}`));
        else resolve(JSON.parse(stdout) as TrialResult[]);
      },
    );
    child.stdin?.end(JSON.stringify(trial));
  });
}

function settings(
  changes: Partial<Extract<AzureBlobSettings['credentials'], { type: 'client-secret' }>>,
): AzureBlobSettings {
  const { authorityHost } = identity;
  return {
    endpoint: azurite.blobEndpoint,
    container: 'stores',
    credentials: { type: 'client-secret', tenantId, clientId, clientSecret, authorityHost, ...changes },
  };
}

it('reads a container with a client secret, and says of each refusal what is wrong', async () => {
  const { connectionString } = azurite;
  const trial: Trial = {
    connectionString,
    container: 'stores',
    blobs: { 'a b.json': '[1]', 'c.json': '[2,3]' },
    settings: [
      settings({}),
      settings({ clientSecret: wrongSecret }),
      settings({ clientId: 'e0000000-0000-0000-0000-000000000000' }),
      settings({ tenantId: 'e0000000-0000-0000-0000-000000000000' }),
      settings({ authorityHost: 'https://localhost:1' }),
      { ...settings({}), container: 'nothing' },
      { ...settings({}), credentials: { type: 'default' } },
    ],
  };
  // The default is made to look in one place only, where nothing is: the others would ask for seconds.
  const env = { NODE_EXTRA_CA_CERTS: certificate.cert, AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' };
  const results = await run(trial, env);
  expect(results).toMatchObject([
    { contents: trial.blobs },
    {
      code: 'source-auth',
      message: 'The identity service refused the client: the client secret is wrong (401 AADSTS7000215).',
      remedy: expect.stringContaining('clientSecret'),
    },
    {
      code: 'source-auth',
      message: expect.stringContaining('AADSTS700016'),
      remedy: expect.stringContaining('clientId'),
    },
    {
      code: 'source-auth',
      message: expect.stringContaining('AADSTS90002'),
      remedy: expect.stringContaining('tenantId'),
    },
    { code: 'source-unavailable', message: 'The identity service of the connection does not answer.' },
    { code: 'source-not-found', message: expect.stringContaining('"nothing"') },
    {
      code: 'source-auth',
      message: expect.stringContaining('no identity'),
      remedy: expect.stringContaining('AZURE_CLIENT_ID'),
    },
  ]);
  expect(identity.tokens()).toBe(2);
  expect(JSON.stringify(results)).not.toContain('canary');
});

it('says of a certificate that is not trusted how to trust it', async () => {
  const untrusted = await startAzurite();
  try {
    const trial: Trial = {
      connectionString: untrusted.connectionString,
      container: 'stores',
      blobs: {},
      settings: [
        {
          endpoint: azurite.blobEndpoint,
          container: 'stores',
          credentials: { type: 'shared-key', accountKey: azurite.accountKey },
        },
      ],
    };
    expect(await run(trial, {})).toMatchObject([
      { code: 'source-unavailable', remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
    ]);
  } finally {
    await untrusted.stop();
  }
});
