import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { LongshoreError } from '../../contract/failure';
import { noAnswer, serviceCode, statusOf } from './s3-failure';
import type { AccessKeyCredentials } from './settings';
import { TemporaryCredentials } from './temporary-credentials';

type RoleSettings = AccessKeyCredentials & { readonly roleArn: string };

const kept = new Map<string, TemporaryCredentials>();

/** The keys of a role, one cache for the whole process: each step of a run opens its bucket anew. */
export function roleCredentialsOf(settings: RoleSettings, region: string): TemporaryCredentials {
  const { accessKeyId, secretAccessKey, roleArn, externalId, stsEndpoint } = settings;
  const id = JSON.stringify([accessKeyId, secretAccessKey, roleArn, externalId, stsEndpoint, region]);
  const known = kept.get(id);
  if (known !== undefined) return known;
  const assumeRole = fromTemporaryCredentials({
    masterCredentials: { accessKeyId, secretAccessKey },
    params: { RoleArn: roleArn, RoleSessionName: 'longshore', ...(externalId ? { ExternalId: externalId } : {}) },
    clientConfig: {
      region,
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 15_000 },
      ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }),
    },
  });
  const credentials = new TemporaryCredentials(async () => {
    try {
      return await assumeRole();
    } catch (error) {
      throw roleFailure(error, roleArn);
    }
  });
  kept.set(id, credentials);
  return credentials;
}

/** What it means that STS gives no key. Its own text is never used, for it repeats who asked. */
function roleFailure(error: unknown, roleArn: string): LongshoreError {
  const doing = `Taking on the role ${JSON.stringify(roleArn)}`;
  const status = statusOf(error);
  if (status === undefined || status < 300) return noAnswer(error, doing);
  const code = serviceCode(error);
  const said = [status, code].filter(Boolean).join(' ');
  if (status === 408 || status === 429 || status >= 500 || /Throttl/.test(code ?? '')) {
    return new LongshoreError('source-unavailable', `${doing}: STS answers ${said}.`);
  }
  if (status === 403 || status === 401) {
    return new LongshoreError('source-auth', `${doing}: STS refuses it (${said}).`, { remedy: remedyFor(code) });
  }
  return new LongshoreError('source-refused', `${doing}: STS does not take the request (${said}).`, {
    remedy: 'Check roleArn and externalId, and stsEndpoint where there is one.',
  });
}

function remedyFor(code: string | undefined): string {
  switch (code) {
    case 'InvalidClientTokenId':
      return 'Check accessKeyId: STS does not know it, or it was deleted.';
    case 'SignatureDoesNotMatch':
      return 'Check secretAccessKey, which does not belong to this accessKeyId, and the clock of this machine.';
    default:
      return 'Check roleArn and externalId, and that the trust policy of the role lets the owner of the key take it on.';
  }
}
