import { LongshoreError } from '../contract/failure';
import { type Scope, Tokens } from './tokens';

export interface GatewaySettings {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly tokens: Tokens;
  /** Requests that one caller may send in a minute. */
  readonly requestsPerMinute: number;
}

/** What the command line says of it, before the environment. */
export interface GatewayFlags {
  readonly host?: string;
  readonly port?: string;
}

/** That of the bulk import server whose callers come here. */
const defaultPort = '6779';

const tokenVariables: Readonly<Record<Scope, string>> = {
  read: 'LONGSHORE_READ_TOKENS',
  run: 'LONGSHORE_RUN_TOKENS',
  delete: 'LONGSHORE_DELETE_TOKENS',
};

/** 16 characters of base64 are 96 bits. */
const tokenForm = /^[\x21-\x2b\x2d-\x7e]{16,200}$/;

/**
 * How the gateway listens and whom it lets in, by flags and variables. Throws `config-invalid`, which names the variable and
 * never its value; and `usage-invalid` for an address other than this machine's own without tokens.
 */
export function gatewaySettings(variables: ReadonlyMap<string, string>, flags: GatewayFlags = {}): GatewaySettings {
  const host = flags.host ?? (variables.get('LONGSHORE_GATEWAY_HOST') || '127.0.0.1');
  // Only BULK_IMPORT_PORT can mean this port alone: PUB_SUB_PORT was that of the other half of the replaced server, too.
  const [name, port] = flags.port === undefined ? portOf(variables) : ['--port', flags.port];
  const tokens = new Tokens({
    read: tokensOf(variables, 'read'),
    run: tokensOf(variables, 'run'),
    delete: tokensOf(variables, 'delete'),
  });
  if (tokens.isEmpty && !isLoopback(host)) {
    throw new LongshoreError(
      'usage-invalid',
      `Without tokens the gateway listens on this machine alone, not on ${host}`,
      {
        remedy: `Set ${Object.values(tokenVariables).join(', ')}, or leave the address out.`,
      },
    );
  }
  return {
    host,
    port: wholeNumber(name, port, 0, 65_535),
    tokens,
    requestsPerMinute: wholeNumber(
      'LONGSHORE_GATEWAY_RATE',
      variables.get('LONGSHORE_GATEWAY_RATE') || '1200',
      1,
      1_000_000,
    ),
  };
}

/** True for an address that nobody else can reach. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function portOf(variables: ReadonlyMap<string, string>): [name: string, port: string] {
  for (const name of ['BULK_IMPORT_PORT', 'PUB_SUB_PORT']) {
    const port = variables.get(name);
    if (port) return [name, port];
  }
  return ['the port', defaultPort];
}

function tokensOf(variables: ReadonlyMap<string, string>, scope: Scope): readonly string[] {
  const name = tokenVariables[scope];
  const tokens = (variables.get(name) ?? '').split(/[\s,]+/).filter((token) => token !== '');
  if (tokens.every((token) => tokenForm.test(token))) return tokens;
  throw new LongshoreError('config-invalid', `${name} has a token that cannot be one`, {
    remedy:
      'Tokens are 16 to 200 plain characters each, with spaces or commas between: `openssl rand -hex 32` makes one.',
  });
}

function wholeNumber(name: string, text: string, lowest: number, highest: number): number {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= lowest && number <= highest) return number;
  throw new LongshoreError('config-invalid', `${name} must be a whole number from ${lowest} to ${highest}`, {
    remedy: 'Correct it, or leave it out.',
  });
}
