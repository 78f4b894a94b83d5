import type { S3Client } from '@aws-sdk/client-s3';
import { serviceCode } from './s3-failure';
import type { TemporaryCredentials } from './temporary-credentials';

/**
 * Makes a client try a call once more, with a new key, where its key has ended: the client itself does not ask for
 * another. A call that was refused for its key has done nothing, so that a repeat does nothing twice.
 */
export function renewExpired(client: S3Client, credentials: TemporaryCredentials): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const key = await credentials.get();
      try {
        return await next(args);
      } catch (error) {
        if (serviceCode(error) !== 'ExpiredToken') throw error;
        credentials.forget(key);
        return await next(args);
      }
    },
    { step: 'initialize', name: 'renewExpired', priority: 'high' },
  );
}
