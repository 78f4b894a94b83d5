import { LongshoreError } from '../../contract/failure';
import { answerFailure } from './answer-failure';
import { RefusedCall } from './refused-call';
import type { ShopSettings } from './settings';

/** Why there is no token. */
export function tokenFailure(error: unknown, { authUrl, projectKey }: ShopSettings): LongshoreError {
  const { host } = new URL(authUrl);
  const doing = `Asking ${host} for a token of project ${projectKey}`;
  if (error instanceof RefusedCall && error.code === 'invalid_scope') {
    return new LongshoreError('source-auth', `${doing}: the client may not have one of the scopes (invalid_scope).`, {
      remedy: `Name under scope only what the API client was given, each as in view_customers:${projectKey}.`,
    });
  }
  if (error instanceof RefusedCall && (error.status === 401 || error.status === 403 || error.status === 400)) {
    return new LongshoreError('source-auth', `${doing}: the client was refused (${error.status}).`, {
      remedy: 'Check clientId and secret under client, and that the API client was not deleted.',
    });
  }
  return answerFailure(error, { doing, address: 'authUrl', host, projectKey });
}
