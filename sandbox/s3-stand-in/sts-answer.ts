import { type Answer, element, xmlHead } from './answer';
import type { KeyRing } from './key-ring';
import type { AccessKey, S3Settings } from './options';

/** The shortest and the longest that a role is given for, in seconds. */
const [shortest, longest] = [900, 43_200];

/** STS: AssumeRole, and nothing else. The key must be trusted by the role, and say what its owner wants to hear. */
export function stsAnswer(form: string, who: AccessKey, { roles }: Pick<S3Settings, 'roles'>, keys: KeyRing): Answer {
  const asked = new URLSearchParams(form);
  const seconds = Number(asked.get('DurationSeconds') ?? 3_600);
  const arn = asked.get('RoleArn') ?? '';
  if (asked.get('Action') !== 'AssumeRole') return stsRefusal(400, 'InvalidAction');
  if (!/^arn:\S{17,}$/.test(arn) || !/^[\w+=,.@-]{2,64}$/.test(asked.get('RoleSessionName') ?? '')) {
    return stsRefusal(400, 'ValidationError');
  }
  if (!Number.isInteger(seconds) || seconds < shortest || seconds > longest) return stsRefusal(400, 'ValidationError');
  const role = roles.find((one) => one.arn === arn);
  const isTrusted = role?.trusted === undefined || role.trusted.includes(who.accessKeyId);
  const isHeard = role?.externalId === undefined || role.externalId === asked.get('ExternalId');
  if (role === undefined || !isTrusted || !isHeard) return stsRefusal(403, 'AccessDenied');
  const { prefix, mayRead } = role;
  const key = keys.issue({ prefix, mayRead, lifeMs: role.lifeMs ?? seconds * 1000 });
  const credentials = [
    element('AccessKeyId', key.accessKeyId),
    element('SecretAccessKey', key.secretAccessKey),
    element('SessionToken', key.sessionToken),
    element('Expiration', new Date(key.expiresAt).toISOString()),
  ];
  const result = `<AssumeRoleResult><Credentials>${credentials.join('')}</Credentials></AssumeRoleResult>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `${xmlHead}<AssumeRoleResponse ${space}>${result}</AssumeRoleResponse>`,
  };
}

const space = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
/** Where STS has another word than S3 for the same. */
const words: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'InvalidClientTokenId',
  RequestTimeTooSkewed: 'SignatureDoesNotMatch',
};

/** The error XML of STS, for S3's word or its own. */
export function stsRefusal(status: number, code: string): Answer {
  const fields = { Type: 'Sender', Code: words[code] ?? code, Message: `The stand-in refuses: ${code}, canary` };
  const error = Object.entries(fields).map(([name, value]) => element(name, value));
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `${xmlHead}<ErrorResponse ${space}><Error>${error.join('')}</Error></ErrorResponse>`,
  };
}
