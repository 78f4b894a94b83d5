import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { LongshoreError } from '../../contract/failure';

/**
 * Connects to the host of an address, in TLS where it asks for it, and sends nothing: a web hook takes every request for a
 * message. Throws `destination-unavailable`, which does not name the address.
 */
export async function reachWebHook(url: string, where: string, signal: AbortSignal): Promise<void> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = protocol === 'https:';
  const at = { host, port: Number(port || (isTls ? 443 : 80)) };
  const socket = isTls ? tls.connect({ ...at, ...(net.isIP(host) ? {} : { servername: host }) }) : net.connect(at);
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
    const why = signal.aborted ? 'in time' : `(${String(code ?? name)})`;
    throw new LongshoreError('destination-unavailable', `${where} cannot be reached ${why}.`, {
      remedy: 'Check the url of the channel, and that this machine may call it.',
    });
  } finally {
    socket.destroy();
  }
}
