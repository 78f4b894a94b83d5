import type { SmtpConnection } from '../config';
import { openMail } from '../connectors/mail';
import { type Finding, ok } from './check-finding';

/** Greets the mail server and signs in; sends nothing. Throws a LongshoreError where it refuses, and where it is away. */
export async function checkMail(connection: SmtpConnection): Promise<Finding> {
  await openMail(connection).check();
  const credentials = connection.user === undefined ? '' : ' and takes the credentials';
  return ok(`${connection.host}:${connection.port} answers${credentials}; whom it lets send, the first mail shows`);
}
