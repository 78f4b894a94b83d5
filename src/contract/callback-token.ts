import type { webcrypto } from 'node:crypto';

/** Of which pass a callback token is. */
export interface CallbackPass {
  readonly id: string;
  readonly jobId: string;
  readonly pass: number;
}

/** Where a job's own secret lies in its folder, from which the tokens of its passes are made. */
export const callbackSecretName = 'callback-secret';

/** The task that waits for the result of a pass, and the result once it is there; in the job's folder. */
export const waitingName = (pass: number): string => `waiting-${pass}.json`;
export const deliveredName = (pass: number): string => `delivered-${pass}.json`;

/**
 * The token by which the result of a pass is delivered. The same for every attempt of the pass, so that a request that was
 * sent twice can be answered once; nobody can make one who does not know the job's secret.
 */
export async function callbackToken(secret: Uint8Array, { id, jobId, pass }: CallbackPass): Promise<string> {
  const whose = `${id}:${jobId}:${pass}`;
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), new TextEncoder().encode(whose));
  return `${whose}:${base64url(new Uint8Array(mac))}`;
}

/** The pass that a token names, whoever has made it; undefined for what is no token. */
export function passNamedBy(token: string): CallbackPass | undefined {
  const [, id, jobId, pass] = /^([\w.-]{1,100}):([\w-]{1,100}):([1-9]\d{0,8}):[\w-]{43}$/.exec(token) ?? [];
  return id === undefined || jobId === undefined ? undefined : { id, jobId, pass: Number(pass) };
}

/** 256 bits for one job. */
export function newCallbackSecret(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

function keyOf(secret: Uint8Array): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', new Uint8Array(secret), algorithm, false, ['sign']);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
