import { DatabaseError } from 'pg';
import { LongshoreError } from '../../contract/failure';
import type { FailureCode } from '../../contract/failure-codes';

/** Causes that are more often a wrong setting than a server that is away. */
const networkRemedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Check the host in the url of the connection, and that this machine can look names up.',
  ECONNREFUSED: 'Check host and port in the url of the connection, and that the server runs.',
};
const certificateRemedy =
  'Give the authority of the network to Node: NODE_EXTRA_CA_CERTS=<file>; or write sslmode=require, which checks no certificate.';

const rightsRemedy =
  'The user must be allowed to create schemas in the database (GRANT CREATE ON DATABASE), and tables in the schema of the ' +
  'tables (GRANT CREATE, USAGE ON SCHEMA public); tables that are there must be its own.';

/**
 * The failure that an error of the database means, by its SQLSTATE. The server's own texts never pass on, for they quote
 * values of rows; so it is no cause either. What is none of the database's or the network's comes back as it is.
 *
 * @param where the database, as messages name it
 */
export function postgresFailure(thrown: unknown, where: string): unknown {
  if (thrown instanceof DatabaseError) return refusal(thrown, where);
  const code = networkCode(thrown);
  return code === undefined ? thrown : noAnswer(code, where);
}

/** What it means that a connection broke, or could not be made. */
export function connectionFailure(thrown: unknown, where: string): LongshoreError {
  const known = postgresFailure(thrown, where);
  if (known instanceof LongshoreError) return known;
  const { message } = Object(thrown) as { readonly message?: unknown };
  // The client has no code for it, only this text of its own.
  if (typeof message === 'string' && message.includes('does not support SSL')) {
    return new LongshoreError('tables-auth', `${where} speaks no TLS, which the connection asks for`, {
      remedy: 'Write ?sslmode=disable at the end of the url, where the network between is trusted.',
    });
  }
  if (typeof message === 'string' && message.includes('password must be')) {
    return new LongshoreError('tables-auth', `${where} asks for a password, and the url has none`);
  }
  return new LongshoreError('tables-unavailable', `The connection to ${where} broke, or could not be made in time`);
}

/** Begins of SQLSTATEs, the longest first. */
const meanings: readonly (readonly [state: string, code: FailureCode, what: string, remedy?: string])[] = [
  ['28P01', 'tables-auth', 'refused user or password'],
  [
    '28',
    'tables-auth',
    'lets this user not in from here',
    'Check the user in the url of the connection, its sslmode, and pg_hba.conf of the server.',
  ],
  ['3D000', 'tables-auth', 'is not there', 'Check the name of the database in the url of the connection.'],
  ['42501', 'tables-auth', 'refused a right that is needed', rightsRemedy],
  ['25006', 'tables-unavailable', 'takes no writes', 'It is a replica, or was set to read only; name the primary.'],
  ['53100', 'tables-unavailable', 'has no room on its disk'],
  ['53300', 'tables-unavailable', 'takes no more connections'],
  ['53', 'tables-unavailable', 'has not what it needs of memory or of other resources'],
  ['40', 'tables-unavailable', 'gave this transaction up in favour of another'],
  ['55P03', 'tables-unavailable', 'waited too long for a lock that another transaction has'],
  ['57014', 'tables-unavailable', 'was told to end the statement, or it took longer than the server allows'],
  ['25P03', 'tables-unavailable', 'ended a transaction in which nothing happened for too long'],
  ['57P', 'tables-unavailable', 'is ending or starting'],
  ['08', 'tables-unavailable', 'lost the connection'],
  ['58', 'tables-unavailable', 'cannot read or write its files'],
];

function refusal({ code: state = '', table }: DatabaseError, where: string): LongshoreError {
  const at = table === undefined ? '' : `, table ${JSON.stringify(table)}`;
  const found = meanings.find(([begin]) => state.startsWith(begin));
  if (found === undefined) {
    return new LongshoreError('internal-error', `${where} refused a statement (SQLSTATE ${state}${at})`);
  }
  const [, code, what, remedy] = found;
  return new LongshoreError(code, `${where} ${what} (SQLSTATE ${state}${at})`, remedy === undefined ? {} : { remedy });
}

function noAnswer(code: string, where: string): LongshoreError {
  const remedy = /CERT|SIGNATURE|ALTNAME/.test(code) ? certificateRemedy : networkRemedies[code];
  return new LongshoreError('tables-unavailable', `${where} cannot be reached (${code})`, remedy ? { remedy } : {});
}

/** ECONNREFUSED, ENOTFOUND, a certificate's fault. Where several addresses were tried, that of the first. */
function networkCode(thrown: unknown): string | undefined {
  const { code, errors } = Object(thrown) as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  if (code === undefined && errors !== undefined) return networkCode(errors[0]);
  const isNetwork = typeof code === 'string' && /^(?:E[A-Z0-9]{3,}|[A-Z_]*(?:CERT|SIGNATURE)[A-Z_]*)$/.test(code);
  return isNetwork ? code : undefined;
}
