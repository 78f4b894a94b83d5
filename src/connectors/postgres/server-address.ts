import type { ConnectionOptions } from 'node:tls';
import { LongshoreError } from '../../contract/failure';

/** What the url of a connection says. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  /** False: no TLS. */
  readonly ssl: false | ConnectionOptions;
}

/** The modes are those of PostgreSQL's own clients, but for those that give way to a server without TLS. */
const modes: Readonly<Record<string, ServerAddress['ssl']>> = {
  disable: false,
  require: { rejectUnauthorized: false },
  'verify-ca': { checkServerIdentity: () => undefined },
  'verify-full': {},
};

/**
 * Reads `postgres://user:password@host:5432/database?sslmode=…`. Without sslmode a server on this machine is spoken to without
 * TLS, and any other with TLS, its certificate checked. Throws `config-invalid`, which repeats nothing of the url.
 */
export function readServerAddress(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol)) throw refuse('is no url of PostgreSQL');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const database = decode(url.pathname.slice(1));
  if (host === '') throw refuse('names no host');
  if (url.username === '') throw refuse('names no user');
  if (database === '') throw refuse('names no database');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'sslmode');
  if (unknown !== undefined) throw refuse('has a parameter other than sslmode', 'Leave it out.');
  const mode = url.searchParams.get('sslmode') ?? (isThisMachine(host) ? 'disable' : 'verify-full');
  const ssl = modes[mode];
  if (ssl === undefined) {
    throw refuse('has an sslmode that is not known', `Write one of ${Object.keys(modes).join(', ')}.`);
  }
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user: decode(url.username),
    password: url.password === '' ? undefined : decode(url.password),
    ssl,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('has a % that begins no code', 'Write % as %25.');
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refuse(what: string, how = 'Write what is special in a password as %40 for @ and the like.'): LongshoreError {
  return new LongshoreError('config-invalid', `The url of a postgres connection ${what}`, {
    remedy: `Write postgres://user:password@host:5432/database?sslmode=verify-full. ${how}`,
  });
}
