import { createHmac } from 'node:crypto';

/**
 * What proves that a message is from who has the secret: `sha256=` and the HMAC-SHA256, in hex, of the time in seconds, a
 * point, and the body as it is sent. The time is signed too, so that nobody can send an old message again.
 */
export function signature(secret: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
