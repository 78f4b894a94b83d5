import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, refused } from './answer';
import type { Operation } from './operation';
import type { StandInState } from './stand-in-state';

const revision = '2026-07-15';
const mediaTypes = ['application/vnd.api+json', 'application/json'];

/** Whether a request is let in before its body is looked at, and what every answer to it says of the windows. */
export interface Refusal {
  readonly refusal: Answer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The key, the revision, the scope, the rate, the media type: in this order. A request of no operation has no window. */
export function refusalOf(
  state: StandInState,
  headers: IncomingHttpHeaders,
  operation: Operation | undefined,
): Refusal {
  const refuse = (status: number, code: string, detail: string): Refusal => ({
    refusal: refused(status, [{ code, detail }]),
    headers: {},
  });
  const [scheme, secret = ''] = (headers.authorization ?? '').split(' ');
  const key = scheme === 'Klaviyo-API-Key' ? state.key(secret) : undefined;
  if (headers.authorization === undefined) {
    return refuse(401, 'not_authenticated', 'Authentication credentials were not provided.');
  }
  if (key === undefined) return refuse(401, 'authentication_failed', 'Incorrect authentication credentials.');
  if (headers.revision === undefined) return refuse(400, 'missing_revision', 'A revision header is required.');
  if (headers.revision !== revision) return refuse(400, 'invalid_revision', 'The revision is not known.');
  if (operation === undefined) return { refusal: undefined, headers: {} };
  const missing = operation.scopes.filter((scope) => key.scopes?.includes(scope) === false);
  if (missing.length > 0) {
    return refuse(403, 'permission_denied', `The API key is missing required scopes: ${missing.join(', ')}.`);
  }
  const admission = state.windows.admit(operation, performance.now(), state.settings.rateFactor);
  if (!admission.isIn) {
    const seconds = admission.headers['retry-after'];
    const detail = `Request was throttled. Expected available in ${seconds} second${seconds === '1' ? '' : 's'}.`;
    return { refusal: refused(429, [{ code: 'throttled', detail }]), headers: admission.headers };
  }
  const type = headers['content-type']?.split(';')[0]?.trim();
  if (type !== undefined && !mediaTypes.includes(type)) {
    const refusal = refused(415, [{ code: 'unsupported_media_type', detail: 'The media type is not known here.' }]);
    return { refusal, headers: admission.headers };
  }
  return { refusal: undefined, headers: admission.headers };
}
