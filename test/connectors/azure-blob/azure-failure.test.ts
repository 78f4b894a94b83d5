import { inspect } from 'node:util';
import { type Fault, faultsByNumber } from '../../../sandbox/fault-plan';
import { type FaultProxy, startFaultProxy } from '../../../sandbox/fault-proxy';
import { type AzureBlobSettings, type BlobContainer, openContainer } from '../../../src/connectors/azure-blob';
import { LongshoreError } from '../../../src/contract/failure';
import type { FailureCode } from '../../../src/contract/failure-codes';
import { collect, filesOf } from '../../contracts/source-under-test';
import { type AzuriteContainers, startAzuriteContainers } from './azurite-containers';

let containers: AzuriteContainers;
let proxy: FaultProxy;
let settings: AzureBlobSettings;
let container: BlobContainer;
const a = { name: 'a.json', etag: '' };

beforeAll(async () => {
  containers = await startAzuriteContainers();
  proxy = await startFaultProxy(containers.azurite.blobEndpoint);
  const fresh = await containers.fresh(proxy.url);
  settings = fresh.settings;
  container = openContainer(settings);
  await fresh.client.uploadBlockBlob(a.name, '[1]', 3);
  a.etag = (await filesOf(container))[0]?.etag ?? '';
});
beforeEach(() => proxy.setPlan(() => undefined));
afterAll(async () => {
  await proxy.stop();
  await containers.azurite.stop();
});

/** An answer as the service gives it: the code in a header, and in a body where there is one. */
function refusal(status: number, code?: string, headers: Record<string, string> = {}): Fault {
  if (code === undefined) return { kind: 'status', status, headers };
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>canary-text</Message></Error>`;
  return {
    kind: 'status',
    status,
    headers: { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers },
    body,
  };
}

async function failureOf(work: Promise<unknown>): Promise<LongshoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LongshoreError)) throw new Error(`no LongshoreError: ${inspect(error)}`);
  return error;
}

describe('an answer of the service means', () => {
  it.each<[FailureCode, number, string | undefined]>([
    ['source-auth', 403, 'AuthenticationFailed'],
    ['source-auth', 403, 'AuthorizationFailure'],
    ['source-auth', 403, 'AuthorizationPermissionMismatch'],
    ['source-auth', 403, 'KeyBasedAuthenticationNotPermitted'],
    ['source-auth', 403, 'AccountIsDisabled'],
    ['source-auth', 403, undefined],
    ['source-auth', 401, 'NoAuthenticationInformation'],
    ['source-not-found', 404, 'ContainerNotFound'],
    ['source-not-found', 409, 'ContainerBeingDeleted'],
    ['source-unavailable', 429, 'TooManyRequests'],
    ['source-unavailable', 500, 'InternalError'],
    ['source-unavailable', 500, 'OperationTimedOut'],
    ['source-unavailable', 502, undefined],
    ['source-unavailable', 503, 'ServerBusy'],
    ['source-unavailable', 408, undefined],
    ['source-refused', 400, 'InvalidHeaderValue'],
  ])('%s for %i %s, in a listing and in a read', async (code, status, said) => {
    proxy.setPlan(() => refusal(status, said));
    for (const failure of [await failureOf(container.check()), await failureOf(container.read(a.name, a))]) {
      expect(failure.code).toBe(code);
      expect(failure.message).toContain(`${[status, said].filter(Boolean).join(' ')})`.slice(0, -1));
      expect(failure.message).toContain('container "stores-1" of account "devstoreaccount1"');
      expect(failure.message).not.toContain('canary');
    }
  });

  it.each<[FailureCode, number, string | undefined]>([
    ['file-changed', 412, 'ConditionNotMet'],
    ['file-changed', 404, 'BlobNotFound'],
    ['file-changed', 404, undefined],
    ['file-archived', 409, 'BlobArchived'],
    ['file-archived', 409, 'BlobBeingRehydrated'],
    ['source-refused', 409, 'SomethingElse'],
  ])('%s for %i %s in a read, and names the blob', async (code, status, said) => {
    proxy.setPlan(() => refusal(status, said));
    const failure = await failureOf(container.read(a.name, a));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain('blob "a.json"');
  });

  it('a missing container when a name can be none', async () => {
    for (const name of ['nope', 'x', 'UPPER_case']) {
      const failure = await failureOf(openContainer({ ...settings, container: name }).check());
      expect(failure).toMatchObject({ code: 'source-not-found', message: expect.stringContaining(`"${name}"`) });
    }
  });

  it('a role that is missing, a right that is missing, or a key that is wrong: each has its own remedy', async () => {
    proxy.setPlan(() => refusal(403, 'AuthorizationPermissionMismatch'));
    const withSas = openContainer({ ...settings, credentials: { type: 'sas', token: 'sv=1&sig=x' } });
    expect((await failureOf(withSas.check())).remedy).toContain('Read and List');
    expect((await failureOf(container.check())).remedy).toContain('Storage Blob Data Reader');
    proxy.setPlan(() => refusal(403, 'AuthenticationFailed'));
    expect((await failureOf(withSas.check())).remedy).toContain('expired');
    expect((await failureOf(container.check())).remedy).toContain('accountKey');
  });

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'x-ms-retry-after-ms': '1500' }, 1500],
    [{ 'retry-after-ms': '20', 'retry-after': '7' }, 20],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('with %j, to wait for %s ms', async (headers, ms) => {
    proxy.setPlan(() => refusal(429, 'TooManyRequests', headers));
    expect((await failureOf(container.check())).retryAfterMs).toBe(ms);
  });
});

describe('what is tried again in here', () => {
  it.each([500, 503])('%i once, and then it works', async (status) => {
    proxy.setPlan(faultsByNumber({ 1: refusal(status) }));
    await expect(container.check()).resolves.toBeUndefined();
  });

  it('no more than once, and 429 not at all', async () => {
    for (const [status, tries] of [
      [503, 2],
      [429, 1],
    ] as const) {
      proxy.setPlan(() => refusal(status));
      const before = proxy.requests.length;
      await failureOf(container.read(a.name, a));
      expect(proxy.requests.length - before).toBe(tries);
    }
  });

  it('a connection that is reset before its answer', async () => {
    proxy.setPlan(faultsByNumber({ 1: { kind: 'reset', afterBytes: 0 } }));
    expect((await collect(await container.read(a.name, a))).toString()).toBe('[1]');
  });
});

describe('a service that cannot be heard', () => {
  it('is unavailable when it resets, cuts a listing or falls silent', async () => {
    const quick = { stallMs: 300 };
    for (const fault of [
      { kind: 'reset', afterBytes: 0 },
      { kind: 'reset', afterBytes: 200 },
      { kind: 'stall', afterBytes: 0 },
      { kind: 'stall', afterBytes: 200 },
    ] as const) {
      proxy.setPlan(() => fault);
      const failure = await failureOf(container.listPages(quick).next());
      expect(failure).toMatchObject({
        code: 'source-unavailable',
        message: expect.stringMatching(/^Listing container/),
      });
    }
  });

  it('is unavailable when nobody listens, or its host is not known', async () => {
    const nobody = openContainer({ ...settings, endpoint: 'http://127.0.0.1:1/devstoreaccount1' });
    expect(await failureOf(nobody.check())).toMatchObject({
      code: 'source-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const unknown = openContainer({ ...settings, endpoint: 'http://stores.invalid' });
    expect(await failureOf(unknown.check())).toMatchObject({ code: 'source-unavailable' });
  });

  it.each(['<html><p>', '<html><p>Log in</p></html>', '<EnumerationResults/>', '', 'hello'])(
    'is unavailable when something else answers: %j',
    async (body) => {
      proxy.setPlan(() => ({ kind: 'status', status: 200, headers: { 'content-type': 'application/xml' }, body }));
      for (const failure of [await failureOf(container.check()), await failureOf(container.read(a.name, a))]) {
        expect(failure.code).toBe('source-unavailable');
      }
    },
  );
});

describe('secrets', () => {
  const canary = 'Y2FuYXJ5c2VjcmV0Y2FuYXJ5c2VjcmV0';
  const ways: AzureBlobSettings['credentials'][] = [
    { type: 'shared-key', accountKey: canary },
    { type: 'sas', token: `?sv=2024-11-04&sp=rl&sr=c&se=2030-01-01T00%3A00%3A00Z&sig=${canary}` },
    { type: 'sas', token: canary },
  ];
  const faults: (Fault | undefined)[] = [
    undefined,
    refusal(403, 'AuthenticationFailed'),
    refusal(404, 'ContainerNotFound'),
    refusal(412, 'ConditionNotMet'),
    refusal(500, 'InternalError'),
    refusal(400, `Echo of ${canary}`),
    { kind: 'status', status: 200, body: `<EnumerationResults>${canary}` },
    { kind: 'reset', afterBytes: 0 },
    { kind: 'reset', afterBytes: 5 },
    { kind: 'stall', afterBytes: 0 },
  ];

  it('are in no message, no JSON, no stack and no cause of any failure', async () => {
    for (const credentials of [...ways, connectionString()]) {
      const opened = openContainer({ ...settings, credentials });
      for (const fault of faults) {
        proxy.setPlan(() => fault);
        const failures = [
          await failureOf(opened.listPages({ stallMs: 100 }).next()),
          await failureOf(opened.read(a.name, { etag: 'x', offset: 0, stallMs: 100 }).then(collect)),
        ];
        for (const failure of failures) {
          const all = [
            failure.message,
            failure.remedy,
            JSON.stringify(failure),
            inspect(failure, { depth: 20, showHidden: true }),
          ];
          for (const secret of [canary, encodeURIComponent(canary), 'sig=', 'SharedKey', '?']) {
            expect(all.slice(0, 3).join('\n')).not.toContain(secret);
          }
          expect(all.join('\n')).not.toContain(canary);
          expect(all.join('\n')).not.toContain('sig=');
        }
      }
    }
  });

  function connectionString(): AzureBlobSettings['credentials'] {
    const text = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${canary};BlobEndpoint=${proxy.url};`;
    return { type: 'connection-string', connectionString: text };
  }
});
